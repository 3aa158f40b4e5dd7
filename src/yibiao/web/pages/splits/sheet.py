"""The sheet of the split desk: a row per unit with everything that is shown or set for it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from yibiao.core.amounts import as_decimal, grouped
from yibiao.core.plan import Number, Target
from yibiao.core.splits.apply import CEILINGS, due, is_rate, total_to_split
from yibiao.core.splits.exact import exact, number
from yibiao.core.splits.serialise import read_split_values
from yibiao.core.splits.values import Bounds, Split
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.commitments.models import CommitmentRecord, SplitCommentRecord
from yibiao.hub.commitments.reading import Part, SharedTotal
from yibiao.hub.commitments.rounds import agrees, heard
from yibiao.hub.commitments.spreading import compared
from yibiao.hub.orgs.models import UnitNameRecord, UnitRecord
from yibiao.web.pages.splits.figures import Scale, scale_of, step_of


class Row(NamedTuple):
    """One unit's row. Texts are as fields hold them (in the scale of the sheet), empty for none.

    `opens` is the id of the commitment whose origin the reader may open, 0 for none; `names` what the unit may be called
    in a column that is pasted. `rank` counts from 1, the largest share first.
    """

    unit: UnitRecord
    opens: int
    own: bool
    share: str
    locked: bool
    weight: str
    basis: str
    least: str
    most: str
    equal: str
    by_basis: str
    over_equal: str
    over_basis: str
    part: str
    rank: int
    said: SplitCommentRecord | None
    agrees: bool
    names: str


class Sheet(NamedTuple):
    """The whole sheet; figures are texts in the scale, `ratio` numbers for drawing."""

    target: Target | None
    scale: Scale
    method: str
    rate: bool
    ceiling: bool
    total: str
    reserve: str
    city: str
    due: str
    given: str
    gap: str
    step: str
    top: float
    reach_equal: float
    reach_basis: float
    rows: tuple[Row, ...]
    base_title: str
    base_source: str
    least_all: str
    most_all: str
    bounded: bool

    @property
    def own(self) -> tuple[Row, ...]:
        """The rows of the units the reader works for."""
        return tuple(row for row in self.rows if row.own)

    @property
    def splittable(self) -> bool:
        """Whether there is anything to share: units, and a total or a rate to set for each."""
        return bool(self.rows) and (self.rate or bool(self.due))


def made_sheet(actor: Actor, shared: SharedTotal, target: Target | None) -> Sheet:
    """Return the sheet of a total; the reader's own units stand first where they do not set the figures."""
    record = shared.split
    split = read_split_values(record.body) if record else Split(shared.target)
    total = total_to_split(target) if target else None
    scale = scale_of(total, target.unit if target else "")
    step = split.step if record else step_of(total, scale)
    rows = _rows(actor, shared, target, split._replace(step=step), scale)
    given = sum((Fraction(as_decimal(part.share or None) or 0) for part in shared.parts), Fraction(0))
    wanted = due(split, total) if total is not None else None
    gap = number(given - exact(wanted)) if wanted is not None else None
    rate = target is not None and total is None and is_rate(target)
    return Sheet(
        target=target,
        scale=scale,
        method=split.method if record else "manual" if rate else "equal",
        rate=rate,
        ceiling=target is not None and target.comparator in CEILINGS,
        total=scale.plain(total),
        reserve=scale.plain(split.reserve) if split.reserve else "",
        city=scale.plain(split.city) if split.city else "",
        due=scale.plain(wanted),
        given=scale.plain(number(given)),
        gap=scale.plain(gap),
        step=scale.plain(step),
        top=top_of(rows, float(exact(wanted or 0) * 2 / (len(rows) or 1) / scale.power)),
        reach_equal=_widest(row.over_equal for row in rows),
        reach_basis=_widest(row.over_basis for row in rows),
        rows=rows,
        base_title=split.baseline.title if split.baseline else "",
        base_source=split.baseline.source if split.baseline else "",
        least_all=scale.plain(split.bounds_of_all.least),
        most_all=scale.plain(split.bounds_of_all.most),
        bounded=bool(split.bounds) or split.bounds_of_all != Bounds(),
    )


