"""How the units that somebody heads stand: how many items of their tables have which light, as the tables count them."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from yibiao.core.commitments.horizon import month_name
from yibiao.core.standing import Light
from yibiao.hub.access.actors import Actor
from yibiao.hub.commitments.unittable import unit_table
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.work.months import plans_of, usual_month

HEADING = ("head", "deputy")
OWES = "owes"
# What needs looking at comes first, as in the tables.
_LIGHTS: tuple[Light, ...] = ("red", "yellow", "grey", "late", "green", "done")
_ASKED = ("red", "yellow", "green")


class OwnUnit(NamedTuple):
    """A unit with its items by light at the end of `period`; `unreported` of them have no value yet.

    Lights that everybody asks about are told even where no item has them.
    """

    unit: UnitRecord
    period: str
    items: int
    lights: Mapping[Light, int]
    unreported: int


def own_units(actor: Actor) -> list[OwnUnit]:
    """Return how the units stand that an actor heads and that owe something; so many queries a unit, however much it owes."""
    codes = {post.code for post in actor.posts if post.kind in HEADING}
    found = (_stands(actor, unit) for unit in UnitRecord.objects.filter(code__in=codes).order_by("place")) if codes else ()
    return [one for one in found if one.items]


def _stands(actor: Actor, unit: UnitRecord) -> OwnUnit:
    period = month_name(usual_month(plans_of(actor, unit)))
    stands = [line.stands for line in unit_table(actor, unit, OWES, period).lines]
    counts = Counter(one.light for one in stands)
    lights = {light: counts[light] for light in _LIGHTS if counts[light] or light in _ASKED}
    return OwnUnit(unit, period, len(stands), lights, sum(one.status == "unreported" for one in stands))
