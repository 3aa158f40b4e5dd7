"""Who is told of what, by which action, and that the number of queries does not grow with those who hear."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from long_plans import long_plan
from made_commitments import load_units, make_plan
from made_drafts import TEXT, brought_in, draft_of
from made_hub import make_actor, make_person
from yibiao.hub.access.actors import Actor, actor_of, command
from yibiao.hub.clock import today
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord
from yibiao.hub.notices.models import NoticeRecord
from yibiao.hub.notices.reading import mark_read, mark_unread, notices, unread
from yibiao.hub.orgs.models import ActingRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.plans.assigning import assign_offices, charge
from yibiao.hub.plans.publishing import publish
from yibiao.messages import say

pytestmark = pytest.mark.django_db

OPERATOR = command("test")


class City:
    """A city with an office, a lead, two districts and a leader; the plan is a draft yet."""

    def __init__(self) -> None:
        self.units = load_units()
        UnitRecord.objects.filter(code="keji").update(dispatches=True)
        self.units["keji"].refresh_from_db()
        who = {"office": ("keji", "clerk"), "east": ("hongshan", "clerk"), "west": ("jiangan", "head"), "leader": ("wuhan", "leader"), "far": ("wuhan", "auditor")}
        self.people = {name: make_person(self.units[unit], kind, name) for name, (unit, kind) in who.items()}
        self.plan = make_plan(long_plan(6), self.units["keji"])
        assign_offices(OPERATOR, self.plan, self.units["keji"])
        charge(OPERATOR, self.plan, "", PostRecord.objects.get(kind="leader"))

    def actor(self, name: str) -> Actor:
        return actor_of(PersonRecord.objects.get(login=name))

    def publish(self) -> None:
        publish(self.actor("office"), self.plan)
        self.plan.refresh_from_db()

    def propose(self) -> SplitRecord:
        west = CommitmentRecord.objects.filter(plan=self.plan, unit__code="jiangan", holding="unset")
        both = CommitmentRecord.objects.filter(plan=self.plan, unit__code="hongshan", holding="unset", target__in=west.values("target"))
        return splits.propose(self.actor("office"), self.plan, both.order_by("id")[0].target, {"method": "equal"})

    def told(self) -> dict[str, list[str]]:
        """Return the unread keys by person."""
        found: dict[str, list[str]] = {}
        for login, key in NoticeRecord.objects.filter(read_at=None).order_by("pk").values_list("person__login", "key"):
            found.setdefault(login, []).append(key.removeprefix("told."))
        return found


@pytest.fixture
def city(db: None) -> City:
    return City()


def test_publishing_tells_who_owes_or_leads_and_who_is_in_charge(city: City) -> None:
    city.publish()
    assert city.told() == {"east": ["published"], "west": ["published"], "leader": ["published-charge"]}
    one = NoticeRecord.objects.filter(person=city.people["east"]).get()
    assert (one.to, one.about, one.slots["number"]) == (f"/plans/{city.plan.pk}", f"plan:{city.plan.pk}", 1)
    assert city.plan.title in say(one.key, "zh", **one.slots)


def test_a_split_is_told_on_its_whole_way(city: City) -> None:
    city.publish()
    NoticeRecord.objects.all().delete()
    split = city.propose()
    assert city.told() == {"east": ["split-proposed"], "west": ["split-proposed"]}
    said = splits.comment(city.actor("east"), split, city.units["hongshan"], "请核减", "1")
    assert city.told()["office"] == ["split-commented"]
    assert "洪山区" in say("told.split-commented", "zh", **NoticeRecord.objects.get(key="told.split-commented").slots)
    splits.answer(city.actor("office"), said, "维持")
    assert city.told()["east"] == ["split-proposed", "split-answered"]
    splits.approve(city.actor("leader"), split, "示例〔2026〕7号")
    # What was asked before waits for nobody any more.
    assert city.told() == {"office": ["split-approved"]}
    splits.issue(city.actor("office"), split)
    assert {login: keys for login, keys in city.told().items() if login != "office"} == {"east": ["split-issued"], "west": ["split-issued"]}
    splits.withdraw(city.actor("office"), split)
    assert city.told()["east"] == ["split-withdrawn"]


def test_who_proposed_is_told_of_a_return_with_its_reason(city: City) -> None:
    city.publish()
    split = city.propose()
    NoticeRecord.objects.filter(person=city.people["office"]).delete()
    splits.send_back(city.actor("leader"), split, reason="基数口径不一致")
    # What the units were asked for waits for them no more.
    assert city.told() == {"leader": ["published-charge"], "office": ["split-returned"], "east": ["published"], "west": ["published"]}
    notice = NoticeRecord.objects.get(key="told.split-returned")
    assert (notice.to, notice.person) == (f"/splits/{split.pk}", city.people["office"])
    assert "基数口径不一致" in say(notice.key, "zh", **notice.slots)
    splits.propose(city.actor("office"), city.plan, split.target, {"method": "equal", "reserve": 2})
    assert "split-proposed" in city.told()["east"]


def test_who_acts_for_somebody_is_told_and_who_did_it_is_not(city: City) -> None:
    deputy = PersonRecord.objects.create_person("dai", "代理人")
    post = PostRecord.objects.get(unit__code="hongshan", kind="clerk")
    ActingRecord.objects.create(post=post, person=deputy, since=today(), until=today())
    city.publish()
    assert city.told()["dai"] == ["published"]
    assert "office" not in city.told()


def test_of_one_thing_nobody_is_told_twice_before_reading_it(city: City) -> None:
    city.publish()
    split = city.propose()
    body = {"method": "equal", "reserve": 2}
    splits.edit_split(city.actor("office"), split, body)
    east = city.actor("east")
    about = f"split:{split.pk}"
    assert notices(east).filter(about=about).count() == 1
    mark_read(east)
    splits.edit_split(city.actor("office"), split, {"method": "equal"})
    assert notices(east).filter(about=about).count() == 2


def test_a_draft_and_a_document_that_became_none_are_told_to_who_brought_them_in(city: City) -> None:
    office = city.actor("office")
    draft = draft_of(brought_in(office, city.units["keji"], text=TEXT))
    drafted = notices(office).get(key="told.drafted")
    assert drafted.to == f"/plans/{draft.pk}"
    failed = brought_in(office, city.units["keji"], name="空.docx", data=b"PK\x03\x04 broken")
    told = notices(office).get(key="told.undrafted")
    assert told.to == f"/jobs/{failed.pk}"
    assert "空" not in str(told.slots), "nothing of a document that was not read"
    publish(office, draft)
    assert not notices(office).filter(key="told.drafted", read_at=None).exists()


def test_a_revision_tells_those_too_who_owe_nothing_any_more(city: City) -> None:
    office = city.actor("office")
    city.publish()
    NoticeRecord.objects.all().delete()
    values = dict(city.plan.compiled)
    amended = make_plan(long_plan(6)._replace(tasks=(), targets=()), city.units["keji"], revises=city.plan)
    assert values
    publish(office, amended)
    assert city.told() == {"east": ["closed"], "west": ["closed"]}


def test_every_path_is_one_of_the_site(city: City) -> None:
    city.publish()
    city.propose()
    brought_in(city.actor("office"), city.units["keji"], text=TEXT)
    paths = set(NoticeRecord.objects.values_list("to", flat=True))
    assert {resolve(path).url_name for path in paths} >= {"plan", "split", "leading"}


def test_reading_is_each_persons_own(city: City) -> None:
    city.publish()
    east, west = city.actor("east"), city.actor("west")
    theirs = notices(west).get()
    assert mark_read(east, theirs.pk) == 0
    assert (unread(east), unread(west)) == (1, 1)
    assert mark_read(west, theirs.pk) == 1
    assert mark_unread(west, theirs.pk) == 1
    assert unread(west) == 1
    assert notices(Actor("nobody")).count() == unread(Actor("nobody")) == 0


def test_the_number_of_queries_does_not_grow_with_those_who_hear(city: City) -> None:
    city.publish()

    def asked() -> int:
        split = city.propose()
        with CaptureQueriesContext(connection) as found:
            splits.withdraw(city.actor("office"), split)
        return len(found)

    few = asked()
    for number in range(15):
        make_actor(city.units["hongshan"], "liaison", f"more-{number}")
    assert asked() == few
    many: Any = NoticeRecord.objects.filter(key="told.split-withdrawn").count()
    assert many >= 15
