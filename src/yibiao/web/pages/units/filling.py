"""What a unit fills in for a period of one plan: a table that behaves like one (filling.js)."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao import packs
from yibiao.core.commitments.horizon import month_name, months_of, plan_months
from yibiao.core.cycle.unusual import Unusual, unusual
from yibiao.core.emit import number_text
from yibiao.core.standing import Standing
from yibiao.core.tables.values import Column
from yibiao.core.times import told_period
from yibiao.hub.access.rights import visible
from yibiao.hub.clock import now, today
from yibiao.hub.commitments import reading, saving
from yibiao.hub.commitments.duemonths import due_months
from yibiao.hub.commitments.entering import EXPLAINED, fields
from yibiao.hub.commitments.filled import worked_out
from yibiao.hub.commitments.locks import RETURNED
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.standing import TOTAL, why
from yibiao.hub.cycle.days import workdays
from yibiao.hub.evidence import linking
from yibiao.hub.lights.lighting import Lighting, number, targets_of
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.carrying import said_before
from yibiao.hub.reporting.chains import inner_due
from yibiao.hub.reporting.checking import histories
from yibiao.hub.reporting.filing import open_returns
from yibiao.hub.reporting.models import ChainRecord, ReportRecord
from yibiao.hub.reporting.obligations import has_begun
from yibiao.hub.reporting.offering import offers
from yibiao.hub.reporting.steps import Key, found, machine, round_of
from yibiao.hub.work.months import this_month
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.languages import language_of
from yibiao.web.pages.periods import asked_period
from yibiao.web.pages.units.sheet import Shown, goal_shown, rate_shown, shown
from yibiao.web.pages.units.table import units_seen
from yibiao.web.pages.viewing import done, number_in, view
from yibiao.web.templating import moment, page

# What `only` in an address narrows the rows to: those that want a number.
FIGURES = "figures"
# A chooser of more months than this is no chooser.
_MOST_MONTHS = 120
# More than a form holds beside its cells.
_OWN_FIELDS = 50

Kept = dict[tuple[int, str], tuple[str, int]]


@view
def values(request: HttpRequest, code: str) -> HttpResponse:
    """Show and save what a unit fills in for a period of one plan."""
    row, actor = one(units_seen(request), code=code), actor_for(request)
    plan = one(visible(actor, "plan.read", PlanRecord.objects.defer("compiled")), pk=number_in(request, "plan") or 0)
    period = asked_period(request) or due_months([plan])[plan.pk]
    owed = list(visible(actor, "value.save", reading.owes(actor, row, plan)))
    measured = [one for one in owed if one.target]
    only = FIGURES if (request.POST or request.GET).get("only") == FIGURES and measured else ""
    form = Form(row, plan, period, measured if only else owed, only, len(owed), len(measured))
    return _save(request, form) if request.method == "POST" else _shown(request, form)


class Form(NamedTuple):
    """What is filled in on one page: a unit's rows of one plan for one period.

    `only` narrows them to those with a figure; `every` and `measured` are how many there are of both.
    """

    unit: UnitRecord
    plan: PlanRecord
    period: str
    owed: list[Any]
    only: str = ""
    every: int = 0
    measured: int = 0

    @property
    def doubt(self) -> str:
        """Why the period is likely a slip of the hand, a key of the book `unittable`: still to come, or behind the plan's years."""
        first, _ = months_of(self.period) or (0, 0)
        span = plan_months(self.plan.effective.get("document") or {})
        return "ahead" if first > this_month() else "outside" if span and first > span[1] else ""

    def may_hold(self, cells: Iterable[dict[str, Any]]) -> bool:
        """Whether all cells are of rows that may be filled in here: of others nothing is asked, they are refused."""
        return {cell["commitment"] for cell in cells} <= {row.pk for row in self.owed}

    def kept(self) -> Kept:
        """Return value and edition of every cell, by commitment and field, with one query."""
        rows = ValueRecord.objects.filter(commitment__in=self.owed, period=self.period)
        return {(row.commitment_id, row.field): (row.value, row.edition) for row in rows}


def _shown(request: HttpRequest, form: Form, cells: Any = (), notes: Any = None, error: str = "") -> HttpResponse:
    """Show the form; after a save that was refused with what was typed (`cells`) and what is wrong, cell by cell."""
    typed = {_place(cell): cell["value"] for cell in cells}
    lang = language_of(request)
    columns = {name: _title(name, column, form.unit, lang) for name, column in fields().items()}
    given = {**form._asdict(), "kept": form.kept(), "columns": columns, "choices": _choices(), "typed": typed}
    told = {"notes": notes or {}, "error": error, "key": secrets.token_hex(12)}
    known = _known(form, given["kept"], lang)
    beside = {"kinds": {name: column.fill for name, column in fields().items()}, "known": known, "doubt": form.doubt, "rate_shown": rate_shown, "called": _called(lang), "explaining": EXPLAINED}
    parts = _parts(len(form.owed))
    part = next((one for one in parts if one.first == number_in(request, "from")), parts[0])
    beside["attached"], beside["offered"] = linking.counts(form.owed, form.period), offers(form.owed, form.period)
    beside |= {"periods": _periods(form), "parts": parts, "part": part, **_reporting(form, given["kept"])}
    beside |= {"saves_itself": not form.doubt and beside["shut"] in ("", RETURNED), "since": now().isoformat()}
    beside["saving_to"] = reverse("save-values", args=[form.unit.code])
    beside["alarming"] = [] if beside["shut"] in ("filed", "accepted") else _alarming(form, known)
    return page(request, "units/values.html", 409 if error else 200, **given, **told, **beside)


