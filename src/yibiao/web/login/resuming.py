"""A form that came after its session had ended, offered to its sender once they have signed in again."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yibiao.hub.access import sessions
from yibiao.web.login.entering import next_in, person_in, safe
from yibiao.web.middleware.idle import KEPT
from yibiao.web.templating import page


@never_cache
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was sent too late; the person sends it again as it stands, or drops it."""
    person = person_in(request)
    if person is None:
        return HttpResponseRedirect(f"{reverse('login')}?next={request.path}")
    kept = sessions.kept_form(person, number)
    if kept is None:
        return HttpResponseRedirect(next_in(request))
    if request.method == "POST":
        sessions.drop_form(person, number)
        return HttpResponseRedirect(safe(request, kept.back))
    shown = [(name, value) for name, value in kept.fields if value and name not in {"edition", "next", "key"}]
    to = f"{kept.path}{'&' if urlsplit(kept.path).query else '?'}{KEPT}={kept.id}"
    return page(request, "login/resume.html", kept=kept, shown=shown, to=to, next=next_in(request))
