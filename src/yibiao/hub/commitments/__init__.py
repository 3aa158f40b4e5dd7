"""What every unit owes, how totals are shared, and the values filled in."""
