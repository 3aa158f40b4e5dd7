"""What a unit fills in for a period of one plan: a table that behaves like one (filling.js)."""

import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.commitments.serialise import read_trajectory
from yibiao.core.standing import planned_at
from yibiao.hub.access.rights import visible
from yibiao.hub.commitments import reading, saving
from yibiao.hub.commitments.entering import fields
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.standing import latest
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.languages import language_of
from yibiao.web.pages.periods import chosen_period
from yibiao.web.pages.units.sheet import Shown, goal_shown, shown
from yibiao.web.pages.units.table import units_seen
from yibiao.web.pages.viewing import done, number_in, view
from yibiao.web.templating import moment, page

Kept = dict[tuple[int, str], tuple[str, int]]


@view
def values(request: HttpRequest, code: str) -> HttpResponse:
    """Show and save what a unit fills in for a period of one plan."""
    row, actor = one(units_seen(request), code=code), actor_for(request)
    plan = one(visible(actor, "plan.read", PlanRecord.objects.defer("compiled")), pk=number_in(request, "plan") or 0)
    form = Form(row, plan, chosen_period(request, plan), list(visible(actor, "value.save", reading.owes(actor, row, plan))))
    return _save(request, form) if request.method == "POST" else _shown(request, form)


class Form(NamedTuple):
    """What is filled in on one page: a unit's rows of one plan for one period."""

    unit: UnitRecord
    plan: PlanRecord
    period: str
    owed: list[Any]

    def kept(self) -> Kept:
        """Return value and edition of every cell, by commitment and field, with one query."""
        rows = ValueRecord.objects.filter(commitment__in=self.owed, period=self.period)
        return {(row.commitment_id, row.field): (row.value, row.edition) for row in rows}


def _shown(request: HttpRequest, form: Form, cells: Any = (), notes: Any = None, error: str = "") -> HttpResponse:
    """Show the form; after a save that was refused with what was typed (`cells`) and what is wrong, cell by cell."""
    typed = {_place(cell): cell["value"] for cell in cells}
    columns = {name: column.title.replace("{here}", form.unit.name) for name, column in fields().items()}
    given = {**form._asdict(), "kept": form.kept(), "columns": columns, "choices": _choices(), "typed": typed}
    told = {"notes": notes or {}, "error": error, "key": secrets.token_hex(12)}
    beside = {"kinds": {name: column.fill for name, column in fields().items()}, "known": _known(form, language_of(request))}
    return page(request, "units/values.html", 409 if error else 200, **given, **told, **beside, periods=_periods(form.period))


class Known(NamedTuple):
    """What stands beside a row that is filled in: its goal, what was planned by then, what was reached before."""

    goal: Shown
    planned: Shown
    before: str
    before_period: str


def _known(form: Form, lang: str) -> Mapping[int, Known]:
    """Return what is known of each row, with one query."""
    first, last = months_of(form.period) or (0, 0)
    found = latest(form.owed, month_name(first - 1)) if first and form.owed else {}

    def known(row: CommitmentRecord) -> Known:
        planned = planned_at(read_trajectory(row.body.get("trajectory") or {}), last)
        reached = found.get(row.pk)
        told = shown(None if row.holding in ("unset", "none") else planned, row.measure_unit)
        return Known(goal_shown(row, lang), told, reached.value if reached else "", reached.period if reached else "")

    return {row.pk: known(row) for row in form.owed}


def _periods(period: str) -> list[str]:
    """Return the months of the year of a period, and it itself where it is no month."""
    first, _ = months_of(period) or (0, 0)
    made = [month_name(first - first % 12 + month) for month in range(12)]
    return made if period in made else [*made, period]


def _choices() -> dict[str, tuple[str, ...]]:
    """Return what may be chosen in the columns that are chosen from a list."""
    return {name: column.choices for name, column in fields().items() if column.fill == "list"}


def _save(request: HttpRequest, form: Form) -> HttpResponse:
    """Save the cells that a form changed; what somebody else changed meanwhile is said, and nothing is written."""
    kept, lang = form.kept(), language_of(request)
    typed = [cell for cell in map(_cell, request.POST.items()) if cell]
    changed = [cell for cell in typed if request.POST.get(_was(cell)) != cell["value"]]
    cells = [cell for cell in changed if kept.get(_place(cell), ("", 0))[0] != cell["value"]]
    for cell in cells:
        seen = request.POST.get(f"edition-{cell['commitment']}-{cell['field']}", "0")
        cell["edition"] = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
    if not cells:
        return done(request, "pages.nothing-changed", _to(form))
    try:
        saving.save_values(actor_for(request), form.unit, form.period, cells, request.POST.get("key", ""))
    except saving.Invalid as error:
        notes = {_place(cells[fault.place]): fault.message(lang) for fault in error.faults if fault.place >= 0}
        others = [fault.message(lang) for fault in error.faults if fault.place < 0]
        return _shown(request, form, cells, notes, "；".join(others) or say("pages.values-faults", lang, count=len(notes)))
    except saving.Conflict as error:
        notes = {(cell.commitment, cell.field): _now(cell, lang) for cell in error.cells}
        return _shown(request, form, cells, notes, say("pages.values-conflict", lang, count=len(notes)))
    except saving.KeyReused:
        return _shown(request, form, cells, {}, say("pages.sent-already", lang))
    except saving.Unknown:
        raise Problem("not-found") from None
    return done(request, "pages.values-saved", _to(form), count=len(cells))


def _to(form: Form) -> str:
    return f"{reverse('unit-values', args=[form.unit.code])}?plan={form.plan.pk}&period={form.period}"


def _place(cell: dict[str, Any]) -> tuple[int, str]:
    return cell["commitment"], cell["field"]


def _was(cell: dict[str, Any]) -> str:
    return f"was-{cell['commitment']}-{cell['field']}"


def _now(cell: Any, lang: str) -> str:
    """Return how a cell stands that somebody else changed meanwhile."""
    slots = {"value": cell.value or "—", "by": cell.by_name, "at": moment(cell.at)}
    return say("pages.value-now", lang, **slots)


def _cell(item: tuple[str, Any]) -> dict[str, Any] | None:
    name, value = item
    kind, _, rest = name.partition("-")
    commitment, _, field = rest.partition("-")
    if kind != "cell" or not commitment.isdecimal() or len(commitment) > 15:
        return None
    return {"commitment": int(commitment), "field": field, "value": str(value).replace("\r\n", "\n").strip()}
