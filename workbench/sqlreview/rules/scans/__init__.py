"""Rules about how often and how much of a table is read."""
