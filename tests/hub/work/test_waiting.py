"""What waits for whom: each post has its own, what is due first comes first, and what is done waits no more."""

import datetime

import pytest

from made_drafts import RATE_AND_TOTAL, brought_in, draft_of
from made_hub import make_person
from made_reports import value_of
from made_site import DISTRICT, OPERATOR, Site, make_site
from yibiao.hub.access.actors import actor_of
from yibiao.hub.clock import now, today
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.duemonths import filling_period
from yibiao.hub.commitments.models import CommitmentRecord, HandOnRecord, ValueRecord
from yibiao.hub.commitments.totals import totals
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import HoldingRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.plans.assigning import charge
from yibiao.hub.plans.drafting import correct, findings_of, undo
from yibiao.hub.plans.known import findings, heads
from yibiao.hub.plans.outlook import outlook
from yibiao.hub.plans.publishing import publish
from yibiao.hub.work.filling import Table, tables
from yibiao.hub.work.items import Item, grouped, in_order, of_today
from yibiao.hub.work.waiting import waiting

pytestmark = pytest.mark.django_db

DAY = datetime.date(2021, 9, 20)


@pytest.fixture
def site(db: None) -> Site:
    return make_site(6)


def items(site: Site, login: str, day: datetime.date = DAY) -> list[Item]:
    actor = site.actor(login)
    return waiting(actor, tables(actor, day), day)


def kinds(site: Site, login: str, day: datetime.date = DAY) -> set[str]:
    return {item.kind for item in items(site, login, day)}


def table(site: Site, login: str = "tianbao", day: datetime.date = DAY) -> Table:
    return tables(site.actor(login), day)[0]


def fill(site: Site, period: str, count: int) -> None:
    rows = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT, closed_at=None).order_by("pk")[:count]
    ValueRecord.objects.bulk_create(
        value_of(row, period, "1", at=now()) for row in rows
    )


def test_each_post_has_its_own(site: Site) -> None:
    assert kinds(site, "tianbao") == kinds(site, "shenhe") == {"fill", "comment"}
    assert kinds(site, "quzhang") == {"comment"}, "a head sees the table, but does not fill it in"
    assert kinds(site, "lingdao") == {"approve"}
    assert {"draft", "share"} <= kinds(site, "diaodu")
    assert kinds(site, "ducha") & {"draft", "approve", "issue"} == set()
    assert kinds(site, "shenji") == kinds(site, "shenguan") == set()


def test_a_table_waits_until_every_row_holds_something(site: Site) -> None:
    item = next(item for item in items(site, "tianbao") if item.kind == "fill")
    assert (item.due, item.ids) == (datetime.date(2021, 9, 28), (DISTRICT, site.plan.pk, "2021-09"))
    assert (item.slots["filled"], item.begun) == (0, False)
    fill(site, "2021-09", 2)
    item = next(item for item in items(site, "tianbao") if item.kind == "fill")
    assert (item.slots["filled"], item.begun) == (2, True)
    of = table(site).of
    ValueRecord.objects.all().delete()
    fill(site, "2021-09", of)
    assert "fill" not in kinds(site, "tianbao")
    ValueRecord.objects.all()[:1].get().delete()
    assert "fill" in kinds(site, "tianbao")


def test_an_emptied_cell_is_not_filled(site: Site) -> None:
    fill(site, "2021-09", 1)
    ValueRecord.objects.update(value="")
    assert table(site).filled == 0


@pytest.mark.parametrize(
    ("year", "reported", "period"),
    [
        (2021, [], "2021-09"),
        (None, [], "2021-09"),
        (2022, [], "2022-01"),
        (2020, [], "2020-12"),
        (2020, ["2020-03", "2020-10", "2020-Q4", "2020"], "2020-10"),
    ],
)
def test_which_month_is_filled_in(year: int | None, reported: list[str], period: str) -> None:
    assert filling_period(year, reported, DAY) == period


