"""What an operator does with the whole hub at once: back it up while it runs, and bring it back elsewhere."""
