"""The first screen: what is at hand and what to do next."""
