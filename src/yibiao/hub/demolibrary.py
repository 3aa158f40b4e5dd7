"""More documents for the library of the example city: one published as a plan, one a draft that waits for review."""

from pathlib import Path

from yibiao.hub.access.actors import Actor
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.documents import upload
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish

PUBLISHED, DRAFT = "chengguo-zhuanhua", "rencai-anju"


def fill_library(folder: Path, office: Actor, unit: UnitRecord) -> None:
    """Bring in the documents of `folder` for an office; where there is no such folder, nothing."""
    for name in (PUBLISHED, DRAFT):
        path = folder / f"{name}.txt"
        if path.exists():
            upload(office, unit, path.name, data=path.read_bytes())
            run_pending()
    plan = PlanRecord.objects.filter(document__name=f"{PUBLISHED}.txt", state=PlanRecord.DRAFT).first()
    if plan is not None:
        publish(office, plan)
