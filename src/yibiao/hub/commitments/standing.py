"""How commitments stand: their figure and path as stored, the cumulative value reported for a period, and why a light is lit."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet

from yibiao.core.commitments.horizon import months_of
from yibiao.core.commitments.serialise import read_figure, read_trajectory
from yibiao.core.commitments.values import Figure, Trajectory
from yibiao.core.emit import number_text
from yibiao.core.standing import Standing
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.messages import say

TOTAL = "total"  # the column 累计完成


def counted(row: CommitmentRecord) -> tuple[Figure | None, Trajectory]:
    """Return the figure and the path that a commitment is measured by.

    A total that nobody has split yet is no figure of this unit, and a share that is not issued none yet.
    """
    path = read_trajectory(row.body.get("trajectory") or {})
    if row.is_draft:
        return None, path._replace(points=())
    return None if row.holding in ("unset", "none") else read_figure(row.body.get("figure")), path


def latest(
    rows: Iterable[CommitmentRecord] | QuerySet[CommitmentRecord], period: str
) -> dict[int, ValueRecord]:
    """Return the newest cumulative value of each commitment that counts for `period` or one that ended before it.

    What is filled in and not filed yet counts for nobody. One query, however many rows. A value of the empty text
    (withdrawn) counts as none.
    """
    end = _end(period)
    found: dict[int, ValueRecord] = {}
    values = (
        ValueRecord.objects.filter(commitment__in=rows, field=TOTAL, counted__gt="").select_related("by")
    )
    for value in values:
        known = found.get(value.commitment_id)
        if _end(value.period) <= end and (known is None or _end(value.period) > _end(known.period)):
            found[value.commitment_id] = value
    return found


def why(stands: Standing, period: str, unit: str = "", lang: str | None = None) -> str:
    """Return the sentence that explains a light, with its figures in their measure unit."""
    shown = {name: _shown(getattr(stands, name), unit) for name in ("planned", "reached", "goal")}
    gap = stands.gap or Decimal(0)
    days = stands.facts.days if stands.facts else None
    more = {"gap": _shown(gap), "ahead": _shown(-gap), "period": period, "days": days}
    return say(f"standings.why-{_why_key(stands, days)}", lang, **shown, **more)


def _why_key(stands: Standing, days: int | None) -> str:
    """Return which sentence explains a light: a rule may ask about something else than the path."""
    if stands.status == "not-due" and stands.by:
        return "not-due-open" if days is None else "not-due-days"
    if stands.status in ("behind", "not-begun") and (stands.gap is None or stands.gap <= 0):
        return "below"
    return stands.status


def _end(period: str) -> int:
    months = months_of(period)
    return -1 if months is None else months[1]


def _shown(value: Decimal | None, unit: str = "") -> str:
    if value is None:
        return "—"
    return f"{number_text(round(value, 2).normalize())}{unit}"
