"""A city with units, a clerk with a token in each, and commitments to fill in: for tests and benchmarks of saving."""

import datetime
from typing import NamedTuple

from yibiao.hub.access.models import TokenRecord
from yibiao.hub.access.tokens import digest_of
from yibiao.hub.clock import now
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.orgs.models import HoldingRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.plans.models import DocumentRecord, PlanRecord


class Office(NamedTuple):
    """A unit with its clerk, the clerk's token in clear, and the ids of its commitments."""

    unit: UnitRecord
    clerk: PersonRecord
    token: str
    commitments: tuple[int, ...]


def make_city(offices: int = 2, rows: int = 4) -> list[Office]:
    """Make a published plan under which `offices` units owe `rows` commitments each."""
    root = UnitRecord.objects.create(code="city", name="示例市", kind="city", path="city/", dispatches=True)
    made = [_office(root, number) for number in range(offices)]
    document = DocumentRecord.objects.create(name="示例.txt", unit=root, at=now())
    plan = PlanRecord.objects.create(document=document, title="示例方案", state=PlanRecord.PUBLISHED, unit=root, at=now())
    CommitmentRecord.objects.bulk_create(
        [_commitment(plan, unit, place) for unit, _, _ in made for place in range(rows)], batch_size=500
    )
    owed: dict[int, list[int]] = {}
    for pk, unit in CommitmentRecord.objects.order_by("pk").values_list("pk", "unit_id"):
        owed.setdefault(unit, []).append(pk)
    return [Office(unit, clerk, token, tuple(owed[unit.pk])) for unit, clerk, token in made]


def _office(root: UnitRecord, number: int) -> tuple[UnitRecord, PersonRecord, str]:
    code = f"d{number:03}"
    unit = UnitRecord.objects.create(code=code, name=f"第{number}区", kind="district", parent=root, path=f"city/{code}/")
    clerk = PersonRecord.objects.create(login=f"clerk-{code}", name=f"填报人{number}", password="!")
    HoldingRecord.objects.create(post=PostRecord.objects.create(unit=unit, kind="clerk"), person=clerk)
    return unit, clerk, make_token(clerk, f"{code:_>43}")


def make_token(person: PersonRecord, text: str, scopes: tuple[str, ...] = ("values",)) -> str:
    """Make a token of 43 characters of your choice and return its text."""
    token = f"yb_{text}"
    moment = now()
    TokenRecord.objects.create(
        person=person,
        name="test",
        digest=digest_of(token),
        hint=token[:7],
        scopes=list(scopes),
        made_at=moment,
        expires_at=moment + datetime.timedelta(days=1),
    )
    return token


def _commitment(plan: PlanRecord, unit: UnitRecord, place: int) -> CommitmentRecord:
    return CommitmentRecord(
        plan=plan,
        unit=unit,
        key=f"{unit.code}:{place}",
        place=place,
        task=f"task-{place}",
        task_number=f"（{place}）",
        task_title=f"任务{place}",
        target=f"target-{place}",
        text=f"完成第{place}项任务，年内达到{100 + place}个",
        holding="share",
        figure=str(100 + place),
        measure_unit="个",
        deadline="2026-12-31",
        body={"roles": ["责任单位"], "spans": [[10 * place, 10 * place + 9]]},
    )


def cells(office: Office, value: str = "12.5", edition: int = 0, field: str = "total") -> list[dict[str, object]]:
    """Return a request's cells: one value for each commitment."""
    return [
        {"commitment": pk, "field": field, "value": value, "edition": edition} for pk in office.commitments
    ]
