"""ETags: the edition of an object, so that nobody overwrites what they have not seen.

A read answers with ``ETag: "<edition>"`` and 304 to a matching ``If-None-Match``; a change of an object that
people edit needs ``If-Match`` with the edition that was read, or ``*`` to change it whatever it is.
"""

import re

from django.http import HttpRequest, HttpResponse

from yibiao.hub.base import Editable
from yibiao.web.api.problems import Problem

_TAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def tag(row: Editable) -> str:
    """Return the ETag of a row."""
    return f'"{row.edition}"'


def tagged(answer: HttpResponse, row: Editable) -> None:
    """Put the ETag of a row on an answer."""
    answer["ETag"] = tag(row)


def unchanged(request: HttpRequest, row: Editable) -> bool:
    """Return whether the reader already has this edition."""
    given = request.headers.get("If-None-Match", "")
    return tag(row) in [one.strip().removeprefix("W/") for one in given.split(",")]


def expected(request: HttpRequest) -> int | None:
    """Return the edition that the editor saw, None for ``*``; raise a problem where none is given."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Problem("edition-required")
    if given == "*":
        return None
    found = _TAG.fullmatch(given)
    if found is None:
        raise Problem("malformed", 'If-Match: "<edition>" or *')
    return int(found[1])
