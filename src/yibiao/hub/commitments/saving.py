"""Saving what a unit filled in: checked, permitted, audited and answered once, many saves in one transaction.

A save is all or nothing. Whoever sends it again with the same key gets the same answer. A cell that somebody
else has changed since it was seen is a `Conflict`, and nothing of the save is written.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from yibiao.files.tables.text import shown
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.claims import Claim, actors_of, claim_of
from yibiao.hub.access.rights import Denied, may, rights
from yibiao.hub.access.subjects import Subject, commitment_facts, commitment_subjects
from yibiao.hub.audit.log import Draft
from yibiao.hub.clock import now
from yibiao.hub.commitments import cells as stored
from yibiao.hub.commitments.entering import Fault, fields, is_period, is_plain, kept_fields, read
from yibiao.hub.commitments.locks import Locks
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.writer import Batch, Writer

MOST_CELLS = 200
RIGHT = "value.save"

_KEY = re.compile(r"[\x21-\x7e]{8,80}").fullmatch
_MOST_ID, _MOST_EDITION = 2**53, 2**31 - 2


class Save(NamedTuple):
    """A save that waits for the writer: places, values and editions seen, cell by cell; 0 where nothing was filled in.

    `digest` tells a repeated request from another with the same key, `source` is how the values came here
    (`ValueRecord.SOURCES`).
    """

    claim: Claim
    unit: str
    period: str
    places: tuple[stored.Place, ...]
    values: tuple[str, ...]
    editions: tuple[int, ...]
    key: str
    digest: str
    source: str = "typed"


class Saved(NamedTuple):
    """What was saved: the edition that each cell has now, in the order asked; `repeated` where it had been saved before."""

    editions: tuple[int, ...]
    repeated: bool = False


class Conflict(Exception):
    """Somebody else changed some of the cells: `cells` are these as they stand now. Nothing was saved."""

    def __init__(self, current: Sequence[stored.Current]) -> None:
        super().__init__(len(current))
        self.cells = tuple(current)


class Invalid(Exception):
    """Some cells can't be taken as they are; nothing was saved."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(len(faults))
        self.faults = tuple(faults)


class Unknown(Exception):
    """There is no such unit, or it has no such commitment (`faults` names the cells)."""

    def __init__(self, faults: Sequence[Fault] = ()) -> None:
        super().__init__(len(faults))
        self.faults = tuple(faults)


class KeyReused(Exception):
    """The key belongs to another request."""


class Unauthenticated(Exception):
    """Nobody is signed in, or the token doesn't hold."""


# --- asking


def save_values(
    actor: Actor | Claim,
    unit: UnitRecord | str,
    period: str,
    cells: Iterable[Any],
    key: str,
    source: str = "typed",
    most: int = MOST_CELLS,
) -> Saved:
    """Save cells of a unit's commitments for a period and return their editions.

    `cells` are mappings of commitment, field, value, edition; `key` names this request. Rights are those at the
    moment of saving, whatever `actor` held when it was read. `most` cells are saved at once. Raises `Invalid`, `Unknown`, `Denied`, `Conflict`,
    `KeyReused`, `Unauthenticated`, and `writer.Busy`.
    """
    claim = claim_of(actor) if isinstance(actor, Actor) else actor
    code = unit if isinstance(unit, str) else unit.code
    return writer.make(asked(claim, code, period, list(cells), key, most)._replace(source=source))


def asked(claim: Claim, unit: str, period: Any, cells: Sequence[Any], key: str, most: int = MOST_CELLS) -> Save:
    """Return a save whose values are checked; raise `Invalid` with every fault."""
    if not (isinstance(period, str) and is_period(period)):
        raise Invalid([Fault(-1, "values.period", (("found", shown(str(period)[:20])),))])
    if not _KEY(key):
        raise Invalid([Fault(-1, "values.key")])
    if not 1 <= len(cells) <= most:
        raise Invalid([Fault(-1, "values.no-cells", (("limit", str(most)), ("found", str(len(cells)))))])
    values = _read_all(cells)
    places = tuple((cell["commitment"], period, cell["field"]) for cell in cells)
    editions = tuple(cell["edition"] for cell in cells)
    if len(set(places)) != len(places):
        raise Invalid([Fault(at, "values.twice") for at, place in enumerate(places) if place in places[:at]])
    return Save(claim, unit, period, places, values, editions, key, _digest(unit, period, places, values, editions))


