"""The 调度通报 in the structure of practice: how the whole stands, figures, tasks in words, what is behind, reports, decisions, next steps.

Source: shared/practice.md, "Briefs". The brief itself is a Chinese document; its sentences are those of the book `briefs`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from yibiao.core.briefs.values import Brief, Figure, Paragraph, Section, Table
from yibiao.messages import say

# So many names stand in a sentence; the annex has all.
_MOST_NAMES = 8
_BAR = 24  # characters of the longest bar of a chart


class Target(NamedTuple):
    """One figure of the plan as a whole: goal, path, reached and its rate as shown, and how it has changed since last month."""

    key: str
    name: str
    goal: str
    planned: str
    reached: str
    rate: str
    since: str
    to: str


class Behind(NamedTuple):
    """What is behind: the task, whose it is, by how much, why (the unit's own words), by when it is to be made good."""

    key: str
    name: str
    units: str
    gap: str
    reason: str
    until: str
    to: str
    new: bool


class Unit(NamedTuple):
    """How one unit stands: how many figures it has, of these done or on the path, behind, not reported; and its report."""

    code: str
    name: str
    figures: int
    good: int
    behind: int
    silent: int
    axis: str
    to: str


class Decision(NamedTuple):
    """What a meeting decided before: matter, unit, day, state."""

    key: str
    text: str
    unit: str
    until: str
    state: str
    to: str


class Facts(NamedTuple):
    """What a brief is made of. `counts` are the figures by how they stand (statuses of `core.overview`), `narratives` the
    tasks in their leads' words; `asked` is the day from which the next report is due."""

    plan: str
    period: str
    number: int
    cut_off: str
    tasks: int
    tasks_to: str
    counts: Mapping[str, int]
    counts_to: Mapping[str, str]
    targets: Sequence[Target]
    narratives: Sequence[tuple[str, str, str]]
    behind: Sequence[Behind]
    units: Sequence[Unit]
    decisions: Sequence[Decision]
    next_day: str
    reports_to: str


class _Figures(dict[str, Figure]):
    """Figures by name; adding one gives what stands for it in a text."""

    def put(self, name: str, value: object, to: str = "") -> str:
        self[name] = Figure(str(value), to)
        return f"[[{name}]]"


def compose(facts: Facts) -> Brief:
    """Return the 调度通报 of a period."""
    figures = _Figures()
    sections = [
        _overall(facts, figures),
        _targets(facts, figures),
        _tasks(facts),
        _behind(facts, figures),
        _reports(facts, figures),
        _decisions(facts, figures),
        _next(facts, figures),
        _chart(facts, figures),
        _annex(facts, figures),
    ]
    titled = say("briefs.title-dispatch", "zh", plan=facts.plan)
    below = say("briefs.subtitle", "zh", number=facts.number, period=facts.period)
    return Brief(titled, below, tuple(section for section in sections if section.blocks), dict(figures))


def _said(key: str, **slots: object) -> str:
    return say(f"briefs.{key}", "zh", **slots)


def _overall(facts: Facts, figures: _Figures) -> Section:
    count = {name: figures.put(f"count-{name}", number, facts.counts_to.get(name, "")) for name, number in facts.counts.items()}
    new = figures.put("new-behind", sum(one.new for one in facts.behind), facts.counts_to.get("behind", ""))
    tasks = figures.put("tasks", facts.tasks, facts.tasks_to)
    told = "、".join(_said(f"count-{name}", count=count[name]) for name in facts.counts if facts.counts[name])
    text = _said("overall", cut=facts.cut_off, tasks=tasks, told=told or _said("nothing-measured"), new=new)
    return Section(_said("section-overall"), (Paragraph("1.1", text),))


def _targets(facts: Facts, figures: _Figures) -> Section:
    rows = tuple(
        (one.name, *(figures.put(f"{one.key}.{part}", getattr(one, part) or "—", one.to) for part in ("goal", "planned", "reached", "rate", "since")))
        for one in facts.targets
    )
    heading = tuple(_said(f"col-{name}") for name in ("target", "goal", "planned", "reached", "rate", "since"))
    return Section(_said("section-targets"), (Table("2.1", (34, 13, 13, 13, 13, 14), heading, rows),) if rows else ())


def _tasks(facts: Facts) -> Section:
    made = tuple(Paragraph(f"3.{at}", _said("narrative", title=title, unit=unit, text=text)) for at, (title, unit, text) in enumerate(facts.narratives, 1))
    return Section(_said("section-tasks"), made)


def _behind(facts: Facts, figures: _Figures) -> Section:
    if not facts.behind:
        return Section(_said("section-behind"), (Paragraph("4.1", _said("none-behind")),))
    rows = tuple(
        (one.name, one.units, figures.put(f"{one.key}.gap", one.gap or "—", one.to), one.reason or _said("no-reason"), one.until or "—") for one in facts.behind
    )
    heading = tuple(_said(f"col-{name}") for name in ("task", "unit", "gap", "reason", "until"))
    return Section(_said("section-behind"), (Table("4.1", (28, 18, 12, 28, 14), heading, rows),))


def _reports(facts: Facts, figures: _Figures) -> Section:
    by: dict[str, list[str]] = {}
    for unit in facts.units:
        by.setdefault(unit.axis, []).append(unit.name)
    told = [
        _said(f"axis-{axis}", count=figures.put(f"axis-{axis}", len(by[axis]), facts.reports_to), names=_names(by[axis]))
        for axis in ("in-time", "late", "returned", "unreported", "missing")
        if axis in by
    ]
    text = _said("reports", units=figures.put("units", len(facts.units), facts.reports_to), told="；".join(told))
    return Section(_said("section-reports"), (Paragraph("5.1", text),) if facts.units else ())


def _names(names: Iterable[str]) -> str:
    found = list(names)
    return "、".join(found[:_MOST_NAMES]) + (_said("and-more") if len(found) > _MOST_NAMES else "")


def _decisions(facts: Facts, figures: _Figures) -> Section:
    rows = tuple((one.text, one.unit, one.until or "—", figures.put(f"{one.key}.state", one.state, one.to)) for one in facts.decisions)
    heading = tuple(_said(f"col-{name}") for name in ("matter", "unit", "due", "state"))
    none = Paragraph("6.1", _said("no-decisions"))
    return Section(_said("section-decisions"), (Table("6.1", (46, 22, 16, 16), heading, rows) if rows else none,))


def _next(facts: Facts, figures: _Figures) -> Section:
    lagging = list(dict.fromkeys(unit for one in facts.behind for unit in one.units.split("、") if unit))
    missing = [unit.name for unit in facts.units if unit.axis == "missing"]
    made = [_said("next-behind", names=_names(lagging))] if lagging else []
    made += [_said("next-missing", names=_names(missing), count=figures.put("missing", len(missing), facts.reports_to))] if missing else []
    made += [_said("next-due", day=facts.next_day)] if facts.next_day else []
    return Section(_said("section-next"), tuple(Paragraph(f"7.{at}", _said("numbered", number=at, text=text)) for at, text in enumerate(made, 1)))


def _chart(facts: Facts, figures: _Figures) -> Section:
    """Return a chart of how figures stand: bars of one character a step, which every program shows and every printer prints."""
    most = max(facts.counts.values(), default=0)
    rows = tuple(
        (_said(f"word-{name}"), "█" * max(1, round(number * _BAR / most)), figures.put(f"bar-{name}", number, facts.counts_to.get(name, "")))
        for name, number in facts.counts.items()
        if number
    )
    heading = (_said("col-stands"), _said("col-chart"), _said("col-count"))
    return Section(_said("annex-chart"), (Table("8.1", (20, 66, 14), heading, rows),) if rows else (), annex=True)


def _annex(facts: Facts, figures: _Figures) -> Section:
    rows = tuple(
        (
            one.name,
            *(figures.put(f"unit-{one.code}.{part}", getattr(one, part), one.to) for part in ("figures", "good", "behind", "silent")),
            _said(f"word-{one.axis}"),
        )
        for one in facts.units
    )
    heading = tuple(_said(f"col-{name}") for name in ("unit", "figures", "good", "behind", "silent", "report"))
    return Section(_said("annex-units"), (Table("9.1", (30, 14, 14, 14, 14, 14), heading, rows),) if rows else (), annex=True)
