"""The permission function and the queries it stands for say the same, for every right, actor and object."""

import datetime
from typing import Any

import pytest

from made_hub import make_actor, make_city, make_person
from yibiao.core.cycle.reporting import STAGES
from yibiao.hub.access.actors import NOBODY, SYSTEM, Actor, actor_of, posts_of
from yibiao.hub.access.rights import Denied, Right, _right, check, may, rights, visible
from yibiao.hub.access.subjects import commitment_facts, commitment_subjects, subject_of
from yibiao.hub.clock import now
from yibiao.hub.commitments.models import CommitmentRecord, HandOnRecord, LeadRecord, SplitRecord
from yibiao.hub.coordination.models import ItemRecord
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import (
    POST_KINDS,
    ActingRecord,
    HoldingRecord,
    PersonRecord,
    PostRecord,
    UnitRecord,
)
from yibiao.hub.plans.models import ChargeRecord, DocumentRecord, PartyRecord, PlanRecord
from yibiao.hub.reporting.models import ReportRecord, RequestRecord

pytestmark = pytest.mark.django_db

ROWS = {
    "plan": PlanRecord,
    "unit": UnitRecord,
    "document": DocumentRecord,
    "split": SplitRecord,
    "commitment": CommitmentRecord,
    "person": PersonRecord,
    "post": PostRecord,
    "job": JobRecord,
    "report": ReportRecord,
    "request": RequestRecord,
    "item": ItemRecord,
}


@pytest.fixture
def city() -> dict[str, UnitRecord]:
    return make_city()


def make_plan(city: dict[str, UnitRecord], state: str, **fields: Any) -> PlanRecord:
    document = DocumentRecord.objects.create(name="a.txt", unit=city["office"], at=now())
    plan = PlanRecord.objects.create(
        document=document, title=f"方案 {state}", state=state, unit=city["office"], at=now(), **fields
    )
    PartyRecord.objects.create(plan=plan, unit=city["science"], leads=True)
    PartyRecord.objects.create(plan=plan, unit=city["east"], owes=True)
    for number, unit in enumerate(("east", "west", "east-science", "science")):
        row = CommitmentRecord.objects.create(
            plan=plan,
            unit=city[unit],
            key=f"k{number}",
            place=number,
            task="t1" if number < 2 else "t2",
            text="建设平台",
            holding="own",
            closed_at=now() if unit == "west" else None,
        )
        LeadRecord.objects.create(commitment=row, unit=city["science"])
    for number, split_state in enumerate(("proposed", "approved", "issued", "returned")):
        SplitRecord.objects.create(plan=plan, target=f"g{number}", body={}, state=split_state, at=now())
    for number, stage in enumerate(STAGES):
        unit = city["east" if number % 2 else "science"]
        ReportRecord.objects.create(plan=plan, unit=unit, period=f"2026-{number + 1:02}", stage=stage, at=now())
        RequestRecord.objects.create(plan=plan, unit=unit, kind="reopen", state="approved" if number % 3 else "asked", at=now())
    taken = CommitmentRecord.objects.get(plan=plan, unit=city["east"])
    HandOnRecord.objects.create(commitment=taken, unit=city["east-science"], at=now())
    for number, (item_state, doer, helper) in enumerate((("draft", "east", None), ("working", "west", "east"), ("closed", "science", None))):
        item = ItemRecord.objects.create(
            kind="issue", plan=plan, title="问题", unit=city[doer], asker=city[("office", "finance", "east")[number]],
            commitment=row if number == 1 else None, state=item_state, at=now(),
        )  # fmt: skip
        item.helpers.set([city[helper]] if helper else [])
    return plan


def actors(city: dict[str, UnitRecord]) -> list[Actor]:
    made = [NOBODY, SYSTEM]
    made += [make_actor(unit, kind) for unit in city.values() for kind in POST_KINDS]
    person = make_person(city["west"], "reviewer", "two-posts")
    post = PostRecord.objects.create(unit=city["east"], kind="clerk")
    ActingRecord.objects.create(post=post, person=person)
    return [*made, actor_of(person), made[2]._replace(scopes=frozenset({"read"}))]


