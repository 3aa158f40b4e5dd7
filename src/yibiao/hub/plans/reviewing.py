"""The review desk: a draft as who goes through it needs it, task by task, with what is doubted and what can be undone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from yibiao.core.corrections.jsonform import read_correction
from yibiao.core.corrections.refs import finding_refs
from yibiao.core.corrections.telling import describe
from yibiao.core.corrections.values import Corrected
from yibiao.core.serialise import from_dict
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import may
from yibiao.hub.plans.drafting import HINT, FindingView, effective, findings_of
from yibiao.hub.plans.models import ChargeRecord, CorrectionRecord, PlanRecord

Json = Mapping[str, Any]

# The weights of doubts; a figure that the compiler isn't sure of stands between warnings and hints.
RANKS = {"error": 0, "warning": 1, "unsure": 2, "info": 3}
_SETTLED = 9
_DROPS = ("task.drop", "task.merge")


class Doubt(NamedTuple):
    """What somebody should look at: a finding of the plan, or a figure the compiler isn't sure of (`unsure`).

    `task` is the key of the task it stands in, empty for the document as a whole.
    """

    key: str
    severity: str
    task: str
    code: str
    message: str = ""
    advice: str = ""
    about: str = ""
    spans: tuple[Sequence[int], ...] = ()
    answer: str = ""
    answer_text: str = ""
    number: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return not self.answer

    @property
    def rank(self) -> int:
        """How much it weighs: 0 forbids publishing, 9 is answered."""
        return RANKS.get(self.severity, RANKS[HINT]) if self.is_open else _SETTLED


class Tally(NamedTuple):
    """How far a draft has been gone through: `done` of `total` doubts are settled; hints still open, counted apart."""

    done: int
    total: int
    hints: int

    @property
    def open(self) -> int:
        """How many doubts wait for an answer."""
        return self.total - self.done


class Step(NamedTuple):
    """One correction: what it did, whose it is, whether it is undone, and how many were made (undone) with it at a stroke."""

    number: int
    kind: str
    said: str
    by: str
    mine: bool
    at: Any
    undone_at: Any
    undone_by_me: bool
    about: str
    body: Any
    together: int = 1


class Card(NamedTuple):
    """One task: values, figures, doubts, who is in charge, measures with units of their own, figures taken out.

    `members` are those chosen for its classes of units, by the name of the class.
    """

    task: Json
    targets: tuple[Json, ...]
    doubts: tuple[Doubt, ...]
    charge: tuple[str, str]
    chosen: tuple[int | None, int | None]
    measures: tuple[tuple[str, Json], ...]
    marks: Mapping[str, tuple[int, ...]]
    dropped: tuple[Step, ...]
    members: Mapping[str, tuple[str, ...]]

    @property
    def key(self) -> str:
        """The key of the task."""
        return str(self.task["key"])

    @property
    def rank(self) -> int:
        """The weight of the gravest doubt that is open."""
        return min((doubt.rank for doubt in self.doubts), default=_SETTLED)


class Desk(NamedTuple):
    """A draft on the desk; `knows` says that its history may be shown."""

    plan: PlanRecord
    knows: bool
    cards: tuple[Card, ...]
    general: tuple[Doubt, ...]
    goals: tuple[Json, ...]
    steps: tuple[Step, ...]
    tally: Tally

    def ordered(self, view: str) -> list[Card]:
        """Return the tasks: those with the gravest doubts first, or (`all`) as the document has them."""
        return list(self.cards) if view == "all" else sorted(self.cards, key=lambda card: card.rank)

    @property
    def dropped(self) -> list[Step]:
        """Return the corrections that took a whole task out."""
        return [step for step in self.steps if step.kind in _DROPS and step.undone_at is None]

    @property
    def undo(self) -> Step | None:
        """Return what who looks would undo next: their own last correction in force."""
        mine = [step for step in self.steps if step.mine and step.undone_at is None]
        return mine[-1]._replace(together=sum(step.at == mine[-1].at for step in mine)) if mine else None

    @property
    def redo(self) -> Step | None:
        """Return what they undid last, unless they have corrected something since."""
        undone = [step for step in self.steps if step.undone_by_me]
        last = max(undone, key=lambda step: step.undone_at, default=None)
        if last is None or any(step.mine and step.at > last.undone_at for step in self.steps):
            return None
        return last._replace(together=sum(step.undone_at == last.undone_at for step in undone))


def desk(actor: Actor, plan: PlanRecord, lang: str | None = None) -> Desk:
    """Return a plan as the desk shows it to `actor`; a handful of queries, however long the plan is."""
    made = effective(plan)
    knows = may(actor, "history.read", plan)
    doubts = doubts_of(plan, made, lang, knows)
    steps = _steps(actor, plan, lang) if knows else ()
    tasks = {task["key"] for task in plan.effective["tasks"]}
    return Desk(
        plan,
        knows,
        _cards(plan, made, doubts, steps, knows),
        tuple(sorted((doubt for doubt in doubts if doubt.task not in tasks), key=lambda doubt: doubt.rank)),
        _goals(plan),
        steps,
        _tally(plan, doubts),
    )


def tally(plan: PlanRecord, made: Corrected | None = None) -> Tally:
    """Return how far a draft has been gone through: every page counts by this."""
    return _tally(plan, doubts_of(plan, made or effective(plan)))


def _tally(plan: PlanRecord, doubts: Iterable[Doubt]) -> Tally:
    weighty = {doubt.key: doubt.is_open for doubt in doubts if doubt.severity != HINT}
    total = len(_first_doubts(plan) | weighty.keys())
    return Tally(total - sum(weighty.values()), total, sum(doubt.rank == RANKS[HINT] for doubt in doubts))


# --- Doubts --------------------------------------------------------------------------------------


def doubts_of(plan: PlanRecord, made: Corrected, lang: str | None = None, knows: bool = True) -> list[Doubt]:
    """Return the findings of a plan and its unsure figures; without `knows` nobody's answers."""
    keys = {task.id: task.key for task in made.plan.tasks}
    found = [_of_finding(view, keys, knows) for view in findings_of(plan, lang, made)]
    for target in made.plan.targets:
        if target.confidence is not None:
            spans = (target.span, *target.also)
            found.append(Doubt(target.key, "unsure", keys.get(target.task or "", ""), "unsure", about=target.text, spans=spans))
    return found


