"""Rules about what is selected."""
