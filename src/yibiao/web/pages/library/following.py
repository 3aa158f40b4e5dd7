"""Following a plan, and not any more."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from yibiao.hub.access.rights import visible
from yibiao.hub.notices import following
from yibiao.hub.plans.models import PlanRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.pages.viewing import done, safe_next, view


@view
@require_POST
def follow(request: HttpRequest, plan: int) -> HttpResponse:
    """Follow a plan, or (with ``off``) follow it no more; go back to the page that asked."""
    actor = actor_for(request)
    row = one(visible(actor, "plan.read", PlanRecord.objects.defer("compiled", "effective")), pk=plan)
    off = bool(request.POST.get("off"))
    (following.unfollow if off else following.follow)(actor, row)
    to = safe_next(request, reverse("plan", args=[row.pk]))
    return done(request, "library.unfollowed" if off else "library.followed", to, title=row.title)
