"""One thing ordered twice of the same unit: the stricter figure wins, and the row says so."""

from decimal import Decimal

from yibiao.core.commitments.values import Commitment, Figure, Stricter
from yibiao.core.match import normal

_CEILINGS = ("<=", "<")


def keep_stricter(rows: list[Commitment]) -> list[Commitment]:
    """Return one unit's rows with figures for the same thing joined: ten events as a zone, five as a district.

    Two figures are of the same thing when task, subject, measure word, change, period and direction agree,
    each is the unit's own, and they reached it through different classes.
    """
    kept: dict[object, Commitment] = {}
    for row in rows:
        thing = _thing(row)
        other = kept.get(thing)
        kept[thing] = row if other is None else _join(other, row)
    return list(kept.values())


def _thing(row: Commitment) -> object:
    target = row.target
    if target is None or row.holding != "own" or not target.each or row.group is None:
        return row.key
    return (
        row.task.id, normal(target.subject), target.unit, target.change, target.period, target.per,
        target.comparator in _CEILINGS,
    )  # fmt: skip


def _join(one: Commitment, two: Commitment) -> Commitment:
    strict, mild = (two, one) if _is_stricter(two, one) else (one, two)
    if mild.figure is None or mild.target is None or mild.group is None:
        return strict
    left = Stricter(mild.figure, mild.group, mild.target.id)
    spans = (*strict.spans, *(span for span in mild.spans if span not in strict.spans))
    return strict._replace(stricter=(*strict.stricter, *mild.stricter, left), spans=spans)


def _is_stricter(one: Commitment, two: Commitment) -> bool:
    """Tell whether a figure asks more than another: the higher floor, the lower ceiling."""
    if one.figure is None or two.figure is None:
        return two.figure is None and one.figure is not None
    bound_one, bound_two = _bound(one.figure), _bound(two.figure)
    if one.figure.comparator in _CEILINGS:
        return bound_one < bound_two
    if bound_one == bound_two:
        return one.figure.comparator == ">" != two.figure.comparator
    return bound_one > bound_two


def _bound(figure: Figure) -> Decimal:
    value = figure.low if figure.low is not None else figure.high
    return Decimal(0 if value is None else value)