def test_a_table_is_due_on_the_day_the_plan_orders(site: Site) -> None:
    assert (table(site).due.day, table(site).by) == (28, "usual")
    due = {"text": "每月5日前", "day": 5, "month": None, "after_end": False, "before_end": False, "working_days": False}
    site.plan.effective["cadence"] = [{"every": "month", "activity": "报送", "due": due, "span": [0, 1]}]
    site.plan.edition += 1
    site.plan.save()
    # The 5th lies in the holidays of October.
    assert (table(site).due, table(site).ordered) == (datetime.date(2021, 10, 8), "每月5日前")
    assert "方案规定“每月5日前”" in site.client("tianbao").get("/").content.decode()


def test_a_comment_waits_until_it_is_made_then_for_its_answer(site: Site) -> None:
    office = site.actor("diaodu")
    assert "answer" not in kinds(site, "diaodu")
    said = splits.comment(site.actor("tianbao"), site.split, site.units[DISTRICT], "请核减", "1")
    assert "comment" not in kinds(site, "tianbao")
    answer = next(item for item in items(site, "diaodu") if item.kind == "answer")
    assert (answer.ids, answer.slots["count"]) == ((site.split.pk,), 1)
    splits.answer(office, said, "维持")
    assert "answer" not in kinds(site, "diaodu")


def test_who_agrees_waits_for_no_answer(site: Site) -> None:
    splits.comment(site.actor("tianbao"), site.split, site.units[DISTRICT], "", agrees=True)
    assert not {"answer"} & kinds(site, "diaodu")


def test_a_returned_split_waits_for_who_may_propose_it_again(site: Site) -> None:
    splits.send_back(site.actor("lingdao"), site.split, reason="基数口径不一致")
    assert "approve" not in kinds(site, "lingdao")
    assert "comment" not in kinds(site, "tianbao")
    item = next(item for item in items(site, "diaodu") if item.kind == "returned")
    assert (item.ids, item.slots["reason"], item.since) == ((site.split.pk,), "基数口径不一致", today())
    page = site.client("diaodu").get("/?kind=returned").content.decode()
    assert "基数口径不一致" in page
    assert f'href="/splits/{site.split.pk}"' in page
    splits.propose(site.actor("diaodu"), site.plan, site.split.target, site.split.body)
    assert "returned" not in kinds(site, "diaodu")
    assert "comment" in kinds(site, "tianbao")


def test_a_comment_is_due_on_the_last_day_for_comments(site: Site) -> None:
    def due() -> datetime.date | None:
        return next(item for item in items(site, "tianbao", today()) if item.kind == "comment").due

    assert due() is None
    until = today() + datetime.timedelta(days=3)
    splits.edit_split(site.actor("diaodu"), site.split, site.split.body, until)
    assert due() == until
    row = site.client("tianbao").get("/?kind=comment").content.decode()
    assert f'<span class="due">{until}</span><span class="muted">还有3天</span>' in row


def test_an_approval_says_what_is_missing(site: Site) -> None:
    item = items(site, "lingdao")[0]
    assert item.slots["waits"] == "comment"
    assert item.slots["silent"] > 1
    assert "新" in item.title or item.title, "the words of the total"
    splits.approve(site.actor("lingdao"), site.split, "示例〔2026〕7号")
    assert kinds(site, "lingdao") == set()
    issue = next(item for item in items(site, "diaodu") if item.kind == "issue")
    assert issue.slots["number"] == "示例〔2026〕7号"
    splits.issue(site.actor("diaodu"), site.split)
    assert "issue" not in kinds(site, "diaodu")


def test_a_task_of_another_leader_waits_for_that_one(site: Site) -> None:
    other = actor_of(make_person(site.units["wuhan"], "leader", "other"))
    post = PostRecord.objects.get(pk=other.posts[0].post)
    task = CommitmentRecord.objects.filter(plan=site.plan, target=site.split.target)[0].task
    charge(OPERATOR, site.plan, task, post)
    assert kinds(site, "lingdao") == set()
    assert kinds(site, "other") == {"approve"}


