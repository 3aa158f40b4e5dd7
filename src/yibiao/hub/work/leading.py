"""我分管的: how the tasks in a leader's charge stand, and what needs the leader's decision first."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from yibiao.core.overview import Counted, Together, counted, together
from yibiao.core.standing import Light, Standing
from yibiao.hub.access.actors import Actor
from yibiao.hub.commitments.models import CommitmentRecord, LeadRecord
from yibiao.hub.overview.figures import Line, Measured, Row, Task, lines_of, stand_together
from yibiao.hub.overview.loading import Overview, PlanFacts, overview
from yibiao.hub.plans.models import ChargeRecord
from yibiao.hub.work.items import Item
from yibiao.hub.work.sharing import to_share, unshared

LEADER = "leader"
LIGHTS: tuple[Light, ...] = ("green", "yellow", "red", "done", "grey", "late")
_WHOLE = ""


class Charges(NamedTuple):
    """Whose charge tasks are in: `leaders` the posts in charge by plan and task (empty: the whole plan), `posts` one's own."""

    leaders: Mapping[tuple[int, str], tuple[int | None, int | None]]
    posts: frozenset[int]

    @property
    def plans(self) -> set[int]:
        """The plans with something in one's own charge."""
        return {plan for (plan, _), pair in self.leaders.items() if self.posts & set(pair)}

    def holds(self, plan: int, task: str) -> bool:
        """Tell whether a task is in one's own charge: who is named for it goes before who is for the whole plan."""
        none: tuple[int | None, int | None] = (None, None)
        own, whole = self.leaders.get((plan, task), none), self.leaders.get((plan, _WHOLE), none)
        return bool(self.posts & {one or other for one, other in zip(own, whole, strict=True)})


class Charged(NamedTuple):
    """A task in charge: who leads it, its figures, how they stand, and how many units have which light."""

    plan: PlanFacts
    task: Task
    leads: tuple[str, ...]
    figures: tuple[Measured, ...]
    stands: Together
    lights: Mapping[Light, int]

    @property
    def late_units(self) -> int:
        """How many units are behind with a figure of their own."""
        return self.lights.get("red", 0) + self.lights.get("yellow", 0)


class Unshared(NamedTuple):
    """A total in charge that nobody has proposed a split of: its key, the number of its task, what it measures, its words."""

    plan: int
    target: str
    number: str
    name: str
    text: str


class Owed(NamedTuple):
    """The totals of a plan that the same units should propose to share; no `leads`: nobody leads them yet."""

    plan: int
    leads: tuple[str, ...]
    totals: tuple[Unshared, ...]


class Leading(NamedTuple):
    """Everything in a leader's charge at the end of `month` (year × 12 + month − 1), None where nothing is."""

    month: int | None
    tasks: tuple[Charged, ...]
    approve: tuple[Item, ...]
    unshared: tuple[Owed, ...]
    behind: tuple[Line, ...]

    @property
    def counts(self) -> list[Counted]:
        """How many tasks are in each status of a group, the worst first."""
        return counted(one.stands for one in self.tasks)

    @property
    def to_decide(self) -> int:
        """How many matters need a decision."""
        return len(self.approve) + len(self.unshared)


def charges_of(actor: Actor) -> Charges:
    """Return whose charge the tasks are in, of all plans with something in the actor's, with one query."""
    posts = frozenset(post.post for post in actor.posts if post.kind == LEADER)
    named = ChargeRecord.objects.filter(leader__in=posts) | ChargeRecord.objects.filter(coordinator__in=posts)
    rows = ChargeRecord.objects.filter(plan__in=named.values("plan")).values_list("plan", "task", "leader", "coordinator")
    return Charges({(plan, task): (leader, coordinator) for plan, task, leader, coordinator in rows}, posts)


def seen_in_charge(actor: Actor) -> tuple[Charges, Overview]:
    """Return the charges of an actor, and what they see of the tasks in their own."""
    charges = charges_of(actor)
    found = overview(actor) if charges.plans else Overview({}, (), ())
    tasks = tuple(task for task in found.tasks if charges.holds(task.plan, task.key))
    figures = tuple(one for one in found.figures if charges.holds(one.plan, one.task))
    plans = {pk: plan for pk, plan in found.plans.items() if pk in {task.plan for task in tasks}}
    return charges, Overview(plans, tasks, figures)


