"""Dashboards: the city, one plan, one unit, one task."""
