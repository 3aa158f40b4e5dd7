"""Who stands for a value: claimed by the unit, verified by the lead with a record, official where it is published.

What counts is the official value before the verified one before the claimed; all three stand side by side for ever.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db.models import QuerySet

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied, visible
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.commitments.entering import fields, is_period, read
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.standing import TOTAL
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.models import StandingRecord

# How a value is verified (practice.md, 牵头核验): by papers, on the phone, on site.
METHODS = ("papers", "phone", "site")
MOST = 500


class Standings(NamedTuple):
    """Who stands for the figure of one row in one period; None where nobody does yet."""

    verified: StandingRecord | None = None
    official: StandingRecord | None = None


class Verified(NamedTuple):
    """One row that is verified: `value` is what the lead found, empty where it is what the unit claims."""

    commitment: int
    value: str = ""


@action("value.verify", "plan.read")
def verify(
    act: Act, plan: PlanRecord, rows: Iterable[Verified], period: str, method: str, note: str = ""
) -> list[StandingRecord]:
    """Verify the figures of rows of one period, as they were filed or as the lead found them; by a method, with a note.

    Besides that of reading the plan it takes the right ``value.verify`` on every row.
    A row that was not filed has nothing to verify. Whoever verifies another figure says why.
    """
    wanted = {one.commitment: one for one in rows}
    if method not in METHODS:
        raise Refused("reporting.no-method")
    found = allowed_rows(act.actor, "value.verify", plan, wanted, period)
    values = {value.commitment_id: value for value in _totals(wanted, period)}
    made = []
    for pk, row in found.items():
        value = values.get(pk)
        if value is None or not value.filed:
            raise Refused("reporting.not-filed", text=row.text[:60])
        seen = read_figure(wanted[pk].value) or value.filed
        if seen != value.filed and not note.strip():
            raise Refused("reporting.why-other", text=row.text[:60])
        made.append(_stand(act, value, StandingRecord.VERIFIED, seen, method=method, note=note.strip()[:500]))
    return made


@action("value.official", "plan.read")
def publish_official(
    act: Act, plan: PlanRecord, figures: Mapping[int, str], period: str, source: str
) -> list[StandingRecord]:
    """Enter published figures by row, with where they are published; from now on they count.

    Besides that of reading the plan it takes the right ``value.official`` on every row.
    """
    if not source.strip() or len(source.strip()) > StandingRecord._meta.get_field("source").max_length:
        raise Refused("reporting.no-source")
    found = allowed_rows(act.actor, "value.official", plan, figures, period)
    values = {value.commitment_id: value for value in _totals(figures, period)}
    made = []
    for pk, row in found.items():
        text = read_figure(figures[pk])
        if not text:
            raise Refused("reporting.no-figure", text=row.text[:60])
        value = values.get(pk) or ValueRecord.objects.create(commitment=row, period=period, field=TOTAL, at=act.at, edition=1)
        made.append(_stand(act, value, StandingRecord.OFFICIAL, text, source=source.strip()))
    return made


def allowed_rows(actor: Actor, right: str, plan: PlanRecord, wanted: Collection[int], period: str) -> dict[int, CommitmentRecord]:
    """Return the rows by id; `Denied` unless the actor has the right on each, and is not verifying their own unit's."""
    if not is_period(period) or not 1 <= len(wanted) <= MOST:
        raise Refused("reporting.no-rows", most=MOST)
    rows = visible(actor, right, CommitmentRecord.objects.filter(plan=plan, pk__in=list(wanted)).select_related("unit"))
    found = {row.pk: row for row in rows}
    if len(found) < len(wanted) or any(_is_own(actor, plan, row) for row in found.values()):
        raise Denied(right)
    return found


def _is_own(actor: Actor, plan: PlanRecord, row: CommitmentRecord) -> bool:
    """Tell whether a row is the actor's own unit's: nobody verifies what they report, but for the office that dispatches."""
    own = {post.unit for post in actor.posts if post.working}
    return row.unit_id in own and (plan.dispatching_id or plan.unit_id) not in own


def _totals(commitments: Iterable[int], period: str) -> QuerySet[ValueRecord]:
    return ValueRecord.objects.filter(commitment__in=list(commitments), period=period, field=TOTAL)


def read_figure(text: str) -> str:
    """Return a figure as it is kept; `Refused` where it is none."""
    made = read(fields()[TOTAL], text)
    if made.fault is not None:
        raise Refused("reporting.no-figure", text=text[:40])
    return made.value


def _stand(act: Act, value: ValueRecord, kind: str, text: str, **more: str) -> StandingRecord:
    made = StandingRecord.objects.create(
        commitment_id=value.commitment_id, period=value.period, kind=kind, value=text, claimed=value.filed or "",
        by_id=act.actor.person, unit_id=next((post.unit for post in act.actor.posts if post.working), None), at=act.at, **more,
    )  # fmt: skip
    is_official = StandingRecord.objects.filter(commitment=value.commitment_id, period=value.period, kind=StandingRecord.OFFICIAL)
    if kind == StandingRecord.OFFICIAL or not is_official.exists():
        if value.counted != text:
            act.note(f"commitment:{value.commitment_id}.{value.period}.{TOTAL}.counted", value.counted, text)
        value.counted = text
        value.save(update_fields=["counted"])
    act.note(f"commitment:{value.commitment_id}.{value.period}.{TOTAL}.{kind}", None, text)
    return made


def standings(rows: Iterable[CommitmentRecord], period: str) -> dict[int, Standings]:
    """Return who stands for the figures of rows in a period, the newest of each kind, by row; one query."""
    found: dict[int, dict[str, StandingRecord]] = {}
    known = StandingRecord.objects.filter(commitment__in=list(rows), period=period).select_related("unit", "by").order_by("id")
    for one in known:
        found.setdefault(one.commitment_id, {})[one.kind] = one
    return {pk: Standings(kinds.get(StandingRecord.VERIFIED), kinds.get(StandingRecord.OFFICIAL)) for pk, kinds in found.items()}
