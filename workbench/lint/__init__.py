"""Rules over designs: what contradicts, what is missing, what will hurt."""
