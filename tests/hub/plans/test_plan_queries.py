"""Reads of plans and documents: only what may be seen, and as many queries for a thousand tasks as for ten."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from long_plans import long_plan
from made_drafts import brought_in, draft_of
from made_hub import make_actor
from yibiao.core.serialise import to_dict
from yibiao.hub.access.actors import Actor
from yibiao.hub.clock import now
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans import queries
from yibiao.hub.plans.drafting import correct, findings_of
from yibiao.hub.plans.models import ChargeRecord, DocumentRecord, PlanRecord, PlanVersionRecord
from yibiao.hub.plans.publishing import publish

pytestmark = pytest.mark.django_db


def make(office: UnitRecord, tasks: int, state: str = PlanRecord.DRAFT) -> PlanRecord:
    values = to_dict(long_plan(tasks), with_text=True)
    document = DocumentRecord.objects.create(name="a.txt", unit=office, at=now(), state="compiled")
    return PlanRecord.objects.create(
        document=document, title="方案", unit=office, at=now(), compiled=values, effective=values, state=state
    )


def count(read: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        read()
    return len(seen)


def told(plan: PlanRecord) -> list[str]:
    return [str(row.charge and row.charge.leader) for row in queries.tasks(plan)]


def test_queries_do_not_grow_with_tasks(office: UnitRecord, clerk: Actor) -> None:
    leader = PostRecord.objects.create(unit=office, kind="leader")
    counts = []
    for size in (10, 1000):
        plan = make(office, size)
        keys = [task["key"] for task in plan.effective["tasks"]]
        assert len(keys) >= size
        ChargeRecord.objects.bulk_create(ChargeRecord(plan=plan, task=key, leader=leader) for key in keys)
        correct(clerk, plan, {"kind": "units", "fact": {"key": keys[0]}, "role": "lead", "units": ["市财政局"]})
        plan.refresh_from_db()
        counts.append([count(partial(told, plan)), count(partial(findings_of, plan))])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 4


def test_queries_do_not_grow_with_plans(office: UnitRecord, clerk: Actor) -> None:
    def read() -> list[str]:
        shown = [f"{row.title} {row.dispatching} {list(row.versions.all())}" for row in queries.plans(clerk)]
        return shown + [f"{row.unit} {[plan.state for plan in row.plans.all()]}" for row in queries.documents(clerk)]

    for _ in range(2):
        plan = make(office, 2)
        PlanVersionRecord.objects.create(plan=plan, number=1, values={}, digest="", at=now())
    few = count(read)
    for _ in range(20):
        PlanVersionRecord.objects.create(plan=make(office, 2), number=1, values={}, digest="", at=now())
    assert count(read) == few == 4
    assert len(read()) == 44


def test_drafts_are_seen_by_their_office_and_published_plans_by_all(
    office: UnitRecord, clerk: Actor, city: dict[str, UnitRecord]
) -> None:
    plan = draft_of(brought_in(clerk, office))
    others = [make_actor(city[code]) for code in ("east", "science")]
    auditor = make_actor(city["finance"], "auditor")
    assert [list(queries.plans(one)) for one in (clerk, auditor)] == [[plan], [plan]]
    assert [list(queries.plans(one)) for one in others] == [[], []]
    assert [list(queries.documents(one)) for one in others] == [[], []]
    publish(clerk, plan)
    assert [list(queries.plans(one)) for one in others] == [[plan], [plan]]
    assert [list(queries.documents(one)) for one in others] == [[plan.document]] * 2
    assert list(queries.plans(clerk, PlanRecord.DRAFT)) == []
