"""Tasks in the making: which parts of the outline and of tables are tasks, and what each consists of.

Reads: outline, task tables, clauses, scope rules. Writes: `TaskDraft`s, in clean offsets, and the loose
text outside tasks, for the passes that look for figures and deadlines.
"""

import re

from yibiao.core.clauses import Placed, clauses_in
from yibiao.core.ids import Ids
from yibiao.core.outline import Node, Outline
from yibiao.core.page import Page
from yibiao.core.roles import ROLE_NAMES, RoleUnit, parse_clause
from yibiao.core.scope import ScopeRules
from yibiao.core.tasktables import TableRow, TaskTable
from yibiao.core.unitlist import split_units

Range = tuple[int, int]
_NOT_A_TASK = re.compile(
    r"保障|组织实施|组织领导|工作要求|总体要求|指导思想|基本原则|工作目标|主要目标|总体目标|发展目标|攻坚目标|行动目标|^目标$|目标任务$|总体思路|背景|基本情况|回顾|现状|意义|附则|时间安排|实施步骤|方法步骤|工作步骤"
)


# A line of an item's own form (年度目标：…), which belongs to the item wherever its unit lines stand.
_FIELD = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:目标|任务|内容|措施|标准|要求|进度|计划|指标|成效|安排|举措|地点|资金|步骤)\s*[:：]"
)


class TaskDraft:
    """A task by offsets: `content` the stretches of its words, `clauses` its clauses with their places."""

    __slots__ = (
        "clauses",
        "content",
        "deadline",
        "end",
        "id",
        "node",
        "number",
        "section",
        "start",
        "title",
        "units",
    )

    def __init__(
        self, start: int, end: int, number: str, section: str | None, node: Node | None = None
    ) -> None:
        self.start = start
        self.end = end
        self.id = ""
        self.number = number
        self.section = section
        self.node = node
        self.title: Range = (start, end)
        self.content: list[Range] = []
        self.clauses: list[Placed] = []
        self.units: list[RoleUnit] = []
        self.deadline: str | None = None


class _Group:
    """Paragraphs of a node up to and with the clause that closes them."""

    __slots__ = ("clauses", "closed", "content", "own_line", "paragraph")

    def __init__(self) -> None:
        self.content: list[Range] = []
        self.clauses: list[Placed] = []
        self.closed = False
        self.own_line = False
        self.paragraph = -1  # where the paragraph begins that holds the last clause


def draft_tasks(page: Page, outline: Outline, tables: list[TaskTable], rules: ScopeRules) -> list[TaskDraft]:
    """Return the tasks of the document in order, with ids."""
    drafts = _outline_tasks(page, outline, rules)
    for table in tables:
        drafts += [_row_task(page, row) for row in table.rows]
    drafts.sort(key=lambda draft: draft.start)
    _give_ids(outline, drafts)
    for draft in drafts:
        _settle_units(draft, rules)
    return drafts


def _outline_tasks(page: Page, outline: Outline, rules: ScopeRules) -> list[TaskDraft]:
    groups = {id(node): _groups(page, node) for node in (outline.root, *outline.nodes)}
    drafts: list[TaskDraft] = []
    single: dict[int, TaskDraft] = {}
    swallowed: set[int] = set()
    for node in (outline.root, *outline.nodes):
        if id(node) in swallowed:
            continue
        mine = groups[id(node)]
        closed = [group for group in mine if group.clauses]
        if node is outline.root or len([group for group in closed if group.closed]) > 1:
            drafts += [_paragraph_task(node, group) for group in closed if group.closed]
        elif closed and not node.children:
            single[id(node)] = _node_task(node, mine)
        elif closed and not any(group.clauses for below in _below(node) for group in groups[id(below)]):
            single[id(node)] = _node_task(
                node, [*mine, *(group for below in _below(node) for group in _with_title(below, groups))]
            )
            swallowed |= {id(below) for below in _below(node)}
        elif closed:
            drafts += [_paragraph_task(node, group) for group in closed if group.closed]
    _add_siblings(page, outline, groups, single, drafts, rules, swallowed)
    return drafts + list(single.values())


def _with_title(node: Node, groups: dict[int, list[_Group]]) -> list[_Group]:
    title = _Group()
    title.content.append((node.title_start, node.title_end))
    return [title, *groups[id(node)]]


def _below(node: Node) -> list[Node]:
    found: list[Node] = []
    pending = list(reversed(node.children))
    while pending:
        child = pending.pop()
        found.append(child)
        pending.extend(reversed(child.children))
    return found


def _groups(page: Page, node: Node) -> list[_Group]:
    """Part the words of a node where clauses close a paragraph."""
    groups = [_Group()]
    paragraphs = ([(node.title_start, node.title_end)] if node.parent and not node.run_in else []) + node.body
    if node.parent and node.run_in:
        # A clause may already close the heading of a run-in line: 1.标题（X负责）。正文
        paragraphs = [(node.title_start, node.title_end), *node.body]
    for at, (start, end) in enumerate(paragraphs):
        placed = clauses_in(page, start, end)
        is_title = at == 0 and node.parent is not None
        if placed and placed[0].own_line:
            groups[-1].clauses.append(placed[0])
            groups[-1].closed = groups[-1].own_line = True
            continue
        field = groups[-1].own_line and _FIELD.match(page.text, start, end) is not None
        if groups[-1].closed and not (
            is_title or field or (placed and not _text_outside(page, start, end, placed))
        ):
            groups.append(_Group())
        group = groups[-1]
        if not placed:
            if end > start:
                group.content.append((start, end))
            continue
        group.content += _outside(start, end, placed)
        group.clauses += placed
        group.paragraph = start
        if not page.text[placed[-1].end : end].strip("。；;.，, 　"):
            group.closed = not is_title
            if is_title:
                # The heading's own clause speaks for all that follows.
                group.closed = len(paragraphs) == 1
    return groups


