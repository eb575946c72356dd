"""The audit of a platform: the rubric, answered by people and by what a design shows."""
