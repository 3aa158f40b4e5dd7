"""A city with one of everything that rights are about, in every state, and a person for every relation to it.

The people's names say who they are: ``east.clerk`` is the clerk of the district that owes, ``city.head`` works
above it, ``east-science.head`` below it, ``west.clerk`` elsewhere (and owes under the other office's plan).
"""

import datetime
import hashlib
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Model
from django.test import Client

from made_drafts import brought_in, draft_of
from made_evidence import picture
from made_hub import make_city
from made_values import make_token
from yibiao.hub.access import totp, vault
from yibiao.hub.access.actors import actor_of, command
from yibiao.hub.access.models import KeptFormRecord, SecondFactorRecord, TokenRecord
from yibiao.hub.access.sessions import keep_form
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.briefs.models import BriefRecord
from yibiao.hub.clock import now, today
from yibiao.hub.commitments.handing import hand_on
from yibiao.hub.commitments.handing import withdraw as withdraw_handed
from yibiao.hub.commitments.models import (
    CommitmentRecord,
    HandOnRecord,
    SplitCommentRecord,
    SplitRecord,
    ValueRecord,
)
from yibiao.hub.commitments.splits import approve, issue, propose, send_back, withdraw
from yibiao.hub.coordination.meetings import plan_meeting
from yibiao.hub.coordination.raising import Matter, draft_paper, raise_item, record_remark
from yibiao.hub.coordination.scans import look
from yibiao.hub.coordination.visits import plan_visit
from yibiao.hub.evidence.models import EvidenceLinkRecord, EvidenceRecord
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.notices.models import NoticeRecord
from yibiao.hub.orgs.models import (
    POST_KINDS,
    WORKING,
    ActingRecord,
    GroupRecord,
    HoldingRecord,
    MembershipRecord,
    PersonRecord,
    PlacementRecord,
    PostRecord,
    UnitRecord,
)
from yibiao.hub.orgs.posts import hand_over
from yibiao.hub.outbox.models import WebhookRecord
from yibiao.hub.plans import storage
from yibiao.hub.plans.assigning import assign_offices, charge
from yibiao.hub.plans.drafting import correct, discard, undo
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish
from yibiao.hub.plans.revising import start_revision
from yibiao.hub.reporting.models import OfferRecord, ReportRecord, RequestRecord, StepRecord

OPERATOR = command("matrix")
DAY = datetime.timedelta(days=1)
SCOPES = ("read", "plans", "values", "units", "audit")
NOBODY = "nobody"
# Beside the small city: the offices of the plan, a second district that owes, and a second office with its lead.
MORE_UNITS = (
    ("watch", "市督查室", "department", False),
    ("judge", "市考核办", "department", False),
    ("south", "南城区", "district", False),
    ("second", "市发改委", "department", True),
    ("trade", "市商务局", "department", False),
    ("spare", "备用处", "department", False),
)
# Every kind of post in the unit that owns the object, above it, below it and elsewhere.
GRID = ("east", "city", "east-science", "west")
HEAD = """{issuer}关于印发云汀市{word}工作方案的通知
云政办〔2024〕{number}号
各区人民政府，市人民政府各部门：
现将《云汀市{word}工作方案》印发给你们，请认真组织实施。
{issuer}
2024年3月1日
云汀市{word}工作方案
一、重点任务
"""
TASK = "（{number}）建设{word}平台。新建{word}创新平台{count}个。（牵头单位：{lead}；责任单位：{units}）\n"
KINDS = ("甲类", "乙类", "丙类", "丁类", "戊类", "己类")


class Thing(NamedTuple):
    """An object that requests are about: its row, and a text that stands in an answer only where it may be seen."""

    row: Model
    mark: str


