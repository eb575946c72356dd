"""Rules about CASE expressions."""
