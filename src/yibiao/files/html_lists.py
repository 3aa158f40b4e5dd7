"""The numbers that a browser puts before the items of an ordered list: they are text to the reader."""

import re

from lxml import etree

_HAN = "零一二三四五六七八九"
# An item that brings its own number: the page hides the list's.
_OWN_NUMBER = re.compile(
    r"\s*(?:[①-⑳]|[(（〔【\[第]?\s*[\d０-９一二三四五六七八九十]+\s*(?:[)）〕】\]、.．:：]|[条章节款项]))"
)
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w\s-]+)", re.I)
_BULLETS = re.compile(r"\b(?:none|disc|circle|square)\b", re.I)
_LARGEST_ROMAN = 3999


class Numbering:
    """The lists that are open, and the number that waits for the text of its item."""

    def __init__(self) -> None:
        self._lists: list[_List] = []
        self._waiting = ""

    def open(self, element: etree._Element) -> None:
        """Note the start of an `ol` or `li`."""
        if element.tag == "ol":
            self._lists.append(_List(element))
        elif self._lists and self._lists[-1].owns(element):
            self._waiting = self._lists[-1].next(element)

    def close(self, element: etree._Element) -> None:
        """Note the end of an `ol` or `li`; the number of an empty item is shown with nothing, so dropped."""
        self._waiting = ""
        if element.tag == "ol":
            self._lists.pop()

    def take(self) -> str:
        """Return the number that belongs before the line now written, once."""
        waiting, self._waiting = self._waiting, ""
        return waiting


class _List:
    """One `ol`: how it counts and how far it is."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element
        self._step = -1 if element.get("reversed") is not None else 1
        items = len(element.findall("li")) if self._step < 0 else 1
        self._value = _integer(element.get("start"), items) - self._step
        self._form = _form(element)

    def owns(self, item: etree._Element) -> bool:
        """Tell whether `item` is counted by this list and not by a list without numbers inside it."""
        return item.getparent() is self._element

    def next(self, item: etree._Element) -> str:
        """Count `item` and return its number as shown."""
        self._value = _integer(item.get("value"), self._value + self._step)
        return _shown(self._value, self._form)


def _form(element: etree._Element) -> str:
    """Return how a list shows its numbers: a `type` of HTML, ``"han"``, or nothing."""
    style = _STYLE.search(element.get("style", ""))
    if style and _BULLETS.search(style[1]):
        return ""
    if style and re.search("cjk|chinese", style[1]):
        return "han"
    return "" if _numbered_by_hand(element) else element.get("type", "1")


def _numbered_by_hand(element: etree._Element) -> bool:
    """Tell whether most items begin with a number of their own, or the list is the trail of a site."""
    if "crumb" in element.get("class", ""):
        return True
    items = element.findall("li")
    own = sum(bool(_OWN_NUMBER.match(_first_text(item))) for item in items)
    return 2 * own > len(items)


def _first_text(item: etree._Element) -> str:
    """Return the first text of an item that is not blank, or an empty string."""
    return next((str(text) for text in item.itertext() if text.strip()), "")


def _shown(value: int, form: str) -> str:
    if form == "han":
        return f"{_han(value)}、" if 0 < value < 100 else f"{value}."
    if form in ("a", "A") and 0 < value <= 26:
        return f"{chr(ord(form) + value - 1)}."
    if form in ("i", "I") and 0 < value <= _LARGEST_ROMAN:
        return f"{_roman(value) if form == 'I' else _roman(value).lower()}."
    return f"{value}." if form else ""


def _han(value: int) -> str:
    tens, ones = divmod(value, 10)
    head = "" if not tens else "十" if tens == 1 else _HAN[tens] + "十"
    return head + (_HAN[ones] if ones else "")


def _roman(value: int) -> str:
    made = ""
    for size, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        made += sign * (value // size)
        value %= size
    return made


def _integer(text: str | None, otherwise: int) -> int:
    """Return the number an attribute holds; nonsense and numbers no list has count as not given."""
    match = re.fullmatch(r"\s*(-?[0-9]{1,6})\s*", text or "")
    return int(match[1]) if match else otherwise
