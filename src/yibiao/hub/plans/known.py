"""What is worked out from a plan's whole contents once per edition of it, and remembered by this process.

A plan's values are large; first pages ask of them no more than a year or a count.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from yibiao.core.commitments.horizon import plan_months
from yibiao.core.corrections.apply import apply_corrections
from yibiao.core.corrections.jsonform import read_correction
from yibiao.core.corrections.values import Correction
from yibiao.core.cycle.timetable import monthly_due
from yibiao.core.plan import Due
from yibiao.core.serialise import from_dict
from yibiao.hub.plans.drafting import open_errors
from yibiao.hub.plans.models import CorrectionRecord, PlanRecord
from yibiao.hub.plans.reviewing import tally

_MOST = 1000
# The moment a plan was made tells it from another one of the same number, after a restore for instance.
_Key = tuple[int, int, datetime.datetime]


class Findings(NamedTuple):
    """How many doubts of a draft there were, as the review desk counts them, are not settled yet, and forbid publishing it."""

    all: int
    open: int
    errors: int

    @property
    def answered(self) -> int:
        """How many are settled."""
        return self.all - self.open


class Head(NamedTuple):
    """What lists say of a plan: the year it is for, as far as its document says, and the words of its targets by key.

    `months` are its first and last month with an obligation, `due` the day it orders for monthly reports, `tasks` how many it has.
    """

    year: int | None
    targets: Mapping[str, str]
    months: tuple[int, int] | None
    due: Due | None
    tasks: int


_heads: dict[_Key, Head] = {}
_findings: dict[_Key, Findings] = {}


def heads(plans: Iterable[PlanRecord]) -> dict[int, Head]:
    """Return what lists say of plans, by their ids; one query at most."""
    keys = {plan.pk: _key(plan) for plan in plans}
    missing = [pk for pk, key in keys.items() if key not in _heads]
    if missing:
        _room(_heads)
        for plan in PlanRecord.objects.filter(pk__in=missing).only("effective"):
            _heads[keys[plan.pk]] = _head(plan.effective)
    return {pk: _heads[key] for pk, key in keys.items() if key in _heads}


def _head(values: Mapping[str, Any]) -> Head:
    targets = {target["key"]: _words(target) for target in values.get("targets") or ()}
    document = values.get("document") or {}
    due = monthly_due(values.get("cadence") or ())
    return Head(document.get("year"), targets, plan_months(document), due, len(values.get("tasks") or ()))


def _words(target: Mapping[str, Any]) -> str:
    """Return a target's words, behind what it measures where they don't say so (争取获批1—2家)."""
    text: str = target["text"]
    subject: str = target.get("subject") or ""
    return text if subject in text else f"{subject}：{text}"


def findings(drafts: Iterable[PlanRecord]) -> dict[int, Findings]:
    """Return how many doubts each draft has, by its id; two queries at most."""
    keys = {plan.pk: _key(plan) for plan in drafts}
    missing = [pk for pk, key in keys.items() if key not in _findings]
    if missing:
        _room(_findings)
        corrections = _corrections(missing)
        for plan in PlanRecord.objects.filter(pk__in=missing).only("compiled"):
            made = apply_corrections(from_dict(plan.compiled), corrections.get(plan.pk, []))
            told = tally(plan, made)
            _findings[keys[plan.pk]] = Findings(told.total, told.open, open_errors(made))
    return {pk: _findings[key] for pk, key in keys.items() if key in _findings}


def _corrections(plans: Iterable[int]) -> dict[int, list[Correction]]:
    found: dict[int, list[Correction]] = {}
    rows = CorrectionRecord.objects.filter(plan__in=list(plans), undone_at=None).order_by("plan", "number")
    for plan, body in rows.values_list("plan_id", "body"):
        found.setdefault(plan, []).append(read_correction(body))
    return found


def _key(plan: PlanRecord) -> _Key:
    return plan.pk, plan.edition, plan.at


def _room(kept: dict[_Key, Any]) -> None:
    if len(kept) > _MOST:
        kept.clear()
