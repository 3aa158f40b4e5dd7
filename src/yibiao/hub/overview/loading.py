"""Reading a dashboard: the same number of queries however many plans, units and values there are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from yibiao.core.commitments.horizon import month_name, months_of, plan_months
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.commitments.models import SHARING, CommitmentRecord, ValueRecord
from yibiao.hub.commitments.reading import commitments
from yibiao.hub.commitments.standing import TOTAL, counted
from yibiao.hub.lights.lighting import Lighting, Lit, number
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.overview.figures import Line, Measured, Reported, Row, Task, lines_of
from yibiao.hub.plans.models import PlanRecord

# Rows that a figure can be measured by, or that will be once a total is split.
MEASURED = ("own", "share", "total", "unset")
# Those of them with a figure of their unit's.
FIGURED = ("own", "share", "total")
# So much of an item's words stands for what it measures where nothing else does.
_SHORT = 24


class PlanFacts(NamedTuple):
    """What a dashboard says of a plan: its tasks and targets by key, its document's year and date."""

    pk: int
    title: str
    number: str
    document: Mapping[str, Any]
    targets: Mapping[str, Mapping[str, Any]]
    tasks: Mapping[str, Mapping[str, Any]]

    @property
    def months(self) -> tuple[int, int] | None:
        """Its first and last month with an obligation; None where its document names none."""
        return plan_months(self.document)

    @property
    def begins(self) -> str:
        """Its first month with an obligation as it is written, empty where its document names none."""
        return month_name(self.months[0]) if self.months else ""

    @property
    def ends(self) -> str:
        """Its last month with an obligation as it is written, empty where its document names none."""
        return month_name(self.months[1]) if self.months else ""

    def runs_in(self, month: int) -> bool:
        """Tell whether a month is one of those in which something is owed under it."""
        return self.months is None or self.months[0] <= month <= self.months[1]


class Overview(NamedTuple):
    """Everything an actor sees of some plans: tasks in the order of the documents, their figures."""

    plans: Mapping[int, PlanFacts]
    tasks: tuple[Task, ...]
    figures: tuple[Measured, ...]

    def by_task(self) -> dict[tuple[int, str], list[Measured]]:
        """Return the figures by plan and task, for whoever looks at many tasks."""
        found: dict[tuple[int, str], list[Measured]] = {}
        for one in self.figures:
            found.setdefault((one.plan, one.task), []).append(one)
        return found

    def running(self, month: int) -> "Overview":
        """Return it without the plans that begin after a month or ended before it: what nobody owes then is not unreported."""
        plans = {pk: plan for pk, plan in self.plans.items() if plan.runs_in(month)}
        tasks = tuple(task for task in self.tasks if task.plan in plans)
        return Overview(plans, tasks, tuple(one for one in self.figures if one.plan in plans))

    def of_task(self, task: Task) -> list[Measured]:
        """Return the figures of one task."""
        return [one for one in self.figures if (one.plan, one.task) == (task.plan, task.key)]

    def lines(self, month: int) -> list[Line]:
        """Return every figure as lists show it, totals before their parts."""
        return [line for figure in self.figures for line in lines_of(figure, month)]

    @property
    def rows(self) -> list[Row]:
        """The rows that have a figure, each once: what is reported every period."""
        return [row for one in self.figures for row in (*one.leads[:1], *one.own)]

    @property
    def ends(self) -> list[int]:
        """The months for which anything was reported, in order."""
        rows = (row for one in self.figures for row in (*one.leads, *one.parts, *one.each))
        return sorted({told.end for row in rows for told in row.history})


