"""Typed access to ``knowledge/``: what the methodology holds, as data."""
