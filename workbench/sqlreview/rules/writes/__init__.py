"""Rules about statements that change data."""
