"""Who may save what; how many queries it takes; what the log holds then."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from saving_city import KEY, MONTH, clerk, kept, last_entry, saved

from made_values import Office, cells, make_city
from yibiao.hub.access.actors import NOBODY, SYSTEM, actor_of
from yibiao.hub.access.claims import actors_of, claim_of, claim_of_token
from yibiao.hub.access.models import IdempotencyRecord, TokenRecord
from yibiao.hub.access.rights import Denied
from yibiao.hub.access.subjects import commitment_facts, commitment_subjects, subject_of
from yibiao.hub.audit import anchor
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import now
from yibiao.hub.commitments import cells as stored
from yibiao.hub.commitments import saving
from yibiao.hub.commitments.models import CommitmentRecord, LeadRecord, ValueRecord
from yibiao.hub.commitments.saving import save_values
from yibiao.hub.orgs.models import ActingRecord, HoldingRecord, PersonRecord, PostRecord
from yibiao.hub.plans.models import ChargeRecord, PlanRecord

pytestmark = pytest.mark.django_db


# --- rights


def test_clerks_of_other_units_are_refused_and_learn_nothing(city: list[Office]) -> None:
    for asked in (cells(city[0]), [{**cells(city[0])[0], "commitment": 10**9}]):
        with pytest.raises(Denied):
            save_values(clerk(city[1]), city[0].unit, MONTH, asked, KEY)
    assert kept() == {}


def test_commitments_of_others_are_unknown_to_a_unit(city: list[Office]) -> None:
    asked = [*cells(city[0]), cells(city[1])[0]]
    with pytest.raises(saving.Unknown) as told:
        save_values(clerk(city[0]), city[0].unit, MONTH, asked, KEY)
    assert [fault.place for fault in told.value.faults] == [4]
    with pytest.raises(saving.Unknown):
        save_values(clerk(city[0]), "nowhere", MONTH, cells(city[0]), KEY)
    assert kept() == {}


def test_closed_commitments_take_no_values(city: list[Office]) -> None:
    CommitmentRecord.objects.filter(pk=city[0].commitments[1]).update(closed_at=now())
    with pytest.raises(saving.Invalid) as told:
        saved(city[0])
    assert [(fault.place, fault.code) for fault in told.value.faults] == [(1, "values.closed")]
    with pytest.raises(Denied):
        save_values(clerk(city[1]), city[0].unit, MONTH, cells(city[0]), KEY)
    PlanRecord.objects.update(state=PlanRecord.CLOSED)
    with pytest.raises(saving.Invalid):
        saved(city[0])


def _ended(office: Office) -> None:
    HoldingRecord.objects.filter(person=office.clerk).update(until="2020-01-01")


def _head_now(office: Office) -> None:
    PostRecord.objects.filter(unit=office.unit).update(kind="head")


def _closed_account(office: Office) -> None:
    PersonRecord.objects.filter(pk=office.clerk.pk).update(is_active=False)


def _revoked(office: Office) -> None:
    TokenRecord.objects.filter(person=office.clerk).update(revoked_at=now())


def _expired(office: Office) -> None:
    TokenRecord.objects.filter(person=office.clerk).update(expires_at=now())


def _read_only(office: Office) -> None:
    TokenRecord.objects.filter(person=office.clerk).update(scopes=["read"])


@pytest.mark.parametrize(
    ("withdraw", "error"),
    [(_ended, Denied), (_head_now, Denied), (_closed_account, saving.Unauthenticated)],
)
def test_a_right_withdrawn_after_the_actor_was_read_is_withdrawn(
    city: list[Office], withdraw: Callable[[Office], None], error: type[Exception]
) -> None:
    actor = clerk(city[0])
    withdraw(city[0])
    with pytest.raises(error):
        save_values(actor, city[0].unit, MONTH, cells(city[0]), KEY)
    assert kept() == {}


@pytest.mark.parametrize(
    ("withdraw", "error"),
    [
        (_ended, Denied),
        (_closed_account, saving.Unauthenticated),
        (_revoked, saving.Unauthenticated),
        (_expired, saving.Unauthenticated),
        (_read_only, Denied),
    ],
)
def test_a_token_counts_as_it_stands_now(
    city: list[Office], withdraw: Callable[[Office], None], error: type[Exception]
) -> None:
    claim = claim_of_token(city[0].token)
    withdraw(city[0])
    with pytest.raises(error):
        save_values(claim, city[0].unit, MONTH, cells(city[0]), KEY)
    assert kept() == {}


def test_who_acts_for_a_clerk_may_save_and_the_log_says_so(city: list[Office]) -> None:
    post = PostRecord.objects.get(unit=city[0].unit)
    ActingRecord.objects.create(post=post, person=city[1].clerk)
    save_values(clerk(city[1]), city[0].unit, MONTH, cells(city[0]), KEY)
    assert last_entry()["acting_for"] == f"post:{post.pk}"


def test_nobody_and_the_system(city: list[Office]) -> None:
    with pytest.raises(saving.Unauthenticated):
        save_values(NOBODY, city[0].unit, MONTH, cells(city[0]), KEY)
    assert save_values(SYSTEM, city[0].unit, MONTH, cells(city[0]), KEY).editions == (1, 1, 1, 1)
    assert ValueRecord.objects.filter(by=None).count() == 4


def test_claims_make_the_actors_that_one_request_would(city: list[Office]) -> None:
    claims = [
        claim_of_token(city[1].token),
        claim_of(clerk(city[0])),
        claim_of(NOBODY),
        claim_of_token("yb_nothing"),
    ]
    program = actor_of(city[1].clerk, frozenset({"values"}))
    assert actors_of(claims) == [program, clerk(city[0]), NOBODY, NOBODY]
    assert TokenRecord.objects.get(person=city[1].clerk).used_on is not None
    assert TokenRecord.objects.get(person=city[0].clerk).used_on is None


# --- cost and proof


def test_the_number_of_queries_is_the_same_for_one_cell_and_many_saves() -> None:
    city = make_city(offices=4, rows=50)
    counts = {}
    for length in (1, 50):
        for offices in (city[:1], city):
            asked = [
                saving.asked(
                    claim_of_token(office.token),
                    office.unit.code,
                    MONTH,
                    cells(office)[:length],
                    f"{KEY}{length}",
                )
                for office in offices
            ]
            ValueRecord.objects.all().delete()
            IdempotencyRecord.objects.all().delete()
            TokenRecord.objects.update(used_on=None)
            with CaptureQueriesContext(connection) as queries:
                outcomes, _ = saving.save_all(asked)
            assert all(isinstance(outcome, saving.Saved) for outcome in outcomes)
            counts[length, len(offices)] = len(queries)
    assert len(set(counts.values())) == 1, counts
    assert counts[50, 4] <= 12


def test_a_batch_knows_of_each_commitment_what_one_question_would() -> None:
    city = make_city(offices=2, rows=3)
    first, second = city[0].commitments[:2]
    CommitmentRecord.objects.filter(pk=first).update(closed_at=now())
    plan = PlanRecord.objects.get()
    LeadRecord.objects.create(commitment_id=second, unit=city[1].unit)
    leader = PostRecord.objects.create(unit=city[0].unit, kind="leader")
    other = PostRecord.objects.create(unit=city[1].unit, kind="leader")
    ChargeRecord.objects.create(plan=plan, task="", leader=leader)
    ChargeRecord.objects.create(plan=plan, task="task-2", leader=leader, coordinator=other)
    rows = stored.owed(
        [pk for office in city for pk in office.commitments], [office.unit.pk for office in city]
    )
    paths = {office.unit.pk: office.unit.path for office in city}
    facts = commitment_facts(rows, {"lead", "leader"})
    subjects = commitment_subjects(set(facts.values()), paths)
    for row in CommitmentRecord.objects.all():
        known, single = subjects[facts[row.pk]], subject_of(row)
        assert (known.kind, known.state, tuple(known.paths)) == (
            single.kind,
            single.state,
            tuple(single.paths),
        )
        assert {name: set(units) for name, units in known.offices.items()} == dict(single.offices)
        assert set(known.charged) == set(single.charged)


def test_the_head_follows_the_commit(
    city: list[Office], tmp_path: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.HEADS, settings.KEYS = tmp_path / "heads", tmp_path / "keys"
    with django_capture_on_commit_callbacks(execute=True):
        saved(city[0])
    assert (
        json.loads(anchor.heads_file().read_bytes().splitlines()[-1])["size"]
        == EntryRecord.objects.count()
        == 1
    )
