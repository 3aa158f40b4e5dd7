"""The totals of a plan that have to be split, each with where it stands: its sum, what is missing, who waits for whom."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Q

from yibiao.core.amounts import as_decimal
from yibiao.core.plan import Number, Target
from yibiao.core.splits.apply import due, is_rate, total_to_split
from yibiao.core.splits.exact import exact, number
from yibiao.core.splits.serialise import read_split_values
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.commitments.deciding import Ground, ground
from yibiao.hub.commitments.models import SHARING, CommitmentRecord, SplitCommentRecord, SplitRecord
from yibiao.hub.commitments.rounds import Waiting, waiting
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import ChargeRecord, PlanRecord


class Total(NamedTuple):
    """One total: its figure, what the shares should make and do make, the units that share it, and its split.

    `reserve` and `city` are what its split declares beside the shares, None without one. `total` and `due` are None where nothing adds up (rates, figures without a number). `whole` is false where the asker
    sees only some of the parts, so that no sum says anything. `asked` are those whose turn it is, by name; `leads` the
    codes of the units whose total it is to share out: those that lead it and have no share, and the dispatching office.
    """

    target: Target
    total: Number | None
    due: Number | None
    given: Number
    reserve: Number | None
    city: Number | None
    parts: tuple[tuple[UnitRecord, str], ...]
    split: SplitRecord | None
    waits: Waiting
    asked: tuple[str, ...]
    leads: frozenset[str]
    whole: bool

    @property
    def undeclared(self) -> Number | None:
        """What nobody has been given and no split declares (below zero: what is over); None where no sum is taken."""
        return None if self.due is None else number(exact(self.due) - exact(self.given))

    @property
    def state(self) -> str:
        """The state of the split, empty for none."""
        return self.split.state if self.split else ""

    @property
    def waits_for_nobody(self) -> bool:
        """Whether it is a rate that nobody has set for the units: it may be, but nothing of it waits to be split."""
        return self.state in ("", SplitRecord.WITHDRAWN) and is_rate(self.target)


def totals(actor: Actor, plan: PlanRecord) -> tuple[Total, ...]:
    """Return the totals of a plan in the order of its document, as far as an actor may see them.

    The number of queries is the same however large the plan is.
    """
    splits = {one.target: one for one in visible(actor, "split.read", SplitRecord.objects.filter(plan=plan))}
    rows = _rows(actor, plan, splits)
    if not rows:
        return ()
    base = ground(plan)
    said: dict[int, list[SplitCommentRecord]] = {}
    for one in SplitCommentRecord.objects.filter(split__in=splits.values()).select_related("unit").order_by("id"):
        said.setdefault(one.split_id, []).append(one)
    leaders = _leaders(plan)
    found = (base.target(key) for key in dict.fromkeys(row.target for row in rows))
    order = {target.key: place for place, target in enumerate(base.plan.targets)}
    made = [_total(target, rows, splits.get(target.key), said, leaders, base, plan) for target in found if target]
    return tuple(sorted(made, key=lambda one: order[one.target.key]))


def _rows(actor: Actor, plan: PlanRecord, splits: Mapping[str, SplitRecord]) -> list[CommitmentRecord]:
    """Return the rows that share a total: those of a split that may be seen are all seen."""
    rows = CommitmentRecord.objects.filter(plan=plan, closed_at=None, holding__in=SHARING).exclude(target="")
    standing = [key for key, split in splits.items() if split.state != SplitRecord.WITHDRAWN]
    seen = Q(pk__in=visible(actor, "commitment.read", rows).order_by().values("pk")) | Q(target__in=standing)
    return list(rows.filter(seen).select_related("unit").prefetch_related("leads__unit").order_by("unit__place", "id"))


def _leaders(plan: PlanRecord) -> dict[str, str]:
    """Return the post of the leader in charge by task; that of the whole plan under the empty task."""
    charges = ChargeRecord.objects.filter(plan=plan).exclude(leader=None).select_related("leader__unit")
    return {charge.task: str(charge.leader) for charge in charges}


def _total(
    target: Target,
    rows: Iterable[CommitmentRecord],
    split: SplitRecord | None,
    said: Mapping[int, list[SplitCommentRecord]],
    leaders: Mapping[str, str],
    base: Ground,
    plan: PlanRecord,
) -> Total:
    own = [row for row in rows if row.target == target.key]
    parts = tuple((row.unit, row.figure if row.holding == "share" else "") for row in own)
    total = total_to_split(target)
    standing = split if split is not None and split.state != SplitRecord.WITHDRAWN else None
    declared = read_split_values(standing.body) if standing and total is not None else None
    wanted = due(declared, total) if declared is not None and total is not None else total
    given = number(sum((Fraction(as_decimal(share or None) or 0) for _, share in parts), Fraction(0)))
    waits = waiting(split, parts, said.get(split.pk, ()) if split else ())
    sharing = {unit.pk for unit, _ in parts}
    leads = [lead.unit for lead in own[0].leads.all() if lead.unit_id not in sharing]
    return Total(
        target=target,
        total=total,
        due=wanted,
        given=given,
        reserve=declared.reserve if declared is not None else None,
        city=declared.city if declared is not None else None,
        parts=parts,
        split=split,
        waits=waits,
        asked=_asked(waits, [unit.name for unit in leads], leaders, base.task_of(target), plan),
        leads=frozenset({*(unit.code for unit in leads), (plan.dispatching or plan.unit).code}),
        whole=standing is not None or all(not share for _, share in parts),
    )


def _asked(
    waits: Waiting, leads: list[str], leaders: Mapping[str, str], task: str, plan: PlanRecord
) -> tuple[str, ...]:
    """Return whose turn it is, by name."""
    office = (plan.dispatching or plan.unit).name
    match waits.what:
        case "comment":
            return tuple(unit.name for unit in waits.units)
        case "propose" | "answer":
            return tuple(leads) or (office,)
        case "approve":
            leader = leaders.get(task) or leaders.get("")
            return (leader,) if leader else ()
        case "issue":
            return (office,)
    return ()