def test_totals_wait_for_who_dispatches_and_for_who_leads_them(site: Site) -> None:
    of_office = next(item for item in items(site, "diaodu") if item.kind == "share")
    of_lead = [item for item in items(site, "qiantou") if item.kind == "share"]
    assert of_office.ids == (site.plan.pk,)
    assert all(item.slots["count"] < of_office.slots["count"] for item in of_lead)
    key = site.shared()
    splits.propose(site.actor("diaodu"), site.plan, key, {"method": "equal"})
    after = next(item for item in items(site, "diaodu") if item.kind == "share")
    assert after.slots["count"] == of_office.slots["count"] - 1


def test_a_rate_waits_for_nobody_to_split_it_and_may_be_set_by_hand(site: Site) -> None:
    plan = draft_of(brought_in(site.actor("diaodu"), site.units["keji"], text=RATE_AND_TOTAL))
    rate, total = (target["key"] for target in plan.effective["targets"])
    told = outlook(plan)
    assert ([target["key"] for target in told.unset], told.counts.unset) == ([total], 1)
    publish(OPERATOR, plan, "首版")
    waits = {item.kind: item.slots["count"] for item in items(site, "diaodu") if item.ids == (plan.pk,)}
    assert waits == {"share": 1, "charge": 1}
    assert [one.target.key for one in totals(OPERATOR, plan) if one.waits_for_nobody] == [rate]
    splits.propose(OPERATOR, plan, total, {"method": "equal"})
    assert "share" not in {item.kind for item in items(site, "diaodu") if item.ids == (plan.pk,)}
    units = CommitmentRecord.objects.filter(plan=plan, target=rate, holding="unset").values_list("unit__code", flat=True)
    splits.propose(OPERATOR, plan, rate, {"method": "manual", "shares": dict.fromkeys(units, 96)})
    assert not [one for one in totals(OPERATOR, plan) if one.waits_for_nobody]
    assert CommitmentRecord.objects.get(plan=plan, target=rate, unit__code=DISTRICT).figure == "96"


def test_a_rate_alone_asks_for_no_leader_to_approve(site: Site) -> None:
    plan = draft_of(brought_in(site.actor("diaodu"), site.units["keji"], text=RATE_AND_TOTAL.replace("，新增孵化器30家", "")))
    publish(OPERATOR, plan, "首版")
    assert not {item.kind for item in items(site, "diaodu") if item.ids == (plan.pk,)} & {"share", "charge"}


def test_tasks_without_a_leader_wait_for_who_dispatches(site: Site) -> None:
    """Until somebody is in charge, nobody can approve how their totals are shared."""
    assert "charge" not in kinds(site, "diaodu")
    charge(OPERATOR, site.plan, "", None)
    [item] = [item for item in items(site, "diaodu") if item.kind == "charge"]
    rows = CommitmentRecord.objects.filter(plan=site.plan, holding__in=("share", "unset"), closed_at=None)
    tasks = sorted(set(rows.values_list("task", flat=True)))
    assert (item.ids, item.slots["count"]) == ((site.plan.pk,), len(tasks))
    assert "charge" not in kinds(site, "qiantou")
    charge(OPERATOR, site.plan, tasks[0], PostRecord.objects.get(kind="leader"))
    [item] = [item for item in items(site, "diaodu") if item.kind == "charge"]
    assert item.slots["count"] == len(tasks) - 1


