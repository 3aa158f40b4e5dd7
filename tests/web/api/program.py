"""A program that calls the API."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client


class Program:
    """A program with a token."""

    def __init__(self, token: str = "", **more: Any) -> None:
        self._client = Client(**more)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, address: str, body: Any = None, **headers: str) -> HttpResponse:
        """Send a request below ``/api/v1``; underscores of header names stand for hyphens."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        data = b"" if body is None else json.dumps(body).encode()
        return self._client.generic(  # type: ignore[return-value]
            method, f"/api/v1{address}", data, content_type="application/json", headers={**self._headers, **given}
        )
