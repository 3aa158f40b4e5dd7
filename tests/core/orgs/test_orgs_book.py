"""A pack is built from plain values; whatever is wrong with them is said with its place, once."""

import copy

import jsonschema
import pytest
from hypothesis import given

from made_packs import packs, small
from yibiao.core.orgs.book import pack_problems, pack_values, unit_pack, units_schema
from yibiao.core.orgs.names import Directory, holds, unit_names
from yibiao.core.orgs.pack import Alias
from yibiao.core.orgs.shipped import shipped_ids, shipped_pack
from yibiao.core.schema import dotted

UNITS = small()["units"]


def unit(at, **changes):
    units = copy.deepcopy(UNITS)
    units[at].update(changes)
    return small(units=units)


def added(**values):
    return small(units=[*UNITS, {"id": "新", "name": "市新局", "kind": "department"} | values])


def group(**changes):
    return small(groups=[small()["groups"][0] | changes])


CASES = [
    (unit(4, kind="bureau"), "units[4].kind", "expect-choice"),
    (unit(4, id="科 技"), "units[4].id", "expect-pack-id"),
    (unit(4, since="2019年"), "units[4].since", "expect-pack-date"),
    (unit(1, code="42900"), "units[1].code", "expect-code"),
    (small(units=[]), "units", "expect-units"),
    (small(title=""), "title", "expect-id"),
    (group(names=[]), "groups[0].names", "expect-names"),
    ({name: value for name, value in small().items() if name != "as_of"}, "as_of", "expect-field"),
    (unit(4, alias=["市科委"]), "units[4].alias", "unknown-field"),
    (unit(4, aliases=[{"name": "市科委", "from": "2010"}]), "units[4].aliases[0].from", "unknown-field"),
    (small(group=[]), "group", "unknown-field"),
    (unit(4, id="东区"), "units[4].id", "duplicate-id"),
    (unit(2, code="429002"), "units[2].code", "duplicate-code"),
    (unit(3, code="429003"), "units[3].code", "code-of-zone"),
    (unit(4, aliases=["高 新 区"]), "units[4].aliases[0]", "duplicate-name"),
    (unit(4, aliases=["各区"]), "groups[0].names[0]", "duplicate-name"),
    (unit(4, aliases=["（）"]), "units[4].aliases[0]", "empty-name"),
    (small(region="无"), "region", "unknown-unit"),
    (small(region="东区"), "region", "not-a-region"),
    (unit(1, kind="region"), "units[1].kind", "second-region"),
    (unit(4, parent="科学"), "units[4].parent", "unknown-unit"),
    (unit(2, table="高新"), "units[2].table", "unknown-unit-near"),
    (unit(3, overlaps=["东区", "北区"]), "units[3].overlaps[1]", "unknown-unit"),
    (unit(4, until="2020", successor="无"), "units[4].successor", "unknown-unit"),
    (group(members=["东区", "北区"]), "groups[0].members[1]", "unknown-unit"),
    (unit(4, parent="科技"), "units[4].parent", "itself"),
    (unit(4, successor="东区"), "units[4].successor", "successor-without-until"),
    (unit(1, table="西区"), "units[1].table", "table-of-table"),
    (unit(4, since="2021-02-30"), "units[4].since", "no-such-date"),
    (small(as_of="2021-02-30"), "as_of", "no-such-date"),
    (unit(4, since="2020", until="2019-12"), "units[4].until", "backwards"),
    (group(members=[]), "groups[0].members", "no-members"),
]


@pytest.mark.parametrize(
    ("values", "place", "expected"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_fault_is_found_where_it_is(values, place, expected):
    found = [(dotted(problem.path), problem.expected) for problem in pack_problems(values)]
    assert (place, expected) in found
    for problem in pack_problems(values):
        assert problem.line("zh")
        assert problem.line("en").startswith(dotted(problem.path))


def test_parents_that_run_in_a_circle_are_named_once():
    units = copy.deepcopy(UNITS)
    units[1]["parent"], units[4]["parent"] = "科技", "东区"
    (found,) = pack_problems(small(units=units))
    assert found.expected == "cycle"
    assert "东区 → 科技 → 东区" in found.line("zh")


def test_successors_that_run_in_a_circle_are_named():
    ended = [{"id": name, "name": f"市{name}局", "kind": "department", "until": "2019"} for name in "甲乙"]
    ended[0]["successor"], ended[1]["successor"] = "乙", "甲"
    (found,) = pack_problems(small(units=[*UNITS, *ended]))
    assert found.expected == "successor-cycle"


def test_two_units_may_have_one_name_one_after_the_other():
    renamed = {"until": "2019-01-14"}
    assert pack_problems(added(aliases=[{"name": "市科委", **renamed}])) == []
    both = small(
        units=[
            *UNITS,
            {
                "id": "甲",
                "name": "市甲局",
                "kind": "department",
                "aliases": [{"name": "市科委", "until": "2018"}],
            },
            {
                "id": "乙",
                "name": "市乙局",
                "kind": "department",
                "aliases": [{"name": "市科委", "since": "2019"}],
            },
        ]
    )
    assert pack_problems(both) == []
    pack = unit_pack(both)
    assert Directory(pack, "2018-05-01").find("市科委").unit.id == "甲"
    assert Directory(pack, "2019-05-01").find("市科委").unit.id == "乙"


def test_unsound_values_make_no_pack():
    with pytest.raises(ValueError, match=r"units\[4\].kind"):
        unit_pack(unit(4, kind="bureau"))


def test_what_may_be_left_out_is_filled_in():
    pack = unit_pack(small())
    units = {made.id: made for made in pack.units}
    assert units["科技"].parent == "某市"
    assert units["某市"].parent is None
    assert (units["科技"].source, units["科技"].mark, units["东区"].mark) == ("某市机构名录", "S", "")
    assert units["高新区"].aliases == (Alias("高新区"),)
    asked = {
        kind: unit_pack(added(kind=kind)).units[-1].supervision for kind in ("department", "party", "upper")
    }
    assert asked == {"department": "supervised", "party": "letter", "upper": "letter"}
    assert unit_pack(added(kind="company", supervision="supervised")).units[-1].supervision == "supervised"


@pytest.mark.parametrize("pack_id", shipped_ids())
def test_values_of_a_pack_make_it_again(pack_id):
    pack = shipped_pack(pack_id)
    values = pack_values(pack)
    jsonschema.Draft202012Validator(units_schema()).validate(values)
    assert unit_pack(values) == pack


@pytest.mark.parametrize("case", [values for values, _, expected in CASES if expected.startswith("expect-")])
def test_the_schema_refuses_the_same_shapes(case):
    assert not jsonschema.Draft202012Validator(units_schema()).is_valid(case)


def test_dates_are_compared_as_far_as_they_are_known():
    assert holds("2019", None, "2019-01-15")
    assert holds(None, "2018", "2018-12-31")
    assert not holds(None, "2018", "2019-01-01")
    assert not holds("2019-02", None, "2019-01-31")
    assert holds("2019-02", None, "2019")
    assert holds(None, None, None)


@given(packs())
def test_any_pack_that_loads_finds_each_of_its_names(pack):
    for made in pack.units:
        for name, since, until in unit_names(made):
            on = since or until or pack.as_of
            if holds(since, until, on):
                assert Directory(pack, on).find(name).unit.id == made.id
    for place, made in enumerate(pack.groups):
        assert {Directory(pack).group(name) for name in made.names} == {place}