def _title(name: str, column: Column, unit: UnitRecord, lang: str) -> str:
    """Return the heading of a column: of a standard one in the language of the page, of an office's own as it wrote it."""
    said: str = packs.load("messages/unittable").get(f"column-{name}", {}).get("zh", "")
    title = say(f"unittable.column-{name}", lang, here="{here}") if said == column.title else column.title
    return title.replace("{here}", unit.name)


def _called(lang: str) -> dict[str, str]:
    """Return what the standard choices of the column of standings are called: they are kept as the form spells them."""
    keys = [key for key in packs.load("messages/unittable") if key.startswith("status-")]
    return {say(f"unittable.{key}", "zh"): say(f"unittable.{key}", lang) for key in keys}


def _reporting(form: Form, kept: Kept) -> dict[str, Any]:
    """Return where the report stands that these cells belong to: what is shut, what came back, what can be carried on."""
    key = Key(form.plan, form.unit, form.period)
    row, made = found(key), round_of(form.plan, form.period)
    if made is None or made.every != "month":
        return {"report": None, "round": None, "shut": "", "came_back": {}, "carried_on": {}, "due": None, "inner": None}
    back = {(one.commitment_id, one.field): one.reason for one in open_returns(row)}
    shut = _shut(row)
    filled = {pk for (pk, _), (value, _) in kept.items() if value}
    empty = [row for row in form.owed if row.pk not in filled] if not shut and has_begun(made, today()) else []
    due = made.dates.report if row is None else row.due or row.extended or made.dates.report
    # Bureaus and streets hand theirs in earlier, where the unit said so.
    chain = ChainRecord.objects.filter(unit=form.unit).first()
    inner = inner_due(due, chain.inner_days, workdays()) if chain is not None and not shut else None
    told = {"report": row, "round": made, "shut": shut, "came_back": back, "due": due, "inner": inner}
    return {**told, "carried_on": said_before(empty, form.period)}


def _shut(row: ReportRecord | None) -> str:
    """Return why the cells of a report can't be changed (its stage, or that some were returned), empty where they can."""
    if row is None or machine(row, row.due or today()).stage == "open":
        return RETURNED if row is not None and row.returned and not row.reopened else ""
    return row.stage


class Stretch(NamedTuple):
    """Rows of the table, counted from 1."""

    first: int
    last: int


def _parts(rows: int) -> list[Stretch]:
    """Return the table in parts that a browser without scripts can send: each cell in three fields, a few of the form's own."""
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or 1000
    step = max(1, (most - _OWN_FIELDS) // (3 * len(fields())))
    return [Stretch(first, min(rows, first + step - 1)) for first in range(1, rows + 1, step)] or [Stretch(1, 0)]


class Known(NamedTuple):
    """What stands beside a row that is filled in: its goal, what was planned by then, what was reached before.

    `stands` is how it stands with the total as it is kept, `why` the sentence for it: the rate and the status that
    need not be filled in.
    """

    goal: Shown
    planned: Shown
    before: str
    before_period: str
    stands: Standing
    why: str
    unusual: Unusual | None = None
    added: str = ""


def _known(form: Form, kept: Kept, lang: str) -> Mapping[int, Known]:
    """Return what is known of each row, with a handful of queries."""
    _, last = months_of(form.period) or (0, 0)
    earlier = histories(form.owed, form.period) if form.owed else {}
    lit = Lighting({form.plan.pk: targets_of(form.plan.effective)})

    def known_of(row: CommitmentRecord) -> Known:
        total = kept.get((row.pk, TOTAL), ("", 0))[0]
        stands = lit.stands(row, month_name(last), total)
        known = earlier.get(row.pk, [])
        said = why(stands, form.period, row.measure_unit, lang)
        period, value = (known[-1][0], number_text(known[-1][1])) if known else ("", "")
        reached = number(total)
        is_falling = (row.body.get("figure") or {}).get("comparator") in ("<=", "<")
        odd = None if reached is None else unusual(reached, [one for _, one in known], stands.goal, is_falling)
        planned = shown(None if row.holding in ("unset", "none") else stands.planned, row.measure_unit)
        added = worked_out(reached, known, row.measure_unit)
        return Known(goal_shown(row, lang), planned, value, period, stands, said, odd, added)

    return {row.pk: known_of(row) for row in form.owed}


def _alarming(form: Form, known: Mapping[int, Known]) -> list[CommitmentRecord]:
    """Return the rows that would be red or yellow if dispatched today, with what is filled in and not filed yet; red first."""
    found = [row for row in form.owed if known[row.pk].stands.light in ("red", "yellow")]
    return sorted(found, key=lambda row: known[row.pk].stands.light != "red")


def _periods(form: Form) -> list[str]:
    """Return the months of the plan's years and of the period's, and the period itself where it is no month."""
    first, last = months_of(form.period) or (0, 0)
    begun, end = plan_months(form.plan.effective.get("document") or {}) or (first, last)
    years = {first // 12, *range(begun // 12, min(end, begun + _MOST_MONTHS) // 12 + 1)}
    made = [month_name(year * 12 + month) for year in sorted(years) for month in range(12)]
    return made if form.period in made else [*made, form.period]


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
        return done(request, "pages.nothing-changed", _to(request, form))
    if form.doubt and not request.POST.get("sure") and form.may_hold(cells):
        return _shown(request, form, cells, error=say("unittable.sure-needed", lang, period=told_period(form.period, lang)))
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
    return done(request, "pages.values-saved", _to(request, form), count=len(cells))


def _to(request: HttpRequest, form: Form) -> str:
    first = number_in(request, "from")
    part = f"&from={first}" if first else ""
    part += f"&only={form.only}" if form.only else ""
    return f"{reverse('unit-values', args=[form.unit.code])}?plan={form.plan.pk}&period={form.period}{part}"


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
