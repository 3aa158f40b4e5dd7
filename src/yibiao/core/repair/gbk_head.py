"""The debris that the number of a heading, ``（一）``, becomes when GBK is read one byte late.

``A3A8 D2BB A3A9`` behind a full-width space ``A1A1`` reads ``A1A3 A8D2 BBA3 A9..``: ``。ㄒ唬`` and a piece of
box drawing. Pairs that no character has (both of 六) became a mark or nothing, so a form can stand for
several numerals, and the order of the headings decides.
"""

import re
from functools import cache
from typing import NamedTuple

from yibiao.core.repair.base import MARKS

DIGITS = "一二三四五六七八九十"
NUMERALS = (*DIGITS, *(f"十{digit}" for digit in DIGITS[:9]), "二十")
BOX = "\u2500-\u254b"
_PRIVATE = "\ue000-\uf8ff"
_GONE = f"[{MARKS}{_PRIVATE}]{{0,3}}"
# A decoder that takes only the first byte of an unreadable pair is right again at once: 。ㄈ?）
_AGAIN = f"[{MARKS}]?"
_SPACE = " \t\u00a0\u3000"
_COPY = re.compile(f"(?:^|\n)[{_SPACE}]*([{DIGITS}]{{1,3}})$")
_SOUND = re.compile(f"^[{_SPACE}]*[（(]([{DIGITS}]{{1,3}})[)）]", re.M)


class Head(NamedTuple):
    """The debris of a number: its range, what it can mean, whether what follows is shifted, how sure."""

    start: int
    end: int
    numerals: tuple[str, ...]
    shifted: bool
    sure: bool = True


def is_box(char: str) -> bool:
    """Tell whether `char` is a piece of box drawing, as bracket and title make together."""
    return "\u2500" <= char <= "\u254b"


def _seen(numeral: str) -> list[str | None]:
    """Return what each pair of ``（numeral）`` reads one byte late, without its outer bytes."""
    read = f"（{numeral}".encode("gbk")[1:] + b"\xa3"
    return [_decoded(read[at : at + 2]) for at in range(0, len(read), 2)]


def _decoded(pair: bytes) -> str | None:
    try:
        return pair.decode("gbk")
    except UnicodeDecodeError:
        return None


def _lost_form(numeral: str) -> str:
    return re.sub("0+", _GONE.replace("\\", r"\\"), "".join(char or "0" for char in _seen(numeral))).replace(
        "撸", "[撸擼]"
    )


def _resumed_form(numeral: str) -> str | None:
    seen = _seen(numeral)
    if None not in seen:
        return None
    at = seen.index(None)
    return "".join(char or "" for char in seen[:at]) + _AGAIN + f"{numeral}）"[at:]


@cache
def _forms() -> dict[tuple[bool, str], tuple[str, ...]]:
    """Return every (is what follows shifted, pattern) with the numerals it can stand for."""
    made: dict[tuple[bool, str], tuple[str, ...]] = {}
    for numeral in NUMERALS:
        for key in ((True, _lost_form(numeral)), (False, _resumed_form(numeral) or "")):
            if key[1] not in ("", _GONE):
                made[key] = (*made.get(key, ()), numeral)
    return made


@cache
def _pattern() -> tuple["re.Pattern[str]", list[tuple[bool, tuple[str, ...]]]]:
    # What the decoder took one byte of comes first, then the form that shows more.
    forms = sorted(_forms().items(), key=lambda form: (form[0][0], -len(form[0][1].replace(_GONE, "?"))))
    body = "|".join(f"({pattern})" for (_, pattern), _ in forms)
    opening = f"(?:[{MARKS}]{{0,2}}。|(?<![^\n{_SPACE}])[{MARKS}]?|[{MARKS}])"
    # Nothing is left of 六 but what stands around it.
    bare = f"(?<![^\n{_SPACE}])[{MARKS}{_PRIVATE}]{{1,3}}(?=[{BOX}][\u3400-\u9fff])"
    six = f"(?P<six>[{MARKS}]{{0,2}}。{_GONE}|{bare})"
    return re.compile(f"{opening}(?:{body})|{six}"), [(shifted, numerals) for (shifted, _), numerals in forms]


_BOX_NEXT = re.compile(f"[{MARKS}]{{0,2}}[{BOX}]")


def find(text: str) -> list[Head]:
    """Return the debris of every heading's number in `text`, each with one numeral, in order."""
    pattern = _pattern()[0]
    heads = [head for hit in pattern.finditer(text) if (head := _judge(text, hit)) is not None]
    if all(head.sure and len(head.numerals) == 1 for head in heads):
        return [_with_copy(text, head) for head in heads]
    return [_with_copy(text, head) for head in _by_order(text, heads)]


def _judge(text: str, hit: "re.Match[str]") -> Head | None:
    """Return the head that `hit` is, or None where so little debris means nothing."""
    boxed = _BOX_NEXT.match(text, hit.end()) is not None
    marked_start = hit[0][0] in MARKS, _opens_line(text, hit.start())
    if hit["six"]:
        likely = all(marked_start) or (boxed and any(marked_start))
        return Head(hit.start(), hit.end(), ("六",), True, boxed) if likely else None
    shifted, numerals = _pattern()[1][(hit.lastindex or 1) - 1]
    debris = hit[0].lstrip(MARKS)
    enough = boxed or not shifted or len(debris.strip(f"。{MARKS}")) > 1
    likely = enough or ("。" in debris and any(marked_start))
    return Head(hit.start(), hit.end(), numerals, shifted) if likely else None


def _opens_line(text: str, at: int) -> bool:
    before = text[max(at - 12, 0) : at]
    return not before.rpartition("\n")[2].strip(_SPACE + DIGITS)


def _by_order(text: str, heads: list[Head]) -> list[Head]:
    """Return `heads` with the numeral that the headings before and after them leave; drop the unlikely."""
    sound = [Head(hit.start(), hit.end(), (hit[1],), False) for hit in _SOUND.finditer(text)]
    row = sorted([*heads, *sound])
    last = ""
    kept: list[Head] = []
    for place, head in enumerate(row):
        numeral = _next(last) if _next(last) in head.numerals else head.numerals[0]
        following = row[place + 1].numerals if place + 1 < len(row) else ()
        if head.sure or numeral == _next(last) or _next(numeral) in following:
            last = numeral
            kept.append(head._replace(numerals=(numeral,)))
    places = {head.start for head in heads}
    return [head for head in kept if head.start in places]


def _next(numeral: str) -> str:
    at = NUMERALS.index(numeral) + 1 if numeral in NUMERALS else 0
    return NUMERALS[at] if 0 < at < len(NUMERALS) else ""


def _with_copy(text: str, head: Head) -> Head:
    """Return `head` with the plain numeral before it, where a converter printed it once more."""
    copy = _COPY.search(text[max(head.start - 12, 0) : head.start])
    if copy is None or copy[1] != head.numerals[0]:
        return head
    return head._replace(start=head.start - len(copy[1]))
