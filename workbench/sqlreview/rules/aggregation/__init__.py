"""Rules about DISTINCT, GROUP BY and aggregates."""
