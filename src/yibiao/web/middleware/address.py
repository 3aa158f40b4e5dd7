"""The address a request came from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the client's address: behind `YIBIAO_PROXIES` proxies, what the outermost of them has seen.

    Whatever stands further left in X-Forwarded-For was sent by the client itself and means nothing.
    """
    nearest = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXIES:
        return _plain(nearest)
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    chain = [*(part for part in passed if part), nearest]
    return _plain(chain[max(0, len(chain) - 1 - settings.PROXIES)])


def _plain(text: str) -> str:
    """Return an address in its canonical form, empty where it is none."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
