"""A little of everything in coordination for the example city, each in another state, so that no page is empty. All of it is invented."""

import datetime
from typing import Any

from yibiao.core.commitments.horizon import month_name
from yibiao.hub.access.actors import Actor, actor_of
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.coordination.agenda import drawn
from yibiao.hub.coordination.meetings import plan_meeting, set_minutes, step_meeting
from yibiao.hub.coordination.models import ItemRecord, MeetingRecord
from yibiao.hub.coordination.raising import Matter, draft_paper, hand_over, raise_item, record_remark
from yibiao.hub.coordination.stepping import NOTHING, Gift, step_item
from yibiao.hub.coordination.visits import plan_visit, step_visit
from yibiao.hub.orgs.models import PersonRecord, PostRecord, UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say

# The month the example has been reported to.
MONTH, QUARTER = "2021-09", "2021-Q3"


class _Demo:
    """The example's people and units, and the texts that are theirs."""

    def __init__(self, plan: PlanRecord) -> None:
        self.plan, self.day = plan, today()
        self.units = {unit.code: unit for unit in UnitRecord.objects.all()}
        self.leader = PostRecord.objects.get(kind="leader")

    def actor(self, login: str) -> Actor:
        """Return somebody of the example."""
        return actor_of(PersonRecord.objects.get(login=login))

    def text(self, key: str) -> str:
        """Return what somebody writes."""
        return say(f"demos.{key}", "zh")

    def step(self, login: str, item: ItemRecord, name: str, note: str = "", **gift: Any) -> None:
        """Take a step as somebody."""
        given = Gift(self.text(note) if note else "", **gift) if note or gift else NOTHING
        step_item(self.actor(login), ItemRecord.objects.get(pk=item.pk), name, given)


def coordinate(plan: PlanRecord) -> None:
    """Raise issues, hold a meeting, go on a visit, draft a notice, as the people of the example do."""
    demo = _Demo(plan)
    _issues(demo)
    _meeting(demo)
    _visit(demo)
    _papers(demo)


def _issues(demo: _Demo) -> None:
    row = CommitmentRecord.objects.filter(plan=demo.plan, unit__code="hongshan", closed_at=None).exclude(target="").order_by("place")[0]
    matter = Matter(demo.text("issue"), demo.text("issue-text"), demo.units["shangwu"], commitment=row, period=MONTH)
    first = raise_item(demo.actor("tianbao"), demo.plan, "issue", matter)
    demo.step("qiantou", first, "receive")
    demo.step("qiantou", first, "report", "progress")
    second = raise_item(demo.actor("tianbao"), demo.plan, "issue", Matter(demo.text("solved"), unit=demo.units["keji"]))
    demo.step("diaodu", second, "receive")
    demo.step("diaodu", second, "claim", "claimed")
    demo.step("tianbao", second, "close")
    raise_item(demo.actor("tianbao"), demo.plan, "issue", Matter(demo.text("unassigned"), clock="urgent"))
    dispute = Matter(demo.text("dispute"), demo.text("dispute-ours"), demo.units["shangwu"])
    stated = raise_item(demo.actor("tianbao"), demo.plan, "dispute", dispute)
    demo.step("qiantou", stated, "reply", "dispute-theirs")


def _meeting(demo: _Demo) -> None:
    office = demo.actor("diaodu")
    agenda = drawn(office, demo.plan, MONTH, demo.day)
    meeting = plan_meeting(office, demo.plan, demo.text("meeting"), MONTH, demo.day, demo.leader, demo.text("meeting-place"), agenda)
    step_meeting(office, meeting, "begin")
    sections = [{"heading": demo.text(f"heading-{name}"), "text": demo.text(f"minutes-{name}")} for name in ("progress", "problems")]
    decisions = [
        {"text": demo.text("decided-1"), "unit": "hongshan", "helpers": ["keji"], "due": ""},
        {"text": demo.text("decided-2"), "unit": "shangwu", "helpers": [], "due": (demo.day + datetime.timedelta(10)).isoformat()},
    ]
    set_minutes(office, MeetingRecord.objects.get(pk=meeting.pk), sections, decisions)
    step_meeting(office, MeetingRecord.objects.get(pk=meeting.pk), "hand-in")
    step_meeting(demo.actor("ducha"), MeetingRecord.objects.get(pk=meeting.pk), "proofread")
    step_meeting(demo.actor("lingdao"), MeetingRecord.objects.get(pk=meeting.pk), "issue", number=demo.text("meeting-number"))
    decided = ItemRecord.objects.filter(meeting=meeting, unit__code="shangwu")[0]
    demo.step("qiantou", decided, "receive")
    demo.step("qiantou", decided, "claim", "claimed")


def _visit(demo: _Demo) -> None:
    office = demo.actor("diaodu")
    stops = [
        {"place": demo.text("stop-1"), "unit": "hongshan", "time": "9:00", "what": demo.text("see-1")},
        {"place": demo.text("stop-2"), "unit": "hongshan", "time": "10:30", "what": demo.text("see-2")},
    ]
    visit = plan_visit(office, demo.plan, demo.text("visit"), QUARTER, demo.day, demo.text("party"), stops)
    step_visit(office, visit, "go")
    hand_over(office, visit, Matter(demo.text("handed"), unit=demo.units["hongshan"]))
    matter = Matter(demo.text("remark-matter"), unit=demo.units["keji"])
    record_remark(office, demo.plan, demo.leader, demo.text("remark-on"), demo.text("remark"), demo.day, [matter])


def _papers(demo: _Demo) -> None:
    office = demo.actor("diaodu")
    matter = Matter(demo.text("notice"), demo.text("notice-text"), demo.units["xinzhou"])
    notice = draft_paper(office, demo.plan, "supervision", matter)
    demo.step("diaodu", notice, "submit")
    month = month_name(demo.day.year * 12 + demo.day.month - 1)
    done = draft_paper(office, demo.plan, "supervision", Matter(demo.text("notice-hongshan"), demo.text("notice-text"), demo.units["hongshan"]))
    demo.step("diaodu", done, "submit")
    demo.step("lingdao", done, "sign")
    demo.step("diaodu", done, "number", number=f"示例督〔{month[:4]}〕1号")
