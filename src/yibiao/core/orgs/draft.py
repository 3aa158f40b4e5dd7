"""A unit pack drafted from a plan: every unit it names, its kind by the look of its name, classes with members.

What a shipped pack knows of the city is taken over. A draft loads without faults; what was guessed is marked
``?`` and said in comments (`drafttext`), so that an office completes a file rather than begins one.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from yibiao.core.match import normal
from yibiao.core.orgs.kinds import city_of, guess_kind, guess_members, names_a_zone, plain_place
from yibiao.core.orgs.mentions import may_be_unit, mentions
from yibiao.core.orgs.names import Directory, class_forms, unit_forms, unit_names
from yibiao.core.orgs.pack import (
    DISTRICT_LEVEL,
    KINDS,
    SUPERVISED,
    Alias,
    Group,
    OrgUnit,
    Supervision,
    UnitPack,
)
from yibiao.core.orgs.resolve import date_of
from yibiao.core.plan import Document, Plan, UnitRef
from yibiao.core.unitlist import is_open_class

# A plan that gives neither date nor year has to have one put in.
NO_DATE = "2000"
# What may stand as a name: anything else is left to the office, in the notes.
_NAME = re.compile(r"[\w（）()、·“”〔〕—-]{2,40}")
_NOT_IN_ID = re.compile(r"[^\w-]+")


class Draft(NamedTuple):
    """A drafted pack. `known` is the shipped pack that facts were taken from, `left` the words that stand where
    units do and are none by their look."""

    pack: UnitPack
    document: Document
    known: UnitPack | None
    left: tuple[str, ...]


def draft(plan: Plan, known: UnitPack | None = None) -> Draft:
    """Return a unit pack drafted from `plan`, with the facts of the pack `known` where it has them."""
    return _Drafting(plan, known).draft()


class _Entry:
    """A unit in the making: the spellings of its name, and what brackets behind it say it is also called."""

    def __init__(self, name: str) -> None:
        self.spellings = [name]
        self.aliases: list[str] = []

    def names(self) -> tuple[str, ...]:
        """Return its names, the fullest spelling first."""
        fullest = max(self.spellings, key=len)
        return tuple(dict.fromkeys((fullest, *self.spellings, *self.aliases)))


class _Drafting:
    def __init__(self, plan: Plan, known: UnitPack | None) -> None:
        self._document = plan.document
        self._known = known
        self._as_of = date_of(plan.document) or (known.as_of if known else NO_DATE)
        self._facts = Directory(known, self._as_of) if known else None
        self._city = self._facts.region if self._facts else city_of(plan.document)
        self._kept: set[str] = set()
        self._entries: list[_Entry] = []
        self._classes: dict[str, list[str]] = {}
        self._left: list[str] = []
        for ref, where in _names(plan):
            self._take(ref, where)
        for made in plan.definitions:
            for name in (made.term, *made.includes) if made.includes else ():
                if names_a_zone(name):
                    self._take(UnitRef(name, name, made.span), surely=True)
                else:
                    self._take_class(name)

    def _take(self, ref: UnitRef, surely: bool) -> None:
        """Enter one mention; a name that only begins a sentence must look like a unit."""
        if _is_name(ref.name) and _is_class(ref):
            self._take_class(ref.name)
        elif not self._take_known(ref):
            if _is_name(ref.name) and (surely or may_be_unit(ref.name)):
                self._take_unit(ref)
            else:
                self._left.append(ref.name)

    def _take_known(self, ref: UnitRef) -> bool:
        """Enter a unit that the shipped pack knows; tell whether it does."""
        found = self._facts.find(ref.name) if self._facts else None
        if found is not None:
            self._kept.add(found.unit.id)
        return found is not None

    def _take_unit(self, ref: UnitRef) -> None:
        name = plain_place(ref.name)
        if normal(name) == normal(self._city):
            return
        forms = set(unit_forms(name, self._city))
        for entry in self._entries:
            if any(forms.intersection(unit_forms(other, self._city)) for other in entry.spellings):
                entry.spellings.append(name)
                break
        else:
            entry = _Entry(name)
            self._entries.append(entry)
        if ref.alias and _is_name(ref.alias) and not is_open_class(ref.alias):
            entry.aliases.append(ref.alias)

    def _take_class(self, name: str) -> None:
        if not _is_name(name):
            self._left.append(name)
        elif self._facts is None or self._facts.group(name) is None:
            for spellings in self._classes.values():
                if set(class_forms(name, self._city)) & set(class_forms(spellings[0], self._city)):
                    spellings.extend([name] if name not in spellings else [])
                    return
            self._classes[name] = [name]

    def draft(self) -> Draft:
        """Return the draft of everything entered."""
        taken: set[str] = set()
        units = [*self._region(taken), *self._known_units(taken)]
        units += self._guessed_units(taken, {unit.id for unit in units})
        units.sort(key=lambda unit: KINDS.index(unit.kind) if unit.table is None else 1.5)
        groups = [*self._known_groups(taken, units), *self._guessed_groups(taken, units)]
        pack = UnitPack(
            _id(f"{self._city}-{self._as_of[:4]}"),
            f"{self._city}（{self._as_of[:4]}）",
            self._as_of,
            self._region_id(),
            self._issuers(),
            tuple(units),
            tuple(groups),
        )
        return Draft(pack, self._document, self._known, tuple(dict.fromkeys(self._left)))

    def _region_id(self) -> str:
        return self._known.region if self._known else _id(self._city)

    def _issuers(self) -> tuple[str, ...]:
        own = (name for name in self._document.issuers if normal(name))
        return tuple(dict.fromkeys((*(self._known.issuers if self._known else ()), *own)))

    def _region(self, taken: set[str]) -> Iterator[OrgUnit]:
        if self._known is None:
            taken.add(normal(self._city))
            source = source_of(self._document)
            yield OrgUnit(_id(self._city), self._city, "region", source=source, mark="?")

    def _known_units(self, taken: set[str]) -> Iterator[OrgUnit]:
        """Yield the districts and zones a pack knows, and the bodies the document names, with their heirs."""
        for unit in self._known.units if self._known else ():
            local = unit.kind in (*DISTRICT_LEVEL, "region")
            if local or unit.id in self._kept | self._heirs():
                taken.update(normal(name) for name, _, _ in unit_names(unit))
                yield unit

    def _heirs(self) -> set[str]:
        units = self._facts.units if self._facts else {}
        return {unit.successor for unit in units.values() if unit.id in self._kept and unit.successor}

    def _guessed_units(self, taken: set[str], ids: set[str]) -> list[OrgUnit]:
        made = []
        used = set(ids)
        for entry in self._entries:
            names = [name for name in entry.names() if _enter(name, taken)]
            if not names:
                continue
            kind = guess_kind(names[0], self._city)
            supervision: Supervision = "supervised" if kind in SUPERVISED else "letter"
            parent = None if kind == "upper" else self._region_id()
            own = _free(_id(names[0]), used)
            aliases = tuple(Alias(name) for name in names[1:])
            made.append(
                OrgUnit(
                    own,
                    names[0],
                    kind,
                    parent=parent,
                    aliases=aliases,
                    supervision=supervision,
                    source=source_of(self._document),
                    mark="?",
                )
            )
        return made

    def _known_groups(self, taken: set[str], units: Iterable[OrgUnit]) -> Iterator[Group]:
        ids = {unit.id for unit in units}
        for group in self._known.groups if self._known else ():
            members = tuple(unit for unit in group.members if unit in ids)
            names = tuple(name for name in group.names if _enter(name, taken))
            if names and (members or group.open):
                yield group._replace(names=names, members=members)

    def _guessed_groups(self, taken: set[str], units: list[OrgUnit]) -> Iterator[Group]:
        for spellings in self._classes.values():
            names = tuple(name for name in spellings if _enter(name, taken))
            if names:
                members, sure = guess_members(names[0], units)
                is_open = is_open_class(names[0]) or not sure or not members
                yield Group(names, members, is_open, source_of(self._document), "?")


def source_of(document: Document) -> str:
    """Return what a document is cited by."""
    return document.number or document.title or document.source.name or "—"


def _names(plan: Plan) -> Iterator[tuple[UnitRef, bool]]:
    """Yield every mention, and whether a clause or a figure names it."""
    for mention in mentions(plan):
        yield mention.ref, mention.where != "measure"


def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and len(normal(name)) > 1


def _is_class(ref: UnitRef) -> bool:
    """Tell a class of units from a unit: 省级开发区 is one even where the document leaves out 各."""
    return ref.group or is_open_class(ref.name) or re.match("(?:国家|省|市|县|区)级", ref.name) is not None


def _enter(name: str, taken: set[str]) -> bool:
    """Enter a name among those taken; False if it is one of them."""
    plain = normal(name)
    fresh = plain not in taken
    taken.add(plain)
    return fresh


def _id(name: str) -> str:
    return _NOT_IN_ID.sub("", name) or "x"


def _free(wanted: str, used: set[str]) -> str:
    """Return an id that is not used yet, and use it."""
    own, number = wanted, 2
    while own in used:
        own, number = f"{wanted}-{number}", number + 1
    used.add(own)
    return own
