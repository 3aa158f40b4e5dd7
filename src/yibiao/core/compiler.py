"""Document to plan: the passes in their order, each saying what it reads and writes.

`compile_source` is pure: no file, no network, no clock. It works on the repaired text and turns every
offset back into a span of the extracted text at the end.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from typing import Any

from yibiao import packs
from yibiao.core.annexes import Announced, read_annexes
from yibiao.core.cadence import CadenceDraft, find_cadence
from yibiao.core.checks import Compiled, run_checks
from yibiao.core.dates import resolve_deadline
from yibiao.core.definitions import DefinitionDraft, text_definitions, unit_definitions
from yibiao.core.drafts import TaskDraft, draft_tasks
from yibiao.core.findings import finding
from yibiao.core.head import Head, read_head
from yibiao.core.keys import Keys
from yibiao.core.measures import MeasureDraft, measures_of
from yibiao.core.outline import Node, Outline, build_outline
from yibiao.core.page import Page
from yibiao.core.plan import ROLES, Cadence, Definition, Document, Finding, Measure, Plan, Section, Source, Target, Task, UnitRef
from yibiao.core.repair import Damage, repair
from yibiao.core.roles import RoleUnit, states_first_listed
from yibiao.core.scope import ScopeRules, read_scope_rules
from yibiao.core.sentences import Sentences
from yibiao.core.source import SourceText
from yibiao.core.spans import Span
from yibiao.core.site import Years
from yibiao.core.targets import TargetDraft, find_targets
from yibiao.core.tasktables import TaskTable, task_tables
from yibiao.core.unitlist import ListedUnit

Range = tuple[int, int]


class Draft:
    """A document in the making; every pass reads some of these fields and writes one or two."""

    __slots__ = ("announced", "cadence", "damages", "definitions", "head", "measures", "outline", "page", "rules",
                 "sentences", "source", "tables", "targets", "tasks", "years")

    page: Page
    damages: tuple[Damage, ...]
    sentences: Sentences
    head: Head
    announced: Announced
    tables: list[TaskTable]
    outline: Outline
    rules: ScopeRules
    tasks: list[TaskDraft]
    years: Years
    targets: list[tuple[str | None, TargetDraft]]
    measures: dict[str, list[MeasureDraft]]
    cadence: list[CadenceDraft]
    definitions: list[DefinitionDraft]

    def __init__(self, source: SourceText) -> None:
        self.source = source


def repair_pass(draft: Draft) -> None:
    """Reads: source. Writes: page, damages, sentences."""
    repaired = repair(draft.source.text, layout=draft.source.tables)
    draft.page = Page(draft.source, repaired.text, repaired.map)
    draft.damages = repaired.damages
    draft.sentences = Sentences(repaired.text)


def head_pass(draft: Draft) -> None:
    """Reads: page. Writes: head, announced."""
    draft.head = read_head(draft.page)
    draft.announced = read_annexes(draft.page, draft.head)


def table_pass(draft: Draft) -> None:
    """Reads: page, head, announced. Writes: tables."""
    draft.tables = task_tables(draft.page, draft.head.skip | draft.announced.lines)


def outline_pass(draft: Draft) -> None:
    """Reads: page, head, announced, tables. Writes: outline, rules."""
    skip = draft.head.skip | draft.announced.lines
    if draft.tables:
        skip |= {at for at, line in enumerate(draft.page.lines) if any(table.start <= line.start < table.end for table in draft.tables)}
    draft.outline = build_outline(draft.page, skip, draft.head.annex_heads)
    draft.rules = read_scope_rules(draft.page.text)


def task_pass(draft: Draft) -> None:
    """Reads: outline, tables, rules. Writes: tasks."""
    draft.tasks = draft_tasks(draft.page, draft.outline, draft.tables, draft.rules)


def target_pass(draft: Draft) -> None:
    """Reads: tasks, outline, head. Writes: years, targets."""
    draft.years = _years(draft.head)
    text = draft.page.text
    found: list[tuple[str | None, TargetDraft]] = []
    for scope, ranges in _scopes(draft):
        found += [(scope, target) for target in find_targets(text, draft.sentences, ranges, draft.years)]
    found.sort(key=lambda entry: entry[1].start)
    draft.targets = _without_echoes(found)


def measure_pass(draft: Draft) -> None:
    """Reads: tasks, sentences. Writes: measures."""
    year = draft.years.year
    draft.measures = {task.id: measures_of(draft.page.text, draft.sentences, task, year) for task in draft.tasks}


def cadence_pass(draft: Draft) -> None:
    """Reads: outline, tables, page. Writes: cadence, definitions."""
    bodies = [part for node in (draft.outline.root, *draft.outline.nodes)
              for part in ([(node.title_start, node.title_end)] if node.parent else []) + node.body]
    bodies += [part for task in draft.tasks if task.node is None for part in task.content if not _within(part, sorted(bodies))]
    draft.cadence = find_cadence(draft.page.text, bodies)
    units = [unit for task in draft.tasks for _, unit in task.units]
    known = unit_definitions(units, draft.page)
    spans = [(entry.start, entry.end) for entry in known]
    known += [entry for entry in text_definitions(draft.page)
              if not any(start <= entry.end and entry.start <= end for start, end in spans)]
    draft.definitions = _once(known)


# The passes in order. Later ones may read what earlier ones wrote, never the other way round.
PASSES: tuple[Callable[[Draft], None], ...] = (
    repair_pass, head_pass, table_pass, outline_pass, task_pass, target_pass, measure_pass, cadence_pass)


def compile_source(source: SourceText) -> Plan:
    """Return the complete plan of an extracted document, findings included."""
    draft = Draft(source)
    for run in PASSES:
        run(draft)
    return _Finisher(draft).plan()


# --- Helpers of the passes -----------------------------------------------------------------------

_YEAR_SPAN = re.compile(r"((?:19|20)\d\d)\s*年?\s*(?:[-—–~－至到]|——)\s*((?:19|20)\d\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s*年)")


def _years(head: Head) -> Years:
    """Return the document's year (its title's, else its date's) and the years its title spans."""
    for title in (head.plan_title, head.title):
        spread = _YEAR_SPAN.search(title or "")
        if spread:
            first, last = int(spread[1]), int(spread[2])
            return Years(int(head.date[:4]) if head.date else first, (first, last))
    for title in (head.plan_title, head.title):
        single = _YEAR.search(title or "")
        if single:
            return Years(int(single[1]), (int(single[1]), int(single[1])))
    named = head.date or ""
    if not named and head.number:
        numbered = re.search(r"〔(\d{4})〕", head.number)
        named = numbered[1] if numbered else ""
    if not named:
        return Years()
    year = int(named[:4])
    return Years(year, (year, year))


