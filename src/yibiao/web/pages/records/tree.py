"""The tree of units as it stood on a day, and what its administrator does with it: founded, renamed, moved, merged, ended."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yibiao.core.orgs.pack import KINDS
from yibiao.hub.access.rights import check, may, visible
from yibiao.hub.access.subjects import Subject
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.orgs import units as actions
from yibiao.hub.orgs.aliases import aliases_text
from yibiao.hub.orgs.exchange.cells import CellFault, gb_code, other_names, partial_date
from yibiao.hub.orgs.models import PlacementRecord, UnitRecord
from yibiao.hub.orgs.queries import alias_of, tree_on
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.pages.viewing import day_in, done, edition_in, read_day, view
from yibiao.web.templating import page

SUPERVISIONS = ("supervised", "letter")
_NEW = Subject("unit")
# What stands in a form for no unit above.
TOP = "-"


def _rows(request: HttpRequest) -> Any:
    return visible(actor_for(request), "unit.read", UnitRecord.objects.select_related("parent", "successor", "table"))


def _standing(request: HttpRequest) -> Any:
    return _rows(request).filter(until=None)


def _in_order(request: HttpRequest) -> list[UnitRecord]:
    """Return the units that stand, those above before those below, in the order of the list."""
    places = {unit.id: at for at, unit in enumerate(tree_on(today()))}
    return sorted(_standing(request), key=lambda unit: places.get(unit.pk, len(places)))


@view
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Show the tree as it stood on a day, by default today."""
    given = request.GET.get("on", "")
    day = read_day(given)
    shown = day or today()
    seen = set(_rows(request).values_list("pk", flat=True))
    standing = [unit for unit in tree_on(shown) if unit.id in seen]
    gone = _rows(request).filter(until__lt=shown).order_by("-until")[:100] if not given else ()
    told: dict[str, Any] = {"day": shown, "past": shown != today(), "wrong": bool(given and day is None), "gone": gone}
    return page(request, "records/tree.html", units=standing, may_edit=_may_edit(request), **told)


def _may_edit(request: HttpRequest) -> bool:
    return may(actor_for(request), "unit.edit", _NEW)


@view
def new_unit(request: HttpRequest) -> HttpResponse:
    """Add a unit below another."""
    actor = actor_for(request)
    check(actor, "unit.edit", _NEW)
    if request.method != "POST":
        chosen = request.GET.get("parent", "")
        return page(request, "records/unit_new.html", parents=_in_order(request), kinds=KINDS, chosen=chosen, today=today())
    given = {name: request.POST.get(name, "").strip() for name in ("code", "name", "kind", "parent", "gb_code", "since")}
    if given["kind"] not in KINDS:
        raise Refused("problems.invalid")
    parent = one(_standing(request), code=given["parent"]) if given["parent"] else None
    fields = {"gb_code": _cell(gb_code, given["gb_code"]), "since": _cell(partial_date, given["since"])}
    made = actions.add_unit(actor, parent, given["code"], given["name"], given["kind"], reason=_reason(request), **fields)
    return done(request, "records.unit-added", reverse("unit-edit", args=[made.code]), name=made.name)


def _cell(read: Callable[[str], Any], text: str) -> Any:
    """Return what a field means; one that can't be meant is refused in the words of the import."""
    try:
        return read(text)
    except CellFault as fault:
        raise Refused(fault.key, **fault.slots) from fault


@view
def unit_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a unit is and was; rename, move, merge, end it, or change the rest."""
    actor = actor_for(request)
    row = one(_rows(request), code=code)
    check(actor, "unit.edit", row)
    if request.method == "POST":
        return _change(request, row)
    names = [alias_of(name) for name in row.names.filter(former=False)]
    inside = list(row.children.filter(until=None).order_by("place"))
    return page(
        request,
        "records/unit_edit.html",
        unit=row,
        others=[unit for unit in _in_order(request) if unit.pk != row.pk],
        kinds=KINDS,
        supervisions=SUPERVISIONS,
        aliases=aliases_text(names),
        former=row.names.filter(former=True).order_by("since", "id"),
        placements=PlacementRecord.objects.filter(unit=row).exclude(until=None).select_related("parent").order_by("until"),
        inside=inside,
        posts=row.posts.count(),
        today=today(),
    )


def _change(request: HttpRequest, row: UnitRecord) -> HttpResponse:
    work = _CHANGES.get(request.POST.get("what", ""))
    if work is None:
        raise Problem("not-found")
    more = {"reason": _reason(request), "edition": edition_in(request)}
    work(request, row, more)
    return done(request, "records.unit-changed", reverse("unit-edit", args=[row.code]), name=row.name)


More = dict[str, Any]


def _rename(request: HttpRequest, row: UnitRecord, more: More) -> None:
    actions.rename_unit(actor_for(request), row, request.POST.get("name", ""), _day(request), **more)


def _move(request: HttpRequest, row: UnitRecord, more: More) -> None:
    code = request.POST.get("parent", "")
    parent = None if code == TOP else one(_standing(request), code=code)
    actions.move_unit(actor_for(request), row, parent, _day(request), **more)


def _merge(request: HttpRequest, row: UnitRecord, more: More) -> None:
    into = one(_standing(request), code=request.POST.get("into", ""))
    actions.merge_units(actor_for(request), row, into, _day(request), **more)


def _close(request: HttpRequest, row: UnitRecord, more: More) -> None:
    code = request.POST.get("successor", "")
    successor = one(_standing(request), code=code) if code else None
    actions.close_unit(actor_for(request), row, _day(request), successor, **more)


def _edit(request: HttpRequest, row: UnitRecord, more: More) -> None:
    given = {name: request.POST.get(name, "").strip() for name in ("name", "kind", "gb_code", "supervision", "table")}
    if given["kind"] not in KINDS or given["supervision"] not in SUPERVISIONS:
        raise Refused("problems.invalid")
    fields = {
        "name": given["name"] or row.name,
        "kind": given["kind"],
        "gb_code": _cell(gb_code, given["gb_code"]),
        "supervision": given["supervision"],
        "dispatches": bool(request.POST.get("dispatches")),
        "aliases": _cell(other_names, request.POST.get("aliases", "").strip()),
        "table": one(_standing(request), code=given["table"]) if given["table"] else None,
    }
    actions.edit_unit(actor_for(request), row, **fields, **more)


_CHANGES: dict[str, Callable[[HttpRequest, UnitRecord, More], None]] = {
    "rename": _rename,
    "move": _move,
    "merge": _merge,
    "close": _close,
    "edit": _edit,
}


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:200]


def _day(request: HttpRequest) -> date:
    return day_in(request, "on") or today()
