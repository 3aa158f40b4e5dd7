"""Who the names of a plan are: each mention to a unit of the pack, to the members of a class, or to nobody yet.

A class is widened by the document's own definitions (各区人民政府〈含开发区管委会，下同〉) from where they stand.
An open class (各相关区) has candidates and no members until an operator names them. Nothing is dropped: what
can't be resolved is a finding, with who may be meant.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from yibiao.core.match import normal
from yibiao.core.orgs.kinds import CLASS_OF_BODIES, guess_members
from yibiao.core.orgs.mentions import Mention, mentions
from yibiao.core.orgs.names import Directory, Found, class_forms, is_date, without_open_words
from yibiao.core.orgs.pack import UnitPack
from yibiao.core.orgs.resolution import Resolution, Resolved
from yibiao.core.orgs.telling import findings_of, undefined_class, unknown_unit
from yibiao.core.plan import Definition, Document, Finding, Plan, UnitRef
from yibiao.core.spans import Span
from yibiao.core.splits.values import Chosen
from yibiao.core.unitlist import is_open_class

# Findings of these codes are the resolution's to raise: it has seen every name of the plan.
CODES = ("unresolved-group", "unknown-unit")
_OTHERS = re.compile("(?:其他|其它|其余)(?:的)?(?=.)")


def resolve(plan: Plan, pack: UnitPack, chosen: tuple[Chosen, ...] = ()) -> Resolution:
    """Return who every mention of `plan` is in `pack`; `chosen` are the members an operator named."""
    resolver = _Resolver(plan, pack, chosen)
    found: dict[UnitRef, Resolved] = {}
    seen = list(mentions(plan))
    for mention in seen:
        if mention.ref not in found:
            found[mention.ref] = resolver.resolved(mention, found)
    told = findings_of(seen, found, resolver.directory, resolver.named)
    return Resolution(pack, found, (*told, *resolver.undefined))


def merged(findings: Iterable[Finding], resolved: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings of a plan with those of its resolution in the place of the compiler's guesses."""
    old, new = list(findings), tuple(resolved)
    at = next((place for place, found in enumerate(old) if found.code in CODES), len(old))
    rest = (found for found in old[at:] if found.code not in CODES)
    return (*old[:at], *new, *rest)


def dated(document: Document, pack: UnitPack) -> str:
    """Return the date a document's names are read at: its own, else its year, else the pack's date."""
    return date_of(document) or pack.as_of


def date_of(document: Document) -> str | None:
    """Return a document's date, else its year, as far as it is one."""
    dates = (document.date, f"{document.year:04}" if document.year else None)
    return next((value for value in dates if value and is_date(value)), None)


class _Widening(NamedTuple):
    """A definition in terms of the pack: the class it widens, and by which units."""

    group: int
    members: tuple[str, ...]
    span: Span


_NOBODY: Mapping[UnitRef, Resolved] = {}