def _read_all(cells: Sequence[Any]) -> tuple[str, ...]:
    """Return the values of cells as they are kept; raise `Invalid` with every fault."""
    columns, faults, values = kept_fields(), [], []
    for place, cell in enumerate(cells):
        if not _well_formed(cell):
            faults.append(Fault(place, "values.shape"))
            continue
        column = columns.get(cell["field"])
        if column is None:
            known = (("found", shown(cell["field"][:40])), ("fields", ", ".join(fields())))
            faults.append(Fault(place, "values.unknown-field", known))
            continue
        raw = cell["value"]
        if type(raw) is str and is_plain(column, raw):
            values.append(raw)
            continue
        value, fault = read(column, raw)
        values.append(value)
        if fault is not None:
            faults.append(fault._replace(place=place))
    if faults:
        raise Invalid(faults)
    return tuple(values)


def _well_formed(cell: Any) -> bool:
    try:
        return (
            len(cell) == 4
            and type(cell["commitment"]) is int
            and 0 < cell["commitment"] < _MOST_ID
            and type(cell["edition"]) is int
            and 0 <= cell["edition"] < _MOST_EDITION
            and type(cell["field"]) is str
            and "value" in cell
        )
    except (TypeError, KeyError, IndexError):
        return False


def _digest(unit: str, period: str, places: Iterable[stored.Place], *columns: Iterable[Any]) -> str:
    """Return what is the same for the same request. Control characters can't stand in values, so they divide them."""
    commitments, _, names = zip(*places, strict=True)
    rows = ("\x1f".join(map(str, column)) for column in (commitments, names, *columns))
    return hashlib.sha256("\x1e".join([RIGHT, unit, period, *rows]).encode()).hexdigest()


# --- a batch, behind the log's lock


def save_all(saves: Sequence[Save]) -> Batch[Saved]:
    """Do many saves in order, each as if it were alone, with a constant number of queries."""
    board = _Board(saves)
    outcomes = [board.outcome(save, actor) for save, actor in zip(saves, board.actors, strict=True)]
    board.write()
    return Batch(outcomes, board.drafts)


writer: Writer[Save, Saved] = Writer(save_all)


