"""A year of the example lived by units with habits, drawn from a seed and played through real actions."""
