"""The documents an engineer writes: their models, their forms, and the file that holds them."""
