"""Ids: the path of numbers as written, a repeat with a letter (2.3b)."""

_LETTERS = "bcdefghijklmnopqrstuvwxyz"


class Ids:
    """Gives out each id once; the second `2.3` becomes `2.3b`, and after `z` come `z27`, `z28` …"""

    __slots__ = ("_repeats", "_taken")

    def __init__(self, taken: set[str] | None = None) -> None:
        self._taken = set(taken or ())
        self._repeats: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """Return `wanted`, or `wanted` with the first letter that makes it new."""
        if wanted not in self._taken:
            self._taken.add(wanted)
            return wanted
        made = wanted
        count = self._repeats.get(wanted, 0)
        while made in self._taken:
            made = wanted + (_LETTERS[count] if count < len(_LETTERS) else f"z{count + 2}")
            count += 1
        self._repeats[wanted] = count
        self._taken.add(made)
        return made
