"""Coordination: what is tracked, meetings, visits, remarks of leaders."""
