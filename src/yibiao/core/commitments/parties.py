"""Who has a part in a sentence: the units of the clause by their roles, and those the sentence itself names."""

from collections.abc import Iterable
from typing import NamedTuple, cast

from yibiao.core.commitments.values import Role
from yibiao.core.orgs.openings import Opening, Openings
from yibiao.core.orgs.pack import DISTRICT_LEVEL, OrgUnit
from yibiao.core.orgs.resolution import Resolution
from yibiao.core.plan import ROLES, Measure, Target, Task, UnitRef
from yibiao.core.spans import Span

# Roles that make a unit answer for a total (配合, 数据提供 and 指导 do not).
ANSWERING = ("lead", "responsible")


class Party(NamedTuple):
    """One unit's part: its roles, where the clause says so, and the class it is meant by, if any."""

    roles: tuple[Role, ...]
    spans: tuple[Span, ...]
    group: str | None = None


Parties = dict[str, Party]


class Names:
    """A resolution asked by name: who a mention is, and what kind of unit that is."""

    def __init__(self, resolution: Resolution) -> None:
        self._resolution = resolution
        self._units = {unit.id: unit for unit in resolution.pack.units}
        self._openings = Openings(resolution.pack)
        self.all = {unit.id: unit.name for unit in resolution.pack.units}

    def unit(self, unit_id: str) -> OrgUnit:
        """Return a unit of the pack."""
        return self._units[unit_id]

    def of(self, ref: UnitRef) -> tuple[str, ...]:
        """Return the ids a mention stands for; none while a class is open or a name unknown."""
        found = self._resolution.by_ref.get(ref)
        return found.units if found else ()

    def opening(self, text: str) -> Opening | None:
        """Return who the first words of a sentence are, by the pack; None where they are nobody."""
        return self._openings.of(text)

    def is_local(self, unit_id: str) -> bool:
        """Tell whether a unit is a district or a zone: one of those that share totals."""
        return self._units[unit_id].kind in DISTRICT_LEVEL

    def local(self, units: tuple[str, ...]) -> tuple[str, ...]:
        """Return the districts and zones among `units`."""
        return tuple(unit for unit in units if self.is_local(unit))


def parties(clause: Task | Measure, names: Names) -> Parties:
    """Return every unit the role lists of a task (or of a measure with a clause of its own) mean."""
    found: Parties = {}
    for role in ROLES:
        for ref in getattr(clause, role):
            for unit in names.of(ref):
                found[unit] = _with(found.get(unit), cast(Role, role), ref)
    return found


def _with(party: Party | None, role: Role, ref: UnitRef) -> Party:
    """Return a party with one more mention; a unit named by itself is not there as one of a class."""
    group = ref.name if ref.group else None
    if party is None:
        return Party((role,), (ref.span,), group)
    roles = party.roles if role in party.roles else (*party.roles, role)
    return Party(roles, (*party.spans, ref.span), party.group if group else None)


def audience(measure: Measure, by_clause: Parties, names: Names, figures: Iterable[Target] = ()) -> Parties:
    """Return who has a part in one sentence with these figures, `by_clause` being the parties of its task.

    A sentence that names districts is theirs alone among the districts (青山区以…为重点); departments of the
    clause stay, since they answer for the task as a whole. A sentence that first gives a figure for the whole
    (新增120家，其中大塘镇15家) stays with all of them: those named later have their own figure of it.
    """
    base = parties(measure, names) if measure.clause else by_clause
    named = _named(measure, names)
    if any(names.is_local(unit) for unit in named):
        if _gives_whole_first(measure, names, figures):
            owners = {unit for target in figures for ref in target.owed_by for unit in names.of(ref)}
            named = {unit: party for unit, party in named.items() if unit not in owners}
        else:
            base = {unit: party for unit, party in base.items() if unit in named or not names.is_local(unit)}
    return {**base, **{unit: base.get(unit, party) for unit, party in named.items()}}


def _gives_whole_first(measure: Measure, names: Names, figures: Iterable[Target]) -> bool:
    """Tell whether a figure of nobody in particular stands before the first district that is named."""
    mentions = [ref.span.start for ref in measure.units if names.local(names.of(ref))]
    whole = [target.span.start for target in figures if not target.owed_by and not names.opening(target.text)]
    return bool(mentions and whole) and not names.opening(measure.text) and min(whole) < min(mentions)


def _named(measure: Measure, names: Names) -> Parties:
    """Return the units a sentence names; bodies of a higher level are reported to, not ordered."""
    found: Parties = {}
    for ref in measure.units:
        for unit in names.of(ref):
            if names.unit(unit).kind != "upper":
                found[unit] = _with(found.get(unit), "named", ref)
    opening = names.opening(measure.text)
    for unit in opening.units if opening else ():
        found.setdefault(unit, Party(("named",), (measure.span,), opening.group if opening else None))
    return found
