"""The city's overview: units × commitments, a line per unit, every split added up, and the open questions."""

from collections import Counter
from collections.abc import Iterable, Iterator

from yibiao.core.commitments.values import Commitment, Commitments, Role, number_of
from yibiao.core.commitments.wording import figure_of, target_words
from yibiao.core.findings import render
from yibiao.core.orgs.pack import OrgUnit
from yibiao.core.plan import Target
from yibiao.core.splits.apply import is_rate
from yibiao.core.tables.fields import Setting, city, lead
from yibiao.core.tables.making import districts, printed_names
from yibiao.core.tables.places import place_of, region_place
from yibiao.core.tables.values import Overview, Sheet, Value
from yibiao.messages import say

_SIGNS: dict[Role, str] = {
    "lead": "●",
    "responsible": "○",
    "cooperating": "△",
    "data_providers": "◇",
    "guiding": "▷",
    "named": "·",
}
_Line = list[Commitment]


def overview(commitments: Commitments, lang: str = "zh") -> Overview:
    """Return the overview of a plan: four sheets of plain cells."""
    document = commitments.plan.document
    plan = document.plan_title or document.title or document.source.name
    sheets = (_matrix, _units, _splits, _open)
    made = tuple(sheet(commitments, lang) for sheet in sheets)
    return Overview(say("tables.overview-title", lang, plan=plan), made)


def _sheet(
    name: str,
    columns: Iterable[str],
    rows: Iterable[tuple[Value, ...]],
    widths: Iterable[int],
    lang: str,
    place: str = "",
) -> Sheet:
    heading = tuple(say(f"tables.column-{column}", lang, place=place) for column in columns)
    return Sheet(say(f"tables.sheet-{name}", lang), heading, tuple(rows), tuple(widths))


def _matrix(commitments: Commitments, lang: str) -> Sheet:
    """A line per figure or sentence, a column per district and zone, the shares that are set added up."""
    units = districts(commitments)
    names = printed_names(commitments.pack)
    rows: list[tuple[Value, ...]] = []
    for line in _lines(commitments.rows):
        first = line[0]
        setting = Setting(commitments, units[0] if units else commitments.pack.units[0], None, names, lang)
        by_unit = {row.unit: row for row in line}
        cells = tuple(_mark(by_unit.get(unit.id), lang) for unit in units)
        fact = first.target.id if first.target else first.task.id
        rows.append((fact, first.text, city(first, setting), lead(first, setting), *cells, _shared(line)))
    sheet = _sheet("matrix", ("clause", "item", "city", "lead"), rows, (12, 50, 22, 26), lang)
    heading = (*sheet.heading, *(names[unit.id] for unit in units), say("tables.column-shared", lang))
    widths = (*sheet.widths, *(9 for _ in units), 12)
    return sheet._replace(heading=heading, widths=widths, note=say("tables.overview-note", lang))


def _lines(rows: Iterable[Commitment]) -> list[_Line]:
    """Return the rows of all units joined by fact, in the order of the document."""
    lines: dict[tuple[int, int, str], _Line] = {}
    for row in rows:
        place = row.spans[0]
        lines.setdefault((place.start, place.end, row.text), []).append(row)
    return [lines[key] for key in sorted(lines)]


def _mark(row: Commitment | None, lang: str) -> Value:
    """Return the cell of one unit: its number, that its share is not set, or its role."""
    if row is None:
        return None
    if row.holding in ("own", "share"):
        return number_of(row.figure)
    if row.holding == "unset":
        return say("tables.unset-rate" if row.target and is_rate(row.target) else "tables.unset", lang)
    return _SIGNS[row.roles[0]]


def _shared(line: _Line) -> Value:
    """Return the sum of the shares that are set; rates make none."""
    if line[0].target and is_rate(line[0].target):
        return None
    shares = [number_of(row.figure) for row in line if row.holding == "share"]
    return sum(share for share in shares if share is not None) if shares else None


