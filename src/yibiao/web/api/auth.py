"""Who may call at all: a program with its token, or a page of our own with its session and CSRF token."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from yibiao.hub.access.actors import Actor
from yibiao.web.acting import actor_for, has_token


class TokenAuth(HttpBearer):
    """A program's token in ``Authorization: Bearer yb_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the actor of the token, None where it is not valid."""
        actor = actor_for(request)
        return actor if actor.person is not None else None


class SessionAuth(APIKeyCookie):
    """The session of somebody who is signed in; writes need the CSRF token too."""

    def __init__(self) -> None:
        self.param_name = settings.SESSION_COOKIE_NAME
        super().__init__(csrf=True)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the actor of the session; a request that carries a token is judged by that alone."""
        if has_token(request):
            return None
        actor = actor_for(request)
        return actor if actor.person is not None else None
