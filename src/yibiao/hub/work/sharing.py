"""Totals to be shared: those somebody has to propose, comment on, answer for, approve or issue."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.commitments import rounds
from yibiao.hub.commitments.models import RATES, SHARING, CommitmentRecord, SplitCommentRecord, SplitRecord
from yibiao.hub.plans.known import heads
from yibiao.hub.plans.models import ChargeRecord, PlanRecord
from yibiao.hub.work.items import Item

_LARGE = ("plan__compiled", "plan__effective", "body")
_Place = tuple[int, str]  # a plan's id and the key of a target of it


class Total(NamedTuple):
    """What a split is about: the words of the total, the key of its task, and the rows that share it."""

    text: str
    task: str
    sharing: tuple[CommitmentRecord, ...]


class Round(NamedTuple):
    """How far a proposed split is: the codes of the units that said nothing yet, how many comments wait for an answer."""

    silent: frozenset[str]
    unanswered: int


def to_share(actor: Actor) -> list[Item]:
    """Return what waits for somebody about totals; the number of queries is the same however many there are."""
    splits = SplitRecord.objects.filter(plan__state=PlanRecord.PUBLISHED).select_related("plan").defer(*_LARGE)
    approve = list(visible(actor, "split.approve", splits))
    comment = list(visible(actor, "split.comment", splits.filter(_shared_by(actor))))
    answer = list(visible(actor, "split.answer", splits.filter(_answered_by(actor))))
    issue = list(visible(actor, "split.issue", splits))
    returned = list(visible(actor, "split.edit", splits.filter(_answered_by(actor), state=SplitRecord.RETURNED)))
    totals = totals_of([*approve, *comment, *answer, *issue, *returned])
    stands = _rounds([*approve, *comment, *answer], totals)
    items = [_item("approve", split, totals, **_told(stands[split.pk])) for split in in_own_charge(actor, approve, totals)]
    items += [_item("returned", split, totals, reason=split.returned_reason) for split in returned]
    items += [_item("comment", split, totals) for split in comment if stands[split.pk].silent & {*actor.units}]
    items += [_item("answer", split, totals, count=stands[split.pk].unanswered) for split in answer if stands[split.pk].unanswered]
    items += [_item("issue", split, totals, number=split.approved_number) for split in issue]
    return [*items, *_leaderless(actor), *_unshared(actor)]


def _told(stands: Round) -> dict[str, Any]:
    waits = "comment" if stands.silent else "answer" if stands.unanswered else "approve"
    return {"waits": waits, "silent": len(stands.silent), "unanswered": stands.unanswered}


def _item(kind: str, split: SplitRecord, totals: Mapping[_Place, Total], **slots: Any) -> Item:
    total = totals.get((split.plan_id, split.target), Total(split.target, "", ()))
    due = split.comments_until if kind == "comment" else None
    since = localdate(split.returned_at if kind == "returned" and split.returned_at else split.at)
    return Item(kind, total.text, (split.pk,), slots, due=due, since=since, plan=split.plan.title)


def totals_of(splits: Iterable[SplitRecord]) -> dict[_Place, Total]:
    """Return the totals that splits are about, by plan and target, with two queries."""
    splits = list(splits)
    wanted = CommitmentRecord.objects.filter(
        plan__in={split.plan_id for split in splits}, target__in={split.target for split in splits}, closed_at=None
    )
    rows: dict[_Place, list[CommitmentRecord]] = {}
    for row in wanted.select_related("unit").defer("body").order_by("unit__place", "id"):
        rows.setdefault((row.plan_id, row.target), []).append(row)
    texts = heads({split.plan_id: split.plan for split in splits}.values())
    return {place: _total(same, texts[place[0]].targets.get(place[1], "")) for place, same in rows.items()}


def _total(rows: list[CommitmentRecord], text: str) -> Total:
    return Total(text or rows[0].text, rows[0].task, tuple(row for row in rows if row.holding in SHARING))


def _rounds(splits: Iterable[SplitRecord], totals: Mapping[_Place, Total]) -> dict[int, Round]:
    """Return how far the rounds of splits are, by split, with one query."""
    splits = list(splits)
    comments: dict[int, list[SplitCommentRecord]] = {}
    for one in SplitCommentRecord.objects.filter(split__in={split.pk for split in splits}).order_by("id"):
        comments.setdefault(one.split_id, []).append(one)
    return {split.pk: _round(split, totals, comments.get(split.pk, [])) for split in splits}


def _round(split: SplitRecord, totals: Mapping[_Place, Total], comments: list[SplitCommentRecord]) -> Round:
    total = totals.get((split.plan_id, split.target))
    rows = total.sharing if total else ()
    said = rounds.heard(split, comments)
    shares = {row.unit_id: row.figure for row in rows}
    unanswered = [one for one in said.values() if not one.answer and not rounds.agrees(one, shares.get(one.unit_id, ""))]
    return Round(frozenset(row.unit.code for row in rows if row.unit_id not in said), len(unanswered))


def in_own_charge(actor: Actor, splits: Iterable[SplitRecord], totals: Mapping[_Place, Total]) -> list[SplitRecord]:
    """Keep the splits whose task is in the actor's own charge: a charge of the task goes before that of the whole plan."""
    splits = list(splits)
    posts = {post.post for post in actor.posts}
    rows = ChargeRecord.objects.filter(plan__in={split.plan_id for split in splits}).exclude(leader=None)
    leaders = {(plan, task): leader for plan, task, leader in rows.values_list("plan_id", "task", "leader")}

    def leader(split: SplitRecord) -> int | None:
        total = totals.get((split.plan_id, split.target))
        return leaders.get((split.plan_id, total.task if total else "")) or leaders.get((split.plan_id, ""))

    return [split for split in splits if leader(split) in posts]


