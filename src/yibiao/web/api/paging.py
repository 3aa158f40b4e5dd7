"""Pages of a list: ``?limit=50&after=<cursor>``; the answer is ``{"items": […], "next": <cursor> or null}``.

The cursor is the place after the last row shown, so rows that come or go between two pages neither repeat
nor hide others.
"""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Query, Schema

from yibiao.web.api.problems import Problem

MOST = 200


class Paging(Schema):
    """Which page is asked for."""

    limit: Annotated[int, Query(50, ge=1, le=MOST, description="rows on a page")] = 50
    after: Annotated[str, Query("", max_length=64, description="`next` of the page before")] = ""


def page(rows: QuerySet[Any], asked: Paging, told: Callable[[Any], dict[str, Any]], *, newest: bool = False) -> dict[str, Any]:
    """Return a page of `rows` by their ids, the oldest or the newest first, with one query."""
    order = rows.order_by("-pk" if newest else "pk")
    if asked.after:
        last = _opened(asked.after)
        order = order.filter(pk__lt=last) if newest else order.filter(pk__gt=last)
    found = list(order[: asked.limit + 1])
    shown = found[: asked.limit]
    following = _cursor(shown[-1].pk) if len(found) > asked.limit else None
    return {"items": [told(row) for row in shown], "next": following}


def _cursor(pk: int) -> str:
    return base64.urlsafe_b64encode(str(pk).encode()).decode().rstrip("=")


def _opened(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        if not text.isdigit() or len(text) > 18:
            raise ValueError(text)
        return int(text)
    except (ValueError, binascii.Error) as error:
        raise Problem("invalid", faults=[{"place": ["query", "after"], "fault": "not a cursor"}]) from error
