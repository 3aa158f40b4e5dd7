"""A progress bar on standard error, and lines that do not run into it."""

import sys

from yibiao.cli.faults import complain
from yibiao.messages import say

_WIDTH = 28


class Progress:
    """A bar for `total` inputs, drawn only if `shown`; as a context it cleans up after itself."""

    def __init__(self, total: int, lang: str, *, shown: bool) -> None:
        self.lang = lang
        self._total = total
        self.shown = shown
        self._done = 0

    def __enter__(self) -> "Progress":
        self.show(0)
        return self

    def __exit__(self, *_: object) -> None:
        self._wipe()

    def show(self, done: int) -> None:
        """Draw the bar with `done` inputs finished."""
        self._done = done
        if self.shown:
            filled = _WIDTH * done // max(1, self._total)
            bar = "█" * filled + "░" * (_WIDTH - filled)
            line = say("cli.progress", self.lang, bar=bar, done=done, total=self._total)
            sys.stderr.write(f"\r{line}\x1b[K")
            sys.stderr.flush()

    def say(self, message: str) -> None:
        """Write a line about a fault, above the bar."""
        self._wipe()
        complain(message, self.lang)
        if self._done < self._total:
            self.show(self._done)

    def _wipe(self) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
