"""One unit's table: its commitments in the columns of a form, with head, notes and signature block."""

import hashlib
from collections.abc import Iterable, Iterator

from yibiao.core.commitments.values import Commitment, Commitments
from yibiao.core.orgs.names import holds
from yibiao.core.orgs.pack import DISTRICT_LEVEL, OrgUnit, UnitPack
from yibiao.core.orgs.resolve import dated
from yibiao.core.plan import Document
from yibiao.core.splits.apply import is_rate
from yibiao.core.tables.fields import FIELDS, Setting, date_words, period_words
from yibiao.core.tables.filenames import safe_names
from yibiao.core.tables.values import Column, Form, HeadLine, TableRow, UnitTable, Value


def tables(
    commitments: Commitments,
    form: Form,
    *,
    period: str | None = None,
    cut_off: str | None = None,
    lang: str = "zh",
    only: str | None = None,
) -> Iterator[UnitTable]:
    """Yield the table of every unit that gets one, in the order of the pack; of the unit `only`, where one is named.

    Every district and zone has a table, be it an empty one; of the other bodies those that owe something.
    `period` (``2021-04``) fills the planned values, `cut_off` the head of the dispatch form.
    """
    names = printed_names(commitments.pack)
    version = digest(commitments)
    rows: dict[str, list[Commitment]] = {}
    for row in commitments.rows:
        rows.setdefault(row.unit, []).append(row)
    always = set(districts(commitments))
    units = [unit for unit in commitments.pack.units if unit.id in rows or unit in always]
    for unit, file_name in zip(units, safe_names(names[unit.id] for unit in units), strict=True):
        if only not in (None, unit.id):
            continue
        setting = Setting(commitments, unit, period, names, lang)
        yield _table(rows.get(unit.id, []), setting, form, version, cut_off, file_name)


def districts(commitments: Commitments) -> tuple[OrgUnit, ...]:
    """Return the districts and zones that have a table: those of the plan's date, and whoever owes something."""
    on = dated(commitments.plan.document, commitments.pack)
    owing = {row.unit for row in commitments.rows}
    return tuple(
        unit
        for unit in commitments.pack.units
        if unit.kind in DISTRICT_LEVEL
        and unit.table is None
        and (unit.id in owing or holds(unit.since, unit.until, on))
    )


def printed_names(pack: UnitPack) -> dict[str, str]:
    """Return the name each unit's table carries; a zone that shares its body with a district names both."""
    beside: dict[str, list[str]] = {}
    for unit in pack.units:
        if unit.table:
            beside.setdefault(unit.table, []).append(unit.name)
    return {
        unit.id: f"{unit.name}（{'、'.join(beside[unit.id])}）" if unit.id in beside else unit.name
        for unit in pack.units
    }


def digest(commitments: Commitments) -> str:
    """Return eight hex digits that change whenever any row of any table of the plan does."""
    made = hashlib.blake2b(digest_size=4)
    made.update(commitments.plan.document.source.sha256.encode())
    for row in commitments.rows:
        filled = row.details._replace(line=None) if row.details else None
        facts = (row.key, row.text, row.figure, row.holding, row.deadline, filled, row.trajectory)
        made.update("\x1f".join(("\x1e", *map(str, facts))).encode(errors="backslashreplace"))
    return made.hexdigest()


def _table(
    rows: list[Commitment], setting: Setting, form: Form, version: str, cut_off: str | None, file_name: str
) -> UnitTable:
    document = setting.commitments.plan.document
    name = setting.names[setting.unit.id]
    year = _years(document)
    title = form.title.format(
        unit=name, plan=document.plan_title or "", year=year, period=setting.period or ""
    )
    return UnitTable(
        unit=setting.unit.id,
        unit_name=name,
        form=_worded(form, setting),
        title=title,
        subtitle=_subtitle(setting),
        head=tuple(_head(form, setting, version, cut_off)),
        rows=tuple(_rows(rows, setting, form)),
        notes=tuple(_notes(rows, setting, form)),
        foot=tuple(HeadLine(setting.say(f"foot-{key}")) for key in form.foot),
        draft=not all(row.settled for row in rows),
        file_name=file_name,
        plan_version=f"{document.number or document.plan_title or document.title or ''} {version}".strip(),
        plan_digest=version,
    )


