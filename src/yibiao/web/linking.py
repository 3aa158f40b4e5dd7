"""Links that leave the site: handed out by whoever makes them, opened elsewhere."""

from django.conf import settings
from django.http import HttpRequest


def link_to(request: HttpRequest, path: str) -> str:
    """Return the whole address of a path: as the operator has set it (`YIBIAO_ADDRESS`), else as the request came."""
    return f"{settings.ADDRESS}{path}" if settings.ADDRESS else request.build_absolute_uri(path)