def test_what_may_is_what_is_visible(city: dict[str, UnitRecord]) -> None:
    everybody = actors(city)
    leader = PostRecord.objects.filter(unit=city["city"], kind="leader").get()
    for state in ("draft", "published", "closed"):
        plan = make_plan(city, state, supervising=city["finance"] if state == "published" else None)
        ChargeRecord.objects.create(plan=plan, task="t1" if state == "published" else "", leader=leader)
    make_plan(city, "published", dispatching=city["science"], assessing=city["west"])
    JobRecord.objects.create(kind="compile", subject="document:1", unit=city["office"], made_at=now())
    asked = 0
    # What a row is to an actor is read once, not for each of them.
    rows = {on: {row.pk: subject_of(row) for row in model.objects.all()} for on, model in ROWS.items()}
    for name, right in rights().items():
        if right.on == "system":
            continue
        for actor in everybody:
            shown = {row.pk for row in visible(actor, name, ROWS[right.on].objects.all())}
            assert shown == {pk for pk, row in rows[right.on].items() if may(actor, name, row)}, (name, actor)
            asked += len(shown)
    assert asked > 1000


def test_rows_stay_single(city: dict[str, UnitRecord]) -> None:
    actor = make_actor(city["office"])
    make_plan(city, "published")
    assert len(list(visible(actor, "commitment.read", CommitmentRecord.objects.all()))) == 4


def test_a_change_of_posts_takes_effect_at_once(city: dict[str, UnitRecord]) -> None:
    person = make_person(city["east"])
    row = CommitmentRecord.objects.filter(plan=make_plan(city, "published"), unit=city["east"]).get()
    assert may(actor_of(person), "value.save", row)
    HoldingRecord.objects.filter(person=person).update(until=datetime.date(2000, 1, 1))
    assert not may(actor_of(person), "value.save", row)
    with pytest.raises(Denied, match=r"value\.save"):
        check(actor_of(person), "value.save", row)


def test_acting_ends_with_its_last_day(city: dict[str, UnitRecord]) -> None:
    person = PersonRecord.objects.create_person("helper", "李")
    post = PostRecord.objects.create(unit=city["east"], kind="clerk")
    day = datetime.date(2026, 3, 1)
    ActingRecord.objects.create(post=post, person=person, since=day, until=day)
    row = CommitmentRecord.objects.filter(plan=make_plan(city, "published"), unit=city["east"]).get()
    assert actor_of(person).posts == ()
    assert posts_of(person.pk, day)[0].acting
    assert posts_of(person.pk, day + datetime.timedelta(days=1)) == ()
    assert may(Actor("person:1", person.pk, posts_of(person.pk, day)), "value.save", row)


def test_the_wrong_kind_of_object_is_a_mistake_of_the_program(city: dict[str, UnitRecord]) -> None:
    with pytest.raises(TypeError, match="plan"):
        may(make_actor(city["east"]), "plan.read", city["east"])


def seen(actor: Actor, right: Right, rows: Any) -> set[Any]:
    """Return the rows on which an actor has a right that exists for this question alone, after seeing both ways agree."""
    known: Any = rights()
    known[right.name] = right
    try:
        shown = set(visible(actor, right.name, rows))
        assert shown == {row for row in rows if may(actor, right.name, row)}, right
    finally:
        del known[right.name]
    return shown


def test_every_relation_to_a_unit(city: dict[str, UnitRecord]) -> None:
    actor = make_actor(city["east"], "head")
    for unit in city.values():
        make_person(unit, "liaison")
    wanted = {"own": {"east"}, "above": {"east-science"}, "below": {"city"}, "": set(city)}
    for relation, codes in wanted.items():
        for kind, rows in (("unit", UnitRecord.objects.all()), ("post", PostRecord.objects.filter(kind="liaison"))):
            right = _right(f"{kind}.asked", {"of": kind, "scope": "read", "any": [f"head {relation}".strip()]})
            found = {row.code if kind == "unit" else row.unit.code for row in seen(actor, right, rows)}
            assert found == codes, (kind, relation)
    nowhere = _right("unit.asked", {"of": "unit", "scope": "read", "any": ["head beside"]})
    with pytest.raises(ValueError, match="beside"):
        seen(actor, nowhere, UnitRecord.objects.filter(code="east"))


