"""Unit packs into the database and back, and what a later pack changes."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from made_packs import small
from yibiao.core.orgs.book import pack_problems, pack_values
from yibiao.core.orgs.book import unit_pack as pack_of
from yibiao.core.orgs.pack import Alias, UnitPack
from yibiao.core.orgs.shipped import shipped_ids, shipped_pack
from yibiao.hub.access.actors import SYSTEM, Actor
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.orgs.models import GroupRecord, MembershipRecord, UnitNameRecord, UnitRecord
from yibiao.hub.orgs.packs import load_pack, unit_pack
from yibiao.hub.orgs.queries import tree_on, unit_named

pytestmark = pytest.mark.django_db


def changed(pack: UnitPack, code: str, **fields: object) -> UnitPack:
    units = tuple(unit._replace(**fields) if unit.id == code else unit for unit in pack.units)  # type: ignore[arg-type]
    return pack._replace(units=units)


@pytest.mark.parametrize("name", shipped_ids())
def test_a_shipped_pack_comes_back_as_it_was(name: str) -> None:
    pack = shipped_pack(name)
    loaded = load_pack(SYSTEM, pack)
    assert unit_pack() == pack
    assert loaded.added == len(pack.units) + len(pack.groups)
    assert [unit.code for unit in UnitRecord.objects.all()] == [unit.id for unit in pack.units]
    assert {unit.code: unit.path for unit in UnitRecord.objects.all()} == {
        unit.id: f"{unit.parent}/{unit.id}/" if unit.parent else f"{unit.id}/" for unit in pack.units
    }


@pytest.mark.parametrize("name", shipped_ids())
def test_loading_the_same_pack_again_changes_nothing(name: str) -> None:
    load_pack(SYSTEM, shipped_pack(name))
    entries = EntryRecord.objects.count()
    assert load_pack(SYSTEM, shipped_pack(name)) == (0, 0)
    assert EntryRecord.objects.count() == entries


def test_every_unit_and_group_leaves_an_entry() -> None:
    pack = shipped_pack("yunting-2024")
    load_pack(SYSTEM, pack, reason="首次装入")
    entries = list(EntryRecord.objects.all())
    assert [entry.action for entry in entries].count("unit.add") == len(pack.units)
    assert [entry.action for entry in entries].count("group.add") == len(pack.groups)
    assert all('"reason":"首次装入"' in entry.line for entry in entries)


def test_reading_a_pack_takes_a_few_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load_pack(SYSTEM, shipped_pack("wuhan-2021"))
    with django_assert_num_queries(6):
        unit_pack()
    with django_assert_num_queries(8):
        unit_pack(date(2021, 3, 28))
    with django_assert_num_queries(3):
        tree_on(date(2021, 3, 28))


def test_a_later_pack_renames_moves_and_ends_and_deletes_nothing() -> None:
    first = shipped_pack("yunting-2024")
    load_pack(SYSTEM, first)
    later = changed(first._replace(as_of="2025-03-01"), "市财政局", name="市财政和国资局")
    later = changed(later, "市教育局", until="2025-02-28", successor="市科技局")
    later = changed(later, "汀西区", parent="云汀高新区")
    later = later._replace(units=tuple(unit for unit in later.units if unit.id != "市委宣传部"))
    load_pack(SYSTEM, later)
    units = {unit.code: unit for unit in UnitRecord.objects.all()}
    assert units["市财政局"].name == "市财政和国资局"
    former = UnitNameRecord.objects.get(unit=units["市财政局"])
    assert (former.name, former.former, former.until) == ("市财政局", True, date(2025, 2, 28))
    assert units["市教育局"].until == date(2025, 2, 28)
    assert units["市教育局"].successor == units["市科技局"]
    assert units["汀西区"].path == "云汀市/云汀高新区/汀西区/"
    assert "市委宣传部" in units
    assert {unit.name for unit in tree_on(date(2025, 2, 28))} >= {"市财政局", "市教育局"}
    assert {unit.code: unit.parent for unit in tree_on(date(2025, 2, 28))}["汀西区"] == "云汀市"
    assert {unit.code: unit.parent for unit in tree_on(date(2025, 3, 1))}["汀西区"] == "云汀高新区"
    old = unit_named("市教育局", date(2025, 3, 1))
    assert old is not None
    assert old.code == "市科技局"


def test_a_pack_that_names_the_former_name_gives_its_days() -> None:
    first = shipped_pack("yunting-2024")
    load_pack(SYSTEM, first)
    later = changed(
        first._replace(as_of="2025-03-01"),
        "市财政局",
        name="市财政和国资局",
        aliases=(Alias("市财政局", None, "2025-01-31"), Alias("市财政国资局")),
    )
    load_pack(SYSTEM, later)
    assert unit_pack() == later
    assert UnitNameRecord.objects.get(name="市财政局").former
    named = {unit.code: unit.name for unit in tree_on(date(2025, 1, 31))}
    assert named["市财政局"] == "市财政局"
    named = {unit.code: unit.name for unit in tree_on(date(2025, 2, 1))}
    assert named["市财政局"] == "市财政和国资局"


def test_a_later_pack_changes_groups_from_its_day_on() -> None:
    first = shipped_pack("yunting-2024")
    load_pack(SYSTEM, first)
    groups = list(first.groups)
    groups[1] = groups[1]._replace(names=(*groups[1].names, "各辖区"), members=("汀西区", "汀东区"))
    later = first._replace(as_of="2025-03-01", groups=tuple(groups))
    load_pack(SYSTEM, later)
    assert unit_pack() == later
    assert unit_pack(date(2025, 2, 28)).groups[1].members == ("汀西区", "汀东区", "望汀区")
    assert unit_pack(date(2025, 3, 1)).groups[1].members == ("汀西区", "汀东区")
    assert GroupRecord.objects.count() == len(first.groups)
    assert MembershipRecord.objects.filter(until=date(2025, 2, 28)).count() == 1


def test_new_units_take_their_place_in_the_order_of_the_pack() -> None:
    first = shipped_pack("yunting-2024")
    load_pack(SYSTEM, first)
    added = first.units[2]._replace(id="汀南区", name="汀南区")
    later = first._replace(as_of="2025-03-01", units=(*first.units[:2], added, *first.units[2:]))
    load_pack(SYSTEM, later)
    assert unit_pack() == later


@pytest.mark.parametrize(
    ("pack", "key"),
    [
        (shipped_pack("wuhan-2021"), "orgs.other-region"),
        (changed(shipped_pack("yunting-2024"), "汀东区", name="汀西区"), "unitfile.duplicate-name"),
        (changed(shipped_pack("yunting-2024"), "汀东区", parent="汀东区"), "unitfile.itself"),
        (changed(shipped_pack("yunting-2024"), "汀东区", name="区" * 121), "orgs.too-long"),
    ],
    ids=["another city", "a name of two", "a circle", "too long"],
)
def test_a_pack_that_cannot_be_is_refused_whole(pack: UnitPack, key: str) -> None:
    load_pack(SYSTEM, shipped_pack("yunting-2024"))
    before = unit_pack()
    with pytest.raises(Refused) as refused:
        load_pack(SYSTEM, pack)
    assert refused.value.key == key
    assert unit_pack() == before


def test_codes_that_differ_by_case_alone_are_refused() -> None:
    values = small()
    values["units"] += [
        {"id": "ab", "name": "甲局", "kind": "department"},
        {"id": "AB", "name": "乙局", "kind": "department"},
    ]
    with pytest.raises(Refused) as refused:
        load_pack(SYSTEM, pack_of(values))
    assert refused.value.key == "orgs.code-case"


def test_only_who_keeps_units_loads_a_pack() -> None:
    with pytest.raises(Denied):
        load_pack(Actor("person:1", 1), shipped_pack("yunting-2024"))
    assert not UnitRecord.objects.exists()


def test_what_comes_back_is_sound() -> None:
    load_pack(SYSTEM, shipped_pack("wuhan-2021"))
    assert pack_problems(pack_values(unit_pack(date(2019, 6, 1)))) == []
