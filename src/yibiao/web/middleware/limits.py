"""What is too large, or can't be meant, is turned away before anything of it is read."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from yibiao.web.acting import actor_for
from yibiao.web.api.problems import problem
from yibiao.web.middleware.requests import Answering

# Bytes that somebody who hasn't signed in may send: a form of the login pages has a thousandth of that.
STRANGERS = 2**20
# What a form adds around the file that it carries.
_AROUND = 2**20


class LimitsMiddleware:
    """Looks at the length of a body and at the address; it stands before the check of forms, which reads the body.

    Django itself counts the fields of a form but not the files in it, and writes those to the disk.
    """

    def __init__(self, get_response: Answering) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        # No database keeps a NUL, and no address of ours holds one.
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a NUL character")
        length = length_of(request)
        if length > STRANGERS and length > _most(request):
            return _too_large(request)
        return self._get_response(request)


def length_of(request: HttpRequest) -> int:
    """Return how many bytes the request says it brings; Django reads no more than that."""
    given = request.META.get("CONTENT_LENGTH") or ""
    return int(given) if given.isdecimal() and len(given) < 19 else 0


def _most(request: HttpRequest) -> int:
    known = actor_for(request).person is not None
    return settings.UPLOAD_LIMIT + _AROUND if known else STRANGERS


def _too_large(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(request, "too-large")
    from yibiao.web.pages.viewing import failed  # noqa: PLC0415  pages stand above what happens to every request

    return failed(request, "too-large")
