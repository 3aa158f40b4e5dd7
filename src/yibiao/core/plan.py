"""The values a compiled document consists of: the plan and everything in it.

The names are those of the plan file (`yibiao-plan/1`); `yibiao.core.serialise` turns them into JSON.
All are tuples: cheap to make (a page makes some four hundred), immutable, comparable.
"""

from decimal import Decimal
from typing import Literal, NamedTuple

from yibiao.core.spans import Span

FORMAT = "yibiao-plan/1"

Comparator = Literal[">=", ">", "<=", "<", "~", "range", "="]
Change = Literal["increment", "growth", "share", "level"]
Every = Literal["day", "week", "ten-days", "half-month", "month", "two-months", "quarter", "half-year", "year"]
Direction = Literal["up", "down"]
Force = Literal["binding", "stretch"]
Severity = Literal["error", "warning", "info"]
Number = int | Decimal

ROLES = ("lead", "responsible", "cooperating", "data_providers", "guiding")


class UnitRef(NamedTuple):
    """A unit as one place of the document names it.

    `text` stands in the document; `name` may add what the list carries (市, 人民政府). `group` is true
    for a class of units (各区). `also` holds further places the name was read from.
    """

    name: str
    text: str
    span: Span
    group: bool = False
    alias: str | None = None
    also: tuple[Span, ...] = ()


class Measure(NamedTuple):
    """One sentence-sized action of a task, the units it names, and its own clause if it has one."""

    text: str
    span: Span
    units: tuple[UnitRef, ...] = ()
    lead: tuple[UnitRef, ...] = ()
    responsible: tuple[UnitRef, ...] = ()
    cooperating: tuple[UnitRef, ...] = ()
    data_providers: tuple[UnitRef, ...] = ()
    guiding: tuple[UnitRef, ...] = ()
    clause: Span | None = None
    deadline: str | None = None


class Section(NamedTuple):
    """A numbered heading; `level` counts from 1 for the outermost number in the document."""

    id: str
    level: int
    number: str
    title: str
    span: Span


class Task(NamedTuple):
    """A numbered order to units: what, who, until when. `span` includes number, text and clause."""

    id: str
    key: str
    section: str | None
    number: str
    title: str
    text: str
    span: Span
    clause: Span | None = None
    lead: tuple[UnitRef, ...] = ()
    responsible: tuple[UnitRef, ...] = ()
    cooperating: tuple[UnitRef, ...] = ()
    data_providers: tuple[UnitRef, ...] = ()
    guiding: tuple[UnitRef, ...] = ()
    deadline: str | None = None
    measures: tuple[Measure, ...] = ()
    also: tuple[Span, ...] = ()


class Baseline(NamedTuple):
    """What a change is measured from: a year, a value, or both."""

    year: int | None = None
    value: Number | None = None


class Target(NamedTuple):
    """A figure the document orders. `low` and `high` are exact, in the base unit (万, 亿 folded in)."""

    id: str
    key: str
    task: str | None
    text: str
    span: Span
    subject: str
    comparator: Comparator
    low: Number | None
    high: Number | None
    unit: str
    change: Change
    direction: Direction = "up"
    force: Force = "binding"
    owed_by: tuple[UnitRef, ...] = ()
    each: bool = False
    period: str | None = None
    per: Literal["year", "quarter", "month"] | None = None
    average: bool = False
    baseline: Baseline | None = None
    deadline: str | None = None
    confidence: float | None = None
    also: tuple[Span, ...] = ()


class Due(NamedTuple):
    """A due day within a cadence: `day` of the period (`month` of the year), or days `after_end`."""

    text: str
    day: int | None = None
    month: int | None = None
    after_end: bool = False
    before_end: bool = False
    working_days: bool = False


class Cadence(NamedTuple):
    """A recurring activity the document orders: every month, quarter, half-year, year, week …"""

    every: Every
    activity: str
    span: Span
    due: Due | None = None


class Definition(NamedTuple):
    """A term the document widens (含…) from the place `origin` on; `alias` for 以下简称."""

    term: str
    includes: tuple[str, ...]
    origin: str | None
    span: Span
    alias: str | None = None


class Finding(NamedTuple):
    """Something the office should look at: what is wrong, where, and what could be done about it."""

    code: str
    severity: Severity
    message: str
    span: Span
    task: str | None = None
    about: str | None = None
    advice: str = ""
    also: tuple[Span, ...] = ()
    where: tuple[str, ...] = ()
    args: tuple[tuple[str, str], ...] = ()


class Annex(NamedTuple):
    """An annex the document announces, and whether it is there."""

    title: str
    present: bool
    span: Span


class Source(NamedTuple):
    """The file as received."""

    name: str
    sha256: str
    media_type: str
    encoding: str | None = None


class Document(NamedTuple):
    """The head of the document; each field None or empty where the document does not say.

    `places` gives the span of each field that was read from the text.
    """

    number: str | None
    title: str | None
    plan_title: str | None
    issuer: str | None
    issuers: tuple[str, ...]
    date: str | None
    addressees: tuple[str, ...]
    year: int | None
    years: tuple[int, int] | None
    annexes: tuple[Annex, ...]
    source: Source
    places: tuple[tuple[str, Span], ...] = ()


class Plan(NamedTuple):
    """A compiled document. `text` is the extracted text every span refers to."""

    document: Document
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    cadence: tuple[Cadence, ...]
    definitions: tuple[Definition, ...]
    findings: tuple[Finding, ...]
    text: str
