"""Rules about ORDER BY."""
