"""Documents and plans: upload, review, publish, revise."""