def overview(
    actor: Actor, plan: PlanRecord | None = None, unit: UnitRecord | None = None, needs: frozenset[str] = frozenset()
) -> Overview:
    """Return what an actor sees of all published plans, or of one; of a unit, the figures it has to do with.

    `needs` are facts that a pack to be tried asks for.
    """
    seen = commitments(actor, plan).prefetch_related(None)
    measured = seen.filter(holding__in=MEASURED).exclude(target="")
    if unit is not None:
        seen, measured = seen.filter(_concerns(unit)), measured.filter(_concerns(unit, holding__in=MEASURED))
    rows = list(measured)
    tasks = _tasks(seen)
    plans = _plans({*(task.plan for task in tasks), *([plan.pk] if plan else [])})
    tasks = tasks if unit is not None else _with_unowed(tasks, plans)
    lighting = Lighting({pk: facts.targets for pk, facts in plans.items()}, needs)
    return Overview(plans, tasks, tuple(_measured(rows, plans, _histories(rows), _parts(plans), lighting)))


def published(actor: Actor) -> list[PlanRecord]:
    """Return the published plans an actor may see, the newest first, without their contents."""
    rows = visible(actor, "plan.read", PlanRecord.objects.filter(state=PlanRecord.PUBLISHED))
    return list(rows.defer("compiled", "effective"))


def unseen(actor: Actor, units: Iterable[int], plans: Iterable[int]) -> set[int]:
    """Return which of some units have a figure under some plans that an actor may not see, with one query."""
    rows = CommitmentRecord.objects.filter(closed_at=None, holding__in=FIGURED).exclude(target="")
    wanted = rows.filter(unit__in=list(units), plan__in=list(plans)).order_by()
    seen = visible(actor, "commitment.read", wanted).order_by().values("pk")
    return set(wanted.exclude(pk__in=seen).values_list("unit_id", flat=True).distinct())


def _concerns(unit: UnitRecord, **more: Any) -> Exists:
    """Return the condition that what a row is part of gives this unit something too."""
    same = {"plan": OuterRef("plan"), "task": OuterRef("task"), "target": OuterRef("target")}
    return Exists(CommitmentRecord.objects.filter(**same, unit=unit.table_id or unit.pk, closed_at=None, **more))


def _tasks(seen: QuerySet[CommitmentRecord]) -> tuple[Task, ...]:
    found = (
        seen.order_by()
        .values("plan_id", "task", "task_title", "body__task")
        .annotate(first=Min("place"), items=Count("pk"), units=Count("unit", distinct=True))
        .order_by("plan_id", "first")
    )
    return tuple(
        Task(one["plan_id"], one["task"], one["body__task"] or "", one["task_title"], one["items"], one["units"])
        for one in found
    )


def _with_unowed(tasks: tuple[Task, ...], plans: Mapping[int, PlanFacts]) -> tuple[Task, ...]:
    """Return the tasks with those that no unit owes anything of, for whoever sees all others of the plan: the plan counts them too."""
    rows = CommitmentRecord.objects.filter(plan__in=plans, closed_at=None)
    owed = set(rows.order_by().values_list("plan", "task").distinct())
    seen = {(task.plan, task.key) for task in tasks}
    partly = {plan for plan, _ in owed - seen}
    more = [
        Task(pk, key, facts["id"], facts["title"], 0, 0)
        for pk, plan in plans.items() if pk not in partly
        for key, facts in plan.tasks.items() if (pk, key) not in owed
    ]  # fmt: skip
    places = {(pk, key): at for pk, plan in plans.items() for at, key in enumerate(plan.tasks)}
    return tuple(sorted((*tasks, *more), key=lambda task: (task.plan, places.get((task.plan, task.key), -1)))) if more else tasks


def _plans(wanted: Iterable[int]) -> dict[int, PlanFacts]:
    found = PlanRecord.objects.filter(pk__in=list(wanted))
    return {pk: _facts(pk, title, number, values) for pk, title, number, values in found.values_list("pk", "title", "number", "effective")}


def _facts(pk: int, title: str, number: str, values: Mapping[str, Any]) -> PlanFacts:
    targets, tasks = ({one["key"]: one for one in values.get(name) or ()} for name in ("targets", "tasks"))
    return PlanFacts(pk, title, number, values.get("document") or {}, targets, tasks)


