"""What publishing a draft will mean: the preview with the units, totals and doubts behind its counts, and the list's columns."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from yibiao.core.commitments.values import Commitments
from yibiao.core.corrections.apply import apply_corrections
from yibiao.core.corrections.jsonform import read_correction
from yibiao.core.corrections.values import Correction
from yibiao.core.plan import Plan
from yibiao.core.serialise import from_dict, to_dict
from yibiao.hub.commitments.making import planned
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.plans.drafting import ERROR, HINT, effective
from yibiao.hub.plans.models import CorrectionRecord, PartyRecord, PlanRecord
from yibiao.hub.plans.publishing import Preview, preview, unset_totals
from yibiao.hub.plans.reviewing import Doubt, Tally, doubts_of, tally
from yibiao.hub.plans.revising import difference, owed_under

# What is found where a name leads to no unit: a class without members, a name nobody has.
_NOBODY = ("unresolved-group", "unknown-unit")


class Owing(NamedTuple):
    """What one unit will owe: how many items, and how many of them it leads."""

    code: str
    name: str
    items: int
    leads: int


class Nobody(NamedTuple):
    """A name in the document that stands for no unit of the hub, and the numbers of the tasks that say it."""

    name: str
    tasks: tuple[str, ...]


class Outlook(NamedTuple):
    """What a draft would become: counts, who will owe what, totals nobody has split, what forbids, what is doubted still.

    `leadless` are the numbers of the tasks that no unit leads, `numbers` those of all by their keys. `nobody` are the
    names for which no table would hold anything.
    """

    counts: Preview
    units: tuple[Owing, ...]
    unset: tuple[Mapping[str, Any], ...]
    errors: tuple[Doubt, ...]
    doubts: tuple[Doubt, ...]
    tally: Tally
    leadless: tuple[str, ...]
    nobody: tuple[Nobody, ...]
    numbers: Mapping[str, str]


def outlook(plan: PlanRecord, lang: str | None = None) -> Outlook:
    """Return what publishing a draft would do; `preview` has the counts."""
    made = effective(plan)
    owed = owed_under(plan, difference(plan)) if plan.revises_id is not None else planned(plan)
    unset = unset_totals(owed)
    items = Counter(row.unit for row in owed.rows)
    leads = Counter(row.unit for row in owed.rows if "lead" in row.roles)
    names = {unit.id: unit.name for unit in owed.pack.units}
    found = sorted((one for one in doubts_of(plan, made, lang) if one.is_open), key=lambda one: one.rank)
    return Outlook(
        preview(plan),
        tuple(Owing(code, names.get(code, code), items[code], leads[code]) for code in sorted(items, key=lambda code: -items[code])),
        tuple(target for target in to_dict(made.plan)["targets"] if target["key"] in unset),
        tuple(one for one in found if one.severity == ERROR),
        tuple(one for one in found if one.severity not in (ERROR, HINT)),
        tally(plan, made),
        _leadless(made.plan, owed),
        _nobody(owed),
        {task.key: task.id for task in made.plan.tasks},
    )


def _leadless(plan: Plan, owed: Commitments) -> tuple[str, ...]:
    """Return the numbers of the tasks in which no unit leads, of those that units owe anything in."""
    carried = {row.task.key for row in owed.rows}
    led = {row.task.key for row in owed.rows if row.lead_units}
    return tuple(task.id for task in plan.tasks if task.key in carried - led)


def _nobody(owed: Commitments) -> tuple[Nobody, ...]:
    found: dict[str, list[str]] = {}
    for one in owed.resolution.findings:
        if one.code in _NOBODY and one.about:
            found.setdefault(one.about, []).extend(task for task in (one.task, *one.where) if task)
    return tuple(Nobody(name, tuple(dict.fromkeys(tasks))) for name, tasks in found.items())


def counted(plans: QuerySet[PlanRecord]) -> QuerySet[PlanRecord]:
    """Return plans with how many units owe something under them (`units`) and how many open items there are (`items`)."""
    return plans.annotate(
        units=_count(PartyRecord.objects.filter(owes=True)),
        items=_count(CommitmentRecord.objects.filter(closed_at=None)),
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    each = rows.filter(plan=OuterRef("pk")).order_by().values("plan").annotate(found=Count("pk")).values("found")
    return Coalesce(Subquery(each), 0)


def tally_of(plans: Iterable[int]) -> dict[int, Tally]:
    """Return how far drafts (by id) have been gone through. Two queries."""
    wanted = list(plans)
    rows = CorrectionRecord.objects.filter(plan__in=wanted, undone_at=None).order_by("number")
    given: dict[int, list[Correction]] = defaultdict(list)
    for plan, body in rows.values_list("plan", "body"):
        given[plan].append(read_correction(body))
    drafts = PlanRecord.objects.filter(pk__in=wanted, state=PlanRecord.DRAFT)
    return {plan.pk: tally(plan, apply_corrections(from_dict(plan.compiled), given[plan.pk])) for plan in drafts}
