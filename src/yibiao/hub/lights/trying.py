"""A pack tried on the figures of a month that are there already: how many turn which colour, and which rows."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from yibiao.core.lights.values import Light, LightPack
from yibiao.core.standing import Standing
from yibiao.hub.access.actors import Actor
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.overview.figures import Measured
from yibiao.hub.overview.loading import Overview, overview
from yibiao.hub.plans.models import PlanRecord

LIGHTS: tuple[Light, ...] = ("red", "yellow", "green", "done", "grey", "late")


class Turned(NamedTuple):
    """A row, how it stands now and how it would."""

    commitment: CommitmentRecord
    figure: Measured
    before: Standing
    after: Standing


class Trial(NamedTuple):
    """What a pack would make of a month: counts of lights now and then, and the rows whose light would change."""

    pack: LightPack
    month: int
    total: int
    now: Mapping[Light, int]
    then: Mapping[Light, int]
    turned: tuple[Turned, ...]

    @property
    def lights(self) -> list[Light]:
        """The lights that occur, the worst first."""
        return [light for light in LIGHTS if self.now.get(light) or self.then.get(light)]


def seen_for(actor: Actor, plan: PlanRecord, pack: LightPack | None) -> Overview:
    """Return what an actor sees of a plan, with all that a pack to be tried asks for."""
    return overview(actor, plan, needs=pack.needs if pack else frozenset())


def tried(seen: Overview, pack: LightPack, month: int) -> Trial:
    """Return what a pack would make of a month (year × 12 + month − 1); nothing is changed."""
    rows = [row for figure in seen.figures for row in _rows(figure, pack, month)]
    turned = [row for row in rows if row.before.light != row.after.light]
    turned.sort(key=lambda row: (LIGHTS.index(row.after.light), LIGHTS.index(row.before.light)))
    now, then = Counter(row.before.light for row in rows), Counter(row.after.light for row in rows)
    return Trial(pack, month, len(rows), now, then, tuple(turned))


def _rows(figure: Measured, pack: LightPack, month: int) -> Iterator[Turned]:
    """Yield the total, where it is seen as one, and the figures of its units."""
    if figure.leads:
        yield Turned(figure.first, figure, figure.whole_stands(month), figure.whole_stands(month, pack))
    for row in figure.own:
        yield Turned(row.commitment, figure, row.stands(month), row.stands(month, pack))
