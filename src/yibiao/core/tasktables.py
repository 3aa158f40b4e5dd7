"""Task tables: 序号·任务·责任单位·完成时限, as a real table, one row a line, or flattened to a cell a line.

Reads: the tables of the source, and the lines of the page. Writes: rows with their cells by kind.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from yibiao import packs
from yibiao.core.page import Page
from yibiao.core.roles import ROLE_NAMES, label_role
from yibiao.core.unitlist import looks_like_unit

Range = tuple[int, int]


class TableRow(NamedTuple):
    """A row of a task table: its number as written, and for each kind of column the cells, as ranges.

    Kinds: number, category, task, target, deadline, remark, and the role names.
    """

    start: int
    end: int
    number: str
    cells: dict[str, list[Range]]


class TaskTable(NamedTuple):
    """A table that assigns tasks; `[start, end)` is all of it, heading included."""

    start: int
    end: int
    rows: tuple[TableRow, ...]


@cache
def _headings() -> dict[str, str]:
    return {word: kind for kind, words in packs.load("language/tables")["columns"].items() for word in words}


def column_kind(heading: str) -> str | None:
    """Return what a column of that heading holds, or None if the words are no heading."""
    words = (
        re.sub(r"[\s　（(].*|[\s　]", "", heading)
        if len(heading) > 12
        else re.sub(r"[\s　]|[（(].*", "", heading)
    )
    if not words or len(words) > 12:
        return None
    kind = _headings().get(words)
    if kind:
        return kind
    role = label_role(words)
    return "remark" if role == "person" else role


def task_tables(page: Page, skip: frozenset[int] | set[int]) -> list[TaskTable]:
    """Return the task tables of the page in order, however they arrived."""
    found = [made for table in page.source.tables if (made := _real_table(page, table.rows))]
    covered = [(table.start, table.end) for table in found]
    free = [at for at in range(len(page.lines)) if at not in skip]
    if covered:
        starts = [line.start for line in page.lines]
        free = [at for at in free if not any(start <= starts[at] < end for start, end in covered)]
    found += _tabbed(page, free)
    found += _flattened(page, free)
    return sorted(found)


def _is_header(kinds: Iterable[str | None]) -> bool:
    known = set(kinds)
    return ("task" in known or "target" in known) and bool(
        known & {*ROLE_NAMES, "deadline"} or {"task", "target", "number"} <= known
    )


def _real_table(page: Page, rows: tuple[tuple[tuple[int, int], ...], ...]) -> TaskTable | None:
    clean = page.map.clean_offset
    grid = [[(clean(start), clean(end)) for start, end in row] for row in rows]
    return _from_grid(page.text, [row for row in grid if row])


def _from_grid(text: str, grid: list[list[Range]]) -> TaskTable | None:
    for at in range(min(4, len(grid))):
        kinds = [column_kind(text[start:end]) for start, end in grid[at]]
        if not _is_header(kinds):
            continue
        body = at + 1
        if body < len(grid):
            second = [column_kind(text[start:end]) for start, end in grid[body]]
            if sum(kind is not None for kind in second) >= 2:
                kinds = [below or above for above, below in zip(kinds, second, strict=False)]
                body += 1
        made = [row for cells in grid[body:] if (row := _grid_row(text, kinds, cells))]
        flat = [cell for row in grid for cell in row]
        return TaskTable(min(flat)[0], max(end for _, end in flat), tuple(made)) if made else None
    return None


def _grid_row(text: str, kinds: list[str | None], cells: list[Range]) -> TableRow | None:
    distinct = {cell for cell in cells if cell[1] > cell[0]}
    if (
        len(distinct) < 2
        or sum(column_kind(text[start:end]) is not None for start, end in distinct) > len(distinct) // 2 + 1
    ):
        return None
    by_kind: dict[str, list[Range]] = {}
    for kind, cell in zip(kinds, cells, strict=False):
        if kind and cell[1] > cell[0] and cell not in by_kind.get(kind, ()):
            by_kind.setdefault(kind, []).append(cell)
    return _row(text, by_kind, min(distinct)[0], max(end for _, end in distinct))


def _row(text: str, cells: dict[str, list[Range]], start: int, end: int) -> TableRow | None:
    if not (cells.get("task") or cells.get("target")):
        return None
    number = text[slice(*cells["number"][0])].strip() if "number" in cells else ""
    return TableRow(start, end, number, cells)


def _tabbed(page: Page, free: list[int]) -> list[TaskTable]:
    """Tables whose rows are lines with tabs between the cells."""
    found: list[TaskTable] = []
    rows: list[list[Range]] = []
    if "\t" not in page.text:
        return found
    for at in [*free, -1]:
        line = page.lines[at] if at >= 0 else None
        if line and "\t" in page.text[line.start : line.end]:
            rows.append(_tab_cells(page.text, line.start, line.end))
            continue
        if line and rows and _category(page.text[line.start : line.end]):
            continue
        if len(rows) > 1 and (table := _from_grid(page.text, _squared(rows))):
            found.append(table)
        rows = []
    return found


def _tab_cells(text: str, start: int, end: int) -> list[Range]:
    cells, at = [], start
    for match in re.finditer("\t", text[start:end]):
        cells.append(_stripped(text, at, start + match.start()))
        at = start + match.end()
    return [*cells, _stripped(text, at, end)]


def _squared(rows: list[list[Range]]) -> list[list[Range]]:
    """Give all rows the width of the first: the page drops empty cells at a line's end."""
    width = max(len(rows[0]), 2)
    return [(row + [(row[-1][1], row[-1][1])] * width)[: max(width, len(row))] for row in rows]


