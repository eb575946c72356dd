"""Rules about comments that steer the review."""
