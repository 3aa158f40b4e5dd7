"""Posts: held, acted for, handed over; 三员分立; and rights that follow at once."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from hub.orgs.makers import LONG_AGO, acting, city, holder, person, post, unit
from yibiao.hub.access.actors import SYSTEM
from yibiao.hub.access.rights import Denied, may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.clock import now, today
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.handover import handover_text
from yibiao.hub.orgs.models import POST_KINDS, SEPARATED, ActingRecord, HoldingRecord, UnitRecord
from yibiao.hub.orgs.people import edit_person, erase_person
from yibiao.hub.orgs.posts import act_for, appoint, end_acting, end_holding, hand_over, make_post
from yibiao.hub.orgs.units import close_unit
from yibiao.hub.plans.models import ChargeRecord, DocumentRecord, PartyRecord, PlanRecord

pytestmark = pytest.mark.django_db

DAY = timedelta(1)


@pytest.fixture(autouse=True)
def _city() -> None:
    city()


def refusal(work: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused, transaction.atomic():
        work()
    return refused.value.key


# --- rights follow at once


def test_an_appointment_gives_rights_and_its_end_takes_them() -> None:
    guard, clerk = holder("guard", "city", "security_admin"), person("clerk")
    made = make_post(acting(guard), unit("tech"), "clerk", "综合科")
    assert not may(acting(clerk), "unit.read", unit("east"))
    holding = appoint(acting(guard), made, clerk, today())
    assert may(acting(clerk), "unit.read", unit("east"))
    assert visible(acting(clerk), "unit.read", UnitRecord.objects.all()).count() == 5
    end_holding(acting(guard), holding, today())
    assert not may(acting(clerk), "unit.read", unit("east"))
    assert not visible(acting(clerk), "unit.read", UnitRecord.objects.all()).exists()


def test_rights_begin_and_end_with_the_days_of_a_holding() -> None:
    one, two = person("one"), person("two")
    appoint(SYSTEM, post("tech", "clerk"), one, today() + DAY)
    appoint(SYSTEM, post("tech", "clerk"), two, today() - 2 * DAY, today() - DAY)
    assert acting(one).posts == acting(two).posts == ()


def test_who_acts_for_a_post_has_its_rights_for_a_time_and_the_log_says_so() -> None:
    head, deputy = holder("head", "tech", "head"), person("deputy")
    theirs = head.holdings.get().post
    made = act_for(acting(head), theirs, deputy, today(), today() + 5 * DAY, "出差")
    (held,) = acting(deputy).posts
    assert (held.post, held.acting) == (theirs.pk, True)
    assert acting(deputy).acting_for == f"post:{theirs.pk}"
    assert may(acting(deputy), "post.handover", theirs)
    end_acting(acting(head), made, today())
    assert acting(deputy).posts == ()
    assert not may(acting(deputy), "post.handover", theirs)


def test_acting_ends_by_itself() -> None:
    stand_in = person("standin")
    act_for(SYSTEM, post("tech", "head"), stand_in, today() - 3 * DAY, today() - DAY)
    assert acting(stand_in).posts == ()


def test_who_may_not_give_posts_is_denied() -> None:
    clerk = holder("clerk", "tech", "clerk")
    keeper = holder("keeper", "city", "system_admin")
    for actor in (acting(clerk), acting(keeper)):
        with pytest.raises(Denied):
            make_post(actor, unit("tech"), "head")
        with pytest.raises(Denied):
            appoint(actor, post("tech", "head"), person(f"p{actor.person}"), today())


# --- what a post can't be


def test_a_post_has_one_holder_at_a_time() -> None:
    made, one, two = post("tech", "clerk"), person("one"), person("two")
    appoint(SYSTEM, made, one, date(2024, 1, 1), date(2024, 6, 30))
    assert refusal(lambda: appoint(SYSTEM, made, two, date(2024, 6, 30))) == "orgs.post-taken"
    assert refusal(lambda: appoint(SYSTEM, made, one, date(2024, 6, 30))) == "orgs.holds-already"
    appoint(SYSTEM, made, two, date(2024, 7, 1))


def test_faulty_appointments_are_refused() -> None:
    made, one = post("tech", "clerk"), person("one")
    closed = person("closed", is_active=False)
    assert refusal(lambda: appoint(SYSTEM, made, one, date(2024, 2, 1), date(2024, 1, 1))) == "orgs.backwards"
    assert refusal(lambda: appoint(SYSTEM, made, closed, today())) == "orgs.closed-account"
    assert refusal(lambda: make_post(SYSTEM, unit("tech"), "king")) == "orgs.post-kind"
    holding = appoint(SYSTEM, made, one, LONG_AGO, date(2024, 1, 1))
    assert refusal(lambda: end_holding(SYSTEM, holding, today())) == "orgs.over"
    close_unit(SYSTEM, unit("tech"), today())
    assert refusal(lambda: appoint(SYSTEM, made, one, today())) == "orgs.ended"
    assert refusal(lambda: act_for(SYSTEM, made, one, today(), today())) == "orgs.ended"
    assert refusal(lambda: make_post(SYSTEM, unit("tech"), "clerk")) == "orgs.ended"


def test_nobody_acts_for_themselves() -> None:
    head = holder("head", "tech", "head")
    theirs = head.holdings.get().post
    assert refusal(lambda: act_for(SYSTEM, theirs, head, today(), today())) == "orgs.acts-already"


# --- 三员分立


def forbidden(one: str, two: str) -> bool:
    return one != two and (one in SEPARATED or two in SEPARATED)


@pytest.mark.parametrize("way", ["held", "acted for"])
def test_the_three_administrators_are_three_people_without_other_posts(way: str) -> None:
    holder("guard", "city", "security_admin")
    for number, (one, two) in enumerate(product(POST_KINDS, repeat=2)):
        somebody = holder(f"p{number}", "tech", one)
        more = post("tech", two)

        def give(somebody: Any = somebody, more: Any = more) -> None:
            if way == "held":
                appoint(SYSTEM, more, somebody, today())
            else:
                act_for(SYSTEM, more, somebody, today(), today() + DAY)

        if forbidden(one, two):
            key = "orgs.separated-three" if {one, two} <= set(SEPARATED) else "orgs.separated-work"
            assert refusal(give) == key, (one, two)
        else:
            give()


def test_who_acts_for_an_administrator_cannot_be_given_a_working_post() -> None:
    somebody = person("somebody")
    act_for(SYSTEM, post("city", "audit_admin"), somebody, today(), today() + 9 * DAY)
    assert refusal(lambda: appoint(SYSTEM, post("tech", "clerk"), somebody, today())) == "orgs.separated-work"
    appoint(SYSTEM, post("tech", "clerk"), somebody, today() + 10 * DAY)


def test_a_successor_takes_over_only_what_they_may_hold() -> None:
    clerk, keeper = holder("clerk", "tech", "clerk"), holder("keeper", "city", "system_admin")
    theirs = clerk.holdings.get().post
    assert refusal(lambda: hand_over(SYSTEM, theirs, keeper, today())) == "orgs.separated-work"
    assert clerk.holdings.get().until is None


# --- the last security administrator


def test_the_last_security_administrator_stays() -> None:
    guard = holder("guard", "city", "security_admin")
    holding = guard.holdings.get()
    for work in (
        lambda: end_holding(SYSTEM, holding, today()),
        lambda: end_holding(SYSTEM, holding, today() + 90 * DAY),
        lambda: edit_person(SYSTEM, guard, is_active=False),
        lambda: erase_person(SYSTEM, guard),
    ):
        assert refusal(work) == "orgs.last-guard"
    # One who is limited, closed, or comes later is no other.
    HoldingRecord.objects.create(
        post=post("city", "security_admin"), person=person("limited"), until=today() + DAY
    )
    holder("later", "city", "security_admin", today() + DAY)
    other = holder("closed", "city", "security_admin")
    edit_person(SYSTEM, other, is_active=False)
    assert refusal(lambda: end_holding(SYSTEM, holding, today())) == "orgs.last-guard"
    end_holding(SYSTEM, holding, today() + DAY)  # by then there is the one who comes later


def test_a_unit_with_the_last_security_administrator_does_not_end() -> None:
    holder("guard", "tech", "security_admin")
    assert refusal(lambda: close_unit(SYSTEM, unit("tech"), today())) == "orgs.last-guard"
    assert unit("tech").until is None


def test_the_guard_is_handed_over_without_a_gap() -> None:
    guard, heir = holder("guard", "city", "security_admin"), person("heir")
    hand_over(acting(guard), guard.holdings.get().post, heir, today())
    assert acting(guard).posts == ()
    assert [held.kind for held in acting(heir).posts] == ["security_admin"]


# --- hand-over


def plan(state: str, title: str) -> PlanRecord:
    document = DocumentRecord.objects.create(name="a", unit=unit("fund"), at=now())
    return PlanRecord.objects.create(
        document=document,
        title=title,
        number="试政〔2024〕1号",
        state=state,
        unit=unit("fund"),
        dispatching=unit("tech"),
        at=now(),
    )


def commitment(of: PlanRecord, code: str, key: str, **fields: Any) -> CommitmentRecord:
    return CommitmentRecord.objects.create(
        plan=of, unit=unit(code), key=key, place=1, task="t1", task_number="1", task_title="新增高新技术企业",
        text="新增高新技术企业100家", holding="share", figure="100", measure_unit="家", deadline="2024-12", **fields,
    )  # fmt: skip


def work() -> PlanRecord:
    """Make work that hangs on the posts of 市科技局, and some that doesn't."""
    published, _draft, closed = (
        plan("published", "提能方案"),
        plan("draft", "新方案"),
        plan("closed", "旧方案"),
    )
    commitment(published, "tech", "a")
    commitment(published, "tech", "b", closed_at=now(), closed_reason="revised")
    commitment(published, "fund", "c")
    commitment(closed, "tech", "d")
    PartyRecord.objects.create(plan=published, unit=unit("tech"), leads=True)
    SplitRecord.objects.create(plan=published, target="s1", body={}, state="proposed", at=now())
    SplitRecord.objects.create(plan=published, target="s2", body={}, state="issued", at=now())
    # A plan that was ended while its total was being shared out leaves nobody any work.
    SplitRecord.objects.create(plan=closed, target="s3", body={}, state="approved", at=now())
    JobRecord.objects.create(
        kind="compile", subject="document:1", unit=unit("tech"), state="running", made_at=now()
    )
    JobRecord.objects.create(
        kind="compile", subject="document:2", unit=unit("tech"), state="done", made_at=now()
    )
    JobRecord.objects.create(
        kind="compile", subject="document:3", unit=unit("fund"), state="queued", made_at=now()
    )
    return published


