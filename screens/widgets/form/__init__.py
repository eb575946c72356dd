"""The form of a typed document: one line a field, drawn from ``workbench.designs.form``."""
