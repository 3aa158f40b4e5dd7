"""People: added, edited, erased, and what the log knows of them."""

from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db import transaction

from hub.orgs.makers import acting, city, holder, person
from yibiao.core.audit.entries import Personal as Datum
from yibiao.core.audit.entries import digests, is_bound, parse
from yibiao.core.audit.merkle import leaf_hash
from yibiao.hub.access.actors import SYSTEM
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord, PersonalDatumRecord
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import PersonRecord
from yibiao.hub.orgs.people import add_person, edit_person, erase_person

pytestmark = pytest.mark.django_db


def refusal(work: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused, transaction.atomic():
        work()
    return refused.value.key


def whole_log() -> str:
    return "\n".join(EntryRecord.objects.order_by("seq").values_list("line", flat=True))


def test_a_person_is_added_and_the_log_holds_digests_alone() -> None:
    made = add_person(SYSTEM, "zhang.wei", "张伟", "027-12345678", "zhang@example.gov.cn")
    assert not made.has_usable_password()
    for datum in ("zhang.wei", "张伟", "027-12345678", "zhang@example.gov.cn"):
        assert datum not in whole_log()
        kept = PersonalDatumRecord.objects.get(value=datum)
        assert is_bound(Datum(kept.digest, kept.salt, kept.value))
    edit_person(SYSTEM, made, name="张卫")
    assert "张卫" not in whole_log()


def test_faulty_data_of_people_are_refused() -> None:
    somebody = add_person(SYSTEM, "li", "李四")
    assert refusal(lambda: add_person(SYSTEM, "li", "李五")) == "orgs.login-taken"
    assert refusal(lambda: add_person(SYSTEM, "l i", "李五")) == "orgs.expect-login"
    assert refusal(lambda: add_person(SYSTEM, "erased-1", "李五")) == "orgs.expect-login"
    assert refusal(lambda: add_person(SYSTEM, "lw", "")) == "orgs.expect-name"
    assert refusal(lambda: add_person(SYSTEM, "lw", "李五", "call me")) == "orgs.expect-phone"
    assert refusal(lambda: edit_person(SYSTEM, somebody, email="nobody")) == "orgs.expect-email"
    assert (
        refusal(lambda: edit_person(SYSTEM, add_person(SYSTEM, "lw", "李五"), login="li"))
        == "orgs.login-taken"
    )
    with pytest.raises(TypeError):
        edit_person(SYSTEM, somebody, password="x")


def test_people_change_their_own_data_but_not_their_account() -> None:
    city()
    clerk, keeper = holder("clerk", "tech", "clerk"), holder("keeper", "city", "system_admin")
    edit_person(acting(clerk), clerk, phone="123")
    for fields in ({"login": "other"}, {"is_active": True}, {"must_change_password": False}):
        with pytest.raises(Denied):
            edit_person(acting(clerk), clerk, **fields)
    with pytest.raises(Denied):
        edit_person(acting(clerk), keeper, phone="123")
    with pytest.raises(Denied):
        add_person(acting(clerk), "new", "新人")
    edit_person(acting(keeper), clerk, login="clerk2", is_active=False)
    assert acting(clerk).posts == ()


def test_an_erased_person_leaves_an_opaque_mark_and_a_log_that_stays_provable() -> None:
    city()
    clerk = add_person(SYSTEM, "zhang.wei", "张伟", "027-12345678", "zhang@example.gov.cn")
    other = add_person(SYSTEM, "li", "李四")
    holding = holder("temp", "tech", "clerk").holdings.get()
    type(holding).objects.filter(pk=holding.pk).update(person=clerk)
    AccessAttempt.objects.create(
        username="zhang.wei", failures_since_start=1, ip_address="127.0.0.1", user_agent="x"
    )
    clerk.set_password("geheim")
    clerk.save()
    edit_person(SYSTEM, clerk, phone="")
    before = [(row.line, row.leaf) for row in EntryRecord.objects.order_by("seq")]

    erase_person(SYSTEM, clerk)

    clerk = PersonRecord.objects.get(pk=clerk.pk)
    assert clerk.login.startswith("erased-")
    assert (clerk.name, clerk.phone, clerk.email) == ("", "", "")
    assert (clerk.is_active, clerk.erased, clerk.has_usable_password()) == (False, True, False)
    assert clerk.holdings.get().until < today()
    kept = PersonalDatumRecord.objects.filter(person=clerk)
    assert kept.count() == 5  # login, name, phone, e-mail as added; the old phone as edited
    assert set(kept.values_list("salt", "value")) == {("", "")}
    assert PersonalDatumRecord.objects.filter(person=other).exclude(value="").count() == 2
    assert not AccessAttempt.objects.filter(username="zhang.wei").exists()
    after = [(row.line, row.leaf) for row in EntryRecord.objects.order_by("seq")]
    assert after[: len(before)] == before
    for line, leaf in after:
        assert leaf_hash(line.encode()).hex() == leaf
        assert set(digests(parse(line.encode()))) <= set(
            PersonalDatumRecord.objects.values_list("digest", flat=True)
        )
    assert refusal(lambda: erase_person(SYSTEM, clerk)) == "orgs.erased"
    assert refusal(lambda: edit_person(SYSTEM, clerk, name="张伟")) == "orgs.erased"


def test_only_a_system_administrator_erases() -> None:
    city()
    guard = holder("guard", "city", "security_admin")
    with pytest.raises(Denied):
        erase_person(acting(guard), person("x"))
