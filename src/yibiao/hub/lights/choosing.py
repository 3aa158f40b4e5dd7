"""The pack that lights a plan, by month: the default until its office chooses another, and then from a coming month on."""

from collections.abc import Iterable
from typing import NamedTuple

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.lights.pack import default_pack, light_pack
from yibiao.core.lights.values import LightPack
from yibiao.hub.actions import Act, Refused, action, save_next_edition
from yibiao.hub.clock import today
from yibiao.hub.cycle.days import workdays
from yibiao.hub.cycle.timetables import first_open, timetables
from yibiao.hub.lights.models import LightsRecord
from yibiao.hub.plans.known import heads
from yibiao.hub.plans.models import PlanRecord


class Chosen(NamedTuple):
    """The packs of one plan, in order of the months from which they hold."""

    later: tuple[tuple[str, LightPack], ...] = ()

    def at(self, month: int) -> LightPack:
        """Return the pack that lights a month (year × 12 + month − 1)."""
        name = month_name(month)
        return next((pack for since, pack in reversed(self.later) if since <= name), default_pack())

    @property
    def needs(self) -> frozenset[str]:
        """Every fact that some month's pack needs."""
        return frozenset().union(*(pack.needs for _, pack in self.later), default_pack().needs)


def chosen_packs(plans: Iterable[int]) -> dict[int, Chosen]:
    """Return the packs of plans, by their ids, with one query."""
    ids = list(plans)
    later: dict[int, list[tuple[str, LightPack]]] = {}
    rows = LightsRecord.objects.filter(plan__in=ids).order_by("since").values_list("plan", "since", "pack", "version")
    for plan, since, name, version in rows:
        later.setdefault(plan, []).append((since, light_pack(name, version)))
    return {pk: Chosen(tuple(later.get(pk, ()))) for pk in ids}


def compares(plans: Iterable[int]) -> bool:
    """Tell whether the lights of some plan look at the values of other units too, in any month; one query."""
    return any("peers" in chosen.needs for chosen in chosen_packs(plans).values())


def open_months(plan: PlanRecord) -> list[str]:
    """Return the months of a plan from which on its lights can be set: those whose report is not due yet."""
    first = first_open(plan, timetables([plan])[plan.pk], workdays(), today())
    span, months = months_of(first) if first else None, heads([plan])[plan.pk].months
    return [month_name(month) for month in range(span[0], months[1] + 1)] if span and months else []


@action("lights.set", "plan.assign")
def set_pack(act: Act, plan: PlanRecord, name: str, since: str | None = None) -> LightsRecord:
    """Light a published plan by the newest version of a pack from the month `since` on (None: the first that can be set).

    Months whose report is due already keep the pack that lit them. What cannot be is `Refused`.
    """
    if plan.state != PlanRecord.PUBLISHED:
        raise Refused("lights.not-published")
    pack = _pack(name)
    months = open_months(plan)
    if not months:
        raise Refused("lights.over")
    since = since or months[0]
    span = months_of(since)
    if span is None or span[0] != span[1]:
        raise Refused("lights.no-month", found=since[:20])
    if since < months[0]:
        raise Refused("lights.too-early", since=since, first=months[0])
    if since > months[-1]:
        raise Refused("lights.too-late", since=since, last=months[-1])
    now = chosen_packs([plan.pk])[plan.pk].at(span[0])
    if now == pack:
        raise Refused("lights.same-pack", since=since)
    row = LightsRecord.objects.filter(plan=plan, since=since).first()
    act.note(f"lights:{since}", now.mark, pack.mark)
    # The plan's edition tells a second editor that the lights they saw have been set anew.
    save_next_edition(plan)
    values = {"pack": pack.id, "version": pack.version, "by_id": act.actor.person, "at": act.at}
    if row is None:
        return LightsRecord.objects.create(plan=plan, since=since, **values)
    for field, value in values.items():
        setattr(row, field, value)
    row.edition += 1
    row.save()
    return row


def carry_lights(act: Act, old: PlanRecord, new: PlanRecord) -> None:
    """Let a revision be lit by the packs that its office chose for the plan it revises, month by month."""
    for row in LightsRecord.objects.filter(plan=old):
        values = {"pack": row.pack, "version": row.version, "by_id": row.by_id, "at": act.at}
        LightsRecord.objects.create(plan=new, since=row.since, **values)
        act.note(f"lights:{row.since}", None, f"{row.pack}/{row.version}")


def _pack(name: str) -> LightPack:
    try:
        return light_pack(name)
    except KeyError:
        raise Refused("lights.no-pack", found=name[:40]) from None
