"""The operator's own map of the districts: a GeoJSON file named by ``YIBIAO_MAP``. Borders are never shipped.

Each feature names its unit in the property ``code`` (or ``id``, or the feature's own id). A file that cannot be used
is a `MapFault`, told at the start and shown nowhere; the pages then draw tiles.
"""

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from yibiao.hub import environment

# A page with charts is to stay below 600 KB; a map of this size, packed, fits in.
LARGEST = 1_000_000
_SHAPES = {"Polygon", "MultiPolygon"}
_DEEPEST = 4  # of the coordinates of a MultiPolygon


class MapFault(NamedTuple):
    """Why a map can't be used: a sentence of the book `city`."""

    key: str
    slots: dict[str, Any]


class OperatorsMap(NamedTuple):
    """A map: its text, the same packed, and the codes of the units it shows."""

    text: bytes
    packed: bytes
    codes: frozenset[str]


class Given(NamedTuple):
    """What became of the setting: a map, a fault, or neither where it is not set."""

    found: OperatorsMap | None = None
    fault: MapFault | None = None


@cache
def operators_map() -> Given:
    """Return the operator's map, read once per process."""
    path = environment.text("MAP")
    return read_map(Path(path)) if path else Given()


def read_map(path: Path) -> Given:
    """Read a map and check what the pages rely on."""
    try:
        if path.stat().st_size > LARGEST:
            return _fault("map-large", path, limit=LARGEST // 1000)
        values = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        return _fault("map-unreadable", path, reason=error.strerror or str(error))
    except (ValueError, RecursionError):
        return _fault("map-no-json", path)
    if not isinstance(values, dict) or values.get("type") != "FeatureCollection" or not isinstance(values.get("features"), list):
        return _fault("map-no-collection", path)
    kept = [_kept(feature) for feature in values["features"]]
    features = [feature for feature in kept if feature is not None]
    if not features or len(features) < len(kept):
        return _fault("map-no-code", path, number=next((at for at, one in enumerate(kept, start=1) if one is None), 0))
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"), ensure_ascii=False).encode()
    return Given(OperatorsMap(text, gzip.compress(text, mtime=0), frozenset(one["properties"]["name"] for one in features)))


def _fault(key: str, path: Path, **slots: Any) -> Given:
    return Given(fault=MapFault(f"city.{key}", {"path": path, **slots}))


def _kept(feature: Any) -> dict[str, Any] | None:
    """Return a feature with its code as its only property, None where it has no code or is no area."""
    if not isinstance(feature, dict) or not isinstance(feature.get("geometry"), dict):
        return None
    geometry, given = feature["geometry"], feature.get("properties")
    known = given if isinstance(given, dict) else {}
    code = known.get("code") or known.get("id") or feature.get("id")
    if geometry.get("type") not in _SHAPES or not isinstance(code, str | int) or not _are_places(geometry.get("coordinates")):
        return None
    return {
        "type": "Feature",
        "properties": {"name": str(code)},
        "geometry": {"type": geometry["type"], "coordinates": geometry["coordinates"]},
    }


def _are_places(values: Any) -> bool:
    """Tell whether nested lists end in pairs of numbers everywhere."""
    level = [values]
    for _ in range(_DEEPEST):
        if not all(isinstance(one, list) and one for one in level):
            return False
        level = list(_flat(level))
        if all(isinstance(one, int | float) and not isinstance(one, bool) for one in level):
            return True
    return False


def _flat(level: list[Any]) -> Iterator[Any]:
    return (one for many in level for one in many)
