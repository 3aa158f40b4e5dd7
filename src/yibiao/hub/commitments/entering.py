"""What a unit may type into its table: the columns to fill of the shipped forms, and what a typed value means.

A value is kept as text. Numbers are exact decimals (``12.50`` is kept as ``12.5``, ``0`` as ``0``), dates ISO,
choices as the form spells them; the empty text reports nothing.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from yibiao.core.commitments.horizon import months_of
from yibiao.core.emit import number_text
from yibiao.core.tables.forms import SHIPPED, shipped_form
from yibiao.core.tables.values import Column
from yibiao.files.returned.entered import entered, is_empty
from yibiao.messages import say

# A whole 通报 has 1,500 characters. With `saving.MOST_CELLS` this keeps an entry below the 4 MiB of a log line.
LONGEST_TEXT = 2000

_EXACT = re.compile(r"(?!-0$)-?(?:0|[1-9][0-9]{0,23})(?:\.[0-9]{0,14}[1-9])?").fullmatch
_LONGEST_PERIOD = len("2026-03")
_PERIOD = re.compile(r"[0-9]{4}(?:-(?:[0-9]{2}|Q[1-4]))?").fullmatch


_OF_THE_LEAD = "verified"
# Beside the columns: why a figure is out of its history's range, in a word.
EXPLAINED = "explained"
_EXPLAINED = Column(EXPLAINED, "", "blank", 20, "left", "text")


class Fault(NamedTuple):
    """Why a cell can't be taken: `place` its index in the request, `code` keys a sentence of a message book."""

    place: int
    code: str
    args: tuple[tuple[str, str], ...] = ()

    def message(self, lang: str | None = None) -> str:
        """Return the sentence."""
        return say(self.code, lang, **dict(self.args))


class Entered(NamedTuple):
    """What was typed: the text to keep, or the fault (its place still open)."""

    value: str = ""
    fault: Fault | None = None


@cache
def fields() -> Mapping[str, Column]:
    """Return the columns that units fill, by key; what the lead says of them (牵头核验意见) is not theirs to fill."""
    columns = [column for name in SHIPPED for column in shipped_form(name).columns]
    return {column.key: column for column in columns if column.fill is not None and column.key != _OF_THE_LEAD}


@cache
def kept_fields() -> Mapping[str, Column]:
    """Return everything that is kept of a row for a period: the columns, and the explanation of its figure."""
    return {**fields(), EXPLAINED: _EXPLAINED}


# What strangers send is asked about too, so what is remembered has an end.
@lru_cache(maxsize=1024)
def _is_period(period: str) -> bool:
    return _PERIOD(period) is not None and months_of(period) is not None


def is_period(period: str) -> bool:
    """Tell whether values are reported for `period`: ``2026``, ``2026-Q1`` or ``2026-03``."""
    return len(period) <= _LONGEST_PERIOD and _is_period(period)


def read(column: Column, raw: Any) -> Entered:
    """Return what `raw` (text, a number without binary fractions, or None) means in `column`."""
    if type(raw) is str and is_plain(column, raw):
        return Entered(raw)
    if raw is None or is_empty(raw):
        return Entered()
    if isinstance(raw, bool | float) or not isinstance(raw, str | int | Decimal):
        return _faulty("values.not-text")
    if isinstance(raw, int | Decimal):
        raw = number_text(raw)
    found = entered(column, raw)
    if found.fault is not None:
        return Entered(fault=Fault(0, f"collect.{found.fault.code}", found.fault.args))
    text = found.value if isinstance(found.value, str) else number_text(found.value or 0)
    if len(text) > LONGEST_TEXT:
        return _faulty("values.too-long", limit=str(LONGEST_TEXT), found=str(len(text)))
    return Entered(text)


def is_plain(column: Column, raw: str) -> bool:
    """Tell whether a text certainly stands for itself: nearly all do, and a form holds fifty of them."""
    if column.fill == "number":
        return _EXACT(raw) is not None
    if column.fill == "list":
        return raw in column.choices
    return column.fill == "text" and raw.isprintable() and len(raw) <= LONGEST_TEXT and bool(raw.strip())


def _faulty(code: str, **args: str) -> Entered:
    return Entered(fault=Fault(0, code, tuple(args.items())))
