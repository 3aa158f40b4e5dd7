"""Briefs as they are kept: drafted from what counts, edited, issued."""
