"""The library: documents and plans, found by their words."""
