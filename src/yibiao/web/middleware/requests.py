"""An id for every request: it stands in the log, in the answer, and in what somebody reports."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}")

Answering = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Takes the id that a proxy has given, where it is harmless, else makes one; the answer carries it."""

    def __init__(self, get_response: Answering) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        given = request.headers.get(HEADER, "")
        known = given if _SAFE.fullmatch(given) else uuid.uuid4().hex
        request.request_id = known
        answer = self._get_response(request)
        answer[HEADER] = known
        return answer
