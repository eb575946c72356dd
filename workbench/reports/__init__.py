"""Findings, advice, pages and records as text, JSON and Markdown."""