class _Resolver:
    """What resolving one plan needs, made once."""

    def __init__(self, plan: Plan, pack: UnitPack, chosen: tuple[Chosen, ...]) -> None:
        self.directory = Directory(pack, dated(plan.document, pack))
        self.undefined: list[Finding] = []
        self.named: dict[UnitRef, Found] = {}
        self._region = self.directory.region
        self._chosen = chosen
        self._sentences = [measure.span for task in plan.tasks for measure in task.measures]
        self._short = {
            normal(made.alias): made.term for made in plan.definitions if made.alias and normal(made.alias)
        }
        self._widenings = [
            widening for made in plan.definitions for widening in self._widening(made) if widening.members
        ]

    def _widening(self, made: Definition) -> Iterator[_Widening]:
        group = self._base(made.term) if made.includes else None
        if group is not None:
            members = [unit for name in made.includes for unit in self._included(name, made)]
            yield _Widening(group, tuple(members), made.span)

    def _included(self, name: str, made: Definition) -> tuple[str, ...]:
        """Return the units that a definition includes by `name`; a name that is nobody is a finding."""
        group = self.directory.group(name)
        if group is not None:
            return self.directory.group_at(group).members
        found = self.directory.find(name)
        if found is None:
            self.undefined.append(undefined_class(name, made, self.directory))
        return (found.unit.id,) if found else ()

    def _base(self, name: str) -> int | None:
        """Return the closed class that a class, open or not, is taken from: 各相关区 from 各区."""
        group = self.directory.group(without_open_words(name))
        return group if group is not None and not self.directory.group_at(group).open else None

    def resolved(self, mention: Mention, before: Mapping[UnitRef, Resolved] = _NOBODY) -> Resolved:
        """Return who a mention is; `before` are the mentions already resolved."""
        ref = mention.ref
        by_hand = self._by_hand(mention)
        if by_hand:
            return Resolved(ref, "group", by_hand, chosen=True)
        order = (self._as_class, self._as_unit) if ref.group else (self._as_unit, self._as_class)
        for attempt in order:
            found = attempt(ref)
            if found:
                return found
        others = self._others(ref, before)
        if others:
            return others
        return self._open(ref) if ref.group or is_open_class(ref.name) else self._unknown(ref)

    def _by_hand(self, mention: Mention) -> tuple[str, ...]:
        """Return the members an operator named for this place, or for everywhere."""
        names = {form for name in _spellings(mention.ref) for form in class_forms(name, self._region)}
        for task in (mention.task, None):
            for choice in self._chosen:
                if choice.task == task and names.intersection(class_forms(choice.group, self._region)):
                    return self.directory.ids(self._members(choice, mention))
        return ()

    def _members(self, choice: Chosen, mention: Mention) -> Iterator[str]:
        """Yield the ids an operator named; names do as well as ids, and one that is nobody is a finding."""
        for unit in choice.units:
            found = None if unit in self.directory.units else self.directory.find(unit)
            if found or unit in self.directory.units:
                yield found.unit.id if found else unit
            elif unit not in (told.about for told in self.undefined):
                self.undefined.append(unknown_unit(unit, [mention], self.directory))

    def _as_unit(self, ref: UnitRef) -> Resolved | None:
        # Not by `text`: the 财政厅 of 省发展改革委、财政厅 is no department of the city.
        for name in filter(None, (ref.name, ref.alias)):
            found = self.directory.find(self._short.get(normal(name), name))
            if found:
                self.named[ref] = found
                return Resolved(ref, "unit", self.directory.ids((found.unit.id,)))
        return None

    def _as_class(self, ref: UnitRef) -> Resolved | None:
        for name in _spellings(ref):
            group = self.directory.group(name)
            if group is None and name != without_open_words(name):
                group = self._base(name)
                if group is not None:
                    return self._candidates(ref, group)
            if group is not None:
                is_open = self.directory.group_at(group).open
                return self._candidates(ref, group) if is_open else self._class(ref, group)
        return None

    def _others(self, ref: UnitRef, before: Mapping[UnitRef, Resolved]) -> Resolved | None:
        """Return the rest of a class (大塘镇15家，其他乡镇各5家): its members without those the sentence named before."""
        whole = _OTHERS.sub("", ref.name, count=1) if _OTHERS.match(ref.name) else ""
        group = self.directory.group(whole) if whole else None
        sentence = next((span for span in self._sentences if span.start <= ref.span.start < span.end), None)
        if group is None or sentence is None or self.directory.group_at(group).open:
            return None
        named = {
            unit
            for other, resolved in before.items()
            if sentence.start <= other.span.start < ref.span.start
            for unit in resolved.units
        }
        found = self._class(ref, group)
        left = tuple(unit for unit in found.units if unit not in named)
        return found._replace(units=left) if left and len(left) < len(found.units) else None

    def _class(self, ref: UnitRef, group: int) -> Resolved:
        before = self.directory.members(self.directory.group_at(group).members)
        units, span = self._widened(ref, group, before)
        return Resolved(ref, "group", units, widened=span)

    def _candidates(self, ref: UnitRef, group: int) -> Resolved:
        before = self.directory.members(self.directory.group_at(group).members)
        base = self._base(ref.name)
        units, span = (before, None) if base is None else self._widened(ref, base, before)
        return Resolved(ref, "open", (), units, span)

    def _widened(
        self, ref: UnitRef, group: int, units: tuple[str, ...]
    ) -> tuple[tuple[str, ...], Span | None]:
        """Return the members of a class where `ref` stands, and the definition that added some."""
        span = None
        for widening in self._widenings:
            if widening.group == group and ref.span.start >= widening.span.start:
                more = self.directory.ids((*units, *self.directory.members(widening.members)))
                span = span or (widening.span if more != units else None)
                units = more
        return units, span

    def _open(self, ref: UnitRef) -> Resolved:
        """Return a class of no pack, with who may be meant: departments of a class of bodies, districts by their kind."""
        bare = class_forms(without_open_words(ref.name), self._region)
        is_of_bodies = any(map(CLASS_OF_BODIES.search, bare))
        bodies = tuple(unit.id for unit in self.directory.pack.units if unit.kind == "department")
        likely = bodies if is_of_bodies else guess_members(ref.name, self.directory.pack.units)[0]
        return Resolved(ref, "open", (), self.directory.members(likely))

    def _unknown(self, ref: UnitRef) -> Resolved:
        return Resolved(ref, "unknown", (), self.directory.nearest(ref.name))


def _spellings(ref: UnitRef) -> tuple[str, ...]:
    """Return what a mention calls its class, likeliest first."""
    return tuple(dict.fromkeys(name for name in (ref.name, ref.text, ref.alias) if name))
