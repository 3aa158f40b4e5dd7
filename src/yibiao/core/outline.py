"""The outline: 一、 → （一） → 1. → （1）, per GB/T 9704 with its real-world faults.

Ids are the path of the numbers as written. A number's style gives its depth among the styles of the
document; a style that is missing (1. straight under 一、) is simply not there.
"""

import re
from typing import NamedTuple

from yibiao.core.ids import Ids
from yibiao.core.numerals import han_number
from yibiao.core.page import Line, Page

_HAN = "一二三四五六七八九十百"
_HEADING = re.compile(
    rf"第\s*(?P<part>[{_HAN}\d]{{1,4}})\s*(?P<kind>编|部分|篇|章|节|条)[\s、:：]*"
    rf"|第(?P<nth>[{_HAN}]{{1,2}})、\s*"
    rf"|(?P<l1>[{_HAN}]{{1,4}})\s*(?:[、.．]|[，,](?=[\u4e00-\u9fff])|[ 　\t]+(?=\S))\s*"
    rf"|[（(〔【]\s*(?P<l2>[{_HAN}]{{1,4}})\s*[）)〕】]\s*[、.．，,]?\s*"
    r"|(?P<multi>\d{1,2}(?:[.．]\d{1,2}){1,3})[.．、]?(?:[ 　\t]+|(?=[\u4e00-\u9fff])(?![月年日万亿千百个家项名人元件倍米公平亩吨]))\s*"
    r"|(?P<l3>\d{1,3})\s*(?:[.．、](?!\d)|[.．、](?=\d{1,2}月|20\d\d年)|[，,](?=[\u4e00-\u9fff]))\s*"
    r"|[（(〔]\s*(?P<l4>\d{1,3})\s*[）)〕]\s*[、.．]?\s*"
    r"|(?P<l5>\d{1,3})\s*[）)]\s*"
    r"|(?P<l6>[\u2460-\u2473\u2776-\u277f])\s*"
)
_RANKS = {"编": 0, "篇": 0, "部分": 1, "章": 2, "节": 3, "条": 4}
_STYLE_RANK = {"l1": 5, "nth": 11, "l2": 6, "l3": 7, "l4": 12, "l5": 13, "l6": 14}
# Each alternative begins with a letter of its own, so that `re` looks for those at once.
_TITLE_STOP = re.compile(
    "|".join(["。", "！", "!", *(rf"{blank}(?<=[\u4e00-\u9fff].)[ 　]{{0,3}}(?=[\u4e00-\u9fff])" for blank in " 　")])
)


class Node:
    """A numbered heading and the paragraphs under it, by offsets in the clean text.

    `title_*` is the heading's words without the number; `body` the stretches of text that follow, the
    rest of a run-in heading's line first. `index` is the number itself, `rank` its style.
    """

    __slots__ = (
        "body",
        "children",
        "end",
        "id",
        "index",
        "level",
        "line_end",
        "number",
        "parent",
        "part",
        "rank",
        "run_in",
        "start",
        "title_end",
        "title_start",
    )

    def __init__(
        self, *, start: int, rank: int, index: int, number: str, parent: "Node | None", part: int
    ) -> None:
        self.start = start
        self.rank = rank
        self.index = index
        self.number = number
        self.parent = parent
        self.part = part
        self.level: int = parent.level + 1 if parent else 0
        self.id = ""
        self.title_start = self.title_end = self.end = self.line_end = start
        self.run_in = False
        self.body: list[tuple[int, int]] = []
        self.children: list[Node] = []


class Gap(NamedTuple):
    """A number that is missing in a row of headings: `expected` before `node`."""

    node: Node
    expected: int


class Outline(NamedTuple):
    """All headings in document order under `root`, which holds what stands before the first of them."""

    root: Node
    nodes: list[Node]
    gaps: list[Gap]


def build_outline(page: Page, skip: frozenset[int] | set[int], parts: tuple[int, ...] = ()) -> Outline:
    """Return the outline of the lines that are not in `skip`; each line in `parts` begins a new part."""
    root = Node(start=0, rank=-1, index=0, number="", parent=None, part=0)
    nodes: list[Node] = []
    stack = [root]
    part = 0
    starts = set(parts)
    for at, line in enumerate(page.lines):
        if at in starts:
            part += 1
            stack = [root]
        if at in skip:
            continue
        node = _heading(page.text, line, stack, part)
        if node is None:
            stack[-1].body.append((line.start, line.end))
            stack[-1].end = line.end
        else:
            nodes.append(node)
            stack.append(node)
    _number(nodes)
    return Outline(root, nodes, _gaps([root, *nodes]))


