"""Rules about common table expressions."""
