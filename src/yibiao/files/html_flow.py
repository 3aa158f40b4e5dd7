"""Walks a parsed page and writes its lines: blocks, line breaks, list numbers, data tables."""

import re
from collections.abc import Iterator

from lxml import etree

from yibiao.core.source import Table
from yibiao.core.spans import Span
from yibiao.files.html_lists import Numbering
from yibiao.files.html_tables import Grid, Unit, grid_of

_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
     "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
     "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre", "search",
     "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul")
)  # fmt: skip
_LISTS = frozenset(("ol", "li"))

_SPACE = re.compile(r"[ \t\n\r\f\xa0]+")
# CSS Text 3, 4.1.3: a line end of the source between two wide characters is no space.
_WIDE = "\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_SOURCE_LINE_END = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\n\r\f]*(?=[{_WIDE}])")
_EDGES = " \t\n\r\f\v\xa0\u3000\ufeff\u200b"


class Page:
    """The text of a page as it grows: its lines, how long they are together, the tables met."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self._lines: list[str] = []
        self._length = 0

    def text(self) -> str:
        """Return the lines written so far, joined by line breaks."""
        return "\n".join(self._lines)

    def flow(self, root: etree._Element) -> None:
        """Write all that stands under `root`, in document order."""
        for part in _Flow(root).parts():
            if isinstance(part, str):
                self._write(part)
            else:
                self._write_table(part)

    def _write(self, line: str) -> Span:
        start = self._length
        self._lines.append(line)
        self._length += len(line) + 1
        return Span(start, start + len(line))

    def _write_table(self, grid: Grid) -> None:
        start = self._length
        spans: dict[Unit, Span] = {}
        for row in grid.rows:
            self._write_row([unit for unit in dict.fromkeys(row) if unit not in spans], spans)
        end = max(start, self._length - 1)
        rows = tuple(tuple(spans[unit] for unit in row) for row in grid.rows)
        self.tables.append(Table(Span(start, end), rows))

    def _write_row(self, units: list[Unit], spans: dict[Unit, Span]) -> None:
        """Write the cells that begin in one row as a line with tabs, and note where each stands."""
        texts = [cell_text(unit.element) for unit in units]
        at = self._length
        for unit, text in zip(units, texts, strict=True):
            spans[unit] = Span(at, at + len(text))
            at += len(text) + 1
        if units:
            self._write("\t".join(texts))


def cell_text(cell: etree._Element | None) -> str:
    """Return the text of a table cell, its paragraphs separated by line breaks."""
    if cell is None:
        return ""
    if not len(cell):
        return tidy(cell.text or "").replace("\t", " ")
    return "\n".join(part.replace("\t", " ") for part in _Flow(cell).parts() if isinstance(part, str))


class _Flow:
    """One walk over a subtree; inline text gathers in `_inline` until a block or a break ends the line."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._inline: list[str] = []
        self._numbering = Numbering()
        self._pre = 0

    def parts(self) -> Iterator[str | Grid]:
        """Yield lines and data tables in document order."""
        walker = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                yield from self._close(element)
                continue
            grid = grid_of(element) if element.tag == "table" and element is not self._root else None
            if grid is None:
                yield from self._open(element)
            else:
                yield from self._table(element, grid)
                walker.skip_subtree()

    def _table(self, element: etree._Element, grid: Grid) -> Iterator[str | Grid]:
        yield from self._break()
        for caption in element.iterchildren("caption"):
            yield from _Flow(caption).parts()
        yield grid

    def _open(self, element: etree._Element) -> Iterator[str]:
        tag = element.tag
        if tag in _BLOCKS:
            yield from self._break()
            if tag in _LISTS:
                self._numbering.open(element)
            elif tag == "pre":
                self._pre += 1
        elif tag == "br":
            yield from self._break()
        if element.text:
            yield from self._text(element.text)

    def _close(self, element: etree._Element) -> Iterator[str]:
        tag = element.tag
        if tag in _BLOCKS:
            yield from self._break()
            if tag in _LISTS:
                self._numbering.close(element)
            elif tag == "pre":
                self._pre -= 1
        if element.tail and element is not self._root:
            yield from self._text(element.tail)

    def _text(self, text: str) -> Iterator[str]:
        if not self._pre:
            self._inline.append(text)
            return
        first, *rest = text.split("\n")
        self._inline.append(first)
        for line in rest:
            yield from self._break()
            self._inline.append(line)

    def _break(self) -> Iterator[str]:
        """End the line: yield it unless it is blank."""
        if not self._inline:
            return
        line = tidy("".join(self._inline))
        self._inline.clear()
        if line:
            yield self._numbering.take() + line


def tidy(text: str) -> str:
    """Return `text` as a browser would lay it out on one line: white space collapsed, none at the ends."""
    if "\n" in text:
        text = _SOURCE_LINE_END.sub("", text)
    return _SPACE.sub(" ", text).strip(_EDGES)
