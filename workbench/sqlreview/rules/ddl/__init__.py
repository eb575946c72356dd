"""Rules about definitions: CREATE, ALTER, DROP, TRUNCATE."""
