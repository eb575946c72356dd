"""What the patterns of LIKE mean in one dialect and not in another."""

BRACKETS_MATCH = frozenset({"tsql", "fabric"})
"""Dialects in which ``[a-c]`` in a pattern stands for one of these characters."""
