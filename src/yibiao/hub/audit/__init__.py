"""What happened: the log of entries, its signed heads, and personal data that stand outside it."""
