"""Values of the page: glyphs, rulings, lines. Points, y downwards from the top of the page."""

from typing import NamedTuple


class Glyph(NamedTuple):
    """One character: its advance box `[x0, x1]`, its baseline, its size (1 em)."""

    char: str
    x0: float
    x1: float
    base: float
    size: float


class Ruling(NamedTuple):
    """A straight line along an axis: horizontal where `y0 == y1`, vertical where `x0 == x1`."""

    x0: float
    y0: float
    x1: float
    y1: float


class Page(NamedTuple):
    """What stands on one page, in any order."""

    width: float
    height: float
    glyphs: list[Glyph]
    rulings: list[Ruling]


class Line(NamedTuple):
    """Glyphs on one baseline, left to right, without spaces at the ends, and how they read."""

    text: str
    glyphs: list[Glyph]
    x0: float
    x1: float
    base: float
    size: float
    spaced: bool = False  # a space glyph closes it


class Frame(NamedTuple):
    """The column that lines are set in."""

    left: float
    right: float
