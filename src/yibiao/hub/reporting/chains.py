"""The inner chain of a unit: which steps its reports pass before they are filed, as short as the unit likes.

Until a unit sets its own, its reports pass every step for which it has somebody in post: a reviewer 审核人, a deputy
分管负责人, a head 主要负责人. A step for which nobody is in post would wait for ever, so it is left out.
"""

import datetime
from collections.abc import Collection, Iterable
from typing import NamedTuple

from yibiao.core.cycle.reporting import INNER, Stage, chain_of
from yibiao.core.cycle.workdays import Workdays
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import ActingRecord, HoldingRecord, UnitRecord
from yibiao.hub.reporting.models import ChainRecord

# The post whose holder does a step.
POSTS: dict[Stage, str] = {"review": "reviewer", "check": "deputy", "sign": "head"}
_MOST_DAYS = 15
_INNER_DAYS = 2


class Chain(NamedTuple):
    """The steps that a unit's reports pass, whether it set them itself, and those it has nobody for."""

    steps: tuple[Stage, ...]
    inner_days: int
    is_set: bool
    vacant: tuple[Stage, ...]


def chains(units: Collection[UnitRecord]) -> dict[int, Chain]:
    """Return the chains of units by their ids; three queries."""
    ids = [unit.pk for unit in units]
    known = {row.unit_id: row for row in ChainRecord.objects.filter(unit__in=ids)}
    held: dict[int, set[str]] = {}
    for model in (HoldingRecord, ActingRecord):
        rows = model.objects.on(today()).filter(post__unit__in=ids, post__kind__in=POSTS.values())
        for unit, kind in rows.values_list("post__unit", "post__kind"):
            held.setdefault(unit, set()).add(kind)
    return {pk: _chain(known.get(pk), held.get(pk, set())) for pk in ids}


def chain_of_unit(unit: UnitRecord) -> Chain:
    """Return the chain of one unit."""
    return chains([unit])[unit.pk]


def _chain(row: ChainRecord | None, held: set[str]) -> Chain:
    able = [step for step in INNER if POSTS[step] in held]
    if row is None:
        # Who fills in is often reviewer too: of a small office the head alone signs.
        return Chain(chain_of(able), _INNER_DAYS, False, ())
    steps = chain_of(row.steps)
    return Chain(tuple(step for step in steps if step in able), row.inner_days, True, tuple(step for step in steps if step not in able))


def inner_due(due: datetime.date, days: int, calendar: Workdays) -> datetime.date:
    """Return the day by which a unit's bureaus are to be done: so many working days before it reports itself."""
    return calendar.later(due, -days) if days else due


@action("chain.set", "chain.edit")
def set_chain(act: Act, unit: UnitRecord, steps: Iterable[str], inner_days: int) -> ChainRecord:
    """Set the inner steps of a unit's reports, and how many working days earlier its bureaus are due."""
    made = chain_of(tuple(steps))
    if not 0 <= inner_days <= _MOST_DAYS:
        raise Refused("reporting.inner-days", most=_MOST_DAYS)
    row = ChainRecord.objects.filter(unit=unit).first()
    act.note("chain", [row.steps, row.inner_days] if row else None, [list(made), inner_days])
    if row is None:
        return ChainRecord.objects.create(unit=unit, steps=list(made), inner_days=inner_days)
    row.steps, row.inner_days = list(made), inner_days
    row.edition += 1
    row.save()
    return row
