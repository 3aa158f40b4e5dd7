"""Idempotency keys: a write sent again with the same key is answered again, not done again.

The answer is kept in the transaction of the write itself, so a client that never heard back may always
retry. Only what succeeded is kept; a refused write may be tried again with the same key.
"""

import hashlib
import json
import re
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from yibiao.hub.access.models import IdempotencyRecord
from yibiao.hub.audit import log
from yibiao.hub.clock import now
from yibiao.web.acting import actor_for
from yibiao.web.api.problems import problem

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_KEPT_THEMSELVES = re.compile(r"PUT /.*/values|POST /api/v1/units/[^/]+/evidence")
_KEY = re.compile(r"[\x21-\x7e]{8,80}")


class IdempotencyMiddleware:
    """Keeps and repeats the answers to writes below ``/api/`` that carry ``Idempotency-Key``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, anew or as before."""
        key = request.headers.get("Idempotency-Key")
        # A form keeps its own answers; evidence sent again is given back as it is, and looked at before the log is locked.
        keeps_itself = _KEPT_THEMSELVES.fullmatch(f"{request.method} {request.path}") is not None
        if key is None or request.method not in WRITES or not request.path.startswith("/api/") or keeps_itself:
            return self._get_response(request)
        if not _KEY.fullmatch(key):
            return problem(request, "malformed", "Idempotency-Key: 8 … 80 ASCII")
        person = actor_for(request).person
        if person is None:
            return self._get_response(request)
        return self._once(request, person, key)

    def _once(self, request: HttpRequest, person: int, key: str) -> HttpResponse:
        asked = digest_of(request)
        with transaction.atomic():
            log.lock()
            kept = IdempotencyRecord.objects.filter(person=person, key=key).first()
            if kept is not None:
                return _again(request, kept, asked)
            answer = self._get_response(request)
            if 200 <= answer.status_code < 300 and not getattr(answer, "streaming", False):
                IdempotencyRecord.objects.create(
                    person_id=person,
                    key=key,
                    request=asked,
                    status=answer.status_code,
                    answer=_kept(request, answer),
                    at=now(),
                )
            else:
                transaction.set_rollback(True)
            return answer


def shown_once(request: HttpRequest, *members: str) -> None:
    """Say that members of an answer, such as a new secret, are shown this once: they are kept nowhere."""
    request._yibiao_once = members


def _kept(request: HttpRequest, answer: HttpResponse) -> str:
    """Return the answer as it will be repeated."""
    once: tuple[str, ...] = getattr(request, "_yibiao_once", ())
    text = answer.content.decode()
    return json.dumps({**json.loads(text), **dict.fromkeys(once)}, ensure_ascii=False) if once else text


def digest_of(request: HttpRequest) -> str:
    """Return the digest of what is asked: method, address and body."""
    head = f"{request.method} {request.get_full_path()} {request.headers.get('If-Match', '')}\n"
    return hashlib.sha256(head.encode() + request.body).hexdigest()


def _again(request: HttpRequest, kept: IdempotencyRecord, asked: str) -> HttpResponse:
    if kept.request != asked:
        return problem(request, "key-reused")
    answer = HttpResponse(kept.answer, status=kept.status, content_type="application/json; charset=utf-8")
    answer["Idempotency-Replayed"] = "true"
    edition = json.loads(kept.answer).get("edition") if kept.answer else None
    if edition is not None:
        answer["ETag"] = f'"{edition}"'
    return answer
