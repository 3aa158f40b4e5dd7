"""What a typed cell means: a number, a date, an item of a list, text, or a fault.

Clerks type digits of any width, thousands separators and dates in several ways; what has one meaning is
taken, what has two is a fault. An empty cell reports nothing, a typed 0 stays 0.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from yibiao.core.emit import number_text
from yibiao.core.plan import Number
from yibiao.core.tables.values import Column, Value
from yibiao.files.returned.values import Remark, remark
from yibiao.files.tables.rules import FIRST_DAY, LAST_DAY, is_percent
from yibiao.files.tables.text import MAX_DIGITS, shown

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_DATE = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)")
# Longer than any figure; int() of hostile digits would take its time.
_LONGEST_NUMBER = 40
_MINUS = str.maketrans("−－–", "---")  # as input methods write a minus


class Entered(NamedTuple):
    """What a cell holds: a value (None for nothing), or the fault; `notice` tells how it was read."""

    value: Value = None
    fault: Remark | None = None
    notice: Remark | None = None


def entered(column: Column, raw: Any, *, percent: bool = False) -> Entered:
    """Return what was typed into a cell of `column`; `percent` where the cell shows a percentage."""
    if is_empty(raw):
        return Entered()
    if column.fill == "number":
        return _number(column, raw, percent)
    return _READERS[column.fill or "text"](column, raw)


def is_empty(raw: Any) -> bool:
    """Tell whether a cell holds nothing, or nothing but blanks."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def text_of(raw: Any) -> str:
    """Return a value of any kind as the text somebody would have typed."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, int | float):
        return number_text(exact(raw))
    if isinstance(raw, datetime) and raw.time() == time():
        return raw.date().isoformat()
    if isinstance(raw, date | time | datetime):
        return raw.isoformat(" ") if isinstance(raw, datetime) else raw.isoformat()
    if isinstance(raw, timedelta):
        return str(raw)
    return shown(str(raw))


def exact(raw: float) -> Number:
    """Return a cell's binary number as the decimal it shows: whole numbers as int, others to 15 digits."""
    if isinstance(raw, float):
        number = Decimal(repr(raw) if raw.is_integer() else format(raw, f".{MAX_DIGITS}g"))
    else:
        number = Decimal(raw)
    if number == number.to_integral_value():
        return int(number)
    return Decimal(format(number.normalize(), "f"))


def _number(column: Column, raw: Any, percent: bool) -> Entered:
    if isinstance(raw, bool | date | time | timedelta):
        return Entered(fault=remark("number", found=text_of(raw)))
    if isinstance(raw, str):
        return _typed_number(column, raw)
    value = exact(raw)
    if len(number_text(value)) > _LONGEST_NUMBER:
        return Entered(fault=remark("number", found=f"{raw:g}"))
    if not percent:
        return Entered(value)
    return _percentage(column, _tidy(Decimal(value) * 100))


def _typed_number(column: Column, raw: str) -> Entered:
    text = _narrow(raw).translate(_MINUS).strip()
    if len(text) <= _LONGEST_NUMBER:
        if _NUMBER.fullmatch(text):
            return Entered(_tidy(Decimal(text.replace(",", ""))))
        if text.endswith("%") and _NUMBER.fullmatch(text[:-1].strip()):
            return _percentage(column, _tidy(Decimal(text[:-1].strip().replace(",", ""))))
    return Entered(fault=remark("number", found=shown(raw)))


def _narrow(text: str) -> str:
    """Return digits and marks in the usual width; a mark of a footnote (5², 5①) is no digit and stays."""
    return "".join(
        char if unicodedata.category(char) == "No" else unicodedata.normalize("NFKC", char) for char in text
    )


def _percentage(column: Column, value: Number) -> Entered:
    said = number_text(value)
    if is_percent(column):
        return Entered(value, notice=remark("percent-read", value=said))
    return Entered(fault=remark("percent", found=f"{said}%"))


def _tidy(number: Decimal) -> Number:
    if number == number.to_integral_value():
        return int(number)
    return Decimal(format(number.normalize(), "f"))


def _date(_: Column, raw: Any) -> Entered:
    day = _day(raw)
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        return Entered(fault=remark("date", found=text_of(raw)))
    return Entered(day.isoformat())


def _day(raw: Any) -> date | None:
    if isinstance(raw, datetime):
        return raw.date() if raw.time() == time() else None
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        return None
    found = _DATE.fullmatch("".join(_narrow(raw).split()))
    if found is None:
        return None
    year, _, month, day, month_too, day_too = found.groups()
    try:
        return date(int(year), int(month or month_too), int(day or day_too))
    except ValueError:
        return None


def _choice(column: Column, raw: Any) -> Entered:
    typed = _folded(text_of(raw))
    for choice in column.choices:
        if _folded(shown(choice)) == typed:
            return Entered(choice)
    return Entered(fault=remark("choice", choices="／".join(column.choices), found=text_of(raw)))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _text(_: Column, raw: Any) -> Entered:
    return Entered(text_of(raw))


_READERS: dict[str, Callable[[Column, Any], Entered]] = {"date": _date, "list": _choice, "text": _text}