class _Board:
    """The state that a batch works on: read in one go, changed save by save in memory, written in one go."""

    def __init__(self, saves: Sequence[Save]) -> None:
        self.at = now()
        self.actors = actors_of([save.claim for save in saves])
        keys = [(actor.person, save.key) for save, actor in zip(saves, self.actors, strict=True)]
        self.answers = stored.answers({(person, key) for person, key in keys if person is not None})
        self.units = stored.units({save.unit for save in saves})
        paths = {unit.pk: unit.path for unit in self.units.values()}
        owed = stored.owed({place[0] for save in saves for place in save.places}, paths)
        self.facts = commitment_facts(owed, rights()[RIGHT].roles)
        self.subjects = commitment_subjects(set(self.facts.values()), paths)
        self.sheet = stored.Sheet({place[:2] for save in saves for place in save.places}, self.at)
        self.locks = Locks({(facts[1], facts[0], place[1]) for save in saves for place in save.places if (facts := self.facts.get(place[0]))})
        self.drafts: list[Draft] = []
        self._new_answers: list[stored.Answer] = []

    def outcome(self, save: Save, actor: Actor) -> Saved | Exception:
        """Return what becomes of one save; what it changes is seen by the next."""
        try:
            if actor.person is None and not actor.trusted:
                raise Unauthenticated
            kept = self.answers.get((actor.person, save.key))
            if kept is not None:
                return _again(save, kept)
            self._check(save, actor)
            return self._saved(save, actor)
        except (Conflict, Denied, Invalid, KeyReused, Unauthenticated, Unknown) as refused:
            return refused

    def write(self) -> None:
        """Write cells and answers."""
        self.sheet.write()
        stored.keep(self._new_answers, self.at)

    def _check(self, save: Save, actor: Actor) -> None:
        """Raise unless the unit has all these commitments, the actor may fill them, and nobody was faster."""
        unit = self.units.get(save.unit)
        if unit is None:
            raise Unknown
        found = [self.facts.get(place[0]) for place in save.places]
        distinct = set(found)
        if any(facts is None or facts[0] != unit.pk for facts in distinct):
            # Who may not fill in the unit's table isn't told which rows it has.
            if not may(actor, RIGHT, Subject("commitment", "open", (unit.path,))):
                raise Denied(RIGHT)
            strange = [at for at, facts in enumerate(found) if facts is None or facts[0] != unit.pk]
            raise Unknown([Fault(at, "values.unknown") for at in strange])
        closed = [facts for facts in distinct if facts is not None and not self._allowed(actor, self.subjects[facts])]
        if closed:
            raise Invalid([Fault(at, "values.closed") for at, facts in enumerate(found) if facts in closed])
        self._check_open(save, found)
        self._check_editions(save)

    def _check_open(self, save: Save, found: Sequence[Any]) -> None:
        """Raise where a cell stands in a report that is handed in or filed, and was not returned."""
        shut = [
            Fault(at, f"values.locked-{stage}")
            for at, (place, facts) in enumerate(zip(save.places, found, strict=True))
            if (stage := self.locks.shut(facts[1], facts[0], place))
        ]
        if shut:
            raise Invalid(shut)

    def _allowed(self, actor: Actor, subject: Subject) -> bool:
        """Return whether an actor may fill in a commitment, False where they could if it weren't closed."""
        if may(actor, RIGHT, subject):
            return True
        if subject.state == "open" or not may(actor, RIGHT, subject._replace(state="open")):
            raise Denied(RIGHT)
        return False

    def _check_editions(self, save: Save) -> None:
        editions = self.sheet.editions(save.places)
        if editions != list(save.editions):
            pairs = zip(save.places, editions, save.editions, strict=True)
            raise Conflict(self.sheet.current([place for place, now_, seen in pairs if now_ != seen]))

    def _saved(self, save: Save, actor: Actor) -> Saved:
        changes: list[tuple[str, Any, Any]] = []
        editions = list(save.editions)
        before = self.sheet.values(save.places)
        for at, (place, old, new) in enumerate(zip(save.places, before, save.values, strict=True)):
            if new != (old or ""):
                editions[at] += 1
                self.sheet.put(place, new, editions[at], actor.person, save.source)
                changes.append((cell_name(*place), old, new))
        # An entry has a longest line: what a whole workbook changes is several entries of one transaction.
        for first in range(0, len(changes), MOST_CELLS):
            self.drafts.append(self._draft(save, actor, changes[first : first + MOST_CELLS]))
        if actor.person is not None:
            self._keep(save, actor.person, editions)
        return Saved(tuple(editions))

    def _keep(self, save: Save, person: int, editions: list[int]) -> None:
        answer = stored.Answer(person, save.key, save.digest, json.dumps(editions))
        self._new_answers.append(answer)
        self.answers[person, save.key] = answer

    def _draft(self, save: Save, actor: Actor, changes: list[tuple[str, Any, Any]]) -> Draft:
        plans = {self.facts[place[0]][1] for place in save.places}
        return Draft(
            at=self.at,
            actor=actor.name,
            action=RIGHT,
            object=f"unit:{self.units[save.unit].pk}",
            changes=changes,
            acting_for=actor.acting_for,
            unit=save.unit,
            plan=f"plan:{plans.pop()}" if len(plans) == 1 else "",
            request=save.key,
            reason="" if save.source == "typed" else save.source,
        )


def cell_name(commitment: int, period: str, field: str) -> str:
    """Return the name of a cell in the log: ``commitment:12.2026-03.total``."""
    return f"commitment:{commitment}.{period}.{field}"


def _again(save: Save, kept: stored.Answer) -> Saved:
    if kept.digest != save.digest:
        raise KeyReused
    return Saved(tuple(json.loads(kept.answer)), repeated=True)
