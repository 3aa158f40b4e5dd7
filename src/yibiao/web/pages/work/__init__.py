"""My work: what waits for whoever has signed in, notices, the own account."""
