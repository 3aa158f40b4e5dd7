"""The way back to the first steps 首次使用: which step somebody has gone to, kept in their session until they return."""

from django.http import HttpRequest

GUIDE = "guide"


def guide_of(request: HttpRequest) -> str | None:
    """Return the step (``document``) that somebody is at, None for nobody who follows the steps."""
    session = getattr(request, "session", None)
    return session.get(GUIDE) if session is not None else None
