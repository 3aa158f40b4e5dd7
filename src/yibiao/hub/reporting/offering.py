"""Figures that are known already: filled in from a list that a lead holds or from another table; units only confirm 认领 or object 异议.

An offer stands beside the cell, with what it is taken from. Nobody types it: who confirms it lets it be the value
(`ValueRecord.source` is then ``known``), who objects says why and gives the figure of their own.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from yibiao.hub.access.actors import Actor
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.commitments.locks import Locks
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.saving import MOST_CELLS, save_values
from yibiao.hub.commitments.standing import TOTAL
from yibiao.hub.notices import reports as notices
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.models import OfferRecord
from yibiao.hub.reporting.vouching import allowed_rows, read_figure

KNOWN = "known"
_LONGEST = 300


class Offered(NamedTuple):
    """An offer and what became of it: ``open``, ``claimed`` 已认领, ``objected`` 有异议; `value` is what the cell says now."""

    offer: OfferRecord
    value: str

    @property
    def state(self) -> str:
        """Where it stands."""
        if self.offer.objected_at is not None:
            return "objected"
        return "claimed" if self.value == self.offer.value else "open"


@action("value.offer", "plan.read")
def offer(act: Act, plan: PlanRecord, figures: Mapping[int, str], period: str, cite: str) -> list[OfferRecord]:
    """Offer figures by row for a period, citing the list they are from (its name, and of which day).

    Besides that of reading the plan it takes the right ``value.verify`` on every row. An offer that stands already is
    replaced, and an objection against it is over. Refused where a report of them is handed in.
    """
    if not cite.strip() or len(cite.strip()) > _LONGEST:
        raise Refused("reporting.no-cite", most=_LONGEST)
    rows = allowed_rows(act.actor, "value.verify", plan, figures, period)
    locks = Locks({(plan.pk, row.unit_id, period) for row in rows.values()})
    made = []
    for pk, row in rows.items():
        text = read_figure(figures[pk])
        if not text:
            raise Refused("reporting.no-figure", text=row.text[:60])
        if locks.shut(plan.pk, row.unit_id, (pk, period, TOTAL)):
            raise Refused("reporting.offered-too-late", unit=row.unit.name)
        made.append(put(act, row, period, text, cite.strip()))
    notices.tell_offered(act, plan, period, {row.unit for row in rows.values()})
    return made


def put(act: Act, row: CommitmentRecord, period: str, text: str, cite: str, other: CommitmentRecord | None = None) -> OfferRecord:
    """Write one offer inside an act, in place of one that stands; `other` is the row of another table that knows the figure."""
    fields = {
        "value": text, "cite": cite, "other": other, "by_id": act.actor.person, "at": act.at,
        "unit_id": next((post.unit for post in act.actor.posts if post.working), None),
        "objection": "", "objected_by": None, "objected_at": None,
    }  # fmt: skip
    known = OfferRecord.objects.filter(commitment=row, period=period).first()
    made, _ = OfferRecord.objects.update_or_create(commitment=row, period=period, defaults=fields)
    act.note(f"commitment:{row.pk}.{period}.{TOTAL}.offered", known.value if known else None, f"{text}（{cite}）")
    return made


def offers(rows: Iterable[CommitmentRecord] | Iterable[int], period: str) -> dict[int, Offered]:
    """Return what is offered to rows for a period, by row; two queries, however many."""
    known = list(OfferRecord.objects.filter(commitment__in=list(rows), period=period).select_related("unit", "by", "objected_by"))
    if not known:
        return {}
    cells = ValueRecord.objects.filter(commitment__in=[one.commitment_id for one in known], period=period, field=TOTAL)
    values = dict(cells.values_list("commitment", "value"))
    return {one.commitment_id: Offered(one, values.get(one.commitment_id, "")) for one in known}


def claim(actor: Actor, unit: UnitRecord, rows: Collection[CommitmentRecord], period: str) -> int:
    """Confirm 认领 what is offered to rows of a unit, one or all of them; return how many. Raises what saving raises."""
    wanted = {pk: one for pk, one in offers(rows, period).items() if one.state == "open"}
    cells = ValueRecord.objects.filter(commitment__in=list(wanted), period=period, field=TOTAL)
    editions = dict(cells.values_list("commitment", "edition"))
    made = [
        {"commitment": pk, "field": TOTAL, "value": one.offer.value, "edition": editions.get(pk, 0)} for pk, one in wanted.items()
    ]
    for start in range(0, len(made), MOST_CELLS):
        save_values(actor, unit, period, made[start : start + MOST_CELLS], secrets.token_hex(12), source=KNOWN)
    return len(made)


@action("value.object", "value.save")
def object_to(act: Act, row: CommitmentRecord, period: str) -> OfferRecord:
    """Object 异议 to what is offered to a row, with ``act.reason``: the unit reports a figure of its own instead."""
    if not act.reason.strip() or len(act.reason) > 500:
        raise Refused("reporting.no-reason")
    made = OfferRecord.objects.filter(commitment=row, period=period).first()
    if made is None:
        raise Refused("reporting.no-offer", text=row.text[:60])
    if Locks({(row.plan_id, row.unit_id, period)}).shut(row.plan_id, row.unit_id, (row.pk, period, TOTAL)):
        raise Refused("reporting.offered-too-late", unit=row.unit.name)
    made.objection, made.objected_by_id, made.objected_at = act.reason.strip(), act.actor.person, act.at
    made.save(update_fields=["objection", "objected_by", "objected_at"])
    act.note(f"commitment:{row.pk}.{period}.{TOTAL}.objected", None, made.objection)
    notices.tell_objected(act, made)
    return made


def unanswered(rows: Iterable[CommitmentRecord], period: str) -> list[Offered]:
    """Return the offers that a unit has neither confirmed nor objected to."""
    return [one for one in offers(rows, period).values() if one.state == "open"]
