"""Who may do what: actors, rights, the one permission function, tokens, idempotency keys."""
