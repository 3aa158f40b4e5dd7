"""Pages of evidence 佐证: a unit's list, what serves one row, one piece."""
