"""One chain for the whole hub."""
