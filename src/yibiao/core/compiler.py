"""Document to plan: the passes in their order, each saying what it reads and writes.

`compile_source` is pure: no file, no network, no clock. It works on the repaired text and turns every
offset back into a span of the extracted text at the end.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cache
from itertools import accumulate

from yibiao import packs
from yibiao.core.annexes import read_annexes
from yibiao.core.assemble import assemble
from yibiao.core.cadence import find_cadence
from yibiao.core.definitions import DefinitionDraft, text_definitions, unit_definitions
from yibiao.core.drafts import draft_tasks
from yibiao.core.head import Head, read_head
from yibiao.core.making import Draft, Range, Scoped
from yibiao.core.measures import measures_of
from yibiao.core.outline import Node, Outline, build_outline
from yibiao.core.page import Page
from yibiao.core.periods import plan_years
from yibiao.core.plan import Plan
from yibiao.core.repair import repair
from yibiao.core.scope import read_scope_rules
from yibiao.core.sentences import Sentences
from yibiao.core.site import Years
from yibiao.core.source import SourceText
from yibiao.core.targets import find_targets
from yibiao.core.tasktables import TaskTable, task_tables

__all__ = ["PASSES", "Draft", "compile_source"]


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
    skip |= _table_lines(draft.page, draft.tables)
    draft.outline = build_outline(draft.page, skip, draft.head.annex_heads)
    draft.rules = read_scope_rules(draft.page.text)


def task_pass(draft: Draft) -> None:
    """Reads: outline, tables, rules. Writes: tasks."""
    draft.tasks = draft_tasks(draft.page, draft.outline, draft.tables, draft.rules)


def target_pass(draft: Draft) -> None:
    """Reads: tasks, outline, head. Writes: years, targets."""
    draft.years = _years(draft.head) or _years_of_headings(draft.page.text, draft.outline)
    text = draft.page.text
    found: list[Scoped] = []
    for scope, ranges in _scopes(draft):
        found += [(scope, target) for target in find_targets(text, draft.sentences, ranges, draft.years)]
    found.sort(key=lambda entry: entry[1].start)
    draft.targets = _without_echoes(found)


def measure_pass(draft: Draft) -> None:
    """Reads: tasks, sentences. Writes: measures."""
    year = draft.years.year
    draft.measures = {
        task.id: measures_of(draft.page.text, draft.sentences, task, year) for task in draft.tasks
    }


def cadence_pass(draft: Draft) -> None:
    """Reads: outline, tables, page. Writes: cadence, definitions."""
    nodes = draft.outline.nodes
    bodies = [part for node in nodes for part in ((node.title_start, node.title_end), *node.body)]
    bodies = [*draft.outline.root.body, *bodies]
    known_parts = sorted(bodies)
    for task in draft.tasks:
        if task.node is None:
            bodies += [part for part in task.content if not _within(part, known_parts)]
    draft.cadence = find_cadence(draft.page.text, sorted(bodies))
    units = [unit for task in draft.tasks for _, unit in task.units]
    known = unit_definitions(units, draft.page)
    draft.definitions = _once(known + _apart(text_definitions(draft.page), known))


# The passes in order. Later ones may read what earlier ones wrote, never the other way round.
PASSES: tuple[Callable[[Draft], None], ...] = (
    repair_pass,
    head_pass,
    table_pass,
    outline_pass,
    task_pass,
    target_pass,
    measure_pass,
    cadence_pass,
)


def compile_source(source: SourceText) -> Plan:
    """Return the complete plan of an extracted document, findings included."""
    draft = Draft(source)
    for run in PASSES:
        run(draft)
    return assemble(draft)


# --- Helpers of the passes -----------------------------------------------------------------------

_YEAR_SPAN = re.compile(r"((?:19|20)\d\d)\s*年?\s*(?:[-—–~－至到]|——)\s*((?:19|20)\d\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s*年)")


def _years(head: Head) -> Years | None:
    """Return the document's year (its title's, else its date's) and the years its title spans."""
    for title in (head.plan_title, head.title):
        spread = _YEAR_SPAN.search(title or "")
        if spread:
            first, last = int(spread[1]), int(spread[2])
            return Years(int(head.date[:4]) if head.date else first, (first, last), True)
    for title in (head.plan_title, head.title):
        single = _YEAR.search(title or "")
        if single:
            return Years(int(single[1]), (int(single[1]), int(single[1])), True)
    for title in (head.plan_title, head.title):
        span = plan_years(title or "")
        if span:
            return Years(int(head.date[:4]) if head.date else span[0], span, True)
    named = head.date or ""
    if not named and head.number:
        numbered = re.search(r"〔(\d{4})〕", head.number)
        named = numbered[1] if numbered else ""
    if not named:
        return None
    year = int(named[:4])
    return Years(year, (year, year))


