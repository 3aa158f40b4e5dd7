"""三员: none of the three offices is ever empty; and hand-overs that come late or again."""

from collections.abc import Callable

import pytest

from made_hub import make_actor, make_city, make_person
from yibiao.hub.access.actors import SYSTEM
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import HoldingRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.orgs.people import edit_person, erase_person
from yibiao.hub.orgs.posts import appoint, end_holding, hand_over, make_post

OFFICES = {"system_admin": "orgs.last-system", "security_admin": "orgs.last-guard", "audit_admin": "orgs.last-audit"}


@pytest.fixture
def city(db: None) -> dict[str, UnitRecord]:
    return make_city()


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as error:
        work()
    return error.value.key


@pytest.mark.parametrize(("kind", "key"), OFFICES.items())
def test_the_last_of_each_office_stays(city: dict[str, UnitRecord], kind: str, key: str) -> None:
    last = make_person(city["city"], kind)
    holding = HoldingRecord.objects.get(person=last)
    assert refusal(lambda: erase_person(SYSTEM, last)) == key
    assert refusal(lambda: edit_person(SYSTEM, last, is_active=False)) == key
    assert refusal(lambda: end_holding(SYSTEM, holding, today())) == key
    last.refresh_from_db()
    assert last.is_active
    assert not last.erased
    make_person(city["city"], kind, "another")
    erase_person(SYSTEM, last)
    assert PersonRecord.objects.get(pk=last.pk).erased


def test_one_who_does_not_hold_a_post_any_more_hands_nothing_over(city: dict[str, UnitRecord]) -> None:
    giver, taker, third = (make_person(city["east"], "liaison", login) for login in ("a", "b", "c"))
    post = make_post(SYSTEM, city["east"], "clerk")
    appoint(SYSTEM, post, giver, None)
    hand_over(SYSTEM, post, taker, today(), giver)
    # The page of the giver still stands open in somebody's browser.
    assert refusal(lambda: hand_over(SYSTEM, post, third, today(), giver)) == "orgs.not-held"
    assert refusal(lambda: hand_over(SYSTEM, post, taker, today(), giver)) == "orgs.holds-already"
    assert HoldingRecord.objects.get(post=post, until=None).person == taker


def test_of_several_hand_overs_on_a_day_the_last_counts(city: dict[str, UnitRecord]) -> None:
    giver, wrong, right = (make_person(city["east"], "liaison", login) for login in ("a", "b", "c"))
    post = make_post(SYSTEM, city["east"], "clerk")
    appoint(SYSTEM, post, giver, None)
    hand_over(SYSTEM, post, wrong, today(), giver)
    hand_over(SYSTEM, post, right, today(), wrong)
    assert [row.person for row in HoldingRecord.objects.on(today()).filter(post=post)] == [right]
    between = HoldingRecord.objects.get(post=post, person=wrong)
    assert between.until < between.since
    assert PostRecord.objects.get(pk=post.pk).handovers.count() == 2


def test_who_passes_a_post_on_is_named(city: dict[str, UnitRecord]) -> None:
    head = make_actor(city["east"], "head")
    giver, taker = (make_person(city["east"], "liaison", login) for login in ("a", "b"))
    post = make_post(SYSTEM, city["east"], "clerk")
    appoint(SYSTEM, post, giver, None)
    assert hand_over(head, post, taker, today(), giver).giver == giver
