"""What the rules for interviews 约谈 count under a plan, and what they suggest to those who may file it."""

import datetime
from typing import Any

from yibiao.core.commitments.horizon import month_name
from yibiao.core.coordination.interviews import Suggestion, suggested
from yibiao.core.coordination.machines import stages
from yibiao.hub.access.actors import Actor
from yibiao.hub.coordination.models import ItemRecord
from yibiao.hub.coordination.raising import SUPERVISED
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.overview.loading import overview
from yibiao.hub.plans.models import PlanRecord

# The status a month has to be in to count as 亮黄.
_YELLOW = "yellow"


def suggestions(actor: Actor, plan: PlanRecord, day: datetime.date) -> list[tuple[UnitRecord, Suggestion]]:
    """Return what the rules suggest under a plan and nobody has filed yet, with a fixed number of queries."""
    facts = facts_of(actor, plan, day)
    units = {unit.code: unit for unit in UnitRecord.objects.filter(code__in=facts)}
    supervised = [code for code, unit in units.items() if unit.supervision == SUPERVISED]
    filed = ItemRecord.objects.filter(plan=plan, kind="interview").exclude(unit=None)
    known = [(code, told.get("rule", ""), (told.get("counted") or [""])[-1]) for code, told in filed.values_list("unit__code", "facts")]
    return [(units[one.unit], one) for one in suggested(facts, supervised, known)]


def facts_of(actor: Actor, plan: PlanRecord, day: datetime.date) -> dict[str, dict[str, set[str]]]:
    """Return what the rules count, by unit and fact: months in which a figure of the unit was yellow, items that are overdue."""
    found: dict[str, dict[str, set[str]]] = {}

    def count(unit: str, fact: str, what: str) -> None:
        found.setdefault(unit, {}).setdefault(fact, set()).add(what)

    seen, this_month = overview(actor, plan), day.year * 12 + day.month - 1
    for month in seen.ends:
        if month > this_month:
            continue
        for line in seen.lines(month):
            if line.row is not None and line.row.reported_in(month) and line.stands.light == _YELLOW:
                count(line.row.commitment.unit.code, "yellow-months", month_name(month))
    late: Any = ItemRecord.objects.filter(plan=plan, state__in=stages()["open"], due__lt=day).exclude(unit=None)
    for kind, code, title, number in late.exclude(kind="interview").values_list("kind", "unit__code", "title", "number"):
        count(code, "overdue-notices" if kind == "supervision" else "overdue-items", f"{number} {title}".strip())
    return found
