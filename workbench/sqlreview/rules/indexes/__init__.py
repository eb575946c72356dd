"""Rules about the indexes of row stores."""