def _text_outside(page: Page, start: int, end: int, placed: list[Placed]) -> bool:
    return any(page.text[first:last].strip("。；;.，, 　") for first, last in _outside(start, end, placed))


def _outside(start: int, end: int, placed: list[Placed]) -> list[Range]:
    """Return the stretches of a paragraph between its clauses."""
    found, at = [], start
    for clause in placed:
        if clause.start > at:
            found.append((at, clause.start))
        at = clause.end
    if end > at:
        found.append((at, end))
    return found


def _node_task(node: Node, groups: list[_Group]) -> TaskDraft:
    draft = TaskDraft(
        node.start, node.line_end, node.number, node.parent.id or None if node.parent else None, node
    )
    draft.title = (node.title_start, node.title_end)
    draft.clauses = sorted([clause for group in groups for clause in group.clauses])
    draft.content = sorted([part for group in groups for part in group.content])
    if draft.clauses and draft.clauses[0].start < node.title_end:
        draft.title = (node.title_start, max(draft.clauses[0].start, node.title_start))
    ends = [end for _, end in draft.content] + [clause.end for clause in draft.clauses]
    draft.end = max([draft.end, *ends])
    return draft


def _paragraph_task(node: Node, group: _Group) -> TaskDraft:
    # Only the paragraph that the clause closes is the task; what stands above it is introduction.
    content = group.content[-1:] or [(group.clauses[0].start, group.clauses[0].start)]
    if group.content and not group.own_line:
        last = max(placed.end for placed in group.clauses)
        line = max(0, group.paragraph)
        content = [part for part in group.content if line <= part[0] <= last] or content
    start = min(content[0][0], group.clauses[0].start)
    draft = TaskDraft(start, max(content[-1][1], group.clauses[-1].end), "", node.id or None, None)
    draft.content, draft.clauses = content, group.clauses
    draft.title = content[0]
    return draft


def _add_siblings(
    page: Page,
    outline: Outline,
    groups: dict[int, list[_Group]],
    single: dict[int, TaskDraft],
    drafts: list[TaskDraft],
    rules: ScopeRules,
    swallowed: set[int],
) -> None:
    """Make tasks of the leaves without clause whose siblings have one, or which a rule for all reaches."""
    parents = {id(draft.node.parent) for draft in single.values() if draft.node and not draft.node.children}
    busy = {draft.section for draft in drafts}
    for node in outline.nodes:
        if node.children or id(node) in single or id(node) in swallowed or node.id in busy:
            continue
        shared = any(node.start > duty.start for duty in rules.shared)
        if not (id(node.parent) in parents or shared) or _is_frame(page, node):
            continue
        single[id(node)] = _node_task(node, groups[id(node)])


def _is_frame(page: Page, node: Node) -> bool:
    """Tell whether a heading frames the tasks (aims, safeguards) instead of being one."""
    return _NOT_A_TASK.search(page.text, node.title_start, node.title_end) is not None


def _row_task(page: Page, row: TableRow) -> TaskDraft:
    draft = TaskDraft(row.start, row.end, row.number, None)
    cells = row.cells.get("task", []) + row.cells.get("target", [])
    draft.title = cells[0]
    draft.content = sorted(cells)
    for role in ROLE_NAMES:
        for start, end in row.cells.get(role, []):
            draft.units += _cell_units(page, role, start, end)
    if "deadline" in row.cells:
        start, end = row.cells["deadline"][0]
        draft.deadline = page.text[start:end]
    return draft


def _cell_units(page: Page, role: str, start: int, end: int) -> list[RoleUnit]:
    clause = parse_clause(page.text, start, end, page.names)
    if clause and clause.labelled:
        return list(clause.units)
    if clause and any(said != "responsible" for said, _ in clause.units):
        return [RoleUnit(role if said == "responsible" else said, unit) for said, unit in clause.units]
    return [RoleUnit(role, unit) for unit in split_units(page.text, start, end, page.names)]


def _give_ids(outline: Outline, drafts: list[TaskDraft]) -> None:
    """Number the tasks: an outline task has its heading's id, a row its number, a paragraph p1, p2 …"""
    headed = {draft.node.id for draft in drafts if draft.node is not None}
    rows, paragraphs = Ids(headed), Ids({node.id for node in outline.nodes})
    counts: dict[str | None, int] = {}
    for draft in drafts:
        if draft.node is not None:
            draft.id = draft.node.id
        elif digits := re.sub(r"\D", "", draft.number):
            # A row keeps its number even where a heading has the same, but no other task.
            draft.id = rows.take(str(int(digits[:9])))
        else:
            counts[draft.section] = counts.get(draft.section, 0) + 1
            path = f"{draft.section}." if draft.section else ""
            draft.id = paragraphs.take(f"{path}p{counts[draft.section]}")


def _settle_units(draft: TaskDraft, rules: ScopeRules) -> None:
    """Turn clauses into the role lists of the task: the union of all, by the rules in force."""
    units = list(draft.units)
    if units and not any(role == "lead" for role, _ in units):
        units = rules.with_lead(units, False, draft.start)
    for placed in draft.clauses:
        units += rules.apply(placed.clause, placed.start)
        draft.deadline = draft.deadline or placed.clause.deadline
    if not draft.clauses:
        units += rules.apply(None, draft.start)
    seen: dict[tuple[str, str], RoleUnit] = {}
    for entry in units:
        seen.setdefault((entry.role, entry.unit.name), entry)
    draft.units = list(seen.values())
