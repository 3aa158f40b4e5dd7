"""The worked examples of docs/lights.md, worked out."""

import re
from decimal import Decimal
from typing import Any

import pytest

from samples import ROOT
from yibiao.core.lights.kinds import KINDS, Measure, attained, behind

_ROW = re.compile(rf"^\| ({'|'.join(KINDS)}) \| (.+) \|$", re.M)
ROWS = [(kind, *cells.split(" | ")) for kind, cells in _ROW.findall((ROOT / "docs" / "lights.md").read_text(encoding="utf-8"))]


def figure(cell: str) -> Decimal | None:
    return None if cell == "—" else Decimal(cell)


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_a_worked_example(row: tuple[Any, ...]) -> None:
    kind = row[0]
    baseline, goal, planned, value, percent, points = map(figure, row[1:])
    measure = Measure(kind, baseline)
    assert (attained(measure, value, goal), behind(measure, value, planned, goal)) == (percent, points)


def test_every_kind_has_one() -> None:
    assert {row[0] for row in ROWS} == set(KINDS)
