"""What the writing endpoints share: who asks, the reason given, the request's id, the edition seen."""

from typing import Any

from django.http import HttpRequest

from yibiao.hub.access.actors import Actor
from yibiao.hub.base import Editable
from yibiao.web.acting import actor_for
from yibiao.web.api.editions import expected


def acting(request: HttpRequest) -> Actor:
    """Return the actor of a request."""
    return actor_for(request)


def named(request: HttpRequest, reason: str = "") -> dict[str, Any]:
    """Return what every action takes besides its own arguments."""
    return {"reason": reason, "request": request.headers.get("Idempotency-Key", "") or request_id(request)}


def editing(request: HttpRequest, _row: Editable, reason: str = "") -> dict[str, Any]:
    """Return the same for a change of a row that people edit: its edition as seen is needed (`If-Match`)."""
    return {**named(request, reason), "edition": expected(request)}


def request_id(request: HttpRequest) -> str:
    """Return the id of the request, which stands in the logs and in the audit entry."""
    return str(getattr(request, "request_id", ""))
