"""Endpoints as the URL map has them: each address with the methods it answers, none listed by hand."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.test import Client
from django.urls import URLResolver, get_resolver
from matrix_undoing import undone

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
NOT_ALLOWED = 405
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# Something that every converter takes, where only the method is asked about.
_ANY = "1"


class Endpoint(NamedTuple):
    """A method of an address: ``GET /plans/{plan}``."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_api(self) -> bool:
        """Whether it is for programs."""
        return self.path.startswith("/api/")

    def address(self, **names: Any) -> str:
        """Return the address with its parameters."""
        return re.sub(r"\{(\w+)\}", lambda found: str(names[found[1]]), self.path)


def paths() -> list[str]:
    """Return every address of the URL map."""
    return list(dict.fromkeys(_walk(get_resolver().url_patterns, "/")))


def _walk(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, here)
        else:
            yield _PARAMETER.sub(r"{\1}", here)


def endpoints(client: Client) -> list[Endpoint]:
    """Return every endpoint: a method is there unless it is answered by 405, asked by somebody signed in."""
    return [
        endpoint
        for path in paths()
        for method in METHODS
        if _there(client, endpoint := Endpoint(method, path))
    ]


def _there(client: Client, endpoint: Endpoint) -> bool:
    address = re.sub(r"\{\w+\}", _ANY, endpoint.path)
    with undone(client):
        return bool(client.generic(endpoint.method, address).status_code != NOT_ALLOWED)
