"""Every error below ``/api/`` is a problem (RFC 9457), whoever says it: the framework, Django, another middleware."""

from django.http import HttpRequest, HttpResponse

from yibiao.web.api.problems import PROBLEMS, problem
from yibiao.web.middleware.requests import Answering

_KIND = "application/problem+json"
# The first code of each status stands for it where nobody has said more.
_CODES = {status: code for code, status in reversed(list(PROBLEMS.items()))}


class ProblemsMiddleware:
    """Puts a problem in the place of an error that is none; its headers, such as `Allow`, stay."""

    def __init__(self, get_response: Answering) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        answer = self._get_response(request)
        if answer.status_code < 400 or not request.path.startswith("/api/") or answer["Content-Type"] == _KIND:
            return answer
        made = problem(request, _CODES.get(answer.status_code, "malformed" if answer.status_code < 500 else "internal"))
        for name, value in answer.items():
            if name not in {"Content-Type", "Content-Length"}:
                made[name] = value
        made.cookies = answer.cookies
        return made
