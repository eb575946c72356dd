"""What is known about stored tables: their columns, keys, layout and size."""
