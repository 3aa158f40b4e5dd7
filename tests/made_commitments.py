"""Published plans for the hub's tests: units of a pack in the database, and a plan instantiated over them."""

import hashlib

from yibiao.core.emit import dumps_json
from yibiao.core.orgs.shipped import shipped_pack
from yibiao.core.plan import Plan
from yibiao.core.serialise import to_dict
from yibiao.hub.access.actors import command
from yibiao.hub.actions import Act, action
from yibiao.hub.clock import now
from yibiao.hub.commitments.making import instantiate
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.orgs.packs import load_pack
from yibiao.hub.plans.models import DocumentRecord, PlanRecord, PlanVersionRecord

OPERATOR = command("test")


def load_units(pack_id: str = "wuhan-2021") -> dict[str, UnitRecord]:
    """Load a shipped pack and return its units by code."""
    load_pack(OPERATOR, shipped_pack(pack_id))
    return {unit.code: unit for unit in UnitRecord.objects.all()}


def make_plan(plan: Plan, office: UnitRecord, **fields: object) -> PlanRecord:
    """Make the record of a compiled plan: a draft that nobody corrected."""
    values = to_dict(plan, with_text=True)
    head = {"title": plan.document.plan_title or "方案", "number": plan.document.number or "", "at": now()}
    document = DocumentRecord.objects.create(name=plan.document.source.name, unit=office, **head)
    return PlanRecord.objects.create(
        document=document, unit=office, compiled=values, effective=values, **{**head, **fields}
    )


def make_version(record: PlanRecord) -> PlanVersionRecord:
    """Make a version of a plan as it stands."""
    digest = hashlib.sha256(dumps_json(record.effective).encode()).hexdigest()
    return PlanVersionRecord.objects.create(plan=record, number=1, values=record.effective, digest=digest, at=now())


@action("plan.publish")
def publish(act: Act, record: PlanRecord) -> PlanRecord:
    """Publish a draft, as far as commitments go."""
    act.set(record, state=PlanRecord.PUBLISHED)
    instantiate(act, record, make_version(record))
    return record


def published(plan: Plan, office: UnitRecord, **fields: object) -> PlanRecord:
    """Make and publish a plan."""
    return publish(OPERATOR, make_plan(plan, office, **fields))