class World:
    """Everything made, by name; `things` by kind and state."""

    def __init__(self) -> None:
        self.units = _units()
        self.people: dict[str, PersonRecord] = {}
        self.posts: dict[str, PostRecord] = {}
        self.things: dict[str, dict[str, Thing]] = {}
        self.clients: dict[str, Client] = {NOBODY: Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.5")}
        self._people()
        self._spells()
        self._plans()
        self._commitments()
        self._handed()
        self._reports()
        self._evidence()
        self._coordination()
        self._persons()
        self._others()
        for name, person in self.people.items():
            self.clients[name] = signed_in(person)
        PersonRecord.objects.filter(pk=self.people["closed"].pk).update(is_active=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody who asks, nobody among them."""
        return tuple(self.clients)

    def holder(self, name: str, unit: str, kind: str, **dates: Any) -> PersonRecord:
        """Make a person with a post of their own."""
        person = self.person(name)
        post = PostRecord.objects.create(unit=self.units[unit], kind=kind)
        HoldingRecord.objects.create(post=post, person=person, **dates)
        self.posts[name] = post
        return person

    def person(self, name: str) -> PersonRecord:
        """Make a person without a post."""
        self.people[name] = PersonRecord.objects.create(login=name, name=f"人{len(self.people):03}某", password="!")
        return self.people[name]

    def _people(self) -> None:
        for unit in GRID:
            for kind in POST_KINDS:
                self.holder(f"{unit}.{kind}", unit, kind)
        for kind in (*WORKING, "leader"):
            self.holder(f"office.{kind}", "office", kind)
        for unit in ("watch", "judge", "science", "second", "trade"):
            for kind in ("clerk", "head"):
                self.holder(f"{unit}.{kind}", unit, kind)
        self.holder("coordinator", "city", "leader")
        self.holder("other-leader", "city", "leader")
        self.holder("closed", "office", "clerk")
        self.person("idler")

    def _spells(self) -> None:
        """Those whose posts end: yesterday, and today."""
        day = today()
        for unit in ("office", "east"):
            self.holder(f"former.{unit}", unit, "clerk", until=day - DAY)
            post = self.posts[f"{unit}.clerk"]
            for name, until in (("acting", day), ("acted", day - DAY)):
                person = self.person(f"{name}.{unit}")
                ActingRecord.objects.create(post=post, person=person, since=day - 9 * DAY, until=until)

    def _plans(self) -> None:
        self.office = actor_of(self.people["office.clerk"])
        plans = {state: self._plan(number, state) for number, state in enumerate(("草拟", "在用", "旧年", "弃置"), 1)}
        draft, published, closed, discarded = plans.values()
        for plan in plans.values():
            assign_offices(OPERATOR, plan, self.units["office"], self.units["watch"], self.units["judge"])
            charge(OPERATOR, plan, "", self.posts["city.leader"], self.posts["coordinator"])
            plan.refresh_from_db()
        tasks = draft.effective["tasks"]
        for task in tasks[:2]:
            body = {"kind": "task.edit", "task": {"key": task["key"]}, "fields": {"title": f"建好{task['title']}"}}
            correct(OPERATOR, draft, {**body, "reason": "改题"})
        undo(OPERATOR, draft, 2)
        publish(OPERATOR, published)
        publish(OPERATOR, closed)
        self._splits(published)
        PlanRecord.objects.filter(pk=closed.pk).update(state=PlanRecord.CLOSED)
        discard(OPERATOR, discarded)
        other = self._other_plan()
        revision = self._revision(published)
        rows = {"draft": draft, "published": published, "closed": closed, "discarded": discarded}
        for row in (*rows.values(), other, revision):
            row.refresh_from_db()
        self.things["plan"] = {state: Thing(row, row.title) for state, row in rows.items()}
        self.things["revision"] = {"draft": Thing(revision, revision.title)}
        self.things["other-plan"] = {"published": Thing(other, other.title)}
        self._documents(draft, published)

    def _plan(self, number: int, word: str) -> PlanRecord:
        tasks = (
            TASK.format(number="一二三四五六"[at], word=kind, count=10 + 2 * at, lead="市科技局", units="东城区、南城区")
            for at, kind in enumerate(KINDS)
        )
        # A task without a figure: the drafts hold a hint.
        plain = f"（{'一二三四五六七'[len(KINDS)]}）做好宣传。组织各类宣传活动。（牵头单位：市科技局；责任单位：东城区、南城区）\n"
        text = HEAD.format(issuer="云汀市人民政府办公室", word=word, number=number) + "".join(tasks) + plain
        job = brought_in(self.office, self.units["office"], f"{word}.txt", text=text)
        self.things.setdefault("job", {}).setdefault("own", Thing(job, f'"document:{job.subject[9:]}"'))
        return draft_of(job)

    def _other_plan(self) -> PlanRecord:
        task = TASK.format(number="一", word="别样", count=9, lead="市商务局", units="西城区")
        text = HEAD.format(issuer="云汀市发展和改革委员会", word="别处", number=9) + task
        job = brought_in(actor_of(self.people["second.clerk"]), self.units["second"], "别处.txt", text=text)
        plan = draft_of(job)
        publish(OPERATOR, plan)
        self.things["job"]["other"] = Thing(job, f'"{job.subject}"')
        return plan

    def _revision(self, plan: PlanRecord) -> PlanRecord:
        text = plan.compiled["text"].replace("在用", "修订").replace("10个", "12个")
        job = start_revision(OPERATOR, plan, "修订.txt", text=text)
        run_pending()
        job.refresh_from_db()
        return draft_of(job)

    def _documents(self, draft: PlanRecord, published: PlanRecord) -> None:
        job = brought_in(self.office, self.units["office"], "密.txt", text="机密★一年\n云汀市某方案\n")
        stub: Any = job.subject.removeprefix("document:")
        rows = {"draft": draft.document, "published": published.document}
        self.things["document"] = {state: Thing(row, row.title or row.name) for state, row in rows.items()}
        stubs = type(draft.document).objects.get(pk=int(stub))
        self.things["document"]["stub"] = Thing(stubs, stubs.name)

    def _splits(self, plan: PlanRecord) -> None:
        targets = {target["text"]: target["key"] for target in plan.effective["targets"]}
        keys = [next(key for text, key in targets.items() if kind in text) for kind in KINDS]
        self.unsplit = keys[-1]
        self.things["split"] = {}
        for state, key, kind in zip(("proposed", "approved", "issued", "withdrawn", "returned"), keys, KINDS, strict=False):
            row = propose(self.office, plan, key, {"method": "equal"})
            _bring_to(row, state)
            SplitCommentRecord.objects.create(split=row, unit=self.units["south"], text="请核减", at=now())
            self.things["split"][state] = Thing(row, f"{kind}创新平台")

    def _commitments(self) -> None:
        owed = CommitmentRecord.objects.filter(plan=self.things["plan"]["published"].row, unit=self.units["east"])
        first, last = owed.get(text__contains=KINDS[0]), owed.get(text__contains=KINDS[3])
        CommitmentRecord.objects.filter(pk=last.pk).update(closed_at=now(), closed_reason="gone", text="已结清的事项")
        last.refresh_from_db()
        theirs = CommitmentRecord.objects.get(plan=self.things["other-plan"]["published"].row, unit=self.units["west"])
        self.things["commitment"] = {"open": Thing(first, first.text), "closed": Thing(last, last.text)}
        self.things["commitment"]["west"] = Thing(theirs, theirs.text)

    def _handed(self) -> None:
        """Two items of the district handed on to its bureau, one of them taken back."""
        owed = CommitmentRecord.objects.filter(plan=self.things["plan"]["published"].row, unit=self.units["east"])
        made = [hand_on(OPERATOR, owed.get(text__contains=kind), self.units["east-science"]) for kind in KINDS[1:3]]
        withdraw_handed(OPERATOR, made[1], reason="再议")
        standing, withdrawn = (HandOnRecord.objects.get(pk=row.pk) for row in made)
        self.things["handed"] = {"standing": Thing(standing, standing.commitment.text)}
        self.things["handed"]["withdrawn"] = Thing(withdrawn, withdrawn.commitment.text)

    def _reports(self) -> None:
        """Reports of the district at the stages that rights tell apart, and what it asked for."""
        plan, unit, row = self.things["plan"]["published"].row, self.units["east"], self.things["commitment"]["open"].row
        self.things["report"] = {}
        for month, stage in enumerate(("review", "check", "sign", "filed", "accepted", "open"), 5):
            period = f"2024-{month:02}"
            ValueRecord.objects.create(commitment=row, period=period, field="total", value="3", filed="3", counted="3", at=now())
            made = ReportRecord.objects.create(plan=plan, unit=unit, period=period, stage=stage, chain=[stage], at=now())
            if stage in ("filed", "accepted"):
                ReportRecord.objects.filter(pk=made.pk).update(filed_at=now(), due=today(), filings=1, number="1", digest="0" * 64)
                StepRecord.objects.create(report=made, deed="submit", before="open", after="filed", number="1", at=now())
            self.things["report"][stage] = Thing(ReportRecord.objects.get(pk=made.pk), "")
        person = self.people["east.clerk"]
        asked = {"plan": plan, "unit": unit, "period": "2024-09", "kind": "reopen", "reason": "口径有误", "at": now()}
        rows = {state: RequestRecord.objects.create(state=state, by=person, **asked) for state in ("asked", "approved")}
        self.things["request"] = {state: Thing(one, "口径有误") for state, one in rows.items()}
        issued = {"state": "issued", "content": {"title": "t", "subtitle": "s", "sections": [], "figures": {}}}
        self.things["brief"] = {
            state: Thing(BriefRecord.objects.create(plan=plan, period=period, number=number, at=now(), **more), "")
            for number, (state, period, more) in enumerate((("draft", "2024-07", {}), ("issued", "2024-05", issued)), 1)
        }
        OfferRecord.objects.create(commitment=row, period="2024-03", value="3", cite="认定名单", at=now())

    def _evidence(self) -> None:
        """Two pictures of the district: one serves its open row, one nothing yet."""
        self.things["evidence"] = {}
        for serial, (state, data) in enumerate({"attached": picture(), "own": picture(colour=0)}.items(), 1):
            name, digest = f"佐证照片{serial}.png", hashlib.sha256(data).hexdigest()
            fields = {"kind": "png", "name": name, "size": len(data), "sha256": digest, "file": storage.keep(data)}
            row = EvidenceRecord.objects.create(unit=self.units["east"], year=2024, serial=serial, at=now(), **fields)
            self.things["evidence"][state] = Thing(row, name)
        served = self.things["commitment"]["open"].row
        EvidenceLinkRecord.objects.create(evidence=self.things["evidence"]["attached"].row, commitment=served, period="2024-06", at=now())

    def _coordination(self) -> None:
        """An issue of the district's that the lead has to solve, one that is over, a notice not numbered yet, a meeting, a visit, a remark."""
        plan, row = self.things["plan"]["published"].row, self.things["commitment"]["open"].row
        clerk, lead, helper = actor_of(self.people["east.clerk"]), self.units["science"], self.units["west"]
        matters = [Matter(title, unit=lead, helpers=(helper,), commitment=row) for title in ("用地指标不足", "资金未到位")]
        issue, over = (raise_item(clerk, plan, "issue", matter) for matter in matters)
        type(over).objects.filter(pk=over.pk).update(state="closed")
        draft = draft_paper(self.office, plan, "supervision", Matter("限期补齐平台", unit=self.units["east"]))
        for one in (issue, over, draft):
            one.refresh_from_db()
        self.things["item"] = {state: Thing(one, one.title) for state, one in (("open", issue), ("done", over), ("draft", draft))}
        meeting = plan_meeting(self.office, plan, "四月调度会", "2024-04", today(), self.posts["city.leader"])
        visit = plan_visit(self.office, plan, "二季度调研", "2024-Q2", today())
        self.things["meeting"] = {"planned": Thing(meeting, meeting.title)}
        self.things["visit"] = {"planned": Thing(visit, visit.title)}
        told = (plan, self.posts["city.leader"], "", "请抓紧。", today(), [Matter("抓紧", unit=lead)])
        remark = record_remark(self.office, *told, look("批示.pdf", b"%PDF-1.4\n%%EOF\n"))
        self.things["scan"] = {"there": Thing(remark.scan, remark.scan.name)}

    def _persons(self) -> None:
        """A person of the district with a post, and one whose post there has ended."""
        target = self.holder("target", "east", "reviewer")
        gone = self.holder("gone", "east", "liaison", until=today() - 30 * DAY)
        self.things["person"] = {"other": Thing(target, target.name), "former": Thing(gone, gone.name)}
        self.taker = PersonRecord.objects.create(login="taker", name="接任者", password="!")
        HoldingRecord.objects.create(
            post=PostRecord.objects.create(unit=self.units["east"], kind="reviewer"), person=self.taker
        )
        given = PostRecord.objects.create(unit=self.units["east"], kind="deputy")
        HoldingRecord.objects.create(post=given, person=self.people["gone"], since=today() - 5 * DAY)
        sheet = hand_over(OPERATOR, given, target, today())
        self.things["handover"] = {"done": Thing(sheet, "")}
        guard = self.posts["city.security_admin"]
        vacant = PostRecord.objects.create(unit=self.units["east"], kind="clerk")
        self.things["post"] = {"held": Thing(self.posts["target"], ""), "guard": Thing(guard, "")}
        self.things["post"]["auditor"] = Thing(self.posts["city.auditor"], "")
        for person in (target, gone):
            secret = vault.seal(totp.new_secret(), "totp")
            SecondFactorRecord.objects.create(person=person, secret=secret, made_at=now())
        self.things["vacant"] = {"own": Thing(vacant, "")}
        held = HoldingRecord.objects.get(post=self.posts["target"])
        self.things["holding"] = {"held": Thing(held, "")}

    def _others(self) -> None:
        group = GroupRecord.objects.create(names=["示例各区"])
        MembershipRecord.objects.create(group=group, unit=self.units["east"])
        hook = WebhookRecord.objects.create(
            name="示例钩子", url="https://93.184.216.34/x", secret="s" * 20, events=["plan.*"], made_at=now()
        )
        self.things["webhook"] = {"there": Thing(hook, hook.name)}
        self.things["unit"] = {"own": Thing(self.units["east"], self.units["east"].name)}
        self.things["unit-code"] = {"own": Thing(self.units["east"], '"east"')}
        self.things["group"] = {"there": Thing(group, "示例各区")}
        self.things["spare"] = {"own": Thing(self.units["spare"], "备用处")}
        self.things["entry"] = {"first": Thing(EntryRecord.objects.get(seq=1), "")}
        self.things["office"] = {"own": Thing(self.units["office"], self.units["office"].name)}
        self.tokens = {name: self._token(name) for name in self.people}
        for person in self.people.values():
            keep_form(person, "/", "/units/", {"text": ["晚到的话"]})
        NoticeRecord.objects.bulk_create(
            NoticeRecord(person=person, key="told.published", slots={"title": "示例", "number": 1}, to="/plans/", at=now())
            for person in self.people.values()
        )
        own = NoticeRecord.objects.filter(to="/plans/").select_related("person")
        self.notices = {notice.person.login: notice for notice in own}
        self.forms = {form.person.login: form for form in KeptFormRecord.objects.select_related("person")}

    def _token(self, name: str) -> TokenRecord:
        make_token(self.people[name], f"{name:_>43}"[-43:].replace(".", "-"), ("read",))
        return TokenRecord.objects.get(person=self.people[name])

    def program(self, name: str, scopes: tuple[str, ...]) -> Client:
        """Return a client that shows a token of a person with `scopes`."""
        text = make_token(self.people[name], f"{'-'.join(scopes)}-{self.people[name].pk}".rjust(43, "x"), scopes)
        TokenRecord.objects.filter(person=self.people[name], scopes=list(scopes)).update(used_on=today())
        return Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.5", HTTP_AUTHORIZATION=f"Bearer {text}")


def signed_in(person: PersonRecord) -> Client:
    """Return a client with a session; its times lie ahead, so that no request need note when it was seen."""
    client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.5")
    client.force_login(person, backend="yibiao.hub.access.backends.LocalBackend")
    session = client.session
    ahead = (now() + datetime.timedelta(hours=2)).timestamp()
    session.update({"begun": ahead, "seen": ahead, "method": "password", "owes": []})
    session.save()
    assert settings.SESSION_COOKIE_NAME in client.cookies
    return client


def _bring_to(split: SplitRecord, state: str) -> None:
    """Bring a proposed split to a state on the way that splits take."""
    if state == SplitRecord.WITHDRAWN:
        withdraw(OPERATOR, split)
    elif state == SplitRecord.RETURNED:
        send_back(OPERATOR, split, reason="基数有误")
    elif state != SplitRecord.PROPOSED:
        approve(OPERATOR, split, "会议纪要1号")
    if state == SplitRecord.ISSUED:
        issue(OPERATOR, split)


def _units() -> dict[str, UnitRecord]:
    units = make_city()
    city = units["city"]
    for place, (code, name, kind, dispatches) in enumerate(MORE_UNITS, len(units)):
        units[code] = UnitRecord.objects.create(
            code=code, name=name, kind=kind, parent=city, path=f"city/{code}/", place=place, dispatches=dispatches
        )
        PlacementRecord.objects.create(unit=units[code], parent=city)
    return units
