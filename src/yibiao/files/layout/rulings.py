"""Rulings to grids: which lines belong together, where the cells are, which are merged.

A cell is merged with its neighbour where the ruling between them is missing; open outer sides are closed.
"""

from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

from yibiao.files.layout.types import Ruling

_TOUCH = 3.0  # points: borders meet with small gaps, double borders are some two points apart
_LEAST = 6.0  # points: shorter rulings are underlines and ornaments of letters
_MOST = 1500  # rulings of a page in one direction; a drawing has more, a table never


class Region(NamedTuple):
    """A cell of the grid: where it starts, what it covers, and its box (left, top, right, bottom)."""

    row: int
    column: int
    rows: int
    columns: int
    box: tuple[float, float, float, float]


class Lattice(NamedTuple):
    """A ruled table on a page: the positions of its columns and rows, and its cells in reading order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


# One ruling, direction aside: its place across, and from where to where it runs.
_Stroke = tuple[float, float, float]


def lattices(rulings: list[Ruling]) -> list[Lattice]:
    """Return the tables that `rulings` draw, from top to bottom; one inside another is left out."""
    flat = _merged([(r.y0, r.x0, r.x1) for r in rulings if r.x1 - r.x0 >= r.y1 - r.y0])
    upright = _merged([(r.x0, r.y0, r.y1) for r in rulings if r.x1 - r.x0 < r.y1 - r.y0])
    if not flat or not upright or max(len(flat), len(upright)) > _MOST:
        return []
    found = [_lattice(h, v) for h, v in _components(flat, upright)]
    kept = [one for one in found if one is not None]
    outer = [one for one in kept if not any(other is not one and _within(one, other) for other in kept)]
    return sorted(outer, key=lambda one: one.ys[0])


def _merged(strokes: list[_Stroke]) -> list[_Stroke]:
    """Join pieces of the same line: same place across, ends that touch."""
    places = _clusters([place for place, _, _ in strokes])
    rows: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for place, start, end in strokes:
        rows[_nearest(places, place)].append((min(start, end), max(start, end)))
    made: list[_Stroke] = []
    for at, pieces in sorted(rows.items()):
        start, end = min(pieces)
        for more_start, more_end in sorted(pieces):
            if more_start > end + _TOUCH:
                made.append((places[at], start, end))
                start, end = more_start, more_end
            end = max(end, more_end)
        made.append((places[at], start, end))
    return [stroke for stroke in made if stroke[2] - stroke[1] >= _LEAST]


def _clusters(values: list[float]) -> list[float]:
    """Return the middles of groups of values that lie within touching distance of each other."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= _TOUCH:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [(group[0] + group[-1]) / 2 for group in groups]


def _nearest(places: list[float], value: float) -> int:
    low, high = 0, len(places) - 1
    while low < high:
        middle = (low + high) // 2
        if (places[middle] + places[middle + 1]) / 2 < value:
            low = middle + 1
        else:
            high = middle
    return low


def _components(flat: list[_Stroke], upright: list[_Stroke]) -> list[tuple[list[_Stroke], list[_Stroke]]]:
    """Return groups of horizontal and vertical strokes that touch each other."""
    parent = list(range(len(flat) + len(upright)))
    for i, (y, x0, x1) in enumerate(flat):
        for j, (x, y0, y1) in enumerate(upright, len(flat)):
            if x0 - _TOUCH <= x <= x1 + _TOUCH and y0 - _TOUCH <= y <= y1 + _TOUCH:
                parent[_root(parent, i)] = _root(parent, j)
    groups: dict[int, tuple[list[_Stroke], list[_Stroke]]] = defaultdict(lambda: ([], []))
    for i, stroke in enumerate(flat):
        groups[_root(parent, i)][0].append(stroke)
    for j, stroke in enumerate(upright, len(flat)):
        groups[_root(parent, j)][1].append(stroke)
    return [group for group in groups.values() if group[0] and group[1]]


def _root(parent: list[int], at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


def _lattice(flat: list[_Stroke], upright: list[_Stroke]) -> Lattice | None:
    xs = _clusters([x for x, _, _ in upright] + [end for _, *ends in flat for end in (min(ends), max(ends))])
    ys = _clusters([y for y, _, _ in flat] + [end for _, *ends in upright for end in (min(ends), max(ends))])
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > 20_000:
        return None
    regions = _regions(xs, ys, _walls(flat, ys, xs), _walls(upright, xs, ys))
    return Lattice(tuple(xs), tuple(ys), regions) if len(regions) > 1 else None


def _walls(strokes: list[_Stroke], across: list[float], along: list[float]) -> set[tuple[int, int]]:
    """Return (place across, interval along) for every stretch between two crossings that is drawn."""
    drawn: set[tuple[int, int]] = set()
    for place, start, end in strokes:
        at = _nearest(across, place)
        for step, (low, high) in enumerate(pairwise(along)):
            if start <= (low + high) / 2 <= end:
                drawn.add((at, step))
    return drawn


def _regions(
    xs: list[float], ys: list[float], floors: set[tuple[int, int]], walls: set[tuple[int, int]]
) -> tuple[Region, ...]:
    """Join grid positions across missing rulings; a shape that is no rectangle is left in pieces."""
    columns, rows = len(xs) - 1, len(ys) - 1
    parent = list(range(rows * columns))
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and (column + 1, row) not in walls:
                parent[_root(parent, here + 1)] = _root(parent, here)
            if row + 1 < rows and (row + 1, column) not in floors:
                parent[_root(parent, here + columns)] = _root(parent, here)
    groups: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for at in range(rows * columns):
        groups[_root(parent, at)].append(divmod(at, columns))
    made = [region for group in groups.values() for region in _rectangles(group, xs, ys)]
    return tuple(sorted(made))


def _rectangles(group: list[tuple[int, int]], xs: list[float], ys: list[float]) -> list[Region]:
    top, bottom = min(row for row, _ in group), max(row for row, _ in group)
    left, right = min(column for _, column in group), max(column for _, column in group)
    if len(group) == (bottom - top + 1) * (right - left + 1):
        box = (xs[left], ys[top], xs[right + 1], ys[bottom + 1])
        return [Region(top, left, bottom - top + 1, right - left + 1, box)]
    return [Region(r, c, 1, 1, (xs[c], ys[r], xs[c + 1], ys[r + 1])) for r, c in group]


def _within(one: Lattice, other: Lattice) -> bool:
    left, top, right, bottom = one.box
    a, b, c, d = other.box
    inside = a - _TOUCH <= left and b - _TOUCH <= top and right <= c + _TOUCH and bottom <= d + _TOUCH
    return inside and (right - left) * (bottom - top) < (c - a) * (d - b)
