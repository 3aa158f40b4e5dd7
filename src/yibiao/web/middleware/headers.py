"""Headers that Django doesn't set itself: what a page may use of the browser, and that nothing private is kept."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from yibiao.web.middleware.requests import Answering

# A page of ours needs none of these.
_UNUSED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media",
    "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment",
    "publickey-credentials-get", "screen-wake-lock", "serial", "sync-xhr", "usb", "xr-spatial-tracking",
)  # fmt: skip
# The meeting room fills the screen.
PERMISSIONS = ", ".join([*(f"{name}=()" for name in _UNUSED), "fullscreen=(self)"])


class HeadersMiddleware:
    """Adds the headers; a view that says itself how long its answer may be kept is left alone."""

    def __init__(self, get_response: Answering) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        answer = self._get_response(request)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS)
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        private = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        if private and not request.path.startswith(settings.STATIC_URL):
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer
