"""A unit's table as it is shown: its rows rendered, then grouped, filtered and put in order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from django.template import engines
from markupsafe import Markup, escape

from yibiao.core.amounts import SIGNS, grouped, number_text
from yibiao.core.commitments.serialise import read_figure
from yibiao.core.commitments.values import Figure
from yibiao.core.splits.apply import adds_up
from yibiao.core.standing import Standing
from yibiao.hub.access.actors import Actor
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.commitments.unittable import Led, Line, counts, led_by, unit_table
from yibiao.hub.orgs.models import UnitRecord
from yibiao.messages import say
from yibiao.web.pages.units.asked import LIGHTS, Asked

_NEVER = "￿"  # after every deadline


class Shown(NamedTuple):
    """A figure in a cell: its number as offices write it, its measure unit, the exact number, and what to say beside it.

    `draft` says what it is while it is not decided: a share that is not issued.
    """

    number: str
    unit: str = ""
    exact: str = ""
    beside: str = ""
    draft: str = ""


class Row(NamedTuple):
    """A row: its HTML behind ``<tr``, what it is found by, what it is grouped by (place and label), and sorted by."""

    html: str
    text: str
    plan: str
    roles: tuple[str, ...]
    light: str
    groups: Mapping[str, tuple[Any, str]]
    keys: Mapping[str, Any]


class Sheet(NamedTuple):
    """A tab of a unit's table in a period, for somebody, in a language.

    `total` is how many rows there are, `fillable` the plans under which values may be filled in, `tabs` how much
    each tab has, `years` those in which something is due, `led` how much is led where that is the tab.
    """

    tab: str
    period: str
    rows: tuple[Row, ...]
    total: int
    fillable: frozenset[int]
    tabs: Mapping[str, int]
    plans: Mapping[int, Any]
    columns: tuple[str, ...]
    years: frozenset[int]
    led: Led | None = None

    @property
    def lights(self) -> dict[str, int]:
        """How many rows have each light, in the order of lights."""
        found = Counter(row.light for row in self.rows)
        return {light: found[light] for light in LIGHTS if found[light]}


def sheet_of(actor: Actor, unit: UnitRecord, tab: str, period: str, lang: str) -> Sheet:
    """Return a tab of a unit's table at the end of a period, with all its rows rendered."""
    table = unit_table(actor, unit, tab, period)
    plans = {line.row.plan_id: line.row.plan for line in table.lines}
    given = {"say": partial(say, lang=lang), "lang": lang, "tab": tab, "period": period, "code": unit.code}
    picks = any(line.may_hand_on for line in table.lines)
    words: Any = engines["jinja2"].env.get_template("units/rows.html").make_module({**given, "picks": picks})
    rows = tuple(_row(line, words, place, lang) for place, line in enumerate(table.lines))
    years = frozenset(int(line.row.deadline[:4]) for line in table.lines if line.row.deadline[:4].isdecimal())
    columns = tuple(words.columns.split())
    led = led_by(actor, unit) if tab == "leads" else None
    return Sheet(tab, period, rows, table.total, table.fillable, counts(actor, unit), plans, columns, years, led)


def _row(line: Line, words: Any, place: int, lang: str) -> Row:
    row, stands = line.row, line.stands
    names = "、".join(unit.name for unit in line.leads)
    keys = {
        "goal": stands.goal,
        "planned": stands.planned,
        "reached": stands.reached,
        "rate": stands.rate,
        "light": LIGHTS.index(stands.light),
        "lead": names,
        "unit": row.unit.name,
        "deadline": row.deadline or _NEVER,
    }
    groups = {
        "plan": (row.plan_id, row.plan.title),
        "task": ((row.plan_id, row.task), f"{row.body.get('task', '')} {row.task_title}"),
        "lead": (names, names or say("unittable.no-lead", lang)),
        "light": (keys["light"], say(f"unittable.light-{stands.light}", lang)),
        "deadline": (keys["deadline"], row.deadline or say("unittable.no-deadline", lang)),
    }
    html = words.row(line, cells(line, lang), f"{place};" + ";".join(_key(keys[name]) for name in _NUMBERS))
    # The plan's name stands in the last cell of every row: a word of it would find them all.
    text = Markup(html.rpartition("<td")[0]).striptags().lower()
    return Row(str(html), text, str(row.plan_id), tuple(row.body.get("roles", ())), stands.light, groups, keys)


_NUMBERS = ("goal", "planned", "reached", "rate")


