"""The rules over designs, one module per concern."""
