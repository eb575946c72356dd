"""Query review: type, paste or open SQL, and see what the rules say about it."""
