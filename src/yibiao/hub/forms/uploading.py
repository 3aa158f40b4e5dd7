"""A unit's dispatch form that was filled in offline and brought back: previewed cell by cell, then all of it or nothing.

What a cell said when the file was made is kept in the file, so a cell that nobody touched changes nothing, and one that
somebody has changed on the site since is a clash: old, theirs and mine, to be chosen between.
"""

import datetime
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from yibiao.core.emit import number_text
from yibiao.core.evidence.naming import own_name
from yibiao.core.tables.forms import shipped_form
from yibiao.core.tables.making import tables
from yibiao.core.tables.values import Column, UnitTable, Value
from yibiao.files.collect import FileResult, Given, Remark, collect
from yibiao.files.returned.values import Touched
from yibiao.files.tables.rowmeta import said_of
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied, visible
from yibiao.hub.actions import Refused
from yibiao.hub.clock import now
from yibiao.hub.commitments import reading
from yibiao.hub.commitments.deciding import ground
from yibiao.hub.commitments.entering import fields, read
from yibiao.hub.commitments.filled import filled
from yibiao.hub.commitments.locks import Locks
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.rows import stored as stored_rows
from yibiao.hub.commitments.saving import Conflict, save_values
from yibiao.hub.evidence.reading import of_rows, printed_number
from yibiao.hub.forms.models import UploadRecord
from yibiao.hub.orgs.models import PersonRecord, UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say

RIGHT = "value.save"
SOURCE = "excel"
FORM = "dispatch"
# A preview waits so long to be confirmed.
KEPT = datetime.timedelta(hours=24)
# A dispatch form of a thousand rows has a twentieth of that.
MOST_BYTES = 20 * 2**20
_LONGEST_NAME = 255
_EVIDENCE = "evidence"
_SEPARATORS = "、，,；; \n"


class Cell(NamedTuple):
    """One cell that the file would change: `old` said when the file was made, `now` on the site, `mine` in the file.

    It `clashes` where somebody has changed it on the site since the file was made; `by` and `at` (ISO) tell who and when.
    `edition` is that of `now`, `place` the cell in the file (``武昌区!F12``).
    """

    commitment: int
    text: str
    field: str
    old: str
    now: str
    mine: str
    edition: int
    place: str
    clashes: bool = False
    by: str = ""
    at: str = ""

    @property
    def pick(self) -> str:
        """The name of the choice between both values of a clash."""
        return f"pick-{self.commitment}-{self.field}"

    @property
    def when(self) -> datetime.datetime | None:
        """The moment it was changed on the site."""
        return datetime.datetime.fromisoformat(self.at) if self.at else None


class Wrong(NamedTuple):
    """Why a file, or a cell of it, can't be taken: the sheet and cell, and the sentence's key and slots."""

    sheet: str
    cell: str
    code: str
    args: tuple[tuple[str, str], ...] = ()

    def said(self, lang: str | None = None) -> str:
        """Return what is wrong, with what was found and what was expected."""
        if self.code.startswith(("collect.", "errors.")):
            return Remark(self.code.removeprefix("collect."), self.sheet, self.cell, self.args).message(lang)
        return say(self.code, lang, **dict(self.args))

    def to_do(self, lang: str | None = None) -> str:
        """Return what to do about it."""
        return say(f"forms.do-{_TO_DO.get(self.code.partition('.')[2], 'original')}", lang)


# What to do about a fault where filling in the original anew isn't it.
_TO_DO = {
    **dict.fromkeys(("number", "date", "choice", "percent", "error-value", "formula-unknown", "too-long"), "cell"),
    **dict.fromkeys(("locked", "merged", "column", "row-added"), "restore"),
    **dict.fromkeys(("not-yours", "of-the-lead"), "leave"),
    **dict.fromkeys(("locked-filed", "locked-accepted"), "ask"),
    **dict.fromkeys(("locked-review", "locked-check", "locked-sign"), "back"),
    **dict.fromkeys(("not-workbook", "encrypted", "truncated", "binary", "wrong-extension", "empty"), "save-as"),
    "locked-returned": "leave",
}


class Preview(NamedTuple):
    """What a file would change: nothing can be confirmed while there are `faults`. `same` cells say what the site says."""

    name: str
    sha256: str
    cells: tuple[Cell, ...]
    same: int
    faults: tuple[Wrong, ...]
    notices: tuple[Wrong, ...]
    upload: UploadRecord | None = None

    @property
    def clashes(self) -> tuple[Cell, ...]:
        """The cells to be chosen for."""
        return tuple(cell for cell in self.cells if cell.clashes)

    @property
    def changes(self) -> tuple[Cell, ...]:
        """The cells that change without a question."""
        return tuple(cell for cell in self.cells if not cell.clashes)