def _of_finding(view: FindingView, keys: Mapping[str, str], knows: bool) -> Doubt:
    answer = (view.answer, view.answer_text, view.number) if knows else ("", "", None)
    task = keys.get(view.task or "", "")
    return Doubt(view.key, view.severity, task, view.code, view.message, view.advice, view.about, view.spans, *answer)


def _first_doubts(plan: PlanRecord) -> set[str]:
    """Return the keys of what was doubted when the document had been compiled, hints aside."""
    compiled = from_dict(plan.compiled)
    pairs = zip(compiled.findings, finding_refs(compiled), strict=True)
    keys = {ref.key for finding, ref in pairs if finding.severity != HINT}
    return keys | {target.key for target in compiled.targets if target.confidence is not None}


# --- Tasks ---------------------------------------------------------------------------------------


def _cards(plan: PlanRecord, made: Corrected, doubts: Iterable[Doubt], steps: Iterable[Step], knows: bool) -> tuple[Card, ...]:
    by_task: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        by_task[doubt.task].append(doubt)
    targets: dict[str | None, list[Json]] = defaultdict(list)
    for target in plan.effective["targets"]:
        targets[target["task"]].append(target)
    charges = {row.task: row for row in ChargeRecord.objects.filter(plan=plan).select_related("leader__unit", "coordinator__unit")}
    taken = _dropped(steps)
    return tuple(
        Card(
            task,
            tuple(targets[task["id"]]),
            tuple(sorted(by_task[task["key"]], key=lambda doubt: doubt.rank)),
            _charge(charges.get(task["key"]) or charges.get("")),
            _chosen(charges.get(task["key"])),
            tuple((key, one) for key, one in zip(keys, task["measures"], strict=True) if one.get("clause")),
            _marks(made, (task["key"], *keys, *(one["key"] for one in targets[task["id"]]))) if knows else {},
            tuple(taken[task["key"]]),
            {one.group: one.units for one in made.members if one.task in (None, task["id"])},
        )
        for task, keys in zip(plan.effective["tasks"], made.measures, strict=True)
    )


def _dropped(steps: Iterable[Step]) -> dict[str, list[Step]]:
    """Return the corrections in force that took a figure out, by the key of its task."""
    found: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        if step.kind == "target.drop" and step.undone_at is None:
            found[step.body["target"].get("task", "")].append(step)
    return found


def _marks(made: Corrected, keys: Iterable[str]) -> dict[str, tuple[int, ...]]:
    return {key: made.marks[key] for key in keys if key in made.marks}


def _charge(row: ChargeRecord | None) -> tuple[str, str]:
    """Return the leader in charge and the coordinator as they are called; of nobody nothing."""
    posts = (row.leader, row.coordinator) if row else (None, None)
    leader, coordinator = ((post.title or post.unit.name) if post else "" for post in posts)
    return leader, coordinator


def _chosen(row: ChargeRecord | None) -> tuple[int | None, int | None]:
    return (row.leader_id, row.coordinator_id) if row else (None, None)


def _goals(plan: PlanRecord) -> tuple[Json, ...]:
    """Return the figures that no task orders: the goals of the document."""
    tasks = {task["id"] for task in plan.effective["tasks"]}
    return tuple(target for target in plan.effective["targets"] if target["task"] not in tasks)


# --- What was done -------------------------------------------------------------------------------


def _steps(actor: Actor, plan: PlanRecord, lang: str | None) -> tuple[Step, ...]:
    rows = CorrectionRecord.objects.filter(plan=plan).select_related("by").order_by("number")
    return tuple(_step(actor, row, lang) for row in rows)


def _step(actor: Actor, row: CorrectionRecord, lang: str | None) -> Step:
    me = actor.person
    return Step(
        row.number,
        row.body["kind"],
        describe(read_correction(row.body), lang),
        str(row.by or ""),
        me is not None and row.by_id == me,
        row.at,
        row.undone_at,
        row.undone_at is not None and me is not None and row.undone_by_id == me,
        str((row.body.get("task") or row.body.get("fact") or row.body.get("target") or {}).get("key", "")),
        row.body,
    )


def changed(before: Desk, after: Desk) -> list[Card]:
    """Return the tasks of `after` that are new or other than they were."""
    known = {card.key: card for card in before.cards}
    return [card for card in after.cards if known.get(card.key) != card]