def _units(commitments: Commitments, lang: str) -> Sheet:
    """A line per unit: its kind, how it can be supervised, and how many rows it has in which role."""
    counts: dict[str, Counter[Role]] = {}
    for row in commitments.rows:
        counts.setdefault(row.unit, Counter())[row.roles[0]] += 1
    always = set(districts(commitments))
    shown = [unit for unit in commitments.pack.units if unit.id in counts or unit in always]
    names = printed_names(commitments.pack)
    rows: list[tuple[Value, ...]] = [
        (
            names[unit.id],
            _kind(unit, lang),
            say(f"tables.means-{unit.supervision}", lang),
            sum(counts.get(unit.id, Counter()).values()),
            *(counts.get(unit.id, Counter())[role] for role in _SIGNS),
        )
        for unit in shown
    ]
    sheet = _sheet("units", ("unit", "kind", "means", "rows"), rows, (30, 16, 12, 12), lang)
    heading = (*sheet.heading, *(say(f"tables.role-{role}", lang) for role in _SIGNS))
    return sheet._replace(heading=heading, widths=(*sheet.widths, *(10 for _ in _SIGNS)))


def _kind(unit: OrgUnit, lang: str) -> str:
    """Return what kind of unit it is in words; of a district what it is there: 区, 县, 镇, 街道."""
    entry = f"place-{place_of(unit)}" if unit.kind == "district" else f"kind-{unit.kind}"
    return say(f"tables.{entry}", lang)


def _splits(commitments: Commitments, lang: str) -> Sheet:
    """A line per share, below them the sum: shares = total + reserve − borne by the city."""
    names = printed_names(commitments.pack)
    rows: list[tuple[Value, ...]] = []
    for line in _lines(commitments.rows):
        shared = [row for row in line if row.holding == "share"]
        if shared and shared[0].target and shared[0].split:
            rows.extend(_split_rows(shared, names, lang))
    columns = (
        "clause",
        "target",
        "unit",
        "share",
        "total",
        "reserve",
        "city_part",
        "method",
        "state",
        "number",
    )
    place = region_place(commitments.pack, lang)
    return _sheet("splits", columns, rows, (12, 34, 26, 12, 12, 10, 12, 12, 12, 22), lang, place)


def _split_rows(shared: _Line, names: dict[str, str], lang: str) -> Iterator[tuple[Value, ...]]:
    target, split = shared[0].target, shared[0].split
    if target is None or split is None:
        return
    total = number_of(figure_of(target))
    for row in shared:
        yield (target.id, target.subject, names[row.unit], number_of(row.figure), *(None,) * 6)
    yield (
        target.id,
        target_words(target),
        say("tables.total-of-units", lang),
        _shared(shared),
        total,
        split.reserve,
        split.city,
        say(f"tables.method-{split.method}", lang),
        say(f"tables.state-{split.state}", lang),
        split.approval.number,
    )


def _open(commitments: Commitments, lang: str) -> Sheet:
    """What the office has to settle: findings that are no mere hints, figures nobody owes, shares not set."""
    rows: list[tuple[Value, ...]] = []
    for found in commitments.findings:
        if found.severity != "info":
            message, advice = render(found, lang)
            rows.append((say(f"tables.severity-{found.severity}", lang), found.task, message, advice))
    warning = say("tables.severity-warning", lang)
    for target in commitments.unowned:
        said = say("tables.unowned", lang, target=target_words(target))
        rows.append((warning, target.task, said, say("tables.unowned-advice", lang)))
    for target, count in _unset(commitments.rows):
        kind = "rate-unset" if is_rate(target) else "share-unset"
        said = say(f"tables.{kind}", lang, target=target_words(target), count=count)
        severity = "info" if is_rate(target) else "warning"
        rows.append((say(f"tables.severity-{severity}", lang), target.task, said, say(f"tables.{kind}-advice", lang)))
    return _sheet("open", ("severity", "place", "question", "advice"), rows, (10, 12, 60, 50), lang)


def _unset(rows: Iterable[Commitment]) -> list[tuple[Target, int]]:
    """Return the totals that nobody has split yet, and among how many units they would be."""
    waiting: dict[str, tuple[Target, int]] = {}
    for row in rows:
        if row.target and row.holding == "unset":
            _, count = waiting.get(row.target.key, (row.target, 0))
            waiting[row.target.key] = (row.target, count + 1)
    return list(waiting.values())
