"""The terminal application: screens over the core, nothing that the core does not also do."""
