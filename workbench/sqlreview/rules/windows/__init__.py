"""Rules about window functions."""
