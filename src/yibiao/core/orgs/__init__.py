"""Org units 单位: the dated tree of a city, its groups, and which of them a name in a document means."""