def _years(document: Document) -> str:
    """Return the years a plan is for as a title says them: 2022, of a plan over several 2022—2024."""
    first, last = document.years or (document.year, document.year)
    return "" if first is None else f"{first}" if first == last else f"{first}—{last}"


def _worded(form: Form, setting: Setting) -> Form:
    """Return the form with its headings in this unit's words (本区承担目标, 本单位承担目标)."""
    level = setting.say("level", place=setting.place)

    def worded(column: Column) -> Column:
        return column._replace(title=column.title.format(here=setting.here, level=level))

    return form._replace(columns=tuple(worded(column) for column in form.columns))


def _subtitle(setting: Setting) -> str:
    document = setting.commitments.plan.document
    plan = document.plan_title or document.title or document.source.name
    if document.number:
        return setting.say("subtitle", plan=plan, number=document.number)
    return setting.say("subtitle-unnumbered", plan=plan)


def _head(form: Form, setting: Setting, version: str, cut_off: str | None) -> Iterator[HeadLine]:
    document = setting.commitments.plan.document
    known = {
        "unit": setting.names[setting.unit.id],
        "period": period_words(setting.period, setting.lang),
        "cut_off": date_words(cut_off, setting),
        "version": setting.say("version", number=document.number or "", digest=version).strip(),
    }
    for key in form.head:
        yield HeadLine(setting.say(f"head-{key}"), known[key])


def _rows(rows: Iterable[Commitment], setting: Setting, form: Form) -> Iterator[TableRow]:
    sections = {section.id: section for section in setting.commitments.plan.sections}
    for number, row in enumerate(rows, start=1):
        cells: list[Value] = [
            number if column.field == "number" else FIELDS[column.field](row, setting)
            for column in form.columns
        ]
        section = sections.get(row.task.section or "")
        band = f"{section.number}{section.title}" if section else ""
        yield TableRow(row.key, tuple(cells), band)


def _notes(rows: list[Commitment], setting: Setting, form: Form) -> Iterator[str]:
    """Yield the notes that this table needs."""
    needed = {
        "definition": any(row.target for row in rows),
        "co_leads": any(len(row.lead_units) > 1 for row in rows),
        "unset": any(row.holding == "unset" and not _is_rate(row) for row in rows),
        "unset-rate": any(row.holding == "unset" and _is_rate(row) for row in rows),
        "stricter": any(row.stricter for row in rows),
        "undated": any(not row.dated for row in rows),
        "planned": any(row.trajectory.points or row.trajectory.lagging for row in rows),
    }
    if not rows:
        yield setting.say("empty")
    # A form that explains what is not split explains a rate that is not set too.
    keys = [key for note in form.notes for key in ((note, "unset-rate") if note == "unset" else (note,))]
    for key in keys:
        if key == "opening":
            yield from _opening(rows, setting)
        elif needed[key]:
            level = setting.say("level", place=setting.place)
            yield setting.say(f"note-{key}", here=setting.here, place=setting.place, level=level)


def _is_rate(row: Commitment) -> bool:
    return row.target is not None and is_rate(row.target)


def _opening(rows: list[Commitment], setting: Setting) -> Iterator[str]:
    """Yield the note that the months before the plan's first period are entered once, as opening balance."""
    openings = {row.trajectory.opening for row in rows if row.trajectory.opening and row.trajectory.points}
    date = setting.commitments.plan.document.date
    if len(openings) != 1 or not date:
        return
    first, last = openings.pop() or ("", "")
    start = min(row.trajectory.points[0].period for row in rows if row.trajectory.points)
    yield setting.say(
        "note-opening",
        date=date_words(date, setting),
        start=period_words(start, setting.lang),
        first=period_words(first, setting.lang),
        last=period_words(last, setting.lang),
    )


def first_period(commitments: Commitments) -> str | None:
    """Return the first month any row has a planned value for: the month after the plan's date."""
    return min(
        (row.trajectory.points[0].period for row in commitments.rows if row.trajectory.points), default=None
    )
