"""Rules about the tests in WHERE and ON."""