def leading(actor: Actor, charges: Charges, seen: Overview, month: int | None) -> Leading:
    """Return how what is in charge stands at the end of a month, with a number of queries that does not grow."""
    approve = _to_approve(actor) if charges.posts else ()
    if month is None or not seen.tasks:
        return Leading(None, (), approve, (), ())
    leads = _leads(seen.plans)
    figures = seen.by_task()
    tasks = tuple(
        _charged(seen, task, figures.get((task.plan, task.key), []), leads, month) for task in seen.tasks
    )
    return Leading(month, tasks, approve, _unshared(seen, leads), _behind(seen.figures, month))


def _to_approve(actor: Actor) -> tuple[Item, ...]:
    """Return the splits to approve, those first on which all comments are settled."""
    found = [item for item in to_share(actor) if item.kind == "approve"]
    return tuple(sorted(found, key=lambda item: item.slots["waits"] != "approve"))


def _charged(
    seen: Overview,
    task: Task,
    figures: list[Measured],
    leads: Mapping[tuple[int, str], tuple[str, ...]],
    month: int,
) -> Charged:
    stands = stand_together(figures, month)
    of_task = leads.get((task.plan, task.key), ())
    return Charged(seen.plans[task.plan], task, of_task, tuple(figures), stands, lights_of(figures, month))


def lights_of(figures: Iterable[Measured], month: int) -> dict[Light, int]:
    """Return how many units of a task have which light; a unit with several figures has that of its worst."""
    units: dict[int, list[Standing]] = {}
    for row in (row for one in figures for row in one.own):
        units.setdefault(_unit(row), []).append(row.stands(month))
    counts = Counter(together(stands).light for stands in units.values())
    return {light: counts[light] for light in LIGHTS if counts[light]}


def _unit(row: Row) -> int:
    return row.commitment.unit_id


def _leads(plans: Iterable[int]) -> dict[tuple[int, str], tuple[str, ...]]:
    """Return the names of the units that lead tasks, by plan and task, with one query."""
    rows = LeadRecord.objects.filter(commitment__plan__in=list(plans), commitment__closed_at=None)
    found: dict[tuple[int, str], dict[str, None]] = {}
    named = rows.order_by("unit__place").values_list("commitment__plan", "commitment__task", "unit__name", "unit__place")
    for plan, task, name, _ in named.distinct():
        found.setdefault((plan, task), {})[name] = None
    return {place: tuple(names) for place, names in found.items()}


def _unshared(seen: Overview, leads: Mapping[tuple[int, str], tuple[str, ...]]) -> tuple[Owed, ...]:
    """Return the totals in charge without a split, by who leads them, in the order of the documents; one query."""
    rows = unshared(CommitmentRecord.objects.filter(plan__in=list(seen.plans)))
    open_ones = set(rows.order_by().values_list("plan", "target").distinct())
    numbers = {(task.plan, task.key): task.number for task in seen.tasks}
    found: dict[tuple[int, tuple[str, ...]], list[Unshared]] = {}
    for one in seen.figures:
        if (one.plan, one.key) in open_ones:
            place = (one.plan, leads.get((one.plan, one.task), ()))
            number = numbers.get((one.plan, one.task), "")
            found.setdefault(place, []).append(Unshared(one.plan, one.key, number, one.name, one.text))
    return tuple(Owed(plan, of, tuple(totals)) for (plan, of), totals in found.items())


def _behind(figures: Iterable[Measured], month: int) -> tuple[Line, ...]:
    """Return the figures that are behind: the red before the yellow, the farthest behind first, totals before units."""
    lines = [line for one in figures for line in lines_of(one, month) if line.stands.light in ("red", "yellow")]
    return tuple(sorted(lines, key=lambda line: (line.stands.light != "red", -(line.stands.gap or 0), line.row is not None)))
