"""The cycle of plans: which days are worked, and by which day each period of a plan is reported, verified and dispatched."""
