"""Units: the tree, and the one table of each."""
