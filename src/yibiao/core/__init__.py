"""Floor 0: values and rules. No Django, no network, no clock, no file formats."""

from yibiao import compiled

# Where a folder comes first, its modules do.
__path__ = [*filter(None, [compiled.folder()]), *__path__]
