"""Which pack of rules lights which months of a plan, and rows lit by it."""
