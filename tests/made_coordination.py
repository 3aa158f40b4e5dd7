"""Items, meetings and papers for the tests, made through the actions."""

import datetime
from typing import Any

from made_hub import make_person
from made_site import DISTRICT, Site
from yibiao.hub.commitments.models import CommitmentRecord, LeadRecord
from yibiao.hub.coordination.meetings import plan_meeting
from yibiao.hub.coordination.models import ItemRecord, MeetingRecord
from yibiao.hub.coordination.raising import Matter, draft_paper, raise_item
from yibiao.hub.coordination.scans import Given, look
from yibiao.hub.coordination.stepping import NOTHING, Gift, step_item
from yibiao.hub.orgs.models import PostRecord

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def scan(name: str = "盖章件.pdf") -> Given:
    return look(name, PDF)


def owed(site: Site) -> CommitmentRecord:
    """Return a row of the district that the department of commerce leads."""
    row = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT, leads=None).order_by("pk")[0]
    LeadRecord.objects.create(commitment=row, unit=site.units["shangwu"])
    return row


def make_issue(site: Site, title: str = "用地指标不足", **more: Any) -> ItemRecord:
    """Have the district raise an issue with the department of commerce."""
    matter = Matter(title, "请协调", **{"unit": site.units["shangwu"], **more})
    made: ItemRecord = raise_item(site.actor("tianbao"), site.plan, "issue", matter)
    return made


def make_notice(site: Site, kind: str = "supervision", unit: str = DISTRICT, **more: Any) -> ItemRecord:
    """Have the dispatching office draft a paper."""
    made: ItemRecord = draft_paper(site.actor("diaodu"), site.plan, kind, Matter("限期补齐进度", "请于期限内补齐", unit=site.units[unit], **more))
    return made


def make_meeting(site: Site, day: datetime.date, period: str = "2021-09") -> MeetingRecord:
    chair = PostRecord.objects.get(kind="leader")
    made: MeetingRecord = plan_meeting(site.actor("diaodu"), site.plan, "九月调度会", period, day, chair, "三楼会议室")
    return made


def step(site: Site, login: str, item: ItemRecord, name: str, note: str = "", *, sealed: bool = False, **gift: Any) -> Any:
    """Take a step as somebody."""
    given = Gift(note, **gift) if note or gift else NOTHING
    item = ItemRecord.objects.get(pk=item.pk)
    return step_item(site.actor(login), item, name, given, scan() if sealed else None)


def second_clerk(site: Site) -> str:
    """Give the dispatching office a second person; return the login."""
    return str(make_person(site.units["keji"], "reviewer", "diaodu2").login)
