"""What a unit sees before it files: which rows are empty, which figures want a word, what would be yellow and red today."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.cycle.unusual import Unusual, unusual
from yibiao.core.standing import Standing
from yibiao.hub.commitments.entering import EXPLAINED
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.standing import TOTAL
from yibiao.hub.lights.lighting import Lighting, number, targets_of
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.steps import Key


class Checked(NamedTuple):
    """One row as it would be dispatched today.

    `fields` are its values of the period, `sources` how they came, `before` the newest figure that counted earlier (its
    period beside it), `unusual` why the figure wants a word, `explained` whether it has one.
    """

    row: CommitmentRecord
    fields: Mapping[str, str]
    sources: Mapping[str, str]
    before: Decimal | None
    before_period: str
    stands: Standing
    unusual: Unusual | None

    @property
    def filled(self) -> bool:
        """Whether anything is said of it."""
        return any(value for name, value in self.fields.items() if name != EXPLAINED)

    @property
    def carried(self) -> bool:
        """Whether all that is said of it was carried on unchanged."""
        said = [self.sources[name] for name, value in self.fields.items() if value and name != EXPLAINED]
        return bool(said) and set(said) == {"carried"}

    @property
    def is_plain(self) -> bool:
        """Whether nothing about it wants a look: in its range, and neither yellow nor red."""
        return self.unusual is None and self.stands.light not in ("yellow", "red")

    @property
    def explained(self) -> bool:
        """Whether there is a word about its figure."""
        return bool(self.fields.get(EXPLAINED))


def check_rows(
    rows: Iterable[CommitmentRecord], period: str, lit: Lighting, said: str = "value"
) -> list[Checked]:
    """Return rows as they would be dispatched today, with two queries, however many.

    `said` is the column that is looked at: ``value`` with what is not filed yet (the unit's own affair), ``filed`` without.
    """
    rows = list(rows)
    now: dict[int, dict[str, str]] = {}
    sources: dict[int, dict[str, str]] = {}
    values = ValueRecord.objects.filter(commitment__in=rows, period=period)
    for pk, field, value, source in values.values_list("commitment", "field", said, "source"):
        now.setdefault(pk, {})[field] = value or ""
        sources.setdefault(pk, {})[field] = source
    earlier = histories(rows, period)
    return [_checked(row, period, now.get(row.pk, {}), sources.get(row.pk, {}), earlier.get(row.pk, []), lit) for row in rows]


def histories(rows: Iterable[CommitmentRecord], period: str) -> dict[int, list[tuple[str, Decimal]]]:
    """Return the figures that counted of each row in periods that ended before `period`, in order of time; one query."""
    start = (months_of(period) or (0, 0))[1]
    found: dict[int, list[tuple[int, str, Decimal]]] = {}
    values = ValueRecord.objects.filter(commitment__in=rows, field=TOTAL).exclude(counted=None).exclude(counted="")
    for pk, when, text in values.values_list("commitment", "period", "counted"):
        months, value = months_of(when), number(text or "")
        if months is not None and months[1] < start and value is not None:
            found.setdefault(pk, []).append((months[1], when, value))
    return {pk: [(when, value) for _, when, value in sorted(known)] for pk, known in found.items()}


def _checked(
    row: CommitmentRecord,
    period: str,
    fields: Mapping[str, str],
    sources: Mapping[str, str],
    before: list[tuple[str, Decimal]],
    lit: Lighting,
) -> Checked:
    last = month_name((months_of(period) or (0, 0))[1])
    stands = lit.stands(row, last, fields.get(TOTAL, ""))
    value = number(fields.get(TOTAL, ""))
    is_falling = (row.body.get("figure") or {}).get("comparator") in ("<=", "<")
    odd = None if value is None else unusual(value, [one for _, one in before], stands.goal, is_falling)
    when, newest = before[-1] if before else ("", None)
    return Checked(row, fields, sources, newest, when, stands, odd)


def unexplained(key: Key) -> list[str]:
    """Return the texts of the rows whose figure is out of its history's range and has no word of explanation."""
    rows = CommitmentRecord.objects.filter(plan=key.plan, unit=key.unit, closed_at=None).exclude(target="")
    checked = check_rows(rows, key.period, lighting_of(key.plan))
    return [one.row.text for one in checked if one.unusual is not None and not one.explained]


def lighting_of(plan: PlanRecord) -> Lighting:
    """Return what lights the rows of a plan; its contents must have been read."""
    return Lighting({plan.pk: targets_of(plan.effective or {})})
