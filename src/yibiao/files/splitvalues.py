"""The values of a split file matched with the plan and the unit pack, every mismatch collected.

Shapes have been checked against the JSON Schema before; null stands for what is not yet decided.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from yibiao.core.commitments.horizon import months_of
from yibiao.core.emit import number_text
from yibiao.core.plan import ROLES, Plan, UnitRef
from yibiao.core.schema import Path, Problem, shown
from yibiao.core.splits.values import (
    Approval,
    Baseline,
    Bounds,
    Chosen,
    Comment,
    Details,
    Figures,
    Shape,
    Split,
    SplitFile,
)

# From a name to the id of its unit in the pack, None where the pack has none.
Lookup = Callable[[str], str | None]

# Similar names are looked for so often only: that takes long, and a file with more is of another plan.
_MOST_SEARCHES = 30
_MOST_NEAR = 3
# How much of a sentence, a name and a digest is looked at or shown, in characters.
_SHOWN = 24
_LONGEST = 60
_DIGEST = 12
_DETAILS = ("definition", "data_source", "counted_at", "attribution", "kind", "baseline")
_COLUMNS = ("weights", "baseline", "shares")


class Reading:
    """Reads one file's plain values; `problems` holds what is wrong, in no order."""

    def __init__(
        self,
        values: Mapping[str, Any],
        plan: Plan,
        lookup: Lookup,
        candidates: tuple[str, ...],
        line: Callable[[Path], int],
    ) -> None:
        self.problems: list[Problem] = []
        self._values = values
        self._plan = plan
        self._lookup = lookup
        self._candidates = candidates
        self._line = line
        self._targets = {
            name: target.id for target in plan.targets for name in (target.key, target.id) if name
        }
        self._tasks = {name: task.id for task in plan.tasks for name in (task.key, task.id) if name}
        self._searches = 0

    def file(self, name: str) -> SplitFile:
        """Return the decisions; good only while there are no problems."""
        head = self._values.get("plan") or {}
        self._check_plan(head)
        return SplitFile(
            number=head.get("number"),
            sha256=head.get("sha256"),
            version=head.get("version"),
            members=tuple(self._members()),
            details=tuple(self._details()),
            splits=tuple(self._splits()),
            name=name,
        )

    # The plan ---------------------------------------------------------------------------------------

    def _check_plan(self, head: Mapping[str, Any]) -> None:
        number, sha256 = head.get("number"), head.get("sha256")
        document = self._plan.document
        if number and not document.number:
            self._say(("plan", "number"), "unnumbered-plan", number)
        elif number and _bare(number) != _bare(document.number or ""):
            self._say(("plan", "number"), "other-plan", number, number=document.number)
        if sha256 and document.source.sha256 and sha256 != document.source.sha256:
            now = document.source.sha256[:_DIGEST]
            self._say(("plan", "sha256"), "other-file", sha256[:_DIGEST], sha256=now)

    # Members of open classes ------------------------------------------------------------------------

    def _members(self) -> Iterator[Chosen]:
        seen: dict[object, int] = {}
        for path, entry in self._entries("members"):
            task = self._task(path, entry.get("task"))
            group = self._group(path, entry["group"], task)
            units = self._units(entry.get("units"), (*path, "units"))
            self._once(seen, path, (group, task), entry["group"])
            if units:
                yield Chosen(group, task, units, self._line(path))

    def _task(self, path: Path, name: str | None) -> str | None:
        if name is None:
            return None
        found = self._tasks.get(name)
        if found is None:
            near = self._alike(name, [task.id for task in self._plan.tasks])
            self._unknown((*path, "task"), "unknown-task", name, near)
        return found

    def _group(self, path: Path, name: str, task: str | None) -> str:
        """Return the name under which the plan has a class of units."""
        known = {word: ref.name for ref in _groups(self._plan, task) for word in (ref.text, ref.name)}
        if name not in known:
            key = "unknown-group-in" if task else "unknown-group"
            self._unknown((*path, "group"), key, name, self._alike(name, known), task=task or "")
        return known.get(name, name)

    # What counts for a target -----------------------------------------------------------------------

    def _details(self) -> Iterator[Details]:
        seen: dict[object, int] = {}
        for path, entry in self._entries("targets"):
            target = self._target(path, entry["target"])
            self._once(seen, path, target, entry["target"])
            values = self._periods(entry.get("values"), (*path, "values"))
            shape: Shape | None = entry.get("shape") or ("manual" if values else None)
            if shape == "manual" and not values:
                self._say((*path, "shape"), "needs-values")
            if values and shape != "manual":
                self._say((*path, "values"), "unused-values", shape=shape)
            words = {name: entry.get(name) for name in _DETAILS}
            yield Details(
                target=target,
                **words,
                shape=shape,
                values=values,
                lagging=entry.get("lagging"),
                opening=self._figures(entry.get("opening"), (*path, "opening")),
                line=self._line(path),
            )

    def _periods(self, values: Mapping[str, Any] | None, path: Path) -> Figures:
        for period in values or {}:
            if "/" in period or months_of(period) is None:
                self._say((*path, period), "no-period", period)
        return tuple((values or {}).items())

    # Splits -----------------------------------------------------------------------------------------

    def _splits(self) -> Iterator[Split]:
        seen: dict[object, int] = {}
        for path, entry in self._entries("splits"):
            target = self._target(path, entry["target"])
            self._once(seen, path, target, entry["target"])
            split = self._split(path, entry, target)
            if split is not None:
                yield split

    def _split(self, path: Path, entry: Mapping[str, Any], target: str) -> Split | None:
        """Return one split, None while its method is not decided."""
        weights, shares = (self._figures(entry.get(name), (*path, name)) for name in ("weights", "shares"))
        baseline = self._baseline(entry.get("baseline"), (*path, "baseline"))
        columns = dict(zip(_COLUMNS, (weights, baseline and baseline.values, shares), strict=True))
        bounds = self._bounds(entry.get("bounds"), (*path, "bounds"))
        made = Split(
            target=target,
            method=entry.get("method") or "equal",
            step=Decimal(entry.get("step", 1)),
            reserve=entry.get("reserve", 0),
            city=entry.get("city") or 0,
            weights=weights,
            baseline=baseline,
            shares=shares,
            bounds=bounds,
            bounds_of_all=self._pair(entry.get("bounds_of_all"), (*path, "bounds_of_all")),
            units=self._units(entry.get("units"), (*path, "units")),
            state=entry.get("state", "proposed"),
            approval=self._approval(entry.get("approval"), (*path, "approval")),
            comments=tuple(self._comments(entry.get("comments"), (*path, "comments"))),
            note=entry.get("note"),
            line=self._line(path),
        )
        if made.step <= 0:
            self._say((*path, "step"), "expect-step", number_text(made.step))
        self._check_method(path, entry.get("method"), columns)
        return made if entry.get("method") else None

    def _check_method(self, path: Path, method: str | None, columns: Mapping[str, Figures | None]) -> None:
        """Say where the method and the figures given do not belong together."""
        given = [name for name, figures in columns.items() if figures]
        if method is None and given:
            self._say(path, "method-needed", choices=given)
        needed = "shares" if method == "manual" else method
        if needed in _COLUMNS and needed not in given:
            self._say((*path, "method"), "needs-column", method=method, column=needed)
        for name in given:
            if method and name not in (needed, "shares"):
                self._say((*path, name), "unused-column", method=method, column=name)

    def _baseline(self, value: Mapping[str, Any] | None, path: Path) -> Baseline | None:
        if value is None:
            return None
        return Baseline(
            value["title"], value["source"], self._figures(value.get("values"), (*path, "values"))
        )

    def _bounds(self, value: Mapping[str, Any] | None, path: Path) -> tuple[tuple[str, Bounds], ...]:
        pairs = self._by_unit(value, path)
        return tuple((unit, self._pair(pair, (*path, name))) for name, unit, pair in pairs)

    def _pair(self, value: Mapping[str, Any] | None, path: Path) -> Bounds:
        made = Bounds(**{name: (value or {}).get(name) for name in Bounds._fields})
        if made.least is not None and made.most is not None and made.least > made.most:
            figures = {"least": number_text(made.least), "most": number_text(made.most)}
            self._say(path, "crossed-bounds", **figures)
        return made

    def _approval(self, value: Mapping[str, Any] | None, path: Path) -> Approval:
        made = Approval(**{name: (value or {}).get(name) for name in Approval._fields})
        self._check_date(made.proposed_on, (*path, "proposed_on"))
        self._check_date(made.approved_on, (*path, "approved_on"))
        return made

    def _comments(self, value: list[Mapping[str, Any]] | None, path: Path) -> Iterator[Comment]:
        for index, entry in enumerate(value or ()):
            place = (*path, index)
            unit = self._unit(entry["unit"], (*place, "unit"))
            self._check_date(entry.get("date"), (*place, "date"))
            more = {name: entry.get(name) for name in ("date", "asked", "answer")}
            yield Comment(unit, entry["text"], **more)

    # Names and figures ------------------------------------------------------------------------------

    def _entries(self, name: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        for index, entry in enumerate(self._values.get(name) or ()):
            yield (name, index), entry

    def _target(self, path: Path, name: str) -> str:
        found = self._targets.get(name)
        if found is None:
            self._unknown((*path, "target"), "unknown-target", name, self._near_targets(name))
        return found or name

    def _near_targets(self, name: str) -> list[str]:
        """Return the targets that may be meant: by their words, else by ids that look alike."""
        targets = self._plan.targets
        known = {target.id: f"{target.id}（{target.text[:_SHOWN]}）" for target in targets}
        meant = [
            target.id for target in targets if len(name) > 1 and name in f"{target.subject} {target.text}"
        ]
        return [known[target] for target in (meant or self._alike(name, known))[:_MOST_NEAR]]

    def _units(self, names: list[str] | None, path: Path) -> tuple[str, ...]:
        seen: dict[str, str] = {}
        for index, name in enumerate(names or ()):
            self._unit_once(name, (*path, index), seen)
        return tuple(seen)

    def _figures(self, column: Mapping[str, Any] | None, path: Path) -> Figures:
        """Return the figures of a column by unit id, without those that are left empty."""
        return tuple((unit, value) for _, unit, value in self._by_unit(column, path) if value is not None)

    def _by_unit(self, column: Mapping[str, Any] | None, path: Path) -> list[tuple[str, str, Any]]:
        seen: dict[str, str] = {}
        return [
            (name, self._unit_once(name, (*path, name), seen), value)
            for name, value in (column or {}).items()
        ]

    def _unit_once(self, name: str, path: Path, seen: dict[str, str]) -> str:
        """Return the id of a unit; two names of one unit in one place are a fault."""
        unit = self._unit(name, path)
        if unit in seen:
            self._say(path, "same-unit", name, first=seen[unit])
        seen.setdefault(unit, name)
        return unit

    def _unit(self, name: str, path: Path) -> str:
        found = self._lookup(name)
        if found is None:
            self._unknown(path, "unknown-unit", name, self._alike(name, self._candidates))
        return found or name

    def _check_date(self, value: str | None, path: Path) -> None:
        try:
            date.fromisoformat(value or "2021-01-01")
        except ValueError:
            self._say(path, "no-such-date", value)

    # Saying -----------------------------------------------------------------------------------------

    def _unknown(self, path: Path, expected: str, name: str, near: list[str], **args: object) -> None:
        """Say that something is not there, and what is there that looks like it."""
        self._say(path, f"{expected}-near" if near else expected, name, near, **args)

    def _alike(self, name: str, known: Iterable[str]) -> list[str]:
        self._searches += 1
        if self._searches > _MOST_SEARCHES:
            return []
        return get_close_matches(name[:_LONGEST], list(dict.fromkeys(known)), _MOST_NEAR, 0.5)

    def _say(
        self,
        path: Path,
        expected: str,
        actual: str | None = None,
        choices: Iterable[str] = (),
        **args: object,
    ) -> None:
        said = tuple((name, str(value)) for name, value in args.items())
        quoted = "" if actual is None else shown(actual)
        self.problems.append(Problem(path, expected, tuple(choices), quoted, said))

    def _once(self, seen: dict[object, int], path: Path, fact: object, name: str) -> None:
        """Say where one fact is decided in two places."""
        line = self._line(path)
        if fact in seen:
            self._say(path, "twice", name, first=seen[fact])
        seen.setdefault(fact, line)


def _groups(plan: Plan, task: str | None) -> Iterator[UnitRef]:
    """Yield the classes of units that a plan (or one task of it) names."""
    for one in plan.tasks:
        if task in (None, one.id):
            for clause in (one, *one.measures):
                yield from (ref for role in ROLES for ref in getattr(clause, role) if ref.group)
            yield from (ref for measure in one.measures for ref in measure.units if ref.group)
    for target in plan.targets:
        if task in (None, target.task):
            yield from (ref for ref in target.owed_by if ref.group)


def _bare(number: str) -> str:
    """Return a document number without its brackets and blanks, which are written in many ways."""
    return "".join(char for char in number if char.isalnum())
