"""Splitting a city total 指标分解 among the units that owe it, with the record of who proposed and approved."""