def _stripped(text: str, start: int, end: int) -> Range:
    words = text[start:end]
    return (
        (start + len(words) - len(words.lstrip()), start + len(words.rstrip()))
        if words.strip()
        else (start, start)
    )


_CATEGORY = re.compile(r"(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)])\s*\S{2,30}$")
_END = re.compile(r"(?:注|备注|说明)\s*[:：]|附\s*件|附\s*表|填表|(?:抄送|联系人)\s*[:：]")
_NUMBER = re.compile(r"[（(]?(\d{1,3})[）).、．]?$")
_DEADLINE = re.compile(
    r"(?:20\d\d\s*年|\d{1,2}\s*月|年底|年内|全年|长期|持续|常态|[上下]半年|[一二三四]季度|每)[^。]{0,16}$"
)


def _category(words: str) -> bool:
    return _CATEGORY.match(words) is not None


def _flattened(page: Page, free: list[int]) -> list[TaskTable]:
    """Tables whose cells stand one a line: a run of headings, then rows that begin with their number."""
    found: list[TaskTable] = []
    words = [page.text[page.lines[at].start : page.lines[at].end] for at in free]
    kinds = [column_kind(word) if len(word) <= 12 else None for word in words]
    heads = list(_heads(kinds))
    if not heads:
        return found
    stops = sorted(
        [*(head for head, _ in heads), *(at for at, word in enumerate(words) if _END.match(word)), len(words)]
    )
    done = 0
    for head, width in heads:
        if head >= done:
            stop = stops[bisect_left(stops, head + width)]
            own = [kind or "" for kind in kinds[head : head + width]]
            table, done = _flat_table(page, free, words, head, stop, own)
            found += [table] if table else []
    return found


def _heads(kinds: list[str | None]) -> Iterator[tuple[int, int]]:
    """Yield where a run of column headings begins, and how many it has."""
    at = 0
    while at < len(kinds):
        width = 0
        while at + width < len(kinds) and kinds[at + width] and width < 12:
            width += 1
        if width >= 3 and _is_header(kinds[at : at + width]):
            yield at, width
        at += max(width, 1)


def _flat_table(
    page: Page, free: list[int], words: list[str], head: int, stop: int, kinds: list[str]
) -> tuple[TaskTable | None, int]:
    body = head + len(kinds)
    if kinds[0] == "number":
        kinds = _unmerged(_numbered_rows(words, body, stop, kinds), kinds)
    groups = (
        _numbered_rows(words, body, stop, kinds)
        if kinds[0] == "number"
        else _even_rows(words, body, stop, kinds)
    )
    rows: list[TableRow] = []
    for number, members in groups:
        cells = _assigned(page, free, words, members, [kind for kind in kinds if kind != "number"])
        if number is not None:
            line = page.lines[free[number]]
            cells["number"] = [(line.start, line.end)]
        lines = members if number is None else [number, *members]
        row = _row(page.text, cells, page.lines[free[lines[0]]].start, page.lines[free[lines[-1]]].end)
        rows += [row] if row else []
    if not rows:
        return None, body
    last = max(member for _, members in groups for member in members)
    table = TaskTable(page.lines[free[head]].start, page.lines[free[last]].end, tuple(rows))
    return table, last + 1


