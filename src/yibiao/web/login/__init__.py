"""Signing in and out: passwords, the city's directory, one-time codes, links that open once, late forms."""