class Moved(Exception):
    """Since the preview somebody has changed some of its cells: nothing was saved, `preview` is the new one."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(len(preview.cells))
        self.preview = preview


def preview(actor: Actor, unit: UnitRecord, plan: PlanRecord, period: str, name: str, data: bytes) -> Preview:
    """Return what a filled dispatch form of a unit would change; what can be confirmed is kept for a day.

    Raises `Denied` where the actor may fill in nothing of the unit, `Refused` where there is no such form.
    """
    if len(data) > MOST_BYTES:
        raise Refused("forms.too-large", limit=MOST_BYTES >> 20)
    made = _Examined(actor, unit, plan, period).preview(own_name(name)[-_LONGEST_NAME:], data)
    tidy()
    if made.faults or not made.cells or actor.person is None:
        return made
    kept = {"same": made.same, "cells": [list(cell) for cell in made.cells], "notices": [list(one) for one in made.notices]}
    row = UploadRecord.objects.create(
        plan=plan, unit=unit, period=period, by_id=actor.person, name=made.name, sha256=made.sha256, at=now(), **kept
    )
    return made._replace(upload=row)


def kept_preview(actor: Actor, unit: UnitRecord, number: int) -> Preview | None:
    """Return a preview that its maker has not confirmed yet, with how its cells stand now; None where there is none."""
    rows = UploadRecord.objects.filter(pk=number, unit=unit, by=actor.person, taken_at=None, at__gt=now() - KEPT)
    row = rows.select_related("unit__table").first() if actor.person is not None else None
    if row is None:
        return None
    cells = tuple(Cell(*one) for one in row.cells)
    notices = tuple(Wrong(sheet, cell, code, tuple((name, value) for name, value in args)) for sheet, cell, code, args in row.notices)
    return Preview(row.name, row.sha256, _afresh(row, cells), row.same, (), notices, row)


def adopt(actor: Actor, known: Preview, mine: Iterable[str] = ()) -> int:
    """Take over all cells of a preview in one transaction, or nothing; return how many were saved.

    Of clashes those named in `mine` (`Cell.pick`) are taken from the file, of the others the site's value stays.
    Raises `Moved`, and what saving raises.
    """
    row = known.upload
    if row is None:
        raise Refused("forms.expired")
    if [list(cell) for cell in known.cells] != row.cells:
        UploadRecord.objects.filter(pk=row.pk).update(cells=[list(cell) for cell in known.cells])
        raise Moved(known)
    chosen = set(mine)
    cells = [cell for cell in known.cells if not cell.clashes or cell.pick in chosen]
    try:
        _save(actor, row, cells)
    except Conflict:
        raise Moved(known._replace(cells=_afresh(row, known.cells))) from None
    UploadRecord.objects.filter(pk=row.pk).update(taken_at=now())
    return len(cells)


def _save(actor: Actor, row: UploadRecord, cells: Sequence[Cell]) -> None:
    made = [{"commitment": cell.commitment, "field": cell.field, "value": cell.mine, "edition": cell.edition} for cell in cells]
    if made:
        owner = row.unit.table or row.unit
        save_values(actor, owner, row.period, made, secrets.token_hex(12), source=SOURCE, most=len(made))


def _afresh(row: UploadRecord, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return cells as they stand now: one that was changed since it was previewed is a clash."""
    standing = _standing({cell.commitment for cell in cells}, row.period)
    made = []
    for cell in cells:
        value, edition, by, at = standing.get((cell.commitment, cell.field), _EMPTY)
        if edition == cell.edition:
            made.append(cell)
        elif value != cell.mine:
            made.append(cell._replace(now=value, edition=edition, clashes=True, by=by, at=at))
    return tuple(made)


def tidy() -> int:
    """Remove previews that have expired; return how many."""
    return UploadRecord.objects.filter(at__lt=now() - KEPT).delete()[0]


# Value, edition, who filled it in, and when (ISO).
_Standing = tuple[str, int, str, str]
_EMPTY: _Standing = ("", 0, "", "")


def _standing(commitments: Iterable[int], period: str) -> dict[tuple[int, str], _Standing]:
    """Return how cells stand by commitment and field; two queries."""
    rows = ValueRecord.objects.filter(commitment__in=list(commitments), period=period)
    found = list(rows.values_list("commitment", "field", "value", "edition", "by", "at"))
    names = dict(PersonRecord.objects.filter(pk__in={by for *_, by, _ in found if by}).values_list("pk", "name"))
    return {(pk, field): (value, edition, names.get(by or 0, ""), at.isoformat()) for pk, field, value, edition, by, at in found}


