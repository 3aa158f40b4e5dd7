"""Classes of units (各区): their spellings, and who belongs to them from when."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yibiao.hub.access.rights import check, may, visible
from yibiao.hub.clock import today
from yibiao.hub.orgs import groups as actions
from yibiao.hub.orgs.aliases import parted
from yibiao.hub.orgs.models import GroupRecord, MembershipRecord, UnitRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.pages.viewing import done, edition_in, view
from yibiao.web.templating import page


def _groups(request: HttpRequest) -> Any:
    """Return the groups with their members of today, for those who may see units at all."""
    members = Prefetch("memberships", MembershipRecord.objects.on(today()).select_related("unit"))
    shown = GroupRecord.objects.prefetch_related(members)
    return shown if _units(request).exists() else shown.none()


def _units(request: HttpRequest) -> Any:
    return visible(actor_for(request), "unit.read", UnitRecord.objects.filter(until=None)).order_by("place", "id")


@view
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Show every class of units with its members of today."""
    return page(request, "records/groups.html", groups=_groups(request), may_edit=may(actor_for(request), "group.edit"))


@view
def group_new(request: HttpRequest) -> HttpResponse:
    """Add a class of units."""
    check(actor_for(request), "group.edit")
    if request.method != "POST":
        return page(request, "records/group.html", group=None, units=_units(request), members=set(), today=today())
    names, members, is_open = _given(request)
    actions.add_group(actor_for(request), names, members, is_open)
    return done(request, "records.saved", reverse("groups"))


@view
def group(request: HttpRequest, group: int) -> HttpResponse:
    """Change a class of units: who was a member before stays known."""
    actor = actor_for(request)
    check(actor, "group.edit")
    row = one(_groups(request), pk=group)
    if request.method != "POST":
        codes = {member.unit.code for member in row.memberships.all()}
        return page(request, "records/group.html", group=row, units=_units(request), members=codes, today=today())
    names, members, is_open = _given(request)
    actions.edit_group(actor, row, names, members, is_open, today(), edition=edition_in(request))
    return done(request, "records.saved", reverse("groups"))


def _given(request: HttpRequest) -> tuple[list[str], list[UnitRecord], bool]:
    """Return spellings, members in the order of the list, and whether only the office can name them."""
    lines = request.POST.get("names", "").replace("\n", "；").replace("、", "；")
    codes = request.POST.getlist("members")
    return parted(lines), list(_units(request).filter(code__in=codes)), bool(request.POST.get("open"))
