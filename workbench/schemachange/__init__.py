"""What changed between two schemas, and what each change means."""
