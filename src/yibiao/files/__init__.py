"""Floor 1: documents in, pages and tables out. Knows `core` alone."""
