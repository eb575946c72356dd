"""Query review: SQL of any dialect, checked for performance, correctness and safety."""
