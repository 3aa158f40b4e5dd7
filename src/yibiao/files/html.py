"""A saved web page to text: everything a reader of the page would see, one block element a line.

The page's chrome (navigation trails, metadata table, print and share links, footer) stays in the text: which
part of a page is the document is for the compiler to say. Dropped is what is not shown (scripts, styles,
comments, hidden elements) and what is no text (menus and form controls).

The parser is libxml2's: it is linear on nested tags, which the HTML 5 tree builders are not, it stops at a
depth, and it resolves no entity but the characters HTML names.
"""

import re

from lxml import etree

from yibiao.core.source import Notice, SourceText, Table
from yibiao.core.spans import Span
from yibiao.files.encoding import decode
from yibiao.files.errors import UnusableInput
from yibiao.files.html_flow import Page

# libxml2 builds no deeper tree than this; pages of offices stay below 60.
DEEPEST = 2048

# The charset that a page declares stands near its start; browsers look at the first 1024 bytes.
_CHARSET = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,80}?\bencoding)\s*=\s*["']?([\w-]+)""", re.I
)

# Pages declare nothing inside their doctype; what does is made to reach other files or to grow without end.
_DECLARES = re.compile(r"<!DOCTYPE\b[^>\[]{0,300}\[", re.I)

# Never shown, or no text of the document.
_DROPPED = (
    "head", "title", "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg",
    "canvas", "audio", "video", "map", "nav", "select", "datalist", "button", "textarea", "input", "rp", "rt",
)  # fmt: skip
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.I)
_BLOCK_STYLE = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|list-item)\b", re.I)


def read_html(data: bytes, name: str = "-", *, declared: str | None = None) -> SourceText:
    """Return the visible text of the page `data`, with its data tables.

    `declared` is the charset that the page came with, if any. Raises `UnusableInput` for a page that is
    nested too deep or declares entities, or whose bytes are no text.
    """
    inside = _CHARSET.search(data, 0, 4096)
    markup, encoding = decode(data, inside[1].decode("ascii") if inside else declared, name=name)
    if _DECLARES.search(markup, 0, 4096):
        raise UnusableInput("errors.external-entity", name)
    text, tables = _extract(markup, name)
    notices = _cut_notices(markup, len(text))
    return SourceText(text, name, "", "text/html", encoding, tables, notices)


def _extract(markup: str, name: str) -> tuple[str, tuple[Table, ...]]:
    root = _parse(markup, name)
    if root is None:
        return "", ()
    _prune(root)
    page = Page()
    page.flow(root)
    return page.text(), tuple(page.tables)


def _parse(markup: str, name: str) -> etree._Element | None:
    """Return the root of the page's tree, or None where there is nothing in it."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None  # nothing to parse, unless the log says more
    fatal = {entry.type_name for entry in parser.error_log.filter_from_fatals()}
    if "ERR_RESOURCE_LIMIT" in fatal:
        raise UnusableInput("errors.nesting-too-deep", name, limit=DEEPEST)
    if "ERR_NO_MEMORY" in fatal:
        raise MemoryError
    return root


def _prune(root: etree._Element) -> None:
    """Take out of the tree what is not shown; turn inline elements shown as blocks into blocks."""
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    unseen = []
    for element in root.iterfind(".//*[@style]"):
        style = element.get("style", "")
        if _HIDDEN_STYLE.search(style):
            unseen.append(element)
        elif element.tag == "span" and _BLOCK_STYLE.search(style):
            element.tag = "div"
    unseen.extend(root.iterfind(".//*[@hidden]"))
    for element in unseen:
        element.tag = _UNSEEN
    etree.strip_elements(root, _UNSEEN, with_tail=False)


_UNSEEN = "unseen"


def _cut_notices(markup: str, length: int) -> tuple[Notice, ...]:
    """Return a notice where the page ends in the middle: a download that broke off."""
    tail = markup[-4096:].lower()
    whole = "</html" in tail or "</body" in tail or "<html" not in markup[:4096].lower()
    broken_tag = tail.rfind("<") > tail.rfind(">")
    return () if whole and not broken_tag else (Notice("page-cut", Span(length, length)),)
