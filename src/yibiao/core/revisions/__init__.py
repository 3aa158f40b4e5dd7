"""Revisions: what an amended document changes, and what is carried over to it."""
