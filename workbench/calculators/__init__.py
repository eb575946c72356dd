"""Calculators: a formula, its inputs (from the design where it knows them), its source."""
