"""Undoing what a request did, so that the next finds everything as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie

from django.db import transaction
from django.test import Client


@contextmanager
def undone(client: Client | None = None) -> Iterator[None]:
    """Undo whatever happens inside to the database and to the cookies of a client."""
    kept = {name: cookie.value for name, cookie in client.cookies.items()} if client else {}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    if client:
        client.cookies = SimpleCookie(kept)
