"""Outlines of drawn shapes to rulings: straight pieces along an axis, and boxes as thin as a line."""

import math
from collections.abc import Iterator
from itertools import pairwise

from yibiao.files.layout.types import Ruling

_THIN = 3.0  # points: a filled box no thicker than this is a line
_STRAIGHT = 1.0  # points off the axis over the length of a line
_FARTHEST = 1e5

Point = tuple[float, float]


def strokes(points: list[Point], *, filled: bool, stroked: bool) -> Iterator[Ruling]:
    """Yield the rulings that can be seen of the outline `points` (page coordinates, y downwards)."""
    thin = _thin(points) if filled and len(points) >= 4 else None
    pieces = [thin] if thin else pairwise(points) if stroked else ()
    for one, two in pieces:
        found = _ruling(one, two)
        if found is not None:
            yield found


def _thin(points: list[Point]) -> tuple[Point, Point] | None:
    """Return the middle line of a filled box that is as thin as a line."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    if not min(wide, high) <= _THIN:  # also refuses NaN
        return None
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    if wide >= high:
        return (min(xs), middle_y), (max(xs), middle_y)
    return (middle_x, min(ys)), (middle_x, max(ys))


def _ruling(one: Point, two: Point) -> Ruling | None:
    (x0, y0), (x1, y1) = one, two
    if not all(math.isfinite(value) and abs(value) < _FARTHEST for value in (x0, y0, x1, y1)):
        return None
    wide, high = abs(x1 - x0), abs(y1 - y0)
    if wide > high and high <= _STRAIGHT:
        y = (y0 + y1) / 2
        return Ruling(min(x0, x1), y, max(x0, x1), y)
    if high > wide and wide <= _STRAIGHT:
        x = (x0 + x1) / 2
        return Ruling(x, min(y0, y1), x, max(y0, y1))
    return None
