"""What a resolution has to tell the office: names that are nobody yet, and names out of their time."""

from collections.abc import Iterator, Mapping, Sequence

from yibiao.core.findings import finding
from yibiao.core.orgs.mentions import Mention, may_be_unit
from yibiao.core.orgs.names import Directory, Found, holds
from yibiao.core.orgs.resolution import Resolved
from yibiao.core.plan import Definition, Finding, UnitRef
from yibiao.core.unitlist import is_open_class

# So many candidates are named in a sentence; `Resolved.candidates` has them all.
_MOST_SHOWN = 6


def findings_of(
    seen: Sequence[Mention],
    found: Mapping[UnitRef, Resolved],
    directory: Directory,
    named: Mapping[UnitRef, Found],
) -> tuple[Finding, ...]:
    """Return the findings of a resolution, in the order of the names in the document.

    A class is raised once a task, as the compiler does; a name once for the document, `also` holding its
    other places and `where` their tasks.
    """
    told = [
        *_classes(seen, found, directory),
        *_names(seen, found, directory),
        *_out_of_time(seen, found, directory, named),
    ]
    return tuple(sorted(told, key=lambda made: made.span))


def undefined_class(name: str, made: Definition, directory: Directory) -> Finding:
    """Return the finding of a class that a definition includes and the pack does not list."""
    zones = [unit.id for unit in directory.pack.units if unit.kind == "zone"]
    return finding(
        "unresolved-group",
        made.span,
        entry="unresolved-group-definition",
        task=made.origin,
        about=name,
        unit=name,
        term=made.term,
        candidates=_listed(zones, directory) or "—",
        pack=directory.pack.title,
    )


def unknown_unit(name: str, places: Sequence[Mention], directory: Directory) -> Finding:
    """Return the finding of a name that is in no pack, with the names most like it."""
    near = directory.nearest(name)
    entry = "unknown-unit-candidates" if near else None
    said = {"unit": name, "candidates": _listed(near, directory), "pack": directory.pack.title}
    return _told("unknown-unit", entry, places, **said)


def _classes(
    seen: Sequence[Mention], found: Mapping[UnitRef, Resolved], directory: Directory
) -> Iterator[Finding]:
    told: set[tuple[str | None, str]] = set()
    for ref, task, _ in seen:
        resolved = found[ref]
        if resolved.how != "open" or (task, ref.name) in told:
            continue
        told.add((task, ref.name))
        yield _open_class(resolved, task, directory)


def _open_class(resolved: Resolved, task: str | None, directory: Directory) -> Finding:
    name = resolved.ref.name
    entry = None
    if resolved.candidates:
        entry = "unresolved-group-candidates"
    elif not is_open_class(name):
        entry = "unresolved-group-unlisted"
    return finding(
        "unresolved-group",
        resolved.ref.span,
        entry=entry,
        task=task,
        about=name,
        unit=name,
        candidates=_listed(resolved.candidates, directory),
        pack=directory.pack.title,
    )


def _names(
    seen: Sequence[Mention], found: Mapping[UnitRef, Resolved], directory: Directory
) -> Iterator[Finding]:
    """A sentence's first words may only look like a name; what a clause or a figure names is always told."""
    unknown: dict[str, list[Mention]] = {}
    for mention in seen:
        if found[mention.ref].how == "unknown":
            unknown.setdefault(mention.ref.name, []).append(mention)
    for name, places in unknown.items():
        if may_be_unit(name) or any(mention.where != "measure" for mention in places):
            yield unknown_unit(name, places, directory)


def _out_of_time(
    seen: Sequence[Mention],
    found: Mapping[UnitRef, Resolved],
    directory: Directory,
    named: Mapping[UnitRef, Found],
) -> Iterator[Finding]:
    out: dict[str, list[Mention]] = {}
    for mention in seen:
        name = named.get(mention.ref)
        if name is not None and not name.valid and found[mention.ref].how == "unit":
            out.setdefault(mention.ref.name, []).append(mention)
    for called, places in out.items():
        name = named[places[0].ref]
        now = directory.in_force(name.unit)
        yield _told(
            "dated-name",
            _tense(name, now.id, directory.on),
            places,
            unit=called,
            now=now.name,
            since=name.since or "",
            until=name.until or "",
            date=directory.on or "",
        )


def _tense(name: Found, now: str, on: str | None) -> str | None:
    """Return which sentence fits: the unit ended, the name is younger than the document, or it is a former one."""
    if now != name.unit.id:
        return "dated-name-merged"
    return None if holds(name.since, None, on) else "dated-name-early"


def _told(code: str, entry: str | None, places: Sequence[Mention], **args: object) -> Finding:
    spans = list(dict.fromkeys(mention.ref.span for mention in places))
    tasks = tuple(dict.fromkeys(mention.task for mention in places if mention.task))
    return finding(
        code,
        spans[0],
        entry=entry,
        task=places[0].task,
        about=str(args["unit"]),
        also=tuple(spans[1:]),
        where=tasks,
        **args,
    )


def _listed(units: Sequence[str], directory: Directory) -> str:
    """Return the names of units in a row, and how many they are where not all are shown."""
    shown = "、".join(directory.units[unit].name for unit in units[:_MOST_SHOWN])
    return shown if len(units) <= _MOST_SHOWN else f"{shown}…（{len(units)}）"