def _shared_by(actor: Actor) -> Exists:
    """Return the condition that a unit of the actor's shares the total of a split."""
    same = {"plan": OuterRef("plan"), "target": OuterRef("target"), "unit__code__in": actor.units}
    return Exists(CommitmentRecord.objects.filter(**same, closed_at=None, holding__in=SHARING))


def _answered_by(actor: Actor) -> Q:
    """Return the condition that comments on a split are the actor's to answer: dispatched, led or proposed by them."""
    return _dispatched(actor) | _led_by(actor) | Q(proposed_by=actor.person)


def _led_by(actor: Actor) -> Exists:
    """Return the condition that a unit of the actor's has the whole of a total to deliver.

    A district that leads along with all the others (各区牵头) has only its share: that is nobody's to share out.
    """
    same = {"plan": OuterRef("plan"), "target": OuterRef("target"), "unit__code__in": actor.units}
    return Exists(CommitmentRecord.objects.filter(**same, closed_at=None, holding="total"))


def _dispatched(actor: Actor) -> Q:
    brought_in = Q(plan__dispatching=None, plan__unit__code__in=actor.units)
    return Q(plan__dispatching__code__in=actor.units) | brought_in


def unshared(rows: QuerySet[CommitmentRecord]) -> QuerySet[CommitmentRecord]:
    """Keep the rows that wait for a share of a total nobody has proposed a split of."""
    live = SplitRecord.objects.filter(plan=OuterRef("plan"), target=OuterRef("target")).exclude(state=SplitRecord.WITHDRAWN)
    waiting = rows.filter(closed_at=None, holding="unset", plan__state=PlanRecord.PUBLISHED).exclude(RATES)
    return waiting.filter(~Exists(live))


def _unshared(actor: Actor) -> list[Item]:
    """Return the plans with totals to share, one item for each, as far as the actor's units dispatch or lead."""
    plans = visible(actor, "split.propose", PlanRecord.objects.all()).values("pk")
    rows = unshared(CommitmentRecord.objects.filter(plan__in=plans)).filter(_dispatched(actor) | _led_by(actor))
    counted = rows.order_by().values_list("plan", "plan__title").annotate(count=Count("target", distinct=True))
    return [Item("share", title, (plan,), {"count": count}) for plan, title, count in counted]


def _leaderless(actor: Actor) -> list[Item]:
    """Return the plans with totals to approve in tasks that no leader is in charge of, one item for each."""
    plans = visible(actor, "plan.assign", PlanRecord.objects.filter(state=PlanRecord.PUBLISHED)).values("pk")
    rows = CommitmentRecord.objects.filter(plan__in=plans, closed_at=None, holding__in=SHARING)
    same = {"plan": OuterRef("plan"), "target": OuterRef("target")}
    decided = SplitRecord.objects.filter(**same, state__in=(SplitRecord.APPROVED, SplitRecord.ISSUED))
    led = ChargeRecord.objects.filter(Q(task="") | Q(task=OuterRef("task")), plan=OuterRef("plan")).exclude(leader=None)
    waiting = rows.exclude(RATES, holding="unset").filter(~Exists(decided), ~Exists(led))
    counted = waiting.order_by().values_list("plan", "plan__title").annotate(count=Count("task", distinct=True))
    return [Item("charge", title, (plan,), {"count": count}) for plan, title, count in counted]
