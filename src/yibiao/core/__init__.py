"""Floor 0: values and rules. No Django, no network, no clock, no file formats."""
