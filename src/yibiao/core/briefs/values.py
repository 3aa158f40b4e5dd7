"""The values of a brief: sections of paragraphs and tables, whose figures are names to be looked up, never typed.

A text holds a figure as ``[[name]]``; whoever edits it may move a figure or take it away, and it stays linked.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

_TOKEN = re.compile(r"\[\[([^\[\]]{1,80})\]\]")
_DIGITS = re.compile(r"[0-9０-９]+(?:\.[0-9]+)?")


class Figure(NamedTuple):
    """A figure as it is shown, and the address of the page that it comes from."""

    value: str
    to: str = ""


class Paragraph(NamedTuple):
    """A paragraph by its id within the brief (``1.1``)."""

    id: str
    text: str


class Table(NamedTuple):
    """A table: the parts of the page its columns take, their headings, its rows of texts."""

    id: str
    parts: tuple[int, ...]
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(NamedTuple):
    """A section of a brief with its heading; `annex` stands behind the text."""

    title: str
    blocks: tuple[Paragraph | Table, ...]
    annex: bool = False


class Brief(NamedTuple):
    """A brief: its title, the line below it, its sections, and every figure that stands in them by its name."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    figures: Mapping[str, Figure]


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of the figures in a text, in its order."""
    return tuple(_TOKEN.findall(text))


def filled(text: str, figures: Mapping[str, str]) -> str:
    """Return a text with its figures; one that is no more is a dash."""
    return _TOKEN.sub(lambda found: figures.get(found[1], "—"), text)


def pieces(text: str) -> list[tuple[str, str]]:
    """Return a text as pieces: ``("", words)`` and ``(name, "")`` for a figure."""
    made, last = [], 0
    for found in _TOKEN.finditer(text):
        made += [("", text[last : found.start()]), (found[1], "")]
        last = found.end()
    return [one for one in [*made, ("", text[last:])] if one != ("", "")]


def typed_numbers(text: str, before: str) -> tuple[str, ...]:
    """Return the numbers somebody typed into a text, that the text before did not hold: they are linked to nothing."""
    own = _DIGITS.findall(_TOKEN.sub("", before))
    return tuple(one for one in _DIGITS.findall(_TOKEN.sub("", text)) if one not in own)


def edited(brief: Brief, texts: Mapping[str, str]) -> Brief:
    """Return a brief with some paragraphs in other words; an empty text takes its paragraph away."""
    sections = []
    for section in brief.sections:
        blocks = [
            block._replace(text=texts[block.id]) if isinstance(block, Paragraph) and block.id in texts else block for block in section.blocks
        ]
        kept = tuple(block for block in blocks if not isinstance(block, Paragraph) or block.text.strip())
        sections.append(section._replace(blocks=kept))
    return brief._replace(sections=tuple(sections))


def changed(seen: Mapping[str, str], now: Mapping[str, Figure]) -> list[tuple[str, str, str]]:
    """Return the figures that are other than they were seen: name, old, new (a dash for one that came or went), in order."""
    names = [*now, *(name for name in seen if name not in now)]
    told = [(name, seen.get(name, "—"), now[name].value if name in now else "—") for name in names]
    return [one for one in told if one[1] != one[2]]
