"""The column of text: its left and right edge, the size of the body, the distance of its lines."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from yibiao.files.layout.chars import NO_START
from yibiao.files.layout.types import Frame, Line


class Measure(NamedTuple):
    """What is typical in a document: size of its type, distance of its baselines, first lines indented."""

    size: float
    leading: float
    indents: bool


def frame_of(lines: list[Line], width: float) -> Frame:
    """Return the column of the `lines` of a page that is `width` wide.

    The right edge is the farthest one that lines reach, hanging punctuation aside; a page of short lines
    is taken to have equal margins.
    """
    if not lines:
        return Frame(width * 0.15, width * 0.85)
    left = _edge([line.x0 for line in lines])
    firm = [line.x1 for line in lines if line.text[-1:] not in NO_START] or [line.x1 for line in lines]
    right = -_edge([-x for x in firm])
    size = median(line.size for line in lines)
    full = sum(abs(x - right) < 0.3 * size for x in firm)
    mirrored = width - left
    if full >= 3 or (right > mirrored - 2 * size and right - left > width / 2):
        return Frame(left, right)
    return Frame(left, max(right, mirrored, min(left + width / 2, width)))


def _edge(values: list[float]) -> float:
    """Return the smallest value that is not alone (within 15 points), else the smallest."""
    ordered = sorted(values)
    for one, two in pairwise(ordered):
        if two - one < 15:
            return one
    return ordered[0]


def measure(pages: Iterable[tuple[list[Line], Frame]]) -> Measure:
    """Return what is typical over all `pages`."""
    sizes: Counter[float] = Counter()
    gaps: list[float] = []
    starts = indented = flush = 0
    for lines, frame in pages:
        for line in lines:
            sizes[round(line.size, 1)] += len(line.glyphs)
        for above, line in pairwise(lines):
            gaps.append(line.base - above.base)
            indent = (line.x0 - frame.left) / line.size
            if indent < 0.6:
                flush += 1
            if frame.right - above.x1 > 2.5 * above.size and indent < 5:
                starts += 1
                indented += indent >= 1.2
    size = sizes.most_common(1)[0][0] if sizes else 12.0
    near = [gap for gap in gaps if 0 < gap < 4 * size]
    leading = median(near) if near else 1.5 * size
    return Measure(size, leading, indented > starts * 0.5 and flush > 0)
