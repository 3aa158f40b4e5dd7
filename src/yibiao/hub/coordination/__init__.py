"""Coordination: tracked items and the papers around them, meetings, visits, remarks of leaders."""
