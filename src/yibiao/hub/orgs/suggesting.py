"""Units offered while somebody types the name of one: by name, short name, alias, or letters of it in order."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from yibiao.core.match import normal
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import UnitNameRecord, UnitRecord

MOST = 8
# How a name is hit, the best first; beyond the last it isn't offered.
_EXACT, _BEGINS, _HOLDS, _IN_ORDER, _NOT = range(5)
# What stands before the name proper: 市科技局 is typed as 科技.
_LEVELS = "省市区县"


class Suggestion(NamedTuple):
    """A unit to choose: its name, its kind (empty for a name that only the document uses), the alias that was hit."""

    name: str
    kind: str = ""
    alias: str = ""


def suggest(typed: str, units: QuerySet[UnitRecord], used: Iterable[str] = (), most: int = MOST) -> list[Suggestion]:
    """Return the units of `units` that `typed` may mean, and names that are `used` in the plan, the likeliest first."""
    wanted = normal(typed)
    if not wanted:
        return []
    known = list(dict.fromkeys(used))
    offered: dict[str, tuple[tuple[int, bool, int, int], Suggestion]] = {}
    for place, found in enumerate((*_of_units(units), *(([name], "") for name in known))):
        names, kind = found
        hit, name = min((_hit(wanted, name), name) for name in names)
        if hit == _NOT or names[0] in offered:
            continue
        made = Suggestion(names[0], kind, name if name != names[0] and _hit(wanted, names[0]) > hit else "")
        offered[names[0]] = ((hit, names[0] not in known, len(names[0]), place), made)
    return [made for _, made in sorted(offered.values())[:most]]


def _of_units(units: QuerySet[UnitRecord]) -> list[tuple[list[str], str]]:
    """Return the names of each unit that stands today, its own first, with its kind."""
    aliases: dict[int, list[str]] = defaultdict(list)
    for unit, name in UnitNameRecord.objects.filter(former=False).values_list("unit", "name"):
        aliases[unit].append(name)
    rows = units.exclude(until__lt=today()).values_list("pk", "name", "kind")
    return [([name, *aliases[pk]], kind) for pk, name, kind in rows]


def _hit(wanted: str, name: str) -> int:
    plain = normal(name)
    if plain == wanted:
        return _EXACT
    if plain.startswith(wanted) or plain.lstrip(_LEVELS).startswith(wanted):
        return _BEGINS
    if wanted in plain:
        return _HOLDS
    return _IN_ORDER if len(wanted) > 1 and _in_order(wanted, plain) else _NOT


def _in_order(wanted: str, name: str) -> bool:
    """Tell whether a name has the letters in their order: 发改委 in 发展改革委员会."""
    letters = iter(name)
    return all(letter in letters for letter in wanted)