def test_a_draft_tells_how_many_findings_are_open(site: Site) -> None:
    draft = site.draft
    draft.refresh_from_db()
    open_ones = [one for one in findings_of(draft) if one.is_open]
    assert findings([draft])[draft.pk].open == len(open_ones) > 0
    answer = correct(OPERATOR, draft, {"kind": "finding.answer", "finding": {"key": open_ones[0].key, "code": open_ones[0].code}, "answer": "accepted", "text": ""})
    draft.refresh_from_db()
    assert findings([draft])[draft.pk].open == len(open_ones) - 1, "what is remembered goes with the edition"
    undo(OPERATOR, draft, answer.number)
    draft.refresh_from_db()
    item = next(item for item in items(site, "diaodu") if item.kind == "draft" and item.ids == (draft.pk,))
    assert item.slots["open"] == len(open_ones)


def test_heads_are_read_once(site: Site, django_assert_num_queries: object) -> None:
    head = heads([site.plan])[site.plan.pk]
    assert head.year == 2021
    assert site.split.target in head.targets
    with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django's fixture has no type
        heads([site.plan])


def test_a_job_is_shown_to_who_asked_for_it(site: Site) -> None:
    JobRecord.objects.filter(pk=site.job.pk).update(state=JobRecord.FAILED, error={"key": "errors.empty", "slots": {}})
    assert "job" in kinds(site, "diaodu")
    assert "job" not in kinds(site, "tianbao") | kinds(site, "shenji")
    JobRecord.objects.filter(pk=site.job.pk).update(made_at=now() - datetime.timedelta(days=8))
    assert "job" not in kinds(site, "diaodu")


def test_what_was_handed_on_waits_for_the_bureau(site: Site) -> None:
    district = site.units[DISTRICT]
    bureau = UnitRecord.objects.create(
        code="hongshan-keji", name="洪山区科技局", kind="department", parent=district, path=f"{district.path}hongshan-keji/", place=999
    )
    make_person(bureau, "clerk", "juyuan")
    row = CommitmentRecord.objects.filter(plan=site.plan, unit=district).order_by("pk")[0]
    handed = HandOnRecord.objects.create(commitment=row, unit=bureau, due=datetime.date(2021, 9, 25), at=now())
    item = next(item for item in items(site, "juyuan") if item.kind == "handed")
    assert (item.ids, item.due, item.slots["count"]) == (("hongshan-keji",), datetime.date(2021, 9, 25), 1)
    HandOnRecord.objects.filter(pk=handed.pk).update(withdrawn_at=now())
    assert "handed" not in kinds(site, "juyuan")


def test_administrators_have_people_without_posts_and_posts_without_people(site: Site) -> None:
    assert not kinds(site, "anquan")
    fresh = PersonRecord.objects.create_person("xinren", "新人")
    assert kinds(site, "anquan") == {"postless"}
    assert kinds(site, "xitong") == {"invited"}
    HoldingRecord.objects.filter(person=site.people["quzhang"]).update(until=today() - datetime.timedelta(days=1))
    assert kinds(site, "anquan", today()) == {"postless", "vacant"}
    fresh.is_active = False
    fresh.save()
    assert kinds(site, "xitong") == set()


def test_the_order_is_that_of_what_is_due(site: Site) -> None:
    late = Item("fill", "甲", due=DAY - datetime.timedelta(days=1))
    soon = Item("handed", "乙", due=DAY + datetime.timedelta(days=3))
    now_due = Item("fill", "丙", due=DAY)
    old, new = (Item("comment", name, since=DAY - datetime.timedelta(days=days)) for name, days in (("丁", 9), ("戊", 1)))
    given = [new, soon, old, now_due, late]
    assert [item.title for item in in_order(given)] == ["甲", "丙", "乙", "丁", "戊"]
    assert [(group.kind, len(group.items)) for group in grouped(given)] == [("fill", 2), ("handed", 1), ("comment", 2)]
    counts = of_today(given, DAY)
    assert (counts.all, counts.today, counts.overdue, counts.week) == (5, 1, 1, 1)
    assert [item.is_overdue(DAY) for item in (late, now_due, new)] == [True, False, False]
