"""What was handed on of one commitment altogether: to whom, how much, and whether that is more than the unit's own figure."""

from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from yibiao.core.amounts import as_decimal
from yibiao.core.splits.apply import adds_up
from yibiao.core.splits.exact import exact, number
from yibiao.hub.commitments.models import CommitmentRecord, HandOnRecord

_BOUNDS = ("=", "<=", "<")


class Handed(NamedTuple):
    """The rows of one commitment, those taken back among them; `goal` is the unit's own figure.

    `goal` is None where the unit has no figure of its own, or one whose parts make no sum (%, 每年). `bounded` says
    that more than the goal is a fault: it is so of an exact figure or a ceiling, not of 不少于.
    """

    rows: tuple[HandOnRecord, ...]
    goal: Decimal | None
    bounded: bool = False

    @property
    def standing(self) -> tuple[HandOnRecord, ...]:
        """The rows that were not taken back."""
        return tuple(row for row in self.rows if row.withdrawn_at is None)

    @property
    def seen(self) -> str:
        """What tells two states apart: every row with its edition, ``12-1.13-2``."""
        return ".".join(f"{row.pk}-{row.edition}" for row in self.rows)

    def given(self, but: int | None = None) -> Decimal:
        """Return the sum of the figures asked for, without that of one unit (by its id)."""
        figures = (as_decimal(row.figure or None) or 0 for row in self.standing if row.unit_id != but)
        return Decimal(number(sum(map(exact, figures), Fraction(0))))

    def over(self, figure: str, unit: int) -> Decimal | None:
        """Return by how much the sum is above the goal with a figure for one unit (by its id); None where it may be."""
        if self.goal is None or not self.bounded:
            return None
        above = exact(self.given(but=unit)) + exact(as_decimal(figure or None) or 0) - exact(self.goal)
        return Decimal(number(above)) if above > 0 else None


def handed_of(commitments: Collection[CommitmentRecord]) -> dict[int, Handed]:
    """Return what was handed on of commitments, by their ids, with one query; whoever asks may know of all of it."""
    found: dict[int, list[HandOnRecord]] = {row.pk: [] for row in commitments}
    rows = HandOnRecord.objects.filter(commitment__in=found).select_related("unit").order_by("unit__place", "id")
    for row in rows:
        found[row.commitment_id].append(row)
    return {row.pk: Handed(tuple(found[row.pk]), _goal(row), _bounded(row)) for row in commitments}


def _bounded(row: CommitmentRecord) -> bool:
    return (row.body.get("figure") or {}).get("comparator") in _BOUNDS


def _goal(row: CommitmentRecord) -> Decimal | None:
    lagging = (row.body.get("trajectory") or {}).get("lagging")
    if row.holding in ("unset", "none") or lagging or not adds_up(row.measure_unit):
        return None
    return as_decimal(row.figure or None)
