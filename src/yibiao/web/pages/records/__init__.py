"""People, the history of things, and the audit log."""
