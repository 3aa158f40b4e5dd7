"""消息: what one has been told, read one by one or all at once."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from yibiao.hub.notices import reading
from yibiao.hub.notices.models import NoticeRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.languages import language_of
from yibiao.web.pages.viewing import done, number_in, view
from yibiao.web.pages.work.words import Words
from yibiao.web.templating import page

ON_A_PAGE = 50


@view
def notices(request: HttpRequest) -> HttpResponse:
    """Show what one has been told, the newest first; mark all of it as read."""
    actor = actor_for(request)
    if request.method == "POST":
        count = reading.mark_read(actor)
        return done(request, "work.all-read", reverse("notices"), count=count)
    rows = reading.notices(actor)
    shown = Paginator(rows.filter(read_at=None) if request.GET.get("only") else rows, ON_A_PAGE)
    return page(
        request,
        "work/notices.html",
        notices=shown.get_page(number_in(request, "page") or 1),
        only=request.GET.get("only"),
        words=Words(language_of(request)),
    )


@view
@require_POST
def follow(request: HttpRequest, notice: int) -> HttpResponse:
    """Mark one notice as read and go where it leads; or only mark it, as read or again as unread."""
    actor = actor_for(request)
    row: NoticeRecord = one(reading.notices(actor), pk=notice)
    what = request.POST.get("what", "open")
    if what == "unread":
        reading.mark_unread(actor, row.pk)
    else:
        reading.mark_read(actor, row.pk)
    return HttpResponseRedirect((row.to if what == "open" else "") or reverse("notices"))
