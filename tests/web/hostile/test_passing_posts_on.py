"""Posts passed on by those who have no post to give: themselves, deputies for a time, heads above administrators."""

import datetime

import pytest

from made_hub import make_city, make_person
from yibiao.hub.access.actors import actor_of, command
from yibiao.hub.access.invitations import invite
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import HoldingRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.orgs.posts import act_for, appoint, hand_over, make_post

pytestmark = pytest.mark.django_db
OPERATOR = command("test")


@pytest.fixture
def units() -> dict[str, UnitRecord]:
    return make_city()


def post_of(person: PersonRecord) -> PostRecord:
    return PostRecord.objects.get(holdings__person=person)


def days(count: int) -> datetime.date:
    return today() + datetime.timedelta(days=count)


def test_who_acts_for_a_head_cannot_become_the_head(units: dict[str, UnitRecord]) -> None:
    head, deputy, friend = (make_person(units["east"], kind) for kind in ("head", "deputy", "clerk"))
    post = post_of(head)
    act_for(OPERATOR, post, deputy, today(), days(2))
    acting, entries = actor_of(deputy), EntryRecord.objects.count()
    for person in (deputy, friend):
        with pytest.raises(Refused):
            hand_over(acting, post, person, today())
        with pytest.raises(Refused):
            act_for(acting, post, person, days(3), days(3000))
    assert EntryRecord.objects.count() == entries
    assert list(HoldingRecord.objects.filter(post=post).values_list("person", "until")) == [(head.pk, None)]
    hand_over(actor_of(head), post, deputy, days(1))


@pytest.mark.parametrize("kind", ["clerk", "reviewer", "head"])
def test_nobody_gives_a_post_to_themselves(units: dict[str, UnitRecord], kind: str) -> None:
    head, guard = make_person(units["east"], "head"), make_person(units["city"], "security_admin")
    free = make_post(OPERATOR, units["east"], kind, "空缺")
    for person in (head, guard):
        actor = actor_of(person)
        for give in (
            lambda actor=actor, person=person: appoint(actor, free, person, today()),
            lambda actor=actor, person=person: act_for(actor, free, person, today(), days(5)),
            lambda actor=actor, person=person: hand_over(actor, free, person, today()),
        ):
            with pytest.raises((Refused, Denied)):
                give()
    assert not free.holdings.exists()


@pytest.mark.parametrize("kind", ["system_admin", "security_admin", "audit_admin"])
def test_a_head_of_the_city_does_not_pass_on_the_posts_of_administrators(units: dict[str, UnitRecord], kind: str) -> None:
    holder, head = make_person(units["city"], kind), make_person(units["city"], "head")
    crony = PersonRecord.objects.create_person("crony", "某人")
    with pytest.raises(Denied):
        hand_over(actor_of(head), post_of(holder), crony, today())
    with pytest.raises(Denied):
        act_for(actor_of(head), post_of(holder), crony, today(), days(5))
    guard = make_person(units["city"], "security_admin", "guard")
    hand_over(actor_of(guard), post_of(holder), crony, today())


@pytest.mark.parametrize("since", [0, 1, 400])
def test_a_link_for_somebody_who_will_be_an_administrator_is_made_by_the_operator(
    units: dict[str, UnitRecord], since: int
) -> None:
    keeper = actor_of(make_person(units["city"], "system_admin"))
    chosen = PersonRecord.objects.create_person("chosen", "某人")
    invite(keeper, chosen)
    appoint(OPERATOR, make_post(OPERATOR, units["city"], "security_admin"), chosen, days(since))
    with pytest.raises(Refused, match="invite-administrator"):
        invite(keeper, chosen)
    invite(OPERATOR, chosen)