def top_of(rows: tuple[Row, ...], room: float) -> float:
    """Return what a bar of full length stands for, so that all rows are drawn on one scale.

    A bar reaches to twice the equal share at least (`room`), so that there is somewhere to drag it.
    """
    figures = [float(text) for row in rows for text in (row.share, row.equal, row.by_basis) if text]
    return max(room, max(figures, default=0) * 1.15) or 1.0


def _widest(gaps: Iterable[str]) -> float:
    """Return what half a bar of differences stands for."""
    return max((abs(float(text)) for text in gaps if text), default=0) or 1.0


def _rows(
    actor: Actor, shared: SharedTotal, target: Target | None, split: Split, scale: Scale
) -> tuple[Row, ...]:
    sharers = tuple(part.unit.code for part in shared.parts)
    equal, by_baseline = compared(target, split, sharers) if target else ({}, {})
    opens = _opened(actor, shared.parts)
    names = _names(shared.parts)
    said = heard(shared.split, shared.comments)
    whole = sum((Fraction(as_decimal(part.share or None) or 0) for part in shared.parts), Fraction(0))
    figures = sorted((as_decimal(part.share or None) or Decimal(-1) for part in shared.parts), reverse=True)
    columns = _columns(split, scale)
    return tuple(
        Row(
            unit=part.unit,
            opens=part.commitment if part.commitment in opens else 0,
            own=part.unit.code in actor.units,
            share=scale.plain(part.share),
            locked=split.method != "manual" and part.unit.code in dict(split.shares),
            equal=scale.plain(equal.get(part.unit.code)),
            by_basis=scale.plain(by_baseline.get(part.unit.code)),
            over_equal=over(part.share, equal.get(part.unit.code), scale),
            over_basis=over(part.share, by_baseline.get(part.unit.code), scale),
            part=percent(part.share, whole),
            rank=figures.index(as_decimal(part.share or None) or Decimal(-1)) + 1,
            said=said.get(part.unit.pk),
            agrees=part.unit.pk in said and agrees(said[part.unit.pk], part.share),
            names="|".join((part.unit.name, *names.get(part.unit.pk, ()))),
            **{name: column.get(part.unit.code, "") for name, column in columns.items()},
        )
        for part in shared.parts
    )


def over(share: str, other: Number | None, scale: Scale) -> str:
    """Return by how much a share is above another figure, nothing where either is missing."""
    value = as_decimal(share or None)
    return "" if value is None or other is None else scale.plain(number(exact(value) - exact(other)))


def _columns(split: Split, scale: Scale) -> dict[str, Mapping[str, str]]:
    """Return weights, baseline and bounds as texts by unit code."""
    base = split.baseline.values if split.baseline else ()
    bare = Scale(1, "")
    return {
        "weight": {code: bare.plain(value) for code, value in split.weights},
        "basis": {code: bare.plain(value) for code, value in base},
        "least": {code: scale.plain(pair.least) for code, pair in split.bounds},
        "most": {code: scale.plain(pair.most) for code, pair in split.bounds},
    }


def percent(share: str, whole: Fraction) -> str:
    """Return a share of the whole in per cent with one decimal, nothing where there is none."""
    value = as_decimal(share or None)
    if value is None or not whole:
        return ""
    tenths = (exact(value) * 1000 / whole + Fraction(1, 2)).__floor__()
    return grouped(Decimal(tenths) / 10) if tenths % 10 else f"{tenths // 10}.0"


def _opened(actor: Actor, parts: tuple[Part, ...]) -> set[int]:
    """Return the commitments whose origin the reader may open."""
    rows = CommitmentRecord.objects.filter(pk__in=[part.commitment for part in parts])
    return set(visible(actor, "commitment.read", rows).order_by().values_list("pk", flat=True))


def _names(parts: tuple[Part, ...]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    names = UnitNameRecord.objects.filter(unit__in=[part.unit.pk for part in parts]).order_by("id")
    for unit, name in names.values_list("unit", "name"):
        found.setdefault(unit, []).append(name)
    return found


