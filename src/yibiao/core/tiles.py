"""A schematic map: one tile per district, roughly where it lies. Borders are never shipped.

Layouts stand in the packs ``maps/…``; a city that no pack knows gets a plain grid in the order of its tables.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import ceil, sqrt
from typing import Any, NamedTuple

from yibiao import packs

# A grid is a little wider than high, as screens are.
_WIDER = 1.4


class Tile(NamedTuple):
    """Where a unit stands, counted from 0, and the name that fits into its tile."""

    unit: str
    row: int
    column: int
    name: str


def tiles(units: Sequence[tuple[str, str]]) -> tuple[Tile, ...]:
    """Return a tile for each unit, given as code and name, in the order of rows and columns.

    Of the packs the one that knows most of them counts, if it knows half; whom it does not know stands below.
    """
    known = max(_layouts(), key=lambda places: sum(code in places for code, _ in units), default={})
    placed = [_placed(code, name, known[code]) for code, name in units if code in known]
    if 2 * len(placed) < len(units):
        placed = []
    found = {tile.unit for tile in placed}
    rest = [(code, name) for code, name in units if code not in found]
    below = max((tile.row + 1 for tile in placed), default=0)
    width = max((tile.column + 1 for tile in placed), default=max(1, ceil(sqrt(len(units) * _WIDER))))
    plain = [Tile(code, below + at // width, at % width, name) for at, (code, name) in enumerate(rest)]
    return tuple(sorted([*placed, *plain], key=lambda tile: (tile.row, tile.column)))


def _placed(code: str, name: str, entry: Mapping[str, Any]) -> Tile:
    row, column = entry["at"]
    return Tile(code, row, column, entry.get("name", name))


@cache
def _layouts() -> tuple[Mapping[str, Any], ...]:
    folder = files(packs).joinpath("maps")
    names = sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return tuple(packs.load(f"maps/{name}")["units"] for name in names)
