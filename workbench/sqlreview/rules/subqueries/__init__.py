"""Rules about subqueries."""
