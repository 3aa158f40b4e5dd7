"""A plan of this year with a district that has a clerk, a reviewer and a head, seen from the middle of a period."""

import datetime
import secrets
from typing import NamedTuple

from made_commitments import load_units, make_plan
from made_hub import make_person
from made_reports import OPERATOR
from made_site import DISTRICT
from yibiao import compile_text
from yibiao.hub import clock
from yibiao.hub.access.actors import Actor, actor_of
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.commitments.saving import save_values
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.assigning import assign_offices
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish
from yibiao.hub.reporting.steps import Key

TEXT = """2026年示例市科技创新工作实施方案
（2026年3月20日）
按月调度、按季小结。
一、重点任务
（一）建设创新平台。各区新建平台12个。（牵头单位：市科技局；责任单位：各区人民政府）
（二）服务企业。各区走访企业120家，宣讲政策。（牵头单位：市经信局；责任单位：各区人民政府）
"""
MAY = "2026-05"


class City(NamedTuple):
    """The plan, the district and those who act."""

    plan: PlanRecord
    unit: UnitRecord
    units: dict[str, UnitRecord]
    clerk: Actor
    reviewer: Actor
    head: Actor
    lead: Actor
    office: Actor
    rows: tuple[CommitmentRecord, ...]

    def key(self, period: str = MAY) -> Key:
        return Key(self.plan, self.unit, period)

    def say(self, value: str, period: str = MAY, at: int = 0, field: str = "total", edition: int = 0) -> None:
        """Fill in one cell as the clerk."""
        cell = {"commitment": self.rows[at].pk, "field": field, "value": value, "edition": edition}
        save_values(self.clerk, self.unit, period, [cell], secrets.token_hex(12))


def on(day: str) -> datetime.datetime:
    """Return noon of a day of the office's clock."""
    return datetime.datetime.fromisoformat(f"{day}T12:00:00+08:00")


def make_city() -> City:
    """Make the city as it is from the day of its plan on."""
    with clock.played(on("2026-03-20")):
        units = load_units()
        plan = make_plan(compile_text(TEXT, name="示例.txt"), units["keji"])
        assign_offices(OPERATOR, plan, units["fagai"], units["renshe"], units["renshe"])
        publish(OPERATOR, plan, "首版")
        unit = units[DISTRICT]
        people = {kind: actor_of(make_person(unit, kind, kind)) for kind in ("clerk", "reviewer", "head")}
        lead, office = (actor_of(make_person(units[code], "clerk", code)) for code in ("keji", "fagai"))
    rows = tuple(CommitmentRecord.objects.filter(plan=plan, unit=unit).exclude(target="").order_by("place"))
    plan = PlanRecord.objects.get(pk=plan.pk)
    return City(plan, unit, units, people["clerk"], people["reviewer"], people["head"], lead, office, rows)
