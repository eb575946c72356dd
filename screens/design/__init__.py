"""The design screen: every document of a design as a form."""
