"""The handbook: browse, search, read, walk trees."""
