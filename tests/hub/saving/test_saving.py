"""Values are saved as typed, together with their entry and answer; of two editors the second is told."""

import json
from typing import Any

import pytest
from saving_city import KEY, MONTH, clerk, kept, last_entry, saved

from made_values import Office, cells
from yibiao.hub.access.claims import claim_of
from yibiao.hub.access.models import IdempotencyRecord
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import now
from yibiao.hub.commitments import saving
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.commitments.saving import save_values
from yibiao.hub.outbox.models import DeliveryRecord, WebhookRecord
from yibiao.hub.plans.models import PlanRecord

pytestmark = pytest.mark.django_db


def test_a_save_writes_rows_entry_and_answer(city: list[Office]) -> None:
    office = city[0]
    assert saved(office) == saving.Saved((1, 1, 1, 1))
    assert kept() == dict.fromkeys(office.commitments, ("12.5", 1))
    row = ValueRecord.objects.first()
    assert row is not None
    assert (row.period, row.field, row.by) == (MONTH, "total", office.clerk)
    entry = last_entry()
    assert entry["action"] == "value.save"
    assert entry["actor"] == f"person:{office.clerk.pk}"
    assert (entry["unit"], entry["request"]) == (office.unit.code, KEY)
    assert entry["plan"] == f"plan:{PlanRecord.objects.get().pk}"
    assert entry["changes"] == [[f"commitment:{pk}.{MONTH}.total", None, "12.5"] for pk in office.commitments]
    assert IdempotencyRecord.objects.get().key == KEY


def test_webhooks_are_told_of_a_save(city: list[Office]) -> None:
    hook = WebhookRecord.objects.create(
        name="x", url="https://example.org/", secret="s", events=["value.*"], made_at=now()
    )
    saved(city[0])
    told = json.loads(DeliveryRecord.objects.get(webhook=hook).body)
    assert (told["event"], told["entry"]) == ("value.save", last_entry()["seq"])


def test_the_leads_opinion_is_not_the_units_to_fill(city: list[Office]) -> None:
    asked = [{**cell, "field": "verified", "value": "属实"} for cell in cells(city[0])]
    with pytest.raises(saving.Invalid):
        save_values(clerk(city[0]), city[0].unit, MONTH, asked, KEY)


def test_the_entry_tells_old_and_new_of_what_changed_alone(city: list[Office]) -> None:
    office = city[0]
    saved(office)
    asked = cells(office, edition=1)
    asked[2]["value"] = "13"
    assert save_values(clerk(office), office.unit, MONTH, asked, "key-00000002").editions == (1, 1, 2, 1)
    assert last_entry()["changes"] == [[f"commitment:{office.commitments[2]}.{MONTH}.total", "12.5", "13"]]


def test_nothing_changed_leaves_no_entry(city: list[Office]) -> None:
    saved(city[0])
    count = EntryRecord.objects.count()
    assert saved(city[0], key="key-00000002", edition=1).editions == (1, 1, 1, 1)
    assert EntryRecord.objects.count() == count
    assert saved(city[1], key="key-00000003", value="").editions == (0, 0, 0, 0)
    assert EntryRecord.objects.count() == count
    assert len(kept()) == len(city[0].commitments)


def test_zero_is_a_value_and_empty_reports_nothing(city: list[Office]) -> None:
    saved(city[0], value="0")
    assert set(kept().values()) == {("0", 1)}
    saved(city[0], key="key-00000002", value="", edition=1)
    assert set(kept().values()) == {("", 2)}
    assert last_entry()["changes"][0][1:] == ["0", ""]


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("total", "12.50", "12.5"),
        ("total", "１２，３４５", "12345"),
        ("total", "-0", "0"),
        ("total", 7, "7"),
        ("total", "0.10", "0.1"),
        ("rate", "95%", "95"),
        ("status", "达进度", "达进度"),
        ("progress", "一行\r\n二行", "一行\n二行"),
        ("progress", "  ", ""),
        ("progress", None, ""),
        ("progress", "=1+1", "=1+1"),
    ],
)
def test_what_is_typed_is_kept_exactly(city: list[Office], field: str, typed: Any, value: str) -> None:
    asked = [{"commitment": city[0].commitments[0], "field": field, "value": typed, "edition": 0}]
    save_values(clerk(city[0]), city[0].unit, MONTH, asked, KEY)
    assert list(ValueRecord.objects.values_list("value", flat=True)) == ([value] if value else [])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"field": "number"}, "values.unknown-field"),
        ({"field": "\ud800"}, "values.unknown-field"),
        ({"value": "约12"}, "collect.number"),
        ({"value": "5%"}, "collect.percent"),
        ({"value": "1e5"}, "collect.number"),
        ({"value": 0.1}, "values.not-text"),
        ({"value": True}, "values.not-text"),
        ({"value": ["1"]}, "values.not-text"),
        ({"field": "status", "value": "很好"}, "collect.choice"),
        ({"field": "progress", "value": "长" * 2001}, "values.too-long"),
        ({"edition": -1}, "values.shape"),
        ({"edition": "1"}, "values.shape"),
        ({"commitment": "1"}, "values.shape"),
        ({"commitment": 2**70}, "values.shape"),
        ({"more": 1}, "values.shape"),
    ],
)
def test_what_cannot_be_meant_is_told_by_its_place(
    city: list[Office], change: dict[str, Any], code: str
) -> None:
    asked = cells(city[0])
    asked[1] |= change
    with pytest.raises(saving.Invalid) as told:
        save_values(clerk(city[0]), city[0].unit, MONTH, asked, KEY)
    assert [(fault.place, fault.code) for fault in told.value.faults] == [(1, code)]
    for lang in ("zh", "en"):
        assert told.value.faults[0].message(lang).encode()
    assert kept() == {}


