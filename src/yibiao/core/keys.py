"""Keys: opaque names of tasks and targets that survive renumbering and edits elsewhere.

A task's key is drawn from its title; a target's from its task, subject and owners, not from its value, so
that a revised figure keeps its history. What occurs twice gets a running number.
"""

import hashlib
import re

_NOISE = re.compile("[^\u4e00-\u9fffA-Za-z0-9\x1f]")  # without a `+`, `re` skips all else at once


class Keys:
    """Gives keys within one document; the same words a second time give another key."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def of(self, kind: str, *words: str) -> str:
        """Return a key such as ``t-3fa8c1d2e0`` for the words that identify a thing."""
        basis = _NOISE.sub("", "\x1f".join(words))
        known = kind + basis
        count = self._seen.get(known, 0)
        self._seen[known] = count + 1
        digest = hashlib.blake2b(f"{basis}\x1f{count}".encode(), digest_size=5).hexdigest()
        return f"{kind}-{digest}"
