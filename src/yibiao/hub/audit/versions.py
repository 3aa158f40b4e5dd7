"""Versions of what the log tells about: as long as one stays, nothing it stands for has changed.

Every change of the hub appends an entry to the log, so the log's edge is the version of everything. Values are
saved by the thousand on a reporting day; one unit's saves leave what others are shown as it was, so each unit
has a version of its own. Each process reads an entry once.
"""

import threading
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from yibiao.hub.audit.models import EntryRecord, LogRecord

# What these entries tell of is the accounts' and the files' own affair: it changes no table.
_APART = ("login.", "logout", "session.", "password.", "totp.", "token.", "webhook.", "table.", "audit.", "document.")
# A report goes on: as with its values, one unit's table alone says so.
_SAVED = ("value.save", "report.submit", "report.pass", "report.back", "report.return", "report.accept")
# More entries than these at once are not looked at: everything counts as new.
_MOST = 2000


class Version(NamedTuple):
    """The version of everything: how often this process began anew, the last entry about anything but values, and about them.

    `saved_of` has the last entry about values of each unit, by its name in the log.
    """

    begun: int
    general: int
    saved: int
    saved_of: Mapping[str, int]

    @property
    def everything(self) -> tuple[int, int, int]:
        """What changes with whatever is changed."""
        return self.begun, self.general, self.saved

    @property
    def but_values(self) -> tuple[int, int]:
        """What stays while units fill in values."""
        return self.begun, self.general

    def of(self, unit: int) -> tuple[int, int, int]:
        """What changes with whatever is changed but the values of other units than this (by its id)."""
        return self.begun, self.general, self.saved_of.get(f"unit:{unit}", 0)


class _Follower:
    """What one process has read of the log so far."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._edge, self._size, self._leaf = "", 0, ""
        self._now = Version(0, 0, 0, {})

    def version(self) -> Version:
        """Return the version of everything, after reading on where the log has grown."""
        if _edge()[0] != self._edge or not self._edge:
            with self._lock:
                # Asked anew: meanwhile another thread may have read further than what this one saw.
                edge, size = _edge()
                if edge != self._edge or not size:
                    self._now = self._read_on(size)
                    self._edge = edge  # last: whoever sees this edge without the lock finds its version there
        return self._now

    def _read_on(self, size: int) -> Version:
        """Read the entries since the last one read; begin anew where it is not there any more, or too much has come."""
        rows = EntryRecord.objects.filter(seq__gte=max(0, self._size - 1), seq__lt=size).order_by("seq")
        entries = list(rows.values_list("seq", "action", "object", "leaf")[: _MOST + 1])
        follows = bool(entries) and entries[0][3] == self._leaf and len(entries) <= _MOST
        self._size = size
        if not follows:
            newest = EntryRecord.objects.filter(seq__lt=size).order_by("-seq")
            self._leaf = newest.values_list("leaf", flat=True).first() or ""
            return Version(self._now.begun + 1, 0, 0, {})
        self._leaf = entries[-1][3]
        return _after(self._now, [entry[:3] for entry in entries[1:]])


def _after(version: Version, entries: Iterable[tuple[int, str, str]]) -> Version:
    """Return the version after some entries: place, action, object."""
    begun, general, saved, saved_of = version
    saved_of = dict(saved_of)  # a new one: versions handed out keep theirs
    for seq, action, about in entries:
        if action in _SAVED:
            saved = saved_of[about] = seq
        elif not action.startswith(_APART):
            general = seq
    return Version(begun, general, saved, saved_of)


def _edge() -> tuple[str, int]:
    """Return the log's edge and size; of a log without entries nothing is known, and each look at it begins anew."""
    return LogRecord.objects.filter(pk=1).values_list("frontier", "size").first() or ("", 0)


_follower = _Follower()


def version() -> Version:
    """Return the version of everything; one query where nothing changed.

    Ask before reading what it stands for: what is read is then at least as new as the version says.
    """
    return _follower.version()