def test_many_commitments_have_the_subjects_of_each(city: dict[str, UnitRecord]) -> None:
    """What saving values reads of many commitments at once is what is read of each."""
    leader = PostRecord.objects.create(unit=city["city"], kind="leader")
    other = PostRecord.objects.create(unit=city["city"], kind="leader")
    for state in ("published", "closed"):
        plan = make_plan(city, state)
        ChargeRecord.objects.create(plan=plan, task="t1", leader=leader, coordinator=other)
        ChargeRecord.objects.create(plan=plan, task="", coordinator=other)
    rows = list(CommitmentRecord.objects.all())
    asked = [(row.pk, row.unit_id, row.plan_id, row.closed_at is not None, row.task) for row in rows]
    paths = {unit.pk: unit.path for unit in city.values()}
    for roles in ((), ("lead",), ("leader",), ("taking",), ("lead", "leader", "taking")):
        facts = commitment_facts(asked, roles)
        subjects = commitment_subjects(set(facts.values()), paths)
        for row in rows:
            made, wanted = subjects[facts[row.pk]], subject_of(row)
            assert (made.kind, made.state, tuple(made.paths)) == (wanted.kind, wanted.state, tuple(wanted.paths))
            for name, units in wanted.offices.items():
                left_out = name in ("lead", "taking") and name not in roles
                assert set(made.offices[name]) == (set() if left_out else set(units)), name
            assert set(made.charged) == (set(wanted.charged) if "leader" in roles else set())


def test_people_belong_to_the_units_where_they_hold_a_post_today(city: dict[str, UnitRecord]) -> None:
    day = datetime.date
    head = make_actor(city["east"], "head")
    people = {}
    for name, dates in {"now": {}, "gone": {"until": day(2000, 1, 1)}, "to-come": {"since": day(2200, 1, 1)}}.items():
        people[name] = make_person(city["east"], "clerk", name)
        HoldingRecord.objects.filter(person=people[name]).update(**dates)
    for name, person in people.items():
        assert may(head, "person.read", person) is (name == "now"), name
        assert visible(head, "person.read", PersonRecord.objects.filter(pk=person.pk)).exists() is (name == "now"), name


def test_a_head_passes_on_the_posts_of_the_unit_but_for_offices(city: dict[str, UnitRecord]) -> None:
    head = make_actor(city["city"], "head")
    for kind in POST_KINDS:
        post = PostRecord.objects.create(unit=city["city"], kind=kind)
        for right in ("post.act", "post.handover"):
            official = kind in {"auditor", "system_admin", "security_admin", "audit_admin"}
            assert may(head, right, post) is not official, (right, kind)
            assert visible(head, right, PostRecord.objects.filter(pk=post.pk)).exists() is not official


def test_the_operator_sees_everything_and_a_token_its_scope_alone(city: dict[str, UnitRecord]) -> None:
    clerk = make_actor(city["east"])
    assert visible(SYSTEM, "unit.read", UnitRecord.objects.all()).count() == len(city)
    for scopes, sees in ((None, True), (frozenset({"read"}), True), (frozenset({"plans", "values"}), False), (frozenset(), False)):
        actor = clerk._replace(scopes=scopes)
        assert may(actor, "unit.read", city["west"]) is sees
        assert visible(actor, "unit.read", UnitRecord.objects.all()).exists() is sees


def test_who_started_a_job_sees_it_whatever_their_posts(city: dict[str, UnitRecord]) -> None:
    starter, other = (make_actor(city["west"], "clerk", name) for name in ("starter", "other"))
    for unit in (city["office"], None):
        job = JobRecord.objects.create(kind="compile", subject="document:1", unit=unit, by_id=starter.person, made_at=now())
        for actor, sees in ((starter, True), (other, False)):
            assert may(actor, "job.read", job) is sees
            assert visible(actor, "job.read", JobRecord.objects.filter(pk=job.pk)).exists() is sees


def test_who_holds_a_post_today_passes_it_on(city: dict[str, UnitRecord]) -> None:
    person = make_person(city["west"], "clerk", "holder")
    post = PostRecord.objects.get(holdings__person=person)
    for until, holds in ((None, True), (datetime.date(2000, 1, 1), False)):
        HoldingRecord.objects.filter(post=post).update(until=until)
        assert may(actor_of(person), "post.handover", post) is holds
        assert visible(actor_of(person), "post.handover", PostRecord.objects.filter(pk=post.pk)).exists() is holds


def test_a_leader_in_charge_sees_what_is_owed_wherever_their_post_is(city: dict[str, UnitRecord]) -> None:
    person = make_person(city["west"], "leader", "in-charge")
    plan = make_plan(city, "published")
    ChargeRecord.objects.create(plan=plan, task="t1", leader=PostRecord.objects.get(holdings__person=person))
    rows = CommitmentRecord.objects.filter(plan=plan)
    shown = {row.task for row in visible(actor_of(person), "commitment.read", rows)}
    assert shown == {row.task for row in rows if may(actor_of(person), "commitment.read", row)} == {"t1"}
