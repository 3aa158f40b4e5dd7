"""Splits, chosen members and details as the JSON values of a split file's entries (`yibiao-split/1`), and back.

Only what is said is written, units by pack id. Figures are exact: whole numbers as numbers, others (and those
that few programs hold exactly) as decimal text, so that an audit entry can hold them. Values are trusted: what
people wrote is checked where files are read (`files`).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from yibiao.core.plan import Number
from yibiao.core.splits.values import (
    Approval,
    Baseline,
    Bounds,
    Chosen,
    Comment,
    Details,
    Figures,
    Split,
)

Json = dict[str, Any]
Values = Mapping[str, Any]
_LARGEST = 2**53 - 1  # the largest whole number that every JSON reader holds
_WORDS = ("definition", "data_source", "counted_at", "attribution", "kind", "shape", "lagging")


def number_value(value: Number | None) -> int | str | None:
    """Return a figure as JSON holds it exactly."""
    return str(value) if isinstance(value, Decimal) or (value is not None and abs(value) > _LARGEST) else value


def read_number(value: int | str | float | Decimal) -> Number:
    """Return the figure of `number_value`; a whole number written as text is an int."""
    if isinstance(value, str):
        return int(value) if value.removeprefix("-").isdecimal() else Decimal(value)
    return Decimal(repr(value)) if isinstance(value, float) else value


def split_values(split: Split) -> Json:
    """Return the entry of a split; its line in a file is not kept."""
    made: Json = {"target": split.target, "method": split.method, "step": number_value(split.step)}
    more = {
        "reserve": number_value(split.reserve) if split.reserve else None,
        "city": number_value(split.city) if split.city else None,
        "weights": _figures(split.weights),
        "baseline": _baseline(split.baseline),
        "shares": _figures(split.shares),
        "bounds": {unit: _bounds(pair) for unit, pair in split.bounds},
        "bounds_of_all": _bounds(split.bounds_of_all),
        "units": list(split.units),
        "state": split.state if split.state != "proposed" else None,
        "approval": _said(split.approval._asdict()),
        "comments": [_comment(comment) for comment in split.comments],
        "note": split.note,
    }
    return made | {name: value for name, value in more.items() if value not in (None, {}, [])}


def read_split_values(values: Values) -> Split:
    """Return the split of an entry whose units are ids."""
    get = values.get
    baseline = get("baseline")
    return Split(
        target=values["target"],
        method=get("method") or "equal",
        step=Decimal(read_number(get("step", 1))),
        reserve=read_number(get("reserve", 0)),
        city=read_number(get("city") or 0),
        weights=_read_figures(get("weights")),
        baseline=None
        if baseline is None
        else Baseline(baseline["title"], baseline["source"], _read_figures(baseline.get("values"))),
        shares=_read_figures(get("shares")),
        bounds=tuple((unit, _read_bounds(pair)) for unit, pair in (get("bounds") or {}).items()),
        bounds_of_all=_read_bounds(get("bounds_of_all")),
        units=tuple(get("units") or ()),
        state=get("state", "proposed"),
        approval=Approval(**(get("approval") or {})),
        comments=tuple(map(_read_comment, get("comments") or ())),
        note=get("note"),
    )


def chosen_values(chosen: Chosen) -> Json:
    """Return the entry of the members of a class."""
    return _said({"group": chosen.group, "task": chosen.task, "units": list(chosen.units)})


def read_chosen_values(values: Values) -> Chosen:
    """Return the members of an entry whose units are ids."""
    return Chosen(values["group"], values.get("task"), tuple(values.get("units") or ()))


def details_values(details: Details) -> Json:
    """Return the entry of a target's details."""
    said = _said({name: getattr(details, name) for name in _WORDS})
    if details.baseline is not None:
        said["baseline"] = number_value(details.baseline)
    columns = {"values": _figures(details.values), "opening": _figures(details.opening)}
    return {"target": details.target, **said, **{name: column for name, column in columns.items() if column}}


def read_details_values(values: Values) -> Details:
    """Return the details of an entry whose units are ids."""
    said = {name: values.get(name) for name in _WORDS}
    planned, opening = _read_figures(values.get("values")), _read_figures(values.get("opening"))
    baseline = values.get("baseline")
    base = None if baseline is None else read_number(baseline)
    return Details(target=values["target"], baseline=base, values=planned, opening=opening, **said)


def _said(values: Json) -> Json:
    return {name: value for name, value in values.items() if value is not None}


def _figures(column: Figures) -> Json:
    return {name: number_value(value) for name, value in column}


def _read_figures(column: Values | None) -> Figures:
    return tuple((name, read_number(value)) for name, value in (column or {}).items() if value is not None)


def _baseline(baseline: Baseline | None) -> Json | None:
    if baseline is None:
        return None
    return {"title": baseline.title, "source": baseline.source, "values": _figures(baseline.values)}


def _bounds(pair: Bounds) -> Json:
    return {name: number_value(end) for name, end in pair._asdict().items() if end is not None}


def _read_bounds(value: Values | None) -> Bounds:
    ends = {name: (value or {}).get(name) for name in Bounds._fields}
    return Bounds(**{name: None if end is None else read_number(end) for name, end in ends.items()})


def _comment(comment: Comment) -> Json:
    made = _said(comment._asdict())
    return made if comment.asked is None else made | {"asked": number_value(comment.asked)}


def _read_comment(value: Values) -> Comment:
    asked = value.get("asked")
    return Comment(
        unit=value["unit"],
        text=value["text"],
        date=value.get("date"),
        asked=None if asked is None else read_number(asked),
        answer=value.get("answer"),
    )
