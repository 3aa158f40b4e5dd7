"""A column of core's plain values as JSON text: every digit and the order of names stay as they were written.

Databases' own JSON keeps neither (jsonb sorts names, and the key of a finding hangs on the order of its
slots), and nobody searches inside these values.
"""

import json
from decimal import Decimal
from typing import Any

from django.db import models

from yibiao.core.serialise import dumps_json


class ExactField(models.TextField):
    """Plain values (dicts, lists, strings, numbers); one with more digits than a float has comes back as `Decimal`."""

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> Any:
        """Read what the database holds."""
        return None if value is None else loads(value)

    def to_python(self, value: Any) -> Any:
        """Read a value as it stands in a dump."""
        return loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str | None:
        """Return the text that is stored."""
        return None if value is None else dumps(value)

    def value_to_string(self, obj: models.Model) -> str:
        """Return the text that stands in a dump."""
        return dumps(self.value_from_object(obj))


def dumps(value: Any) -> str:
    """Return plain values as one line of JSON; the rare ones with a `Decimal` are written by core's own writer."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except TypeError:
        return dumps_json(value)


def loads(text: str) -> Any:
    """Return the values of `dumps`."""
    return json.loads(text, parse_float=_number)


def _number(digits: str) -> float | Decimal:
    short, exact = float(digits), Decimal(digits)
    return short if Decimal(repr(short)) == exact else exact
