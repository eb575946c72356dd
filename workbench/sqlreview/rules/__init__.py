"""The rules of the query review, grouped by what they look at."""
