"""What the forms of this part send, read: scans, units, days, and the matter of a new item."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest

from yibiao.core.coordination.clocks import CLOCKS
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.actions import Refused
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.coordination.raising import Matter
from yibiao.hub.coordination.scans import Given, look
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PartyRecord, PlanRecord
from yibiao.web.pages.viewing import number_in, typed_day


def scan_in(request: HttpRequest, name: str = "scan") -> Given | None:
    """Return the scan that a form brings, None where it brings none; `Refused` for what is no scan."""
    file = request.FILES.get(name)
    return look(file.name or "", file.read()) if file is not None else None


def parties_of(plan: PlanRecord) -> list[UnitRecord]:
    """Return the units that can be asked under a plan: who owes or leads something, its offices, then those of the first level.

    Who must help with an issue is often a department that the plan does not name at all.
    """
    ids = set(PartyRecord.objects.filter(plan=plan).values_list("unit", flat=True))
    ids |= {pk for pk in (plan.dispatching_id or plan.unit_id, plan.supervising_id, plan.assessing_id) if pk}
    rows = UnitRecord.objects.filter(Q(pk__in=ids) | Q(parent__parent=None, parent__isnull=False), until=None)
    return sorted(rows, key=lambda unit: unit.pk not in ids)


def unit_in(request: HttpRequest, units: Iterable[UnitRecord], name: str = "unit") -> UnitRecord | None:
    """Return the unit that a form names by its code, None for none; `Refused` where it is not one of `units`."""
    code = request.POST.get(name, "")
    found = next((unit for unit in units if unit.code == code), None)
    if code and found is None:
        raise Refused("coordination.no-unit", found=code[:64])
    return found


def units_in(request: HttpRequest, units: Iterable[UnitRecord], name: str) -> tuple[UnitRecord, ...]:
    """Return the units that a form names by their codes."""
    codes = set(request.POST.getlist(name))
    return tuple(unit for unit in units if unit.code in codes)


def matter_in(request: HttpRequest, actor: Actor, plan: PlanRecord, units: Iterable[UnitRecord]) -> Matter:
    """Return the matter of a new item as a form sends it."""
    given, units = request.POST, list(units)
    pk = number_in(request, "commitment")
    rows = visible(actor, "commitment.read", CommitmentRecord.objects.filter(plan=plan))
    row = rows.filter(pk=pk).first() if pk is not None else None
    if pk is not None and row is None:
        raise Refused("coordination.no-cell")
    clock = given.get("clock", "")
    due = typed_day(given.get("due", ""))
    return Matter(
        title=given.get("title", ""),
        text=given.get("text", ""),
        unit=unit_in(request, units),
        helpers=units_in(request, units, "helpers"),
        due=due,
        clock=clock if clock in CLOCKS else "",
        commitment=row,
        period=given.get("period", "")[:8],
    )