@cache
def _past_headings() -> re.Pattern[str]:
    return re.compile(packs.load("language/structure")["past_sections"])


def _scopes(draft: Draft) -> list[tuple[str | None, list[Range]]]:
    """Return the stretches to look for targets in, with the task or section they belong to."""
    scopes: list[tuple[str | None, list[Range]]] = [(task.id, task.content) for task in draft.tasks]
    taken = sorted((start, end) for _, ranges in scopes for start, end in ranges)
    clauses = sorted((clause.start, clause.end) for task in draft.tasks for clause in task.clauses)
    text = draft.page.text
    for node in draft.outline.nodes:
        if _looks_back(text, node):
            continue
        title = [(node.title_start, node.title_end)]
        loose = [part for part in title + node.body if not _within(part, taken) and not _within(part, clauses)]
        if loose:
            scopes.append((node.id, loose))
    if not draft.outline.nodes:
        # Without any number the aims stand in plain paragraphs beside the tasks.
        loose = [part for part in draft.outline.root.body if not _within(part, taken) and not _within(part, clauses)]
        scopes.append((None, loose))
    return scopes


def _looks_back(text: str, node: Node) -> bool:
    """Tell whether a heading, or one above it, announces what has been done rather than what is to be."""
    at: Node | None = node
    while at is not None and at.parent is not None:
        if _past_headings().search(text, at.title_start, at.title_end):
            return True
        at = at.parent
    return False


def _within(part: Range, taken: list[Range]) -> bool:
    at = bisect_left(taken, (part[0] + 1, 0)) - 1
    if at >= 0 and taken[at][1] > part[0]:
        return True
    return at + 1 < len(taken) and taken[at + 1][0] < part[1]


