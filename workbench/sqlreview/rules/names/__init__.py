"""Rules about names that mean nothing, or something else than meant."""
