"""Rules about several statements together, and about loops and dynamic SQL."""
