"""Tracked items 事项: reading them, raising an issue, taking a step. Steps that need a sealed scan are taken on the page."""

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from yibiao.core.coordination.machines import kinds, machine_of
from yibiao.hub.access.rights import visible
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.coordination import raising
from yibiao.hub.coordination.models import ItemRecord
from yibiao.hub.coordination.reading import TABS, items, of_tab
from yibiao.hub.coordination.stepping import Gift, step_item, steps_for
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.web.api.editions import tagged
from yibiao.web.api.finding import one
from yibiao.web.api.paging import Paging, page
from yibiao.web.api.plans import Id
from yibiao.web.api.schemas import Code, Listed, Long, Name, Problem, Why
from yibiao.web.api.writing import acting, editing, named

router = Router(tags=["coordination"])


class ItemOut(Schema):
    """A tracked item. `handling` is its place on the axis 办理, `level` how far it has climbed, `late` that it was ever late."""

    id: int
    kind: str
    plan: int
    commitment: int | None
    period: str
    title: str
    text: str
    unit: str | None
    asker: str
    state: str
    handling: str
    due: datetime.date | None
    overdue: bool
    late: bool
    level: str
    number: str
    at: datetime.datetime
    edition: int


class StepOut(Schema):
    """A step that was taken; `unit` is the one it was done for."""

    name: str
    before: str
    after: str
    unit: str | None
    at: datetime.datetime
    day: datetime.date
    note: str
    due: datetime.date | None
    number: str
    late: bool
    level: str


class ItemWhole(ItemOut):
    """An item with its course, who assists, and the steps that the asker can take."""

    helpers: list[str]
    course: list[StepOut]
    steps: list[str]


def told(row: ItemRecord) -> dict[str, Any]:
    """Return an item as the API shows it."""
    plain = ("kind", "period", "title", "text", "state", "due", "late", "level", "number", "at", "edition")
    state = machine_of(row.kind).states[row.state]
    return {
        "id": row.pk,
        "plan": row.plan_id,
        "commitment": row.commitment_id,
        "unit": row.unit.code if row.unit else None,
        "asker": row.asker.code,
        "handling": state.handling,
        "overdue": bool(row.due and row.due < today() and not state.is_final),
        **{name: getattr(row, name) for name in plain},
    }


def _whole(request: HttpRequest, row: ItemRecord) -> dict[str, Any]:
    plain = ("name", "before", "after", "at", "day", "note", "due", "number", "late", "level")
    course = [
        {"unit": step.unit.code if step.unit else None, **{name: getattr(step, name) for name in plain}}
        for step in row.steps.select_related("unit")
    ]
    helpers = [unit.code for unit in row.helpers.all()]
    return {**told(row), "helpers": helpers, "course": course, "steps": [step.name for step in steps_for(acting(request), row)]}


class Asked(Schema):
    """Which items: a tab of the page, a kind, a plan."""

    tab: Literal[TABS] = "all"  # type: ignore[valid-type]
    kind: Literal[kinds()] | None = None  # type: ignore[valid-type]
    plan: Id | None = None


@router.get("/items", response=Listed(ItemOut), operation_id="list_items")
def list_items(request: HttpRequest, asked: Annotated[Asked, Query()], paging: Annotated[Paging, Query()]) -> Any:
    """The items that may be seen."""
    rows = of_tab(acting(request), asked.tab)
    rows = rows.filter(kind=asked.kind) if asked.kind else rows
    rows = rows.filter(plan=asked.plan) if asked.plan is not None else rows
    return page(rows, paging, told)


@router.get("/items/{item}", response=ItemWhole, operation_id="read_item")
def read_item(request: HttpRequest, answer: HttpResponse, item: Id) -> Any:
    """One item with its course."""
    row: ItemRecord = one(items(acting(request)), pk=item)
    tagged(answer, row)
    return _whole(request, row)


class ItemIn(Why):
    """An issue, or a dispute. Without `unit` the dispatching office gives it out; without `due` the clock of its kind counts."""

    kind: Literal[raising.RAISED] = "issue"  # type: ignore[valid-type]
    title: Name
    text: Long = ""
    unit: Code | None = None
    helpers: list[Code] = Field(default_factory=list, max_length=50)
    due: datetime.date | None = None
    clock: Literal["", "urgent", "normal", "minutes", "hard", "document"] = ""
    commitment: Id | None = None
    period: Annotated[str, Query(pattern="^(20[0-9]{2}(-(0[1-9]|1[0-2]|Q[1-4]))?)?$")] = ""


@router.post("/plans/{plan}/items", response={201: ItemWhole, 422: Problem}, operation_id="raise_item")
def raise_item(request: HttpRequest, answer: HttpResponse, plan: Id, given: ItemIn) -> Any:
    """Raise an issue or a dispute under a plan."""
    actor = acting(request)
    row = one(visible(actor, "plan.read", PlanRecord.objects.all()), pk=plan)
    seen = visible(actor, "unit.read", UnitRecord.objects.all())
    rows = visible(actor, "commitment.read", CommitmentRecord.objects.filter(plan=row))
    matter = raising.Matter(
        title=given.title,
        text=given.text,
        unit=one(seen, code=given.unit) if given.unit else None,
        helpers=tuple(one(seen, code=code) for code in given.helpers),
        due=given.due,
        clock=given.clock,
        commitment=one(rows, pk=given.commitment) if given.commitment is not None else None,
        period=given.period,
    )
    made = raising.raise_item(actor, row, given.kind, matter, **named(request, given.reason))
    tagged(answer, made)
    return 201, _whole(request, made)


class StepIn(Why):
    """A step by its name, with what it needs."""

    step: Code
    note: Long = ""
    day: datetime.date | None = None
    unit: Code | None = None
    number: Annotated[str, Query(max_length=80)] = ""


@router.post("/items/{item}/steps", response={200: ItemWhole, 422: Problem}, operation_id="step_item")
def step(request: HttpRequest, answer: HttpResponse, item: Id, given: StepIn) -> Any:
    """Take a step of an item."""
    actor = acting(request)
    row: ItemRecord = one(items(actor), pk=item)
    seen = visible(actor, "unit.read", UnitRecord.objects.all())
    unit = one(seen, code=given.unit) if given.unit else None
    step_item(actor, row, given.step, Gift(given.note, given.day, unit, given.number), **editing(request, row, given.reason))
    row.refresh_from_db()
    tagged(answer, row)
    return _whole(request, row)
