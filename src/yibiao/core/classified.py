"""Marks of state secrets 密级标志 in what comes in: text, page margins, file name, properties.

Pure recognition; refusing is the caller's. The words stand in `packs/language/classified`, with the source
of the rule. A mark counts in the position where an office puts it, never the mere word in a sentence.
Reads: lines, squeezed and normalised. Writes: a `Mark` or None.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple

from yibiao import packs

Place = Literal["text", "margin", "name", "property"]

# So many lines with words are the head of a document; a label (密级：) may stand a little further down.
_HEAD_LINES = 15
_LABEL_LINES = 40
# A line with more characters is a sentence, whatever stands in it.
_LONGEST = 60

_ANNEX = re.compile(r"附[件表录][\d一二三四五六七八九十]{0,3}[:：]?")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
_SPACE = re.compile(r"\s+")
_GAPS = re.compile(r"\t|\s{2,}")
_SEPARATORS = re.compile(r"[\s_\-—–+·.,，。、;；|/#@&]+")
_QUOTED = re.compile("[“\"「『《].*[”\"」』》]")


class Mark(NamedTuple):
    """A mark found: its level in plain words (机密) and where it stood; nothing of the document itself."""

    level: str
    place: Place


class _Grammar(NamedTuple):
    """The patterns of marks; all are matched against squeezed words, without any space."""

    own_line: re.Pattern[str]
    starred: re.Pattern[str]
    labelled: re.Pattern[str]
    bracketed: re.Pattern[str]
    bare: re.Pattern[str]
    level: dict[str, str]


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


@cache
def _grammar() -> _Grammar:
    pack = packs.load("language/classified")
    spellings = {spelling: level for level, forms in pack["levels"].items() for spelling in forms}
    level = f"(?P<level>{'|'.join(spellings)})"
    span = f"(?:\\d{{1,3}}|[一二三四五六七八九十]{{1,3}}){_any(pack['spans'])}?"
    # Possessive repeats below keep a row of such words linear.
    star = f"[{re.escape(pack['stars'])}]"
    term = f"{star}(?:{_any(pack['terms'])}|{span})?"
    label = f"{_any(pack['labels'])}[:：]?"
    number = r"(?:份号[:：]?)?(?:№|第|no\.?)?\d{1,8}号?"
    beside = f"(?:{_any(pack['urgency'])}|{_any(pack['riders'])}|第\\d+页|共\\d+页|{number}|[,，])"
    opening, closing = r"[\[【(〔<{]?", r"[\]】)〕>}]?"
    return _Grammar(
        re.compile(f"{beside}*+{opening}(?:{label})?{level}(?:{term})?{closing}{beside}*+", re.I),
        re.compile(f"{level}{term}"),
        re.compile(f"{label}{level}(?:{_any(pack['riders'])}|{term})?$"),
        re.compile(f"[\\[【(〔{{<](?:{label})?{level}(?:{_any(pack['riders'])}|{term})?[\\]】)〕}}>]"),
        re.compile(f"{level}(?:{_any(pack['riders'])})?(?:{term})?"),
        spellings,
    )


def mark_in_text(text: str) -> Mark | None:
    """Return the mark of a document by its text: at its head, at the head of an annex, or starred in its own line."""
    if "密" not in text:
        return None
    head, seen, after_annex = True, 0, False
    for line in text.splitlines():
        words = _normal(line)
        if not words.strip():
            continue
        seen += 1
        head = head and seen <= _HEAD_LINES and "。" not in words
        found = _in_line(words, head=head or after_annex, labels=seen <= _LABEL_LINES) if "密" in words else None
        if found:
            return Mark(found, "text")
        after_annex = _ANNEX.fullmatch(_squeezed(words)) is not None
    return None


def mark_in_margins(lines: Iterable[str]) -> Mark | None:
    """Return the mark in the headers, footers or text boxes of a document's pages."""
    for line in lines:
        found = _in_line(_normal(line), head=True, labels=True) if "密" in line else None
        if found:
            return Mark(found, "margin")
    return None


def mark_in_name(name: str) -> Mark | None:
    """Return the mark in a file's name: starred, in brackets, or standing alone between separators."""
    base = name.replace("\\", "/").rpartition("/")[2]
    found = _in_title(base)
    return Mark(found, "name") if found else None


def mark_in_properties(properties: Iterable[tuple[str, str]]) -> Mark | None:
    """Return the mark in a file's properties, given as names and values."""
    names = {name.lower() for name in packs.load("language/classified")["properties"]}
    for name, value in properties:
        if "密" not in value:
            continue
        words = _squeezed(_normal(value))
        of_level = _squeezed(name).lower() in names and _grammar().bare.fullmatch(words)
        found = _level(of_level) if of_level else _in_title(value)
        if found:
            return Mark(found, "property")
    return None


def _in_line(words: str, *, head: bool, labels: bool) -> str | None:
    """Return the level a line marks; `head` takes a bare level too, `labels` one behind a label."""
    squeezed = _squeezed(words)
    grammar = _grammar()
    if len(squeezed) > _LONGEST or not (head or labels or grammar.starred.search(squeezed)):
        return None
    parts = [squeezed, *(_squeezed(part) for part in _GAPS.split(words))]
    for part in parts:
        own = grammar.own_line.fullmatch(part)
        if own and (head or grammar.starred.search(part)):
            return _level(own)
    if labels and (labelled := next(filter(None, map(grammar.labelled.match, parts)), None)):
        return _level(labelled)
    starred = grammar.starred.search(squeezed)
    is_sentence = squeezed.endswith(("。", "；", ";")) or _QUOTED.search(squeezed)
    return _level(starred) if starred and not is_sentence else None


def _in_title(title: str) -> str | None:
    words = _normal(title)
    squeezed, grammar = _squeezed(words), _grammar()
    found = grammar.starred.search(squeezed) or grammar.bracketed.search(squeezed)
    if found:
        return _level(found)
    alone = (grammar.bare.fullmatch(token) for token in _SEPARATORS.split(words))
    return next((_level(token) for token in alone if token), None)


def _level(found: re.Match[str]) -> str:
    return _grammar().level[found["level"]]


def _normal(line: str) -> str:
    """Return a line with plain digits and brackets, without invisible characters."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", line))


def _squeezed(words: str) -> str:
    return _SPACE.sub("", words)
