"""The text within a paragraph: runs, tabs, breaks, symbols, and the results of fields."""

from lxml import etree

from yibiao.files.docx.names import MATH_TEXT, T, w

_TAB, _PTAB, _BR, _CR, _NO_BREAK = w("tab"), w("ptab"), w("br"), w("cr"), w("noBreakHyphen")
_SYM, _FIELD = w("sym"), w("fldChar")
_NOTES = {w("footnoteReference"): w("footnote"), w("endnoteReference"): w("endnote")}
_READ = (T, _TAB, _PTAB, _BR, _CR, _NO_BREAK, _SYM, _FIELD, MATH_TEXT, *_NOTES)
_FIXED = {_TAB: "\t", _PTAB: "\t", _BR: "\n", _CR: "\n", _NO_BREAK: "-"}
_TEXTS = (T, MATH_TEXT)
_TABS = w("tabs")

# Symbol fonts keep their glyphs at F000–F0FF; what offices use of them is marks and boxes.
_WINGDINGS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x75: "◆",
    0xA7: "▪",
    0xA8: "□",
    0xD8: "➢",
    0xFC: "✓",
    0xFB: "✗",
    0xFD: "☒",
    0xFE: "☑",
    0x52: "☑",
    0xB7: "•",
}
_LATIN_SYMBOLS = {0xB7: "•", 0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xA5: "∞", 0xB0: "°"}


class Inline:
    """Reads paragraphs one after another; fields may reach across them.

    `notes` collects the footnotes and endnotes referred to, as (tag of the note, id).
    """

    def __init__(self) -> None:
        self.notes: set[tuple[str, str | None]] = set()
        self._fields: list[bool] = []  # per open field: has its result begun?

    def text(self, paragraph: etree._Element) -> str:
        """Return the text Word shows for `paragraph`; soft breaks are ``"\\n"``."""
        parts: list[str] = []
        fields = self._fields
        for element in paragraph.iter(*_READ):
            tag = element.tag
            if tag in _TEXTS:
                if not fields or all(fields):
                    parts.append(element.text or "")
            elif tag == _FIELD:
                self._field(element.get(w("fldCharType")))
            elif not fields or all(fields):
                parts.append(self._special(element))
        # An instruction never closes a paragraph; a field that has lost its end must not swallow the rest.
        self._fields = [shown for shown in fields if shown]
        return "".join(parts)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _special(self, element: etree._Element) -> str:
        if element.tag in _NOTES:
            self.notes.add((_NOTES[element.tag], element.get(w("id"))))
            return ""
        if element.tag == _SYM:
            return _symbol(element)
        parent = element.getparent()
        # w:tab is also the definition of a tab stop.
        return "" if parent is not None and parent.tag == _TABS else _FIXED[element.tag]


def _symbol(element: etree._Element) -> str:
    try:
        code = int(element.get(w("char"), ""), 16)
    except ValueError:
        return ""
    low = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
    font = element.get(w("font"), "").lower()
    known = _WINGDINGS if font.startswith("wingdings") else _LATIN_SYMBOLS if font == "symbol" else {}
    said = known.get(low) or (chr(low) if low < 0x110000 else "")
    return said if said.isprintable() else ""
