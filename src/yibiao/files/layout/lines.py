"""Glyphs to lines: what shares a baseline, in order, with the spaces that a reader would see.

Producers of PDF leave spaces out, put them in between Han characters, and draw bold text twice.
"""

from itertools import pairwise
from statistics import median

from yibiao.files.layout.chars import MARKER, is_wide
from yibiao.files.layout.types import Glyph, Line

_SAME_LINE = 0.38  # em between baselines: a raised note mark still belongs to its line
_SPACE = frozenset(" \u00a0\t")
_BULLETS = frozenset("•▪➢") | {chr(code) for code in range(0xF000, 0xF100)}
_TIGHT = 0.18  # em: a smaller gap without a space glyph is none
_WIDE_GAP = 1.5  # em without any glyph: a tab stop or a column


def lines_of(glyphs: list[Glyph]) -> list[Line]:
    """Return the lines of `glyphs` from top to bottom; glyphs of a line from left to right."""
    made = (_line(row) for row in _rows(glyphs))
    return [line for line in made if line is not None]


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    base = size = float("-inf")
    for glyph in sorted(glyphs, key=lambda g: g.base):
        if rows and glyph.base - base <= _SAME_LINE * max(size, glyph.size):
            rows[-1].append(glyph)
            if glyph.size > size:
                base, size = glyph.base, glyph.size
        else:
            rows.append([glyph])
            base, size = glyph.base, glyph.size
    return rows


def _line(row: list[Glyph]) -> Line | None:
    row.sort(key=lambda g: (g.x0, g.x1))
    inked = _undoubled([glyph for glyph in row if glyph.char not in _SPACE])
    if not inked:
        return None
    size = median(glyph.size for glyph in inked)
    base = median(glyph.base for glyph in inked)
    inked = _without_note_marks(inked, base, size)
    if not inked:
        return None
    spaces = [glyph for glyph in row if glyph.char in _SPACE]
    text = _read(inked, spaces, size)
    closing = bool(spaces) and spaces[-1].x0 >= inked[-1].x0
    return Line(text.strip(), inked, inked[0].x0, max(g.x1 for g in inked), base, size, closing)


def _undoubled(glyphs: list[Glyph]) -> list[Glyph]:
    """Return `glyphs` without those drawn once more in nearly the same place to look bold."""
    kept: list[Glyph] = []
    before = last = ""
    for glyph in glyphs:
        char = glyph.char
        # Most characters are unlike both before them: only for the others the places matter.
        if char in (before, last) and any(
            char == k.char and abs(glyph.x0 - k.x0) < 0.2 * glyph.size for k in kept[-2:]
        ):
            continue
        kept.append(glyph)
        before, last = last, char
    return kept


def _without_note_marks(glyphs: list[Glyph], base: float, size: float) -> list[Glyph]:
    """Return `glyphs` without raised small digits, unless they are an exponent (m²)."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        raised = glyph.size < 0.75 * size and base - glyph.base > 0.12 * size and glyph.char.isdigit()
        if not raised or (kept and kept[-1].char.isascii() and kept[-1].char.isalpha()):
            kept.append(glyph)
        elif kept:
            kept[-1] = kept[-1]._replace(x1=glyph.x1)  # its room is no space
    return kept


def _read(glyphs: list[Glyph], spaces: list[Glyph], size: float) -> str:
    """Return what a row of glyphs says."""
    gaps = [(right.x0 - left.x1) / size for left, right in pairwise(glyphs)]
    typed = _typed(glyphs, spaces)
    if _is_regular(gaps, typed):
        typed = [0] * len(gaps)
    usual = max(median(gaps), 0.0) if gaps else 0.0
    spread = _is_spread(gaps)
    between = [
        "" if spread or (gap < _TIGHT and not count) else _between(left.char, right.char, gap, count, usual)
        for (left, right), gap, count in zip(pairwise(glyphs), gaps, typed, strict=True)
    ]
    _close_number_gap(glyphs, between, typed)
    start = 1 if between and glyphs[0].char in _BULLETS and gaps[0] > 0.3 else 0
    parts = [glyph.char + gap for glyph, gap in zip(glyphs, [*between, ""], strict=True)]
    return "".join(parts[start:])


def _typed(glyphs: list[Glyph], spaces: list[Glyph]) -> list[int]:
    """Return how many space glyphs stand between each two glyphs."""
    if not spaces:
        return [0] * (len(glyphs) - 1)
    counts: list[int] = []
    at = 0
    for left, right in pairwise(glyphs):
        count = 0
        while at < len(spaces) and spaces[at].x0 < right.x0:
            count += spaces[at].x0 >= left.x0
            at += 1
        counts.append(count)
    return counts


def _between(left: str, right: str, gap: float, typed: int, usual: float) -> str:
    """Return the space between two characters `gap` em apart, with `typed` space glyphs between them.

    Some producers write no glyph for a space; then a gap that stands out from the `usual` one is a space.
    """
    if gap >= _WIDE_GAP and not typed:
        return "\t"
    wide = is_wide(left) + is_wide(right)
    if wide == 0:
        return " " * max(typed, 1) if gap >= _TIGHT or (typed and gap > 0.05) else ""
    # Word and others set a quarter of an em between Han characters and figures or letters.
    figure = wide == 1 and not (left in ",:;" or right in "(")
    if typed:
        return " " * typed if gap >= (0.6 if figure else 0.2) else ""
    return " " if gap >= (0.7 if figure else usual + 0.2) else ""


def _is_regular(gaps: list[float], typed: list[int]) -> bool:
    """Tell whether a producer put a space glyph between nearly all characters of a long line."""
    return len(gaps) >= 8 and sum(count > 0 for count in typed) > 0.8 * len(gaps) and median(gaps) < 0.6


def _is_spread(gaps: list[float]) -> bool:
    """Tell whether a line is set with the same wide gap between all characters (a letterhead)."""
    if len(gaps) < 2 or min(gaps) < 0.3:
        return False
    return max(gaps) - min(gaps) <= 0.35 * (sum(gaps) / len(gaps))


def _close_number_gap(glyphs: list[Glyph], between: list[str], typed: list[int]) -> None:
    """Take away the gap that automatic numbering sets behind 一、 1. （1）; 第一章 keeps a space."""
    found = MARKER.match("".join(glyph.char for glyph in glyphs[:12]))
    at = found.end() - 1 if found else len(between)
    if at < len(between) and not typed[at] and between[at]:
        char = glyphs[at].char
        between[at] = " " if char.isalnum() and not "①" <= char <= "⓿" else ""
