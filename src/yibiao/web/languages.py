"""The language of a request: asked for by ``?lang=``, by a cookie, by a program's header, else Chinese."""

from django.http import HttpRequest

from yibiao.messages import LANGUAGES, language

COOKIE = "yibiao_lang"


def language_of(request: HttpRequest) -> str:
    """Return ``zh`` or ``en``. A browser's own header counts for programs alone: offices speak Chinese by default."""
    for asked in (request.GET.get("lang"), request.COOKIES.get(COOKIE)):
        if asked in LANGUAGES:
            return str(asked)
    if request.path.startswith("/api/"):
        wanted = request.headers.get("Accept-Language", "")[:2].lower()
        return wanted if wanted in LANGUAGES else language(None)
    return language(None)
