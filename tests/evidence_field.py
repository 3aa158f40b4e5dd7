"""A district with three rows to fill in, its clerk, and who stands around."""

from typing import Any, NamedTuple

from made_hub import make_actor, make_city
from yibiao.hub.access.actors import Actor
from yibiao.hub.clock import now
from yibiao.hub.commitments.models import CommitmentRecord, LeadRecord
from yibiao.hub.evidence.adding import Added, Given, add_files
from yibiao.hub.evidence.models import EvidenceRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import DocumentRecord, PartyRecord, PlanRecord


class Field(NamedTuple):
    """Units, the clerk of the district, a plan, and the district's rows under it."""

    units: dict[str, UnitRecord]
    clerk: Actor
    plan: PlanRecord
    rows: list[CommitmentRecord]

    def add(self, data: bytes, name: str = "照片.png", actor: Actor | None = None, unit: str = "east") -> Added:
        return add_files(actor or self.clerk, self.units[unit], [Given(name, data)])[0]

    def piece(self, data: bytes, name: str = "照片.png", **more: Any) -> EvidenceRecord:
        row = self.add(data, name, **more).row
        assert row is not None
        return row


def make_field() -> Field:
    units = make_city()
    document = DocumentRecord.objects.create(name="a.txt", unit=units["office"], at=now())
    plan = PlanRecord.objects.create(document=document, title="示例方案", state=PlanRecord.PUBLISHED, unit=units["office"], at=now())
    PartyRecord.objects.create(plan=plan, unit=units["science"], leads=True)
    rows = [
        CommitmentRecord.objects.create(
            plan=plan, unit=units["east"], key=f"k{place}", place=place, task="t1", task_number="（一）", text=f"建设平台{place}", holding="own"
        )
        for place in range(3)
    ]
    for row in rows:
        LeadRecord.objects.create(commitment=row, unit=units["science"])
    return Field(units, make_actor(units["east"]), plan, rows)