def _key(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


# --- what stands in the cells


def cells(line: Line, lang: str) -> dict[str, Any]:
    """Return what a row says in its cells of figures, and its leads in short."""
    stands, unit = line.stands, line.row.measure_unit
    return {
        "goal": goal_shown(line.row, lang),
        "planned": shown(stands.planned, unit),
        "reached": shown(stands.reached, unit),
        "rate": rate_shown(stands),
        "no_rate": no_rate(stands),
        "leads": _leads(line, lang),
    }


def rate_shown(stands: Standing) -> str:
    """Return the part of the goal that was reached, in per cent, empty where it can't be told."""
    return "" if stands.rate is None else f"{stands.rate:.1f}"


def no_rate(stands: Standing) -> str:
    """Return why there is no rate: a key of the book `unittable`."""
    return "no-goal" if not stands.goal else "no-reached"


def shown(value: Decimal | None, unit: str) -> Shown:
    """Return a number as offices write it, in 万 or 亿 where that is exact."""
    if value is None:
        return Shown("")
    number, myriad = number_text(value, None)
    exact = f"{grouped(value)}{unit}" if myriad else ""
    return Shown(number, f"{myriad}{unit}", exact)


def goal_shown(row: CommitmentRecord, lang: str) -> Shown:
    """Return the unit's own figure; where it has none yet, the whole that is still to be split."""
    own, whole = read_figure(row.body.get("figure")), read_figure(row.body.get("city"))
    if row.holding in ("own", "share", "total") and own is not None:
        beside = say("unittable.holding-total", lang) if row.holding == "total" else ""
        draft = say("unittable.draft-share", lang) if row.is_draft else ""
        return _figure(own, row.measure_unit)._replace(beside=beside, draft=draft)
    if row.holding == "unset" and whole is not None:
        words = _figure(whole, row.measure_unit)
        key = "holding-unset" if adds_up(row.measure_unit) else "holding-rate"
        return Shown("", beside=say(f"unittable.{key}", lang, whole=f"{words.number}{words.unit}"))
    return Shown("")


def _figure(figure: Figure, unit: str) -> Shown:
    low = None if figure.low is None else Decimal(figure.low)
    high = None if figure.high is None else Decimal(figure.high)
    number, myriad = number_text(low, high)
    exact = f"{number_text(low, high, exact=True)[0]}{unit}" if myriad else ""
    return Shown(f"{SIGNS[figure.comparator]}{number}", f"{myriad}{unit}", exact)


_FEW = 2


def _leads(line: Line, lang: str) -> tuple[str, str]:
    """Return the leads in short and in full, the latter empty where it says no more."""
    names = [unit.name for unit in line.leads]
    if len(names) <= _FEW:
        return "、".join(names), ""
    return say("unittable.leads-more", lang, first=names[0], count=len(names)), "、".join(names)


# --- grouped, filtered, sorted


def body_of(sheet: Sheet, asked: Asked, lang: str) -> tuple[Markup, int]:
    """Return the rows of the table's body as asked, those that are filtered out hidden, and how many are shown."""
    if asked.plain:
        return Markup("".join(f"<tr{row.html}" for row in sheet.rows)), len(sheet.rows)
    rows = _sorted(sheet.rows, asked)
    kept = [row for row in rows if _matches(row, asked)]
    if not asked.group:
        shown_ids = set(map(id, kept))
        return Markup("".join(f"<tr{'' if id(row) in shown_ids else ' hidden'}{row.html}" for row in rows)), len(kept)
    hidden = [row for row in rows if not _matches(row, asked)]
    made = [*_grouped(kept, asked.group, len(sheet.columns), lang), *(f"<tr hidden{row.html}" for row in hidden)]
    return Markup("".join(made)), len(kept)


def _matches(row: Row, asked: Asked) -> bool:
    return (
        (not asked.plan or row.plan == asked.plan)
        and (not asked.role or asked.role in row.roles)
        and (not asked.light or row.light == asked.light)
        and all(word in row.text for word in asked.q.lower().split())
    )


def _sorted(rows: Iterable[Row], asked: Asked) -> list[Row]:
    """Return rows by a column; what says nothing there comes last, whichever way."""
    column = asked.column
    found = list(rows)
    if column in ("", "task"):
        return found[::-1] if asked.falling else found
    said = [row for row in found if row.keys[column] is not None]
    said.sort(key=lambda row: row.keys[column], reverse=asked.falling)
    return [*said, *(row for row in found if row.keys[column] is None)]


def _grouped(rows: Iterable[Row], by: str, columns: int, lang: str) -> Iterator[str]:
    """Yield rows under the heads of their groups; groups of plans, tasks and leads in table order."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.groups[by][0], []).append(row)
    for key in sorted(groups) if by in ("light", "deadline") else groups:
        label = escape(groups[key][0].groups[by][1])
        count = escape(say("unittable.group-count", lang, count=len(groups[key])))
        head = f'<span class="stays">{label} <span class="quietly">{count}</span></span>'
        yield f'<tr class="group"><th colspan="{columns}" scope="colgroup">{head}</th></tr>'
        yield from (f"<tr{row.html}" for row in groups[key])
