"""Asking: one request in a savepoint of its own, and what came of it."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import connection
from django.test import Client
from matrix_map import Endpoint
from matrix_requests import Asked, arguments
from matrix_undoing import undone

from yibiao.hub.audit.models import EntryRecord, LogRecord

REFUSALS = (401, 403, 404)
_READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "BEGIN", "WITH")


class Seen(NamedTuple):
    """What came of a request: status, where it leads, the text of the answer, the entries it left, whether rows changed."""

    status: int
    to: str
    text: str
    actions: tuple[str, ...]
    changed: bool

    @property
    def to_login(self) -> bool:
        """Whether the answer asks to sign in."""
        return self.status == 302 and self.to.startswith("/login")

    @property
    def refused(self) -> bool:
        """Whether the request was refused."""
        return self.status in REFUSALS or self.to_login


class _Writes:
    """Notes whether anything but reading was asked of the database."""

    def __init__(self) -> None:
        self.there = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip("( \n").upper().startswith(_READS):
            self.there = True
        return execute(sql, params, many, context)


def ask(client: Client, endpoint: Endpoint, names: dict[str, Any], asked: Asked, before: str) -> Seen:
    """Send a request and undo what it did; `before` is the fingerprint of the database as it stands."""
    with undone(client):
        size = LogRecord.objects.values_list("size", flat=True).get(pk=1)
        writes = _Writes()
        with connection.execute_wrapper(writes):
            answer = client.generic(endpoint.method, endpoint.address(**names, **asked.names), **arguments(endpoint, asked))
            text = _text(answer)
        actions = EntryRecord.objects.filter(seq__gte=size).order_by("seq").values_list("action", flat=True)
        left = tuple(actions) if writes.there else ()
        changed = writes.there and fingerprint() != before
    return Seen(answer.status_code, answer.headers.get("Location", ""), text, left, changed)


def _text(answer: Any) -> str:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not data or "json" not in answer.headers.get("Content-Type", ""):
        return str(data.decode("utf-8", "replace"))
    return json.dumps(json.loads(data), ensure_ascii=False)


def fingerprint() -> str:
    """Return a digest of every row of every table."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.update(f"{table} {sorted(map(repr, cursor.fetchall()))}".encode())
    return found.hexdigest()