class _Examined:
    """One file held against the form of a unit as it is now."""

    def __init__(self, actor: Actor, unit: UnitRecord, plan: PlanRecord, period: str) -> None:
        self.actor, self.unit, self.plan, self.period = actor, unit, plan, period
        owed = list(reading.owes(actor, unit, plan))
        able = set(visible(actor, RIGHT, reading.owes(actor, unit, plan)).order_by().values_list("pk", flat=True))
        if not able:
            raise Denied(RIGHT)
        self.rows: Mapping[str, CommitmentRecord] = {row.key: row for row in owed}
        self.able = able
        code = unit.table.code if unit.table else unit.code
        self.code = code
        form = shipped_form(FORM)
        self.columns: Mapping[str, Column] = {column.key: column for column in form.columns}
        blank = next(iter(tables(stored_rows(plan, ground(plan)), form, period=period, only=code)), None)
        if blank is None or not blank.rows:
            raise Refused("hubcommitments.no-table", unit=unit.name, plan=plan.title)
        self.blank: UnitTable = blank
        self.faults: list[Wrong] = []
        self.cells: list[Cell] = []
        self.same = 0

    def preview(self, name: str, data: bytes) -> Preview:
        """Return what the file would change."""
        (file,) = collect([self.blank], [Given(name, data=data)]).files
        self.faults.extend(map(self._wrong, file.faults))
        if file.state == "ignored":
            self.faults.extend(_of_remark(one) for one in file.notices)
        self._touched(file)
        notices = tuple(_of_remark(one) for one in file.notices if one.code not in _UNSAID and file.state == "taken")
        digest = file.sha256
        return Preview(name, digest, tuple(self.cells), self.same, tuple(self.faults), notices)

    def _wrong(self, one: Remark) -> Wrong:
        """Return a fault; the file of another unit is named so."""
        if one.code == "unknown-table":
            args = (*one.args, ("here", self.unit.name))
            return Wrong(one.sheet, one.cell, "forms.other-unit", args)
        return _of_remark(one)

    def _touched(self, file: FileResult) -> None:
        """Sort what was touched: changes, clashes, what is the same already, and what may not be."""
        if not file.touched:
            return
        standing = _standing({row.pk for row in self.rows.values()}, self.period)
        locks = Locks({(self.plan.pk, row.unit_id, self.period) for row in self.rows.values()})
        printed = self._printed()
        attached = of_rows(list(self.rows.values()), self.period)
        for one in file.touched:
            row = self.rows.get(one.key)
            if row is None or row.pk not in self.able:
                self._fault(one, "forms.not-yours")
                continue
            if one.column not in fields():
                self._fault(one, "forms.of-the-lead", column=self.columns[one.column].title)
                continue
            mine = self._mine(one, [printed_number(piece, row.unit_id) for piece in attached.get(row.pk, ())])
            if mine is None:
                continue
            value, edition, by, at = standing.get((row.pk, one.column), _EMPTY)
            if mine == value:
                self.same += 1
                continue
            stage = locks.shut(self.plan.pk, row.unit_id, (row.pk, self.period, one.column))
            if stage:
                self._fault(one, f"values.locked-{stage}")
                continue
            clashes = said_of(printed.get((one.key, one.column))).digest != one.digest
            more = (by, at) if clashes else ("", "")
            place = f"{one.sheet}!{one.cell}"
            self.cells.append(Cell(row.pk, row.text, one.column, one.before, value, mine, edition, place, clashes, *more))

    def _mine(self, one: Touched, numbers: Sequence[str]) -> str | None:
        """Return the value of a cell as it is kept, None where it can't be."""
        text = "" if one.value is None else one.value if isinstance(one.value, str) else number_text(one.value)
        if one.column == _EVIDENCE:
            text = _without(text, numbers)
        made = read(self.columns[one.column], text)
        if made.fault is None:
            return made.value
        self._fault(one, made.fault.code, **dict(made.fault.args))
        return None

    def _printed(self) -> dict[tuple[str, str], Value]:
        """Return what the form would say if it were made now, by row and column."""
        table = filled(self.plan, self.period, self.code, drafts=True)(self.blank)
        keys = [column.key for column in table.form.columns]
        return {(row.key, key): cell for row in table.rows for key, cell in zip(keys, row.cells, strict=True)}

    def _fault(self, one: Touched, code: str, **args: str) -> None:
        self.faults.append(Wrong(one.sheet, one.cell, code, tuple(args.items())))


# What is said of the file as a whole and means nothing on the unit's own page.
_UNSAID = ("named-otherwise", "nothing-filled")


def _of_remark(one: Remark) -> Wrong:
    return Wrong(one.sheet, one.cell, one.code if "." in one.code else f"collect.{one.code}", one.args)


def _without(text: str, numbers: Sequence[str]) -> str:
    """Return what was typed behind the numbers of what is attached, which the form prints by itself."""
    rest = text.strip()
    while found := next((number for number in numbers if rest.startswith(number)), ""):
        rest = rest.removeprefix(found).lstrip(_SEPARATORS)
    return rest
