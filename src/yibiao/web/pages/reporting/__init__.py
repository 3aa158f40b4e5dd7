"""Reports of units: one unit's report with its steps, all of a period, what a lead verifies, what is asked for, receipts."""