def test_a_successor_takes_over_the_work_of_the_post_with_a_sheet() -> None:
    work()
    head, heir = holder("head", "tech", "head"), person("heir")
    theirs = head.holdings.get().post
    act_for(SYSTEM, theirs, person("standin"), today(), today() + DAY)
    act_for(SYSTEM, theirs, heir, today(), today() + 5 * DAY)
    record = hand_over(acting(head), theirs, heir, today())
    assert head.holdings.get().until == today() - DAY
    assert heir.holdings.get().since == today()
    assert (record.giver, record.taker, record.day) == (head, heir, today())
    assert record.sheet["counts"] == {
        "commitments": 1, "drafts": 1, "jobs": 1, "charges": 0, "splits": 1, "actings": 1,
    }  # fmt: skip
    assert record.sheet["commitments"][0]["text"] == "新增高新技术企业100家"
    assert record.sheet["commitments"][0]["figure"] == "100家"
    assert [held.acting for held in acting(heir).posts] == [False]
    # What belongs to the post goes with it: nothing was moved, and the successor sees it all.
    row = CommitmentRecord.objects.get(unit=unit("tech"), key="a")
    assert may(acting(heir), "commitment.read", row)
    assert not may(acting(head), "commitment.read", row)


def test_a_leaders_sheet_holds_what_they_are_in_charge_of() -> None:
    published, other = work(), plan("closed", "旧方案")
    leader, heir = holder("leader", "city", "leader"), person("heir")
    theirs = leader.holdings.get().post
    ChargeRecord.objects.create(plan=published, task="t1", leader=theirs)
    ChargeRecord.objects.create(plan=published, task="t2", leader=post("city", "leader"), coordinator=theirs)
    ChargeRecord.objects.create(plan=other, task="", leader=theirs)
    assert may(acting(leader), "plan.read", published)
    record = hand_over(acting(leader), theirs, heir, today())
    assert [(row["task"], row["part"]) for row in record.sheet["charges"]] == [
        ("t1", "leader"),
        ("t2", "coordinator"),
    ]
    assert record.sheet["counts"]["commitments"] == 0
    split = SplitRecord.objects.get(target="s1")
    assert may(acting(heir), "split.approve", split)
    assert not may(acting(leader), "split.approve", split)


