"""What a reader hands to the compiler: the extracted text, its tables, and what the reader noticed."""

from typing import NamedTuple

from yibiao.core.spans import Span


class Table(NamedTuple):
    """A table of the document: rows of cell spans, left to right, in the extracted text.

    A merged cell is repeated: every grid position it covers carries the span of its text, so all rows
    have the same length. An empty cell has an empty span.
    """

    span: Span
    rows: tuple[tuple[Span, ...], ...]


class Notice(NamedTuple):
    """Something the reader did or saw that a careful office would want to know.

    `code` names an entry of the pack `messages/notices`; `args` fill its sentence.
    """

    code: str
    span: Span
    args: tuple[tuple[str, str], ...] = ()


class SourceText(NamedTuple):
    """The extracted text of one document.

    One paragraph a line. A table row is one line with its cells separated by a tab; a cell of several
    paragraphs keeps its line breaks, which is why `tables` gives the cells by span.
    """

    text: str
    name: str = "-"
    sha256: str = ""
    media_type: str = "text/plain"
    encoding: str | None = None
    tables: tuple[Table, ...] = ()
    notices: tuple[Notice, ...] = ()
