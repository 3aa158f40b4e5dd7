"""What a column of plain values gives back."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_hub import make_city
from samples import everything, plan_of, stems
from yibiao.core.serialise import from_dict, to_dict
from yibiao.hub.clock import now
from yibiao.hub.plans.fields import dumps, loads
from yibiao.hub.plans.models import CorrectionRecord, DocumentRecord, PlanRecord

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(PLAIN)
def test_values_come_back(value: Any) -> None:
    assert loads(dumps(value)) == value


def test_digits_beyond_a_float_come_back() -> None:
    value = {"low": Decimal("0.1234567890123456789012345"), "high": 1.5}
    assert loads(dumps(value)) == value


@pytest.mark.django_db
@pytest.mark.parametrize("path", everything()[:5], ids=stems(everything()[:5]))
def test_a_plan_comes_back_from_the_database(path: Any) -> None:
    office = make_city()["office"]
    plan = plan_of(path)
    document = DocumentRecord.objects.create(name="a", unit=office, at=now())
    row = PlanRecord.objects.create(
        document=document, title="a", unit=office, at=now(), compiled=to_dict(plan, with_text=True)
    )
    row.refresh_from_db()
    assert from_dict(row.compiled) == plan
    assert list(row.compiled) == list(to_dict(plan, with_text=True))


@pytest.mark.django_db
def test_a_body_comes_back_by_itself(db: None) -> None:
    office = make_city()["office"]
    document = DocumentRecord.objects.create(name="a", unit=office, at=now())
    row = PlanRecord.objects.create(document=document, title="a", unit=office, at=now())
    CorrectionRecord.objects.create(plan=row, number=1, body={"kind": "units", "b": 1, "a": [2]}, at=now())
    [body] = CorrectionRecord.objects.values_list("body", flat=True)
    assert list(body.items()) == [("kind", "units"), ("b", 1), ("a", [2])]