@pytest.mark.parametrize("period", ["2026-13", "2026/2027", "26-03", "２０２６", "", 2026, None])
def test_a_period_must_be_one(city: list[Office], period: Any) -> None:
    with pytest.raises(saving.Invalid, match="1"):
        save_values(clerk(city[0]), city[0].unit, period, cells(city[0]), KEY)


def test_a_cell_may_stand_once_and_cells_are_counted(city: list[Office]) -> None:
    asked = cells(city[0])
    for wrong in ([], [*asked, asked[0]], asked * 60):
        with pytest.raises(saving.Invalid):
            save_values(clerk(city[0]), city[0].unit, MONTH, wrong, KEY)


# --- two editors


def test_the_second_of_two_editors_is_told_and_nothing_is_saved(city: list[Office]) -> None:
    office = city[0]
    first = cells(office)[:1]
    save_values(clerk(office), office.unit, MONTH, first, KEY)
    with pytest.raises(saving.Conflict) as told:
        saved(office, key="key-00000002", value="99")
    (cell,) = told.value.cells
    assert (cell.commitment, cell.field, cell.value, cell.edition) == (
        office.commitments[0],
        "total",
        "12.5",
        1,
    )
    assert (cell.by, cell.by_name) == (office.clerk.pk, office.clerk.name)
    assert cell.at == ValueRecord.objects.get().at
    assert kept() == {office.commitments[0]: ("12.5", 1)}
    assert EntryRecord.objects.count() == 1
    assert not IdempotencyRecord.objects.filter(key="key-00000002").exists()


def test_in_one_batch_the_second_sees_what_the_first_did(city: list[Office]) -> None:
    claim = claim_of(clerk(city[0]))
    works = [
        saving.asked(claim, city[0].unit.code, MONTH, cells(city[0], value, edition), key)
        for value, edition, key in [
            ("1", 0, "key-00000001"),
            ("2", 0, "key-00000002"),
            ("3", 1, "key-00000003"),
            ("1", 0, "key-00000001"),
            ("9", 0, "key-00000003"),
        ]
    ]
    outcomes, drafts = saving.save_all(works)
    assert outcomes[0] == saving.Saved((1, 1, 1, 1))
    assert isinstance(outcomes[1], saving.Conflict)
    assert {cell.value for cell in outcomes[1].cells} == {"1"}
    assert {cell.by_name for cell in outcomes[1].cells} == {city[0].clerk.name}
    assert outcomes[2] == saving.Saved((2, 2, 2, 2))
    assert outcomes[3] == saving.Saved((1, 1, 1, 1), repeated=True)
    assert isinstance(outcomes[4], saving.KeyReused)
    assert len(list(drafts)) == 2
    assert set(kept().values()) == {("3", 2)}


def test_periods_are_apart(city: list[Office]) -> None:
    saved(city[0])
    assert saved(city[0], key="key-00000002", period="2026-Q1").editions == (1, 1, 1, 1)
    assert ValueRecord.objects.count() == 2 * len(city[0].commitments)


# --- keys


def test_the_same_key_gets_the_same_answer(city: list[Office]) -> None:
    assert not saved(city[0]).repeated
    again = saved(city[0])
    assert again == saving.Saved((1, 1, 1, 1), repeated=True)
    assert EntryRecord.objects.count() == 1


def test_a_key_for_another_request_is_refused(city: list[Office]) -> None:
    saved(city[0])
    for other in ({"value": "13"}, {"period": "2026-04"}, {"field": "current"}, {"edition": 1}):
        with pytest.raises(saving.KeyReused):
            saved(city[0], **other)
    saved(city[1])  # another person's keys are their own


@pytest.mark.parametrize("key", ["", "short", "with space", "钥匙钥匙钥匙钥匙", "x" * 81])
def test_a_key_must_be_one(city: list[Office], key: str) -> None:
    with pytest.raises(saving.Invalid):
        saved(city[0], key=key)
