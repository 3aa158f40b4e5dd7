"""What a 调度通报 is made of, read for one period: what counts as of now, and nothing that is not filed."""

from decimal import Decimal

from yibiao.core.briefs.dispatch import Behind, Decision, Facts, Target, Unit
from yibiao.core.commitments.horizon import months_of
from yibiao.core.cycle.rounds import Round
from yibiao.core.emit import number_text
from yibiao.core.overview import GROUPS, told_as
from yibiao.core.times import told_period
from yibiao.hub.access.actors import Actor
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.coordination.models import ItemRecord
from yibiao.hub.coordination.reading import items
from yibiao.hub.cycle.timetables import rounds
from yibiao.hub.overview.figures import Line, Measured
from yibiao.hub.overview.loading import Overview, overview
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.models import NarrativeRecord
from yibiao.hub.reporting.obligations import Owed, owed
from yibiao.messages import say

# In the order in which a brief names them.
_ORDER = ("done", "on-path", "behind", "not-due", "unreported", "late")
_MOST_TARGETS, _MOST_BEHIND, _LONGEST = 40, 40, 120


def facts_of(actor: Actor, plan: PlanRecord, one: Round, number: int) -> Facts:
    """Return the facts of a brief for a round of a plan, as whoever drafts it sees the plan; a constant number of queries."""
    month = (months_of(one.period) or (0, 0))[1]
    seen = overview(actor, plan)
    lines = [line for line in seen.lines(month) if line.counts]
    counts: dict[str, int] = {status: sum(told_as(line.stands.status) == status for line in lines) for status in _ORDER if status in GROUPS}
    base = f"/city/plans/{plan.pk}?period={one.period}"
    return Facts(
        plan=plan.title,
        period=told_period(one.period, "zh"),
        number=number,
        cut_off=_day(one.dates.cut_off),
        tasks=len(seen.tasks),
        tasks_to=base,
        counts=counts,
        counts_to=dict.fromkeys(counts, base),
        targets=[_target(figure, month, one.period) for figure in seen.figures if figure.is_whole][:_MOST_TARGETS],
        narratives=_narratives(plan, seen, one.period),
        behind=_behind(seen, lines, month, one),
        units=_units(lines, owed(actor, plan, one), plan, one.period),
        decisions=[_decision(row) for row in items(actor).filter(plan=plan, kind="minutes").order_by("due", "pk")[:_MOST_TARGETS]],
        next_day=_next_day(plan, one),
        reports_to=f"/plans/{plan.pk}/reports?period={one.period}",
    )


def _day(day: object) -> str:
    year, month, at = str(day).split("-")
    return f"{int(year)}年{int(month)}月{int(at)}日"


def _shown(value: Decimal | None, unit: str = "") -> str:
    return "" if value is None else f"{number_text(round(value, 2).normalize())}{unit}"


def _target(figure: Measured, month: int, period: str) -> Target:
    stands, before = figure.whole_stands(month), figure.come(month - 1).value
    reached = figure.come(month).value
    since = "" if reached is None else _signed(reached - (before or Decimal(0)))
    to = f"/trace/commitments/{figure.first.pk}?period={period}"
    rate = f"{round(stands.rate, 1)}%" if stands.rate is not None else ""
    return Target(f"target-{figure.key}", figure.name, _shown(figure.goal, figure.unit), _shown(stands.planned), _shown(reached), rate, since, to)


def _signed(value: Decimal) -> str:
    return f"+{_shown(value)}" if value > 0 else _shown(value)


def _narratives(plan: PlanRecord, seen: Overview, period: str) -> list[tuple[str, str, str]]:
    known = {row.task: row for row in NarrativeRecord.objects.filter(plan=plan, period=period).exclude(text="").select_related("unit")}
    return [
        (task.title, known[task.key].unit.name if known[task.key].unit else "", known[task.key].text)
        for task in seen.tasks
        if task.key in known
    ]


def _behind(seen: Overview, lines: list[Line], month: int, one: Round) -> list[Behind]:
    """Return what is behind, the widest gap first; new is what was not behind at the end of the month before."""
    late = [line for line in lines if told_as(line.stands.status) == "behind"]
    before = {_name(line) for line in seen.lines(month - 1) if line.counts and told_as(line.stands.status) == "behind"}
    rows = [line.commitment.pk for line in late]
    words: dict[tuple[int, str], str] = {}
    told = ValueRecord.objects.filter(commitment__in=rows, period=one.period, field__in=("issues", "next"), counted__gt="")
    for pk, field, text in told.values_list("commitment", "field", "counted"):
        words[pk, field] = " ".join((text or "").split())[:_LONGEST]
    return [
        Behind(
            key=f"behind-{_name(line)}",
            name=line.figure.name,
            units="、".join(unit.name for unit in line.units),
            gap=_shown(line.short, line.figure.unit),
            reason=words.get((line.commitment.pk, "issues"), ""),
            until=words.get((line.commitment.pk, "next"), ""),
            to=f"/trace/commitments/{line.commitment.pk}?period={one.period}",
            new=_name(line) not in before,
        )
        for line in sorted(late, key=lambda line: -(line.stands.gap or 0))[:_MOST_BEHIND]
    ]


def _name(line: Line) -> str:
    return f"{line.figure.key}-{line.row.commitment.pk if line.row else 'all'}"


def _units(lines: list[Line], reports: list[Owed], plan: PlanRecord, period: str) -> list[Unit]:
    by: dict[str, list[str]] = {}
    for line in lines:
        for unit in line.units:
            by.setdefault(unit.code, []).append(told_as(line.stands.status))
    return [
        Unit(
            code=one.unit.code,
            name=one.unit.name,
            figures=len(by.get(one.unit.code, ())),
            good=sum(status in ("done", "on-path") for status in by.get(one.unit.code, ())),
            behind=by.get(one.unit.code, []).count("behind"),
            silent=by.get(one.unit.code, []).count("unreported"),
            axis=one.axis,
            to=f"/plans/{plan.pk}/reports/{one.unit.code}/{period}",
        )
        for one in reports
    ]


def _decision(row: ItemRecord) -> Decision:
    state = say(f"coordination.state-{row.state}", "zh")
    return Decision(f"item-{row.pk}", row.title, row.unit.name if row.unit else "", f"{row.due}" if row.due else "", state, f"/coordination/items/{row.pk}")


def _next_day(plan: PlanRecord, one: Round) -> str:
    made, _ = rounds(plan)
    later = [each for each in made if each.every == "month" and each.period > one.period]
    return _day(later[0].dates.report) if later else ""
