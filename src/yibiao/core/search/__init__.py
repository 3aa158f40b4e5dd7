"""Search: texts folded to one spelling, queries read, documents scored, hits found in their sentences."""
