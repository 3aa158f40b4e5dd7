"""One thing ordered twice of the same unit: the stricter figure wins, and the row says so."""

from decimal import Decimal

from yibiao.core.commitments.values import Commitment, Figure, Stricter
from yibiao.core.match import normal
from yibiao.core.plan import Target

_CEILINGS = ("<=", "<")


def keep_stricter(rows: list[Commitment]) -> list[Commitment]:
    """Return one unit's rows with figures for the same thing joined: ten events as a zone, five as a district.

    Two figures are of the same thing when task, subject, measure word, change, period and direction agree,
    each is the unit's own, and they reached it through different classes. A figure that the sentence gives
    the unit by its own name goes before that of its class, be it the stricter or not.
    """
    kept: dict[object, Commitment] = {}
    for row in rows:
        thing = _thing(row)
        other = kept.get(thing)
        if other is not None and other.group == row.group:
            thing, other = row.key, None
        kept[thing] = row if other is None else _join(other, row)
    return list(kept.values())


def _thing(row: Commitment) -> object:
    target = row.target
    if target is None or row.holding != "own" or (row.group is None and not target.owed_by):
        return row.key
    return (
        row.task.id, _subject(target, row.group), target.unit, target.change, target.period, target.per,
        target.comparator in _CEILINGS,
    )  # fmt: skip


def _subject(target: Target, group: str | None) -> str:
    """Return what a figure is of; "" where the words only repeat who owes it (各市州至少2个)."""
    owners = {normal(name) for ref in target.owed_by for name in (ref.name, ref.text)}
    subject = normal(target.subject)
    return "" if subject in owners | {normal(group or "")} else subject


def _join(one: Commitment, two: Commitment) -> Commitment:
    strict, mild = (two, one) if _goes_before(two, one) else (one, two)
    if mild.figure is None or mild.target is None or mild.group is None:
        return strict
    left = Stricter(mild.figure, mild.group, mild.target.id)
    spans = (*strict.spans, *(span for span in mild.spans if span not in strict.spans))
    return strict._replace(stricter=(*strict.stricter, *mild.stricter, left), spans=spans)


def _goes_before(one: Commitment, two: Commitment) -> bool:
    if (one.group is None) != (two.group is None):
        return one.group is None
    return _is_stricter(one, two)


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
