"""One unit: its table, and its tables as files."""

import io
from collections.abc import Iterable
from functools import partial
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.views.decorators.http import require_safe
from markupsafe import Markup

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.tables.filenames import safe_name
from yibiao.hub.access.rights import check, may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.audit.versions import version
from yibiao.hub.clock import today
from yibiao.hub.commitments import exports
from yibiao.hub.commitments.duemonths import due_months
from yibiao.hub.commitments.unittable import TABS, rows_of
from yibiao.hub.lights.choosing import compares
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work.handing_out import exportable
from yibiao.hub.work.months import plans_of, usual_month
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.attachments import made
from yibiao.web.languages import language_of
from yibiao.web.pages.periods import asked_period
from yibiao.web.pages.units.asked import GROUPS, LIGHTS, ROLES, SORTS, Asked, asked_of
from yibiao.web.pages.units.keeping import Shelf, standpoint
from yibiao.web.pages.units.sheet import Sheet, body_of, sheet_of
from yibiao.web.pages.viewing import number_in, view
from yibiao.web.templating import page
from yibiao.web.woven import PLACE, part, woven

FORMS = ("issued", "dispatch")
FORMATS = {"xlsx": "Excel", "docx": "Word", "pdf": "PDF"}


def units_seen(request: HttpRequest) -> Any:
    """Return the units that whoever asks may see."""
    return visible(actor_for(request), "unit.read", UnitRecord.objects.select_related("parent", "successor", "table"))


@view
@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Show one unit's table: what it owes, what it leads, what was handed on to it; or who holds its posts."""
    asked = asked_of(request)
    seen = _Seen(request, code)
    if asked.tab == "posts":
        posts = visible(seen.actor, "post.read", PostRecord.objects.filter(unit=seen.row).prefetch_related("holdings__person"))
        return seen.page(seen.main(asked, seen.sheet(asked._replace(tab=TABS[0])), posts=posts))
    asked = asked._replace(tab=asked.tab or seen.first_tab(asked))
    if not asked.plain:
        return seen.page(seen.main(asked, seen.sheet(asked)))
    period = asked.period or seen.usual_period()
    key = (seen.version(asked.tab), "main", seen.point, seen.row.pk, asked, period, seen.lang)
    made = _shelf.get(key, lambda: part(seen.main(asked, seen.sheet(asked))), lambda one: one.size)
    return woven(request, seen.page(Markup(PLACE)), made)


# Bytes of pages, and of rows that are put in another order; a table of 200 rows has half a million.
_shelf = Shelf(64_000_000)


class _Seen:
    """A unit as somebody sees it now."""

    def __init__(self, request: HttpRequest, code: str) -> None:
        self.request, self.actor, self.lang = request, actor_for(request), language_of(request)
        self._version = version()
        self.point = (standpoint(self.actor), self.actor.trusted, today())
        key = (self._version.but_values, "unit", self.point, code)
        self.row: UnitRecord = _shelf.get(key, lambda: one(units_seen(request), code=code), lambda _: 1000)

    def version(self, tab: str) -> tuple[int, int, int]:
        """Return the version of a tab: what the unit owes changes with its own values, the others with anybody's.

        Where the lights of a plan compare units, a unit's own table changes with anybody's values too.
        """
        own = self.row.table_id or self.row.pk
        return self._version.of(own) if tab == TABS[0] and not self._is_compared() else self._version.everything

    def _is_compared(self) -> bool:
        plans = self._plans()
        return _shelf.get((self._version.but_values, "compared", plans), lambda: compares(plans), lambda _: 500)

    def _plans(self) -> tuple[int, ...]:
        key = (self._version.but_values, "plans", self.point, self.row.pk)
        return tuple(_shelf.get(key, lambda: plans_of(self.actor, self.row), lambda _: 1000))

    def sheet(self, asked: Asked) -> Sheet:
        """Return the rows of the tab asked for."""
        period = asked.period or self.usual_period()
        key = (self.version(asked.tab), "sheet", self.point, self.row.pk, asked.tab, period, self.lang)
        make = partial(sheet_of, self.actor, self.row, asked.tab, period, self.lang)
        return _shelf.get(key, make, lambda made: sum(2 * len(row.html) for row in made.rows) + 1000)

    def usual_period(self) -> str:
        """Return the month to show where none is asked for: it changes with the values of any unit."""
        plans = self._plans()
        return month_name(_shelf.get((self._version.everything, "month", today(), plans), lambda: usual_month(plans), lambda _: 500))

    def first_tab(self, asked: Asked) -> str:
        """Return the first tab that has rows."""
        tabs = self.sheet(asked._replace(tab=TABS[0])).tabs
        return next((tab for tab in TABS if tabs[tab]), TABS[0])

    def main(self, asked: Asked, sheet: Sheet, **more: Any) -> Markup:
        """Return what stands between head and foot of the page."""
        body, shown = body_of(sheet, asked, self.lang)
        words = {"say": partial(say, lang=self.lang), "lang": self.lang, "may": partial(may, self.actor)}
        given = {**words, "unit": self.row, "above": _above(self.row)}
        told = {**_told(sheet), **self._exports(sheet, asked), "body": body, "shown": shown}
        template: Any = engines["jinja2"].env.get_template("units/table.html")
        return Markup(template.render({**given, **told, "wish": asked, **more}))

    def _exports(self, sheet: Sheet, asked: Asked) -> dict[str, Any]:
        """Return the plans under which the unit's table may be had as a file, and for each the month to offer first."""
        plans = exportable(self.actor, self.row, sheet.plans.values()) if asked.tab == TABS[0] else []
        return {"exports": plans, "export_months": due_months(plans)}

    def page(self, main: Markup) -> HttpResponse:
        """Return the page around it."""
        return page(self.request, "units/unit.html", unit=self.row, main=main)


