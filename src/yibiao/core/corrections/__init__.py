"""Corrections: what an officer changes in a compiled plan, kept beside it and applied anew each time."""
