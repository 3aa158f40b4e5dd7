"""Reporting 报送: a unit's report of a period, from its form through its own chain to the dispatching office."""