def _histories(rows: list[CommitmentRecord]) -> dict[int, list[Reported]]:
    """Return what was reported for each row, in order of time; text that is no number is left out."""
    wanted = {row.pk for row in rows}
    found: dict[int, dict[int, Decimal]] = {}
    # By plan, not by row: a city has more rows than a query may have parameters.
    values = ValueRecord.objects.filter(commitment__plan__in={row.plan_id for row in rows}, field=TOTAL, counted__gt="")
    for pk, period, text in values.values_list("commitment_id", "period", "counted").order_by("pk"):
        end, value = months_of(period), number(text)
        if pk in wanted and end is not None and value is not None:
            found.setdefault(pk, {})[end[1]] = value
    return {pk: [Reported(*one) for one in sorted(values.items())] for pk, values in found.items()}


def _parts(plans: Mapping[int, PlanFacts]) -> dict[tuple[int, str], int]:
    """Return into how many parts each total is spread, whoever may see them."""
    rows = CommitmentRecord.objects.filter(plan__in=plans, closed_at=None, holding__in=SHARING)
    counted = rows.order_by().values_list("plan_id", "target").annotate(count=Count("pk"))
    return {(plan, target): count for plan, target, count in counted}


def _measured(
    rows: list[CommitmentRecord],
    plans: Mapping[int, PlanFacts],
    histories: Mapping[int, list[Reported]],
    parts: Mapping[tuple[int, str], int],
    lighting: Lighting,
) -> Iterable[Measured]:
    found: dict[tuple[int, str, str], list[CommitmentRecord]] = {}
    for row in rows:
        found.setdefault((row.plan_id, row.task, row.target), []).append(row)
    names = {pk: _names(plan) for pk, plan in plans.items()}
    for (plan, task, key), same in found.items():
        target = plans[plan].targets.get(key, {})
        lit = lighting.lit(plan, key)
        made = [_row(row, lit, histories.get(row.pk, ())) for row in sorted(same, key=_in_order)]
        by = {kind: tuple(one for one in made if one.commitment.holding in kind) for kind in (("total",), SHARING, ("own",))}
        yield Measured(
            plan=plan,
            key=key,
            task=task,
            name=names[plan].get(key) or _shortened(same[0].text),
            text=target.get("text") or same[0].text,
            unit=target.get("unit") or same[0].measure_unit,
            force=lit.force,
            leads=by["total",],
            parts=by[SHARING],
            each=by["own",],
            complete=len(by[SHARING]) == parts.get((plan, key), 0),
            lit=lit._replace(peers=None),
        )


def _names(plan: PlanFacts) -> dict[str, str]:
    """Return what the targets of a plan measure, by key: the subject, or the words that tell apart several of one subject.

    Those without a subject are not among them: of 各区不少于4个 the words before the figure are who owes it.
    """
    subjects = {key: _subject(target) for key, target in plan.targets.items()}
    counts = Counter(subjects.values())
    texts = {key: str(plan.targets[key].get("text") or "") for key in subjects}
    alone = {key: subject for key, subject in subjects.items() if counts[subject] == 1 or subject not in texts[key]}
    return {key: alone.get(key, texts[key]) for key, subject in subjects.items() if subject}


def _subject(target: Mapping[str, Any]) -> str:
    subject: str = target.get("subject") or ""
    return "" if subject == "、".join(ref["text"] for ref in target.get("owed_by") or ()) else subject


def _shortened(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def _row(row: CommitmentRecord, lit: Lit, history: Iterable[Reported]) -> Row:
    figure, path = counted(row)
    return Row(row, figure, path, tuple(history), lit.of(row))


def _in_order(row: CommitmentRecord) -> tuple[int, int, int]:
    """Order rows as tables do; of several leads the one that collects comes first."""
    leads = row.body.get("leads") or []
    code = row.unit.code
    return (leads.index(code) if row.holding == "total" and code in leads else len(leads), row.unit.place, row.pk)
