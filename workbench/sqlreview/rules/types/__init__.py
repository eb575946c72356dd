"""Rules about types: what a cast, a column type or an operator loses."""