def _above(row: UnitRecord) -> list[UnitRecord]:
    """Return the units above, the topmost first; most have one, which is there already."""
    codes = row.path.rstrip("/").split("/")[:-1]
    if len(codes) < 2:
        return [row.parent] if row.parent else []
    found = {unit.code: unit for unit in UnitRecord.objects.filter(code__in=codes)}
    return [found[code] for code in codes if code in found]


def _told(sheet: Sheet) -> dict[str, Any]:
    """Return what the page says of its rows."""
    return {
        "sheet": sheet,
        "tabs": (*TABS, "posts"),
        "fillable": [plan for number, plan in sheet.plans.items() if number in sheet.fillable],
        "picks": sheet.columns[0] == "pick",
        "columns": sheet.columns,
        "sorts": SORTS,
        "groups": GROUPS,
        "lights": LIGHTS,
        "roles": [role for role in ROLES if any(role in line.roles for line in sheet.rows)],
        "periods": _periods(sheet),
        "forms": FORMS,
        "formats": FORMATS,
    }


def _periods(sheet: Sheet) -> list[tuple[str, list[str]]]:
    """Return what may be chosen: the months of the years of the plans and the period shown, by year."""
    first, last = months_of(sheet.period) or (0, 0)
    years = {today().year, first // 12, last // 12, *sheet.years}
    made = {year: [f"{year:04}-{month:02}" for month in range(1, 13)] for year in sorted(years)}
    if not any(sheet.period in months for months in made.values()):
        made[first // 12].append(sheet.period)
    return [(f"{year:04}", months) for year, months in made.items()]


# --- as files


@view
@require_safe
def table(request: HttpRequest, code: str, form: str, fmt: str) -> HttpResponse:
    """Hand out the unit's table as a file; ``all.zip`` holds those of all its plans."""
    row = one(units_seen(request), code=code)
    if (form, fmt) == ("all", "zip"):
        return made(_zipped(_all(request, row)), f"{safe_name(row.name)}.zip")
    if form not in FORMS or fmt not in FORMATS:
        raise Refused("problems.not-found")
    number = number_in(request, "plan")
    plan = one(visible(actor_for(request), "plan.read", PlanRecord.objects.all()), pk=number) if number else None
    name, data = exports.unit_table(actor_for(request), row, form, fmt, plan, asked_period(request))
    return made(data, name)


def _all(request: HttpRequest, row: UnitRecord) -> Iterable[exports.Exported]:
    """Yield every form and format under every plan that asks something of the unit, as far as the asker may have them."""
    actor, period = actor_for(request), asked_period(request)
    owed = rows_of(actor, row, "owes").order_by().values("plan")
    plans = list(PlanRecord.objects.filter(pk__in=owed).order_by("pk"))
    wanted = exportable(actor, row, plans)
    if not wanted:
        check(actor, "table.export", row)
        raise Refused("hubcommitments.nothing-to-print", unit=row.name)
    for plan in wanted:
        for form in FORMS:
            for fmt in FORMATS:
                file = exports.unit_table(actor, row, form, fmt, plan, period)
                yield file._replace(name=f"{safe_name(plan.title)}/{file.name}")


def _zipped(files: Iterable[exports.Exported]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()
