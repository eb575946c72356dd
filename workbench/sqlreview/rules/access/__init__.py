"""Rules about permissions, secrets and locks taken by a query."""
