"""Unit packs made for tests: the smallest that loads, and a strategy for packs whose names nearly collide."""

from typing import Any

import yaml
from hypothesis import strategies as st

from yibiao.core.orgs.book import pack_problems, unit_pack
from yibiao.core.orgs.pack import KINDS, UnitPack

_TRIAL = """
format: yibiao-units/1
id: test
title: 试验市
as_of: "2024"
region: city
issuers: [试验市人民政府]
units:
  - {id: city, name: 试验市, kind: region}
"""


def trial_city(units: str, groups: str) -> UnitPack:
    """Return the pack of 试验市 with further `units` and its `groups`, both as the lines of YAML lists."""
    return unit_pack(yaml.safe_load(trial_text(units, groups)))


def trial_text(units: str, groups: str) -> str:
    """Return that pack as YAML."""
    return f"{_TRIAL}{units.strip(chr(10))}\ngroups:\n{groups.strip(chr(10))}\n"


def small(**changes: Any) -> dict[str, Any]:
    """Return the values of a small sound pack, with fields changed."""
    values = {
        "format": "yibiao-units/1",
        "id": "某市-2021",
        "title": "某市（2021年）",
        "as_of": "2021-03-28",
        "region": "某市",
        "issuers": ["某市人民政府办公室"],
        "source": "某市机构名录",
        "units": [
            {"id": "某市", "name": "某市", "kind": "region", "code": "429001"},
            {"id": "东区", "name": "东区", "kind": "district", "code": "429002"},
            {"id": "西区", "name": "西区", "kind": "district", "table": "高新区"},
            {"id": "高新区", "name": "某市高新技术产业开发区", "kind": "zone", "aliases": ["高新区"]},
            {"id": "科技", "name": "市科技局", "kind": "department", "mark": "S"},
        ],
        "groups": [{"names": ["各区", "各区人民政府"], "members": ["东区", "西区"]}],
    }
    return values | changes


# Few characters, so that names share forms; among them all that an office adds or leaves out.
_PARTS = ["某市", "某", "市", "东", "西", "区", "县", "科技", "财政", "和", "局", "委", "委员会", "办公室", "人民政府", "政府",
          "管委会", "开发区", "（", "）", "各", "发改", "发展改革", "中共", "A"]  # fmt: skip
_NAMES = st.lists(st.sampled_from(_PARTS), min_size=1, max_size=4).map("".join)
_DATES = st.none() | st.sampled_from(["2010", "2018-06", "2019-01-15", "2024"])
_ALIASES = _NAMES | st.fixed_dictionaries({"name": _NAMES}, optional={"since": _DATES, "until": _DATES})


@st.composite
def packs(draw: st.DrawFn) -> Any:
    """Draw a pack that loads."""
    names = draw(st.lists(_NAMES, min_size=1, max_size=6))
    units: list[dict[str, Any]] = [{"id": "r", "name": "某市", "kind": "region"}]
    for number, name in enumerate(names):
        units.append(
            {
                "id": f"u{number}",
                "name": name,
                "kind": draw(st.sampled_from(KINDS[1:])),
                "aliases": draw(st.lists(_ALIASES, max_size=2)),
                "since": draw(_DATES),
                "until": draw(_DATES),
            }
        )
    groups = [{"names": [name], "members": ["u0"]} for name in draw(st.lists(_NAMES, max_size=3))]
    return unit_pack(_sound(small(region="r", units=units, groups=groups)))


def _sound(values: dict[str, Any]) -> dict[str, Any]:
    """Return values without the entries that something is wrong with."""
    while found := pack_problems(values):
        where, at = found[0].path[:2]
        del values[str(where)][at]
        for group in values["groups"]:
            known = {unit["id"] for unit in values["units"]}
            group["members"] = [unit for unit in group["members"] if unit in known] or ["r"]
    return values
