"""Policy language and messages as data, read once per process.

A pack is a YAML file in this folder. `core` holds the grammar; what varies from document to document
(role words, measure words, kinds of damage …) stands here, each entry with an example that a test runs.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

# The C parser is five times faster; a build of PyYAML without it still works.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(name: str) -> Any:
    """Return the pack `name` (a path without `.yaml`, e.g. ``"language/roles"``) as plain values."""
    source = files(__name__).joinpath(f"{name}.yaml")
    return yaml.load(source.read_text(encoding="utf-8"), Loader=_LOADER)