def _heading(text: str, line: Line, stack: list[Node], part: int) -> Node | None:
    match = _HEADING.match(text, line.start, line.end)
    if not match:
        return None
    kind = match.lastgroup or ""
    rank, index = _rank_and_index(match, kind)
    if kind == "nth":
        rank = _nth_rank(stack)
    if index is None or (kind == "l1" and not _is_l1(text, match, line)):
        return None
    while stack[-1].rank >= rank:
        stack.pop()
    number = match.group().strip()
    node = Node(start=line.start, rank=rank, index=index, number=number, parent=stack[-1], part=part)
    stack[-1].children.append(node)
    _split_title(text, match.end(), line, node)
    return node


def _nth_rank(stack: list[Node]) -> int:
    """Return the rank of 第一、: that of 一、 where nothing stands above it, else below the other numbers."""
    top = next((node for node in stack if node.rank >= _STYLE_RANK["l1"]), None)
    return _STYLE_RANK["l1" if top is None or top.number.startswith("第") else "nth"]


def _is_l1(text: str, match: re.Match[str], line: Line) -> bool:
    """Tell a heading 一 工作目标 from prose that begins with a numeral and a blank."""
    mark = text[match.end("l1") : match.end()].strip()
    return bool(mark) or line.end - line.start <= 30


def _rank_and_index(match: re.Match[str], kind: str) -> tuple[int, int | None]:
    if kind == "kind":
        return _RANKS[match["kind"]], han_number(match["part"])
    if kind == "multi":
        numbers = re.split(r"[.．]", match["multi"])
        return _STYLE_RANK["l3"] + len(numbers) - 1, int(numbers[-1])
    if kind == "l6":
        code = ord(match["l6"])
        return _STYLE_RANK["l6"], code - (0x245F if code < 0x2500 else 0x2775)
    return _STYLE_RANK[kind], han_number(match[kind])


def _split_title(text: str, start: int, line: Line, node: Node) -> None:
    """Part a run-in heading (1.标题。正文…) from the text that runs on behind it."""
    node.title_start = start
    node.end = node.line_end = line.end
    stop = _title_stop(text, start, line.end)
    if stop is None:
        node.title_end = line.end
        return
    node.title_end = stop.start()
    rest = stop.end()
    if rest < line.end:
        node.run_in = True
        node.body.append((rest, line.end))


def _title_stop(text: str, start: int, end: int) -> re.Match[str] | None:
    match = _TITLE_STOP.search(text, start, end)
    while match and match[0].isspace():
        # A blank parts a short heading from its text; in a long line it is only a blank.
        if match.start() - start <= 20 and end - match.end() > 24 and "。" in text[match.end() : end]:
            return match
        match = _TITLE_STOP.search(text, match.end(), end)
    return match


def _number(nodes: list[Node]) -> None:
    """Give every node its id: the path of numbers as written, a repeat with a letter."""
    ids = Ids()
    for node in nodes:
        above = node.parent.id if node.parent else ""
        node.id = ids.take(f"{above}.{_written(node)}" if above else _written(node))


def _written(node: Node) -> str:
    """Return the part of the path that a heading adds; a decimal number (2.1) may bring several."""
    if not 7 < node.rank < 12:
        return str(node.index)
    numbers = [str(int(part)) for part in re.findall(r"\d+", node.number)]
    if len(numbers) < 2:
        return str(node.index)
    above = node.parent
    if above and 7 <= above.rank < 12:
        return ".".join(numbers[above.rank - 6 :])  # what the heading above has not said already
    return ".".join(numbers)


def _gaps(nodes: list[Node]) -> list[Gap]:
    """Return the numbers that are skipped, in rows that neither restart nor run on from another parent."""
    gaps: list[Gap] = []
    last: dict[int, int] = {}
    for node in nodes:
        previous: Node | None = None
        for child in node.children:
            before = (
                previous.index
                if previous and previous.rank == child.rank and previous.part == child.part
                else None
            )
            if before is not None and child.index > before + 1:
                gaps.append(Gap(child, before + 1))
            elif before is None and child.index > 1 and last.get(child.rank, 0) + 1 != child.index:
                gaps.append(Gap(child, 1 if not last.get(child.rank) else last[child.rank] + 1))
            previous = child
            last[child.rank] = child.index
    return gaps
