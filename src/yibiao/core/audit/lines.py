"""What the lines of entries and heads have in common: JSON without floats, moments, numbers and digests."""

import json
import re
from datetime import datetime
from typing import Any

# Numbers beyond 64 bits are written as text; a longer line is none, so that a reader needs bounded memory.
LARGEST = 2**63 - 1
MOST_BYTES = 4 * 2**20

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z").fullmatch
_HEX = re.compile("[0-9a-f]*").fullmatch


def read_json(line: bytes) -> Any:
    """Return the JSON value of a line without floats and endless integers; raise `ValueError` for any other."""
    if len(line) > MOST_BYTES:
        raise ValueError("too long")
    try:
        text = line.decode("utf-8")
        return json.loads(text, parse_int=_integer, parse_float=_refuse, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def check_number(value: object) -> None:
    """Raise `ValueError` unless `value` is an integer from 0 on, of 64 bits."""
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise ValueError("not a number from 0 on")


def check_moment(value: object) -> None:
    """Raise `ValueError` unless `value` is a moment like 2026-01-31T08:00:00.000000Z."""
    if not isinstance(value, str) or not _MOMENT(value):
        raise ValueError("not a moment in UTC with microseconds")
    datetime.fromisoformat(value[:-1])  # 30 February is a ValueError


def is_hex(value: object, digits: int) -> bool:
    """Tell whether `value` is text of this many lower-case hex digits."""
    return isinstance(value, str) and len(value) == digits and _HEX(value) is not None


def _integer(digits: str) -> int:
    return int(digits[:21])  # so many are beyond 64 bits whatever follows, and millions would take their time


def _refuse(text: str) -> None:
    raise ValueError("floats are not exact")
