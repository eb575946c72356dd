"""Rules about which partitions and blocks of a table are read."""
