"""Passwords kept here, as one way to prove who somebody is."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from yibiao.hub.access.actors import posts_of
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import SEPARATED, PersonRecord


class LocalBackend(ModelBackend):
    """Django's own check (a login that nobody has takes as long as a wrong password), for those who may use it."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Return whether an account is open and may be entered with a password kept here."""
        return bool(super().user_can_authenticate(user))

    def authenticate(self, request: Any, username: str | None = None, password: str | None = None, **more: Any) -> Any:
        """Return the person of a login and password, None where they don't fit or may not be used."""
        person = super().authenticate(request, username=username, password=password, **more)
        return person if person is not None and may_use_password(person) else None


def may_use_password(person: PersonRecord) -> bool:
    """Return whether a person may sign in with a password kept here (`YIBIAO_LOCAL_LOGIN`)."""
    if settings.LOCAL_LOGIN == "everybody":
        return True
    return any(post.kind in SEPARATED for post in posts_of(person.pk, today()))