def _without_echoes(found: list[tuple[str | None, TargetDraft]]) -> list[tuple[str | None, TargetDraft]]:
    """Drop a figure of a heading that the text below it states again."""
    kept: list[tuple[str | None, TargetDraft]] = []
    seen: set[tuple[object, ...]] = set()
    for scope, target in found:
        figure = (scope, target.subject, target.comparator, target.low, target.high, target.unit, target.owners and target.owners[0].name,
                  target.period, target.change)
        if figure not in seen:
            seen.add(figure)
            kept.append((scope, target))
    return kept


def _once(entries: list[DefinitionDraft]) -> list[DefinitionDraft]:
    seen: set[tuple[str, str | None]] = set()
    kept = []
    for entry in sorted(entries, key=lambda one: one.start):
        if (entry.term, entry.alias) not in seen:
            seen.add((entry.term, entry.alias))
            kept.append(entry)
    return kept


class _Finisher:
    """Turns the draft, in clean offsets, into the plan, in spans."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.page = draft.page
        self.text = draft.page.text
        self.keys = Keys()

    def plan(self) -> Plan:
        """Build every part, then let the checks look at the whole."""
        draft = self.draft
        sections = tuple(self._section(node) for node in draft.outline.nodes if not self._is_paragraph_task(node))
        tasks = tuple(self._task(task) for task in draft.tasks)
        targets = self._targets()
        document = self._document(targets)
        definitions = tuple(self._definition(entry) for entry in draft.definitions)
        cadence = tuple(Cadence(entry.every, entry.activity, self.page.span(entry.start, entry.end), entry.due)  # type: ignore[arg-type]
                        for entry in draft.cadence)
        findings = self._repairs() + run_checks(self._compiled(document, sections, tasks, targets))
        return Plan(document, sections, tasks, targets, cadence, definitions, tuple(findings), draft.source.text)

    def _is_paragraph_task(self, node: Node) -> bool:
        return False

    def _section(self, node: Node) -> Section:
        return Section(node.id, node.level, node.number, self._title((node.title_start, node.title_end)),
                       self.page.span(node.start, max(node.title_end, node.start)))

    def _title(self, part: Range) -> str:
        start, end = part
        words = self.text[start:end].split("。", 1)[0]
        return words.strip(" 　\t\n。；;.：:")

    def _task(self, task: TaskDraft) -> Task:
        roles = {role: self._units(task.units, role) for role in ROLES}
        clause = self._clause(task)
        deadline = resolve_deadline(task.deadline, self.draft.years.year) if task.deadline else None
        title = self._title(task.title)
        measures = tuple(self._measure(measure) for measure in self.draft.measures[task.id])
        start, end = (task.content[0][0], task.content[-1][1]) if task.content else task.title
        return Task(task.id, self.keys.of("t", title), task.section, task.number, title, self.text[start:end].strip(),
                    self.page.span(task.start, task.end), clause, **roles, deadline=deadline, measures=measures)

    def _clause(self, task: TaskDraft) -> Span | None:
        if not task.clauses:
            return None
        last = task.clauses[-1]
        first = next((clause for clause in task.clauses if clause.own_line), last) if last.own_line else last
        return self.page.span(first.start, last.end)

    def _measure(self, measure: MeasureDraft) -> Measure:
        roles = {role: self._units(list(measure.roles), role) for role in ROLES}
        named = tuple(self._unit(unit) for unit in measure.units)
        clause = self.page.span(*measure.clause) if measure.clause else None
        return Measure(self.text[measure.start:measure.end], self.page.span(measure.start, measure.end), named, **roles,
                       clause=clause, deadline=measure.deadline)

    def _units(self, units: list[RoleUnit], role: str) -> tuple[UnitRef, ...]:
        return tuple(self._unit(unit) for name, unit in units if name == role)

    def _unit(self, unit: ListedUnit) -> UnitRef:
        return UnitRef(unit.name, unit.text, self.page.span(unit.start, unit.end), unit.group, unit.alias)

    def _targets(self) -> tuple[Target, ...]:
        made: list[Target] = []
        counts: dict[str | None, int] = {}
        for scope, target in self.draft.targets:
            counts[scope] = counts.get(scope, 0) + 1
            made.append(self._target(scope, counts[scope], target))
        return tuple(made)

    def _target(self, scope: str | None, count: int, target: TargetDraft) -> Target:
        owners = tuple(self._unit(unit) for unit in target.owners)
        key = self.keys.of("f", scope or "", target.subject, *(unit.name for unit in target.owners), target.period or "")
        also = tuple(self.page.span(*place) for place in target.also)
        values: dict[str, Any] = {name: getattr(target, name) for name in (
            "subject", "comparator", "low", "high", "unit", "change", "direction", "force", "each", "period", "per", "average",
            "baseline", "deadline", "confidence")}
        return Target(f"{scope or '0'}-t{count}", key, scope, text=self.text[target.start:target.end].strip(),
                      span=self.page.span(target.start, target.end), owed_by=owners, also=also, **values)

    def _document(self, targets: tuple[Target, ...]) -> Document:
        head, source, years = self.draft.head, self.draft.source, self.draft.years
        return Document(head.number, head.title, head.plan_title, head.issuers[0] if head.issuers else None, head.issuers, head.date,
                        head.addressees, years.span[0] if years.span and years.span[0] == years.span[1] else years.year,
                        self._covered(targets), self.draft.announced.annexes,
                        Source(source.name, source.sha256, source.media_type, source.encoding), head.places)

    def _covered(self, targets: tuple[Target, ...]) -> tuple[int, int] | None:
        """Return the years the plan covers: its title's, stretched to the last horizon of its targets."""
        span = self.draft.years.span
        if span is None:
            return None
        ends = [int(year) for target in targets for year in re.findall(r"\d{4}", target.period or "")]
        return (span[0], max([span[1], *(year for year in ends if year <= span[0] + 15)]))

    def _definition(self, entry: DefinitionDraft) -> Definition:
        task = next((task.id for task in self.draft.tasks if task.start <= entry.start < task.end), None)
        if task is None:
            inside = [node.id for node in self.draft.outline.nodes if node.start <= entry.start]
            task = inside[-1] if inside else None
        return Definition(entry.term, entry.includes, task, self.page.span(entry.start, entry.end), entry.alias)

    def _compiled(self, document: Document, sections: tuple[Section, ...], tasks: tuple[Task, ...], targets: tuple[Target, ...]) -> Compiled:
        gaps = tuple((gap, self.page.span(gap.node.start, gap.node.title_end), self._title((gap.node.title_start, gap.node.title_end)))
                     for gap in self.draft.outline.gaps)
        places = dict(document.places)
        whole = places.get("plan_title") or places.get("title") or Span(0, min(1, len(self.draft.source.text)))
        return Compiled(document, sections, tasks, targets, gaps, self.draft.rules.first_listed is not None, whole)

    def _repairs(self) -> list[Finding]:
        """Return a finding for each kind of damage that was repaired, chrome and doubled titles included."""
        found = [self._damage(damage) for damage in self.draft.damages]
        head, lines = self.draft.head, self.page.lines
        if head.chrome:
            places = [self.page.span(lines[at].start, lines[at].end) for at in sorted(head.chrome)]
            found.append(finding("repaired-text", places[0], about="page chrome", also=tuple(places[1:]), kind=_KIND_WORDS["chrome"], count=len(places)))
        if head.doubled:
            found.append(finding("repaired-text", head.doubled, about="doubled title", kind=_KIND_WORDS["doubled-title"], count=1))
        return found

    def _damage(self, damage: Damage) -> Finding:
        kind = _KIND_WORDS.get(damage.kind, damage.kind)
        return finding("repaired-text", damage.span, about=_KIND_ABOUT.get(damage.kind, damage.kind), also=damage.also, kind=kind, count=damage.count)


_KIND_WORDS = {"pinyin": "夹杂的拼音", "traditional": "繁体字", "spoiled": "错误转换的繁体字", "gbk-shift": "编码错位（GBK）", "wrapped": "硬换行",
               "invisible": "不可见字符", "lookalike": "形近异码字符", "chrome": "网页杂项", "doubled-title": "重复的标题"}
_KIND_ABOUT = {"traditional": "Traditional script", "gbk-shift": "GBK shift"}

__all__ = ["PASSES", "compile_source", "states_first_listed"]