_AIMS = re.compile(r"目标|任务|工作安排|预期|重点工作")


def _years_of_headings(text: str, outline: Outline) -> Years:
    """Return the year that the headings speak of, for a report without title year or date."""
    titles = [text[node.title_start : node.title_end] for node in outline.nodes]
    spoken = [(bool(_AIMS.search(title)), int(year)) for title in titles for year in _YEAR.findall(title)]
    if not spoken:
        return Years()
    year = max(spoken)[1]
    return Years(year, (year, year))


@cache
def _past_headings() -> re.Pattern[str]:
    return re.compile(packs.load("language/structure")["past_sections"])


def _table_lines(page: Page, tables: list[TaskTable]) -> set[int]:
    """Return the indexes of the lines that stand in a task table."""
    starts = [line.start for line in page.lines] if tables else []
    found: set[int] = set()
    for table in tables:
        found.update(range(bisect_left(starts, table.start), bisect_left(starts, table.end)))
    return found


def _scopes(draft: Draft) -> list[tuple[str | None, list[Range]]]:
    """Return the stretches to look for targets in, with the task or section they belong to."""
    scopes: list[tuple[str | None, list[Range]]] = [(task.id, task.content) for task in draft.tasks]
    taken = sorted(part for _, ranges in scopes for part in ranges)
    whole = frozenset(taken)
    clauses = sorted((clause.start, clause.end) for task in draft.tasks for clause in task.clauses)
    past = _looking_back(draft.page.text, draft.outline.nodes)
    for node in draft.outline.nodes:
        if id(node) in past:
            continue
        parts = [part for part in ((node.title_start, node.title_end), *node.body) if part not in whole]
        loose = _loose(parts, taken, clauses) if parts else []
        if loose:
            scopes.append((node.id, loose))
    if not draft.outline.nodes:
        # Without any number the aims stand in plain paragraphs beside the tasks.
        scopes.append((None, _loose(draft.outline.root.body, taken, clauses)))
    return scopes


def _loose(parts: list[Range], taken: list[Range], clauses: list[Range]) -> list[Range]:
    """Return the stretches that are neither a task's words nor a clause."""
    return [part for part in parts if not _within(part, taken) and not _within(part, clauses)]


def _looking_back(text: str, nodes: list[Node]) -> set[int]:
    """Return the ids of the nodes that tell, by their heading or one above, what has been done already."""
    found: set[int] = set()
    search = _past_headings().search
    for node in nodes:
        if id(node.parent) in found or search(text, node.title_start, node.title_end):
            found.add(id(node))
    return found


def _within(part: Range, taken: list[Range]) -> bool:
    at = bisect_left(taken, (part[0] + 1, 0)) - 1
    if at >= 0 and taken[at][1] > part[0]:
        return True
    return at + 1 < len(taken) and taken[at + 1][0] < part[1]


def _without_echoes(found: list[Scoped]) -> list[Scoped]:
    """Drop a figure of a heading that the text below it states again."""
    kept: list[Scoped] = []
    seen: set[tuple[object, ...]] = set()
    for scope, target in found:
        owner = target.owners and target.owners[0].name
        figure = (scope, target[2:8], owner, target.period)  # from subject to change
        if figure not in seen:
            seen.add(figure)
            kept.append((scope, target))
    return kept


def _apart(entries: list[DefinitionDraft], known: list[DefinitionDraft]) -> list[DefinitionDraft]:
    """Return the entries that touch none of the known ones."""
    spans = sorted((entry.start, entry.end) for entry in known)
    starts = [start for start, _ in spans]
    reach = [-1, *accumulate((end for _, end in spans), max)]
    return [entry for entry in entries if reach[bisect_right(starts, entry.end)] < entry.start]


def _once(entries: list[DefinitionDraft]) -> list[DefinitionDraft]:
    seen: set[tuple[str, str | None]] = set()
    kept = []
    for entry in sorted(entries, key=lambda one: one.start):
        if (entry.term, entry.alias) not in seen:
            seen.add((entry.term, entry.alias))
            kept.append(entry)
    return kept
