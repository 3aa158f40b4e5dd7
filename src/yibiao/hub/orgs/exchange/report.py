"""What became of a file: what it adds, changes and leaves, or every fault in it by row and column."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from yibiao.files.errors import UnusableInput, reason
from yibiao.files.sheets import read_sheet
from yibiao.hub.access.actors import Actor
from yibiao.hub.actions import Refused
from yibiao.hub.orgs.several import Several, several
from yibiao.messages import say

ADDED, CHANGED, LEFT = "added", "changed", "left"
RANK = (LEFT, CHANGED, ADDED)
_SHOWN = 40  # characters of a wrong cell


class RowFault(NamedTuple):
    """One fault: the row as a spreadsheet counts it (0: the file as a whole), its column, what was found there.

    `key` and `slots` are the sentence that says what is expected and what to do.
    """

    row: int
    column: str
    found: str
    key: str
    slots: Mapping[str, Any] = {}

    def line(self, lang: str | None = None) -> str:
        """Return the fault as one line."""
        said = (
            reason(self.key, self.slots, lang)
            if self.key.startswith(("errors.", "sheets."))
            else say(self.key, lang, **self.slots)
        )
        if not self.row:
            return said
        if not self.column:
            return say("orgs.fault-row", lang, row=self.row, said=said)
        found = self.found if len(self.found) <= _SHOWN else self.found[: _SHOWN - 1] + "…"
        column = say(f"orgs.column-{self.column}", lang)
        key = "orgs.fault-cell" if found else "orgs.fault-empty"
        return say(key, lang, row=self.row, column=column, found=found, said=said)


class Change(NamedTuple):
    """What a row does: `what` is added, changed or left, `name` a unit's code or a login, `fields` what differs."""

    row: int
    what: str
    name: str
    fields: tuple[str, ...] = ()

    def line(self, lang: str | None = None) -> str:
        """Return the change as one line."""
        columns = say("planfile.separator", lang).join(
            say(f"orgs.column-{field}", lang) for field in self.fields
        )
        return say(f"orgs.row-{self.what}", lang, row=self.row, name=self.name, columns=columns)


class Report(NamedTuple):
    """The outcome of an import: `written` tells whether it changed anything in the database."""

    changes: tuple[Change, ...] = ()
    faults: tuple[RowFault, ...] = ()
    written: bool = False

    def count(self, what: str) -> int:
        """Return how many units or people are added, changed or left; one with several rows counts once."""
        most: dict[str, str] = {}
        for change in self.changes:
            most[change.name] = max(most.get(change.name, LEFT), change.what, key=RANK.index)
        return list(most.values()).count(what)

    def of(self, what: str) -> tuple[Change, ...]:
        """Return the changes of one kind."""
        return tuple(change for change in self.changes if change.what == what)

    def summary(self, lang: str | None = None) -> str:
        """Return the whole outcome in one line."""
        if self.faults:
            return say("orgs.import-faults", lang, count=len(self.faults))
        key = "orgs.import-done" if self.written else "orgs.import-would"
        return say(key, lang, **{what: self.count(what) for what in (ADDED, CHANGED, LEFT)})


class _Undo(Exception):
    """Leaves a transaction without writing."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


Work = Callable[[Several, Sequence[Sequence[str]]], Report]


def run_import(
    actor: Actor, action: str, data: bytes, name: str, work: Work, *, dry_run: bool, request: str = ""
) -> Report:
    """Read a file and do `work` with its rows in one transaction; with faults, or in a dry run, nothing stays."""
    try:
        rows = read_sheet(data, name)
    except UnusableInput as fault:
        return Report(faults=(RowFault(0, "", "", fault.key, fault.args_),))
    try:
        with several(actor, request=request) as acts:
            report = work(acts, rows)
            if report.faults or dry_run:
                raise _Undo(report)
            if acts.drafts:
                whole = acts.act(action)
                whole.note("file", None, name)
                whole.note("sha256", None, sha256(data).hexdigest())
    except _Undo as undone:
        return undone.report
    except Refused as refused:
        return Report(faults=(RowFault(0, "", "", refused.key, refused.slots),))
    return report._replace(written=any(change.what != LEFT for change in report.changes))