def _unmerged(groups: list[tuple[int | None, list[int]]], kinds: list[str]) -> list[str]:
    """Return the columns below a head of two rows: 责任单位 over 牵头单位 and 配合单位, which come last when flattened.

    The heading above is believed to be no column of its own if no row but the last has a cell for it.
    """
    first = kinds.index("lead") if "lead" in kinds else len(kinds)
    below = kinds[first:]
    if len(below) < 2 or "responsible" not in kinds[:first] or not set(below) <= set(ROLE_NAMES):
        return kinds
    at = kinds.index("responsible")
    columns = [*kinds[:at], *below, *kinds[at + 1 : first]]
    fits = all(len(members) < len(columns) for _, members in groups[:-1])
    return columns if fits and len(groups) > 1 else kinds


def _numbered_rows(
    words: list[str], body: int, stop: int, kinds: list[str]
) -> list[tuple[int | None, list[int]]]:
    groups: list[tuple[int | None, list[int]]] = []
    expected: int | None = None
    for at in range(body, stop):
        match = _NUMBER.match(words[at])
        value = int(match.group(1)) if match else None
        if (
            value is not None
            and (expected is None or value == expected or (groups and 0 <= value - expected <= 2))
            and (not groups or groups[-1][1])
        ):
            groups.append((at, []))
            expected = value + 1
        elif groups and not _category(words[at]):
            groups[-1][1].append(at)
    if groups:
        groups[-1] = (groups[-1][0], groups[-1][1][: len(kinds) - 1])
    return [(number, members) for number, members in groups if members]


def _even_rows(
    words: list[str], body: int, stop: int, kinds: list[str]
) -> list[tuple[int | None, list[int]]]:
    members = [at for at in range(body, stop) if not _category(words[at])]
    width = len(kinds)
    return [(None, members[at : at + width]) for at in range(0, len(members) - width + 1, width)]


def _assigned(
    page: Page, free: list[int], words: list[str], members: list[int], kinds: list[str]
) -> dict[str, list[Range]]:
    """Give each line of a row its column; where counts differ, by what the words look like."""
    columns = (
        list(range(len(kinds)))
        if len(members) == len(kinds)
        else _aligned([words[at] for at in members], kinds)
    )
    cells: dict[str, list[Range]] = {}
    for at, column in zip(members, columns, strict=True):
        line = page.lines[free[at]]
        cells.setdefault(kinds[column], []).append((line.start, line.end))
    return cells


def _aligned(lines: list[str], kinds: list[str]) -> list[int]:
    """Return a column for each line, never going back, with the best total fit (empty cells were dropped)."""
    best: list[list[tuple[float, int]]] = []
    for words in lines:
        row: list[tuple[float, int]] = []
        for column, kind in enumerate(kinds):
            came, source = 0.0, -1
            if best:
                came, source = max(
                    (best[-1][before][0] - (0.2 if before == column else 0.0), before)
                    for before in range(column + 1)
                )
            row.append((came + _fit(words, kind), source))
        best.append(row)
    if not best:
        return []
    column = max(range(len(kinds)), key=lambda at: best[-1][at][0])
    path = [column]
    for row in reversed(best[1:]):
        column = row[column][1]
        path.append(column)
    return path[::-1]


def _fit(words: str, kind: str) -> float:
    is_deadline = _DEADLINE.match(words) is not None and len(words) <= 24
    names = [name for name in re.split(r"[、，,；;\s]+", words) if name]
    are_units = (
        all(looks_like_unit(re.sub(r"[（(][^）)]*[）)]|等$", "", name)) for name in names)
        and "。" not in words
    )
    if kind == "deadline":
        return 2.0 if is_deadline else -1.0
    if kind in ROLE_NAMES:
        return 2.0 if are_units and not is_deadline else -1.0
    if kind in ("task", "target"):
        return -1.0 if is_deadline else (0.2 if are_units else 1.0)
    return 0.5 if len(words) <= 12 and not is_deadline else 0.0
