"""What the styles of a document say about its paragraphs: numbers, hidden text, tables of contents."""

from typing import NamedTuple

from lxml import etree

from yibiao.files.docx.names import P_PR, R_PR, VAL, is_on, w

_STYLE, _ID, _TYPE, _DEFAULT = w("style"), w("styleId"), w("type"), w("default")
_VANISH = w("vanish")


class Style(NamedTuple):
    """One style: its parent, and its numbering as given (None: not given)."""

    name: str
    parent: str | None
    num: str | None
    level: int | None


class Inherited(NamedTuple):
    """The numbering a style ends up with; `giver` is the style whose list it is."""

    num: str | None = None
    level: int | None = None
    giver: str | None = None


class Styles:
    """The style sheet of a document (empty without one)."""

    def __init__(self, root: etree._Element | None) -> None:
        # Word writes some forty styles into every document and uses five: each is read when asked for.
        self._elements: dict[str, etree._Element] = {}
        self._read: dict[str, Style] = {}
        self._numbering: dict[str, Inherited] = {}
        self.default: str | None = None
        self.hidden: frozenset[str] = frozenset()
        if root is not None:
            self._index(root)

    def _index(self, root: etree._Element) -> None:
        for element in root.iterchildren(_STYLE):
            key = element.get(_ID)
            if key is None:
                continue
            self._elements[key] = element
            if element.get(_TYPE) == "paragraph" and is_on(element.get(_DEFAULT, "0")):
                self.default = key
        if next(root.iter(_VANISH), None) is not None:
            self.hidden = frozenset(key for key, element in self._elements.items() if _hidden(element))

    def _style(self, key: str) -> Style | None:
        if key not in self._read and key in self._elements:
            self._read[key] = _style(self._elements[key])
        return self._read.get(key)

    def numbering(self, key: str | None) -> Inherited:
        """Return the numbering of paragraphs in style `key` (None: the default style)."""
        key = key or self.default
        if key is None:
            return Inherited()
        known = self._numbering.get(key)
        if known is None:
            known = self._numbering[key] = self._inherit(key)
        return known

    def _inherit(self, key: str) -> Inherited:
        seen: set[str] = set()
        level: int | None = None
        at: str | None = key
        while at is not None and at not in seen:
            seen.add(at)
            style = self._style(at)
            if style is None:
                break
            level = style.level if level is None else level
            if style.num is not None:
                return Inherited(style.num, level, at)
            at = style.parent
        return Inherited(None, level)

    def style_number(self, key: str) -> str | None:
        """Return the list a numbering style stands for."""
        style = self._style(key)
        return style.num if style else None

    def is_contents(self, key: str | None) -> bool:
        """Tell whether paragraphs in style `key` are lines of a table of contents."""
        style = self._style(key) if key else None
        name = style.name.lower() if style else ""
        return name.startswith("toc ") and name[4:].isdigit()


def _style(element: etree._Element) -> Style:
    return Style(
        _value(element, w("name")) or "",
        _value(element, w("basedOn")),
        _value(element, f"{P_PR}/{w('numPr')}/{w('numId')}"),
        as_level(_value(element, f"{P_PR}/{w('numPr')}/{w('ilvl')}")),
    )


def _value(element: etree._Element, path: str) -> str | None:
    found = element.find(path)
    return None if found is None else found.get(VAL)


def _hidden(element: etree._Element) -> bool:
    found = element.find(f"{R_PR}/{_VANISH}")
    return found is not None and is_on(found.get(VAL))


def as_level(value: str | None) -> int | None:
    """Return a list level 0 … 8, or None for what is none."""
    return int(value) if value is not None and len(value) == 1 and value in "012345678" else None
