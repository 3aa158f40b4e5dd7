"""What can be wrong with the content of a unit pack whose shape is right, each a function in `CHECKS`."""

from collections.abc import Callable, Iterable, Iterator

from yibiao.core.match import normal, similarity
from yibiao.core.orgs.names import holds, is_date, unit_names
from yibiao.core.orgs.pack import UnitPack
from yibiao.core.schema import Path, Problem

# Ids that share fewer character pairs than this are not offered for one that no unit has.
_NEAR = 0.5


def content_problems(pack: UnitPack) -> Iterator[Problem]:
    """Yield what is wrong with a pack, in the order of `CHECKS`."""
    for check in CHECKS:
        yield from check(pack)


def _ids(pack: UnitPack) -> Iterator[Problem]:
    yield from _twice([(unit.id, ("units", at, "id")) for at, unit in enumerate(pack.units)], "duplicate-id")
    codes = [(unit.code, ("units", at, "code")) for at, unit in enumerate(pack.units) if unit.code]
    yield from _twice(codes, "duplicate-code")
    for at, unit in enumerate(pack.units):
        if unit.code and unit.kind not in ("region", "district"):
            yield Problem(("units", at, "code"), "code-of-zone", actual=unit.code)


def _twice(values: Iterable[tuple[str, Path]], expected: str) -> Iterator[Problem]:
    seen: dict[str, Path] = {}
    for value, path in values:
        first = seen.setdefault(value, path)
        if first is not path:
            yield Problem(path, expected, actual=value, args=(("first", _place(first)),))


def _place(path: Path) -> str:
    return f"{path[0]}[{path[1]}]"


def _references(pack: UnitPack) -> Iterator[Problem]:
    known = [unit.id for unit in pack.units]
    for path, wanted, own in _mentions(pack):
        if wanted not in known:
            yield _unknown(path, wanted, known)
        elif wanted == own:
            yield Problem(path, "itself")


def _mentions(pack: UnitPack) -> Iterator[tuple[Path, str, str | None]]:
    """Yield every mention of a unit's id: where, which, and the id of the unit that says it."""
    yield ("region",), pack.region, None
    for at, unit in enumerate(pack.units):
        for field in ("parent", "table", "successor"):
            wanted = getattr(unit, field)
            if wanted is not None:
                yield ("units", at, field), wanted, unit.id
        for place, wanted in enumerate(unit.overlaps):
            yield ("units", at, "overlaps", place), wanted, unit.id
    for at, group in enumerate(pack.groups):
        for place, wanted in enumerate(group.members):
            yield ("groups", at, "members", place), wanted, None


def _unknown(path: Path, wanted: str, known: list[str]) -> Problem:
    """Return the problem of an id that no unit has, with those that look like it."""
    near = tuple(unit for unit in known if similarity(unit, wanted) >= _NEAR)[:3]
    return Problem(path, "unknown-unit-near" if near else "unknown-unit", near, wanted)


def _regions(pack: UnitPack) -> Iterator[Problem]:
    for at, unit in enumerate(pack.units):
        if unit.id == pack.region and unit.kind != "region":
            yield Problem(("region",), "not-a-region", actual=unit.id)
        elif unit.kind == "region" and unit.id != pack.region:
            yield Problem(("units", at, "kind"), "second-region", args=(("first", pack.region),))


def _circles(pack: UnitPack) -> Iterator[Problem]:
    for field, expected in (("parent", "cycle"), ("successor", "successor-cycle")):
        above = {unit.id: getattr(unit, field) for unit in pack.units}
        seen: set[str] = set()
        for at, unit in enumerate(pack.units):
            circle = _circle(unit.id, above)
            if circle and not seen & set(circle):
                seen.update(circle)
                yield Problem(("units", at, field), expected, actual=" → ".join((*circle, circle[0])))


def _circle(start: str, above: dict[str, str | None]) -> tuple[str, ...]:
    """Return the units from `start` back to itself, if the way up leads there; one's own parent is no circle."""
    way = [start]
    while (here := above.get(way[-1])) is not None:
        if here == start:
            return tuple(way) if len(way) > 1 else ()
        if here in way:
            return ()
        way.append(here)
    return ()


def _tables(pack: UnitPack) -> Iterator[Problem]:
    tables = {unit.id: unit.table for unit in pack.units}
    for at, unit in enumerate(pack.units):
        if unit.table and tables.get(unit.table) and unit.table != unit.id:
            yield Problem(("units", at, "table"), "table-of-table", actual=unit.table)


def _dates(pack: UnitPack) -> Iterator[Problem]:
    if not is_date(pack.as_of):
        yield Problem(("as_of",), "no-such-date", actual=pack.as_of)
    for at, unit in enumerate(pack.units):
        spans: list[tuple[Path, str | None, str | None]] = [(("units", at), unit.since, unit.until)]
        spans += [
            (("units", at, "aliases", place), alias.since, alias.until)
            for place, alias in enumerate(unit.aliases)
        ]
        for path, since, until in spans:
            yield from _span(path, since, until)
        if unit.successor and not unit.until:
            yield Problem(("units", at, "successor"), "successor-without-until")


def _span(path: Path, since: str | None, until: str | None) -> Iterator[Problem]:
    for field, value in (("since", since), ("until", until)):
        if value and not is_date(value):
            yield Problem((*path, field), "no-such-date", actual=value)
    if since and until and not holds(since, None, until):
        yield Problem((*path, "until"), "backwards", actual=until, args=(("first", since),))


def _names(pack: UnitPack) -> Iterator[Problem]:
    """Names are compared without marks and spaces, as they are when a document's names are looked up."""
    taken: dict[str, list[tuple[str, str | None, str | None]]] = {}
    for path, name, since, until, owner in _all_names(pack):
        plain = normal(name)
        if not plain:
            yield Problem(path, "empty-name", actual=name)
            continue
        for other, start, end in taken.get(plain, ()):
            # A unit may list a spelling of its own name; two owners may not share it at the same time.
            if other != owner and _overlap((since, until), (start, end)):
                yield Problem(path, "duplicate-name", actual=name, args=(("first", other),))
                break
        taken.setdefault(plain, []).append((owner, since, until))


def _all_names(pack: UnitPack) -> Iterator[tuple[Path, str, str | None, str | None, str]]:
    for at, unit in enumerate(pack.units):
        for place, (name, since, until) in enumerate(unit_names(unit)):
            path: Path = ("units", at, "aliases", place - 1) if place else ("units", at, "name")
            yield path, name, since, until, unit.id
    for at, group in enumerate(pack.groups):
        for place, name in enumerate(group.names):
            yield ("groups", at, "names", place), name, None, None, f"groups[{at}]"


def _overlap(one: tuple[str | None, str | None], two: tuple[str | None, str | None]) -> bool:
    """Tell whether two stretches of time, each as far as known, share a day; touching years may."""
    return all(
        until is None or since is None or holds(since, None, until)
        for (since, _), (_, until) in ((one, two), (two, one))
    )


def _members(pack: UnitPack) -> Iterator[Problem]:
    for at, group in enumerate(pack.groups):
        if not group.members and not group.open:
            yield Problem(("groups", at, "members"), "no-members")


CHECKS: tuple[Callable[[UnitPack], Iterator[Problem]], ...] = (
    _ids,
    _references,
    _regions,
    _circles,
    _tables,
    _dates,
    _names,
    _members,
)