def test_a_vacant_post_is_taken_over_and_a_holder_takes_over_nothing() -> None:
    vacant, heir = post("tech", "clerk"), person("heir")
    assert hand_over(SYSTEM, vacant, heir, today()).giver is None
    assert refusal(lambda: hand_over(SYSTEM, vacant, heir, today())) == "orgs.holds-already"
    HoldingRecord.objects.filter(post=vacant).update(since=today() + DAY)
    assert refusal(lambda: hand_over(SYSTEM, vacant, person("next"), today())) == "orgs.held-later"


def test_the_sheet_is_printed_with_the_names_of_today_and_none_is_kept_in_it() -> None:
    work()
    head, heir = holder("head", "tech", "head"), person("heir")
    act_for(SYSTEM, head.holdings.get().post, person("standin"), today(), today() + DAY)
    record = hand_over(SYSTEM, head.holdings.get().post, heir, today())
    assert "人head" not in str(record.sheet)
    text = handover_text(record, "zh")
    for words in (
        "市科技局 主要负责人",
        "移交人：人head",
        "接收人：人heir",
        "一、未结承诺事项 1 项",
        "1. 提能方案｜1｜新增高新技术企业｜100家｜2024-12",
        "人standin",
    ):
        assert words in text
    erase_person(SYSTEM, head)
    assert "人head" not in handover_text(record, "zh")
    assert "Hand-over sheet" in handover_text(record, "en")


def test_acting_records_stay_when_they_end() -> None:
    head, stand_in = holder("head", "tech", "head"), person("standin")
    made = act_for(SYSTEM, head.holdings.get().post, stand_in, today(), today() + DAY)
    end_acting(SYSTEM, made, today())
    assert ActingRecord.objects.filter(pk=made.pk).exists()
    assert refusal(lambda: end_acting(SYSTEM, made, today() + DAY)) == "orgs.over"
