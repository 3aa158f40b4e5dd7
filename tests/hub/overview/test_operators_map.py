"""The operator's map: what it must be, and what is said of one that cannot be used."""

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from yibiao.cli import serving
from yibiao.hub.overview.operators import LARGEST, operators_map, read_map
from yibiao.messages import say

SQUARE = [[[0, 0], [0, 1], [1, 1], [0, 0]]]


def feature(code: Any, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code, "secret": "x"}, "geometry": {"type": "Polygon", "coordinates": SQUARE}, **more}


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def test_only_places_and_codes_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text(collection(feature("hongshan"), {**feature(None), "id": "wuchang"}), encoding="utf-8")
    found = read_map(path).found
    assert found is not None
    assert found.codes == {"hongshan", "wuchang"}
    assert b"secret" not in found.text
    assert len(found.packed) < len(found.text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("<html>", "city.map-no-json"),
        ("[" * 100_000, "city.map-no-json"),
        ('{"type": "Feature"}', "city.map-no-collection"),
        ('{"type": "FeatureCollection", "features": 3}', "city.map-no-collection"),
        (collection(), "city.map-no-code"),
        (collection(feature("a"), feature(None)), "city.map-no-code"),
        (collection({"type": "Feature", "properties": {"code": "a"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}), "city.map-no-code"),
        (collection(feature("a", geometry={"type": "Polygon", "coordinates": [[["x", "y"]]]})), "city.map-no-code"),
        (collection(feature("a", geometry={"type": "Polygon", "coordinates": []})), "city.map-no-code"),
        (" " * (LARGEST + 1), "city.map-large"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(tmp_path: Path, text: str, key: str) -> None:
    path = tmp_path / "map.json"
    path.write_text(text, encoding="utf-8")
    given = read_map(path)
    assert given.found is None
    assert given.fault is not None
    assert given.fault.key == key
    for lang in ("zh", "en"):
        said = say(given.fault.key, lang, **given.fault.slots)
        assert str(path) in said
        assert "\n" not in said


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    given = read_map(tmp_path / "none.json")
    assert given.fault is not None
    assert given.fault.key == "city.map-unreadable"


def test_the_start_says_why_a_map_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YIBIAO_MAP", str(tmp_path / "none.json"))
    operators_map.cache_clear()
    serving._tell_map(Namespace(lang="en"))
    said = capsys.readouterr().out
    assert "tiles" in said
    assert "none.json" in said
    assert len(said.splitlines()) == 1
    monkeypatch.delenv("YIBIAO_MAP")
    operators_map.cache_clear()
    serving._tell_map(Namespace(lang="en"))
    assert capsys.readouterr().out == ""
