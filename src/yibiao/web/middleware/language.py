"""The language of a request: what is asked for by ``?lang=`` is remembered in a cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from yibiao.messages import LANGUAGES
from yibiao.web.languages import COOKIE, language_of
from yibiao.web.middleware.requests import Answering

_DJANGO = {"zh": "zh-hans", "en": "en"}
_YEAR = 365 * 24 * 3600  # seconds


class LanguageMiddleware:
    """Makes Django speak the language of the request too, for the little that it says itself."""

    def __init__(self, get_response: Answering) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        lang = language_of(request)
        with translation.override(_DJANGO[lang]):
            answer = self._get_response(request)
        answer.headers.setdefault("Content-Language", "zh-CN" if lang == "zh" else "en")
        if request.GET.get("lang") in LANGUAGES:
            answer.set_cookie(COOKIE, lang, max_age=_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
        return answer
