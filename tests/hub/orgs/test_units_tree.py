"""The tree of units: founded, renamed, moved, merged, ended, and as it was on any day."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.orgs.makers import acting, city, holder, unit
from yibiao.core.orgs.book import pack_problems, pack_values
from yibiao.core.orgs.pack import Alias
from yibiao.hub.access.actors import SYSTEM
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.orgs.packs import unit_pack
from yibiao.hub.orgs.queries import tree_on, unit_named
from yibiao.hub.orgs.units import (
    add_group,
    add_unit,
    close_unit,
    edit_group,
    edit_unit,
    merge_units,
    move_unit,
    rename_unit,
)

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 1)


def refusal(work: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused, transaction.atomic():
        work()
    return refused.value.key


def names_on(day: date) -> dict[str, str]:
    return {unit.code: unit.name for unit in tree_on(day)}


def parents_on(day: date) -> dict[str, str | None]:
    return {unit.code: unit.parent for unit in tree_on(day)}


def last_entry() -> dict[str, Any]:
    entry = EntryRecord.objects.order_by("seq").last()
    assert entry is not None
    made: dict[str, Any] = json.loads(entry.line)
    return made


def test_a_new_unit_stands_below_its_parent_and_in_the_log() -> None:
    region = city()
    made = add_unit(SYSTEM, unit("east"), "street", "一街道", "district", since="2021", gb_code="429001001")
    assert made.path == "city/east/street/"
    assert made.supervision == "supervised"
    assert region.path == "city/"
    entry = last_entry()
    assert (entry["action"], entry["object"]) == ("unit.add", f"unit:{made.pk}")
    assert ["since", None, "2021-01-01"] in entry["changes"]
    assert add_unit(SYSTEM, region, "court", "市法院", "court").supervision == "letter"


def test_a_renamed_unit_keeps_its_former_name_to_the_day_before() -> None:
    city()
    rename_unit(SYSTEM, unit("tech"), "市科技创新局", DAY)
    assert names_on(DAY - timedelta(1))["tech"] == "市科技局"
    assert names_on(DAY)["tech"] == "市科技创新局"
    assert unit_pack().units[3].aliases == (Alias("市科技局", None, "2024-02-29"),)
    rename_unit(SYSTEM, unit("tech"), "市科技和数据局", date(2025, 1, 1))
    assert [names_on(day)["tech"] for day in (date(2023, 1, 1), date(2024, 12, 31), date(2025, 1, 1))] == [
        "市科技局",
        "市科技创新局",
        "市科技和数据局",
    ]
    before = unit_pack(date(2024, 6, 1)).units[3]
    assert before.name == "市科技创新局"
    assert Alias("市科技和数据局", "2025-01-01") in before.aliases
    for name in ("市科技局", "市科技创新局", "市科技和数据局"):
        found = unit_named(name)
        assert found is not None
        assert found.code == "tech"


def test_a_moved_unit_takes_all_below_it_along_and_past_trees_stay() -> None:
    city()
    add_unit(SYSTEM, unit("east"), "street", "一街道", "district")
    add_unit(SYSTEM, unit("street"), "block", "一社区", "district")
    move_unit(SYSTEM, unit("street"), unit("west"), DAY)
    assert unit("street").path == "city/west/street/"
    assert unit("block").path == "city/west/street/block/"
    assert parents_on(DAY - timedelta(1))["street"] == "east"
    assert parents_on(DAY)["street"] == "west"
    move_unit(SYSTEM, unit("street"), unit("east"), date(2024, 4, 1))
    assert [parents_on(day)["street"] for day in (date(2024, 2, 1), DAY, date(2024, 4, 1))] == [
        "east",
        "west",
        "east",
    ]


def test_a_merged_unit_ends_and_its_names_and_places_lead_to_the_successor() -> None:
    city()
    add_unit(SYSTEM, unit("tech"), "lab", "市实验室", "institution")
    clerk = holder("clerk", "tech", "clerk")
    merge_units(SYSTEM, unit("tech"), unit("fund"), DAY)
    merged = unit("tech")
    assert (merged.until, merged.successor) == (date(2024, 2, 29), unit("fund"))
    assert unit("lab").path == "city/fund/lab/"
    assert clerk.holdings.get().until == date(2024, 2, 29)
    assert acting(clerk).posts == ()
    found = unit_named("市科技局", DAY)
    assert found is not None
    assert found.code == "fund"
    assert "tech" in names_on(DAY - timedelta(1))
    assert "tech" not in names_on(DAY)
    assert parents_on(DAY - timedelta(1))["lab"] == "tech"


def test_a_unit_that_shares_the_table_of_a_merged_one_goes_along() -> None:
    city()
    edit_unit(SYSTEM, unit("east"), table=unit("tech"))
    edit_unit(SYSTEM, unit("fund"), table=unit("tech"))
    merge_units(SYSTEM, unit("tech"), unit("fund"), DAY)
    assert (unit("east").table, unit("fund").table) == (unit("fund"), None)


def test_what_a_tree_cannot_be_is_refused() -> None:
    city()
    add_unit(SYSTEM, unit("east"), "street", "一街道", "district")
    assert refusal(lambda: add_unit(SYSTEM, unit("city"), "east", "新区", "district")) == "orgs.code-taken"
    assert refusal(lambda: add_unit(SYSTEM, unit("city"), "EAST", "新区", "district")) == "orgs.code-case"
    assert (
        refusal(lambda: add_unit(SYSTEM, unit("city"), "a b", "新区", "district"))
        == "unitfile.expect-pack-id"
    )
    assert (
        refusal(lambda: add_unit(SYSTEM, unit("city"), "new", "东 区", "district"))
        == "unitfile.duplicate-name"
    )
    assert (
        refusal(lambda: add_unit(SYSTEM, unit("city"), "new", "新市", "region")) == "unitfile.second-region"
    )
    assert refusal(lambda: move_unit(SYSTEM, unit("east"), unit("street"), DAY)) == "orgs.below"
    assert refusal(lambda: move_unit(SYSTEM, unit("east"), unit("east"), DAY)) == "orgs.below"
    assert refusal(lambda: move_unit(SYSTEM, unit("east"), unit("city"), DAY)) == "orgs.same-place"
    assert refusal(lambda: rename_unit(SYSTEM, unit("east"), "西区", DAY)) == "unitfile.duplicate-name"
    assert (
        refusal(lambda: rename_unit(SYSTEM, unit("east"), "东城区", today() + timedelta(1))) == "orgs.future"
    )
    assert refusal(lambda: close_unit(SYSTEM, unit("east"), DAY)) == "orgs.has-units"
    assert refusal(lambda: close_unit(SYSTEM, unit("city"), DAY)) == "orgs.region-stays"
    assert refusal(lambda: merge_units(SYSTEM, unit("east"), unit("street"), DAY)) == "orgs.below"
    assert refusal(lambda: merge_units(SYSTEM, unit("east"), unit("east"), DAY)) == "orgs.itself"
    close_unit(SYSTEM, unit("tech"), DAY, unit("fund"))
    assert refusal(lambda: close_unit(SYSTEM, unit("fund"), DAY, unit("tech"))) == "orgs.ended"
    assert refusal(lambda: move_unit(SYSTEM, unit("street"), unit("tech"), DAY)) == "orgs.ended"
    assert refusal(lambda: add_unit(SYSTEM, unit("tech"), "new", "新处", "department")) == "orgs.ended"
    rename_unit(SYSTEM, unit("west"), "西城区", DAY)
    assert (
        refusal(lambda: rename_unit(SYSTEM, unit("west"), "西新区", DAY - timedelta(1))) == "orgs.before-last"
    )


def test_a_slip_is_put_right_without_a_former_name() -> None:
    city()
    edit_unit(SYSTEM, unit("tech"), name="市科学技术局", supervision="letter", aliases=[Alias("科技局")])
    made = unit("tech")
    assert (made.name, made.supervision) == ("市科学技术局", "letter")
    assert names_on(DAY)["tech"] == "市科学技术局"
    assert ["aliases", [], ["科技局"]] in last_entry()["changes"]
    with pytest.raises(TypeError):
        edit_unit(SYSTEM, unit("tech"), parent=None)
    assert refusal(lambda: edit_unit(SYSTEM, unit("tech"), name="东区")) == "unitfile.duplicate-name"
    assert refusal(lambda: edit_unit(SYSTEM, unit("tech"), gb_code="429001")) == "unitfile.code-of-zone"


def test_the_second_of_two_editors_is_told() -> None:
    city()
    seen = unit("tech").edition
    edit_unit(SYSTEM, unit("tech"), supervision="letter", edition=seen)
    with pytest.raises(Stale):
        edit_unit(SYSTEM, unit("tech"), supervision="supervised", edition=seen)


def test_groups_change_their_members_from_a_day_on() -> None:
    city()
    group = add_group(SYSTEM, ["各区"], [unit("east"), unit("west")])
    edit_group(SYSTEM, group, members=[unit("west"), unit("tech")], on=DAY)
    assert unit_pack(DAY - timedelta(1)).groups[0].members == ("east", "west")
    assert unit_pack(DAY).groups[0].members == ("west", "tech")
    assert ["members", ["east", "west"], ["west", "tech"]] in last_entry()["changes"]
    assert refusal(lambda: edit_group(SYSTEM, group, members=[])) == "unitfile.no-members"
    assert refusal(lambda: add_group(SYSTEM, ["各 区"], [unit("east")])) == "unitfile.duplicate-name"
    edit_group(SYSTEM, group, names=["各区", "各辖区"], open=True, members=[])
    assert unit_pack().groups[0][:3] == (("各区", "各辖区"), (), True)


def test_only_a_system_administrator_changes_units() -> None:
    city()
    keeper, clerk = holder("keeper", "city", "system_admin"), holder("clerk", "tech", "clerk")
    rename_unit(acting(keeper), unit("tech"), "市科技创新局", DAY)
    add_group(acting(keeper), ["各区"], [unit("east")])
    add_unit(acting(keeper), None, "upper", "省科技厅", "upper")
    for work in (
        lambda: rename_unit(acting(clerk), unit("tech"), "市科技局", DAY),
        lambda: add_unit(acting(clerk), None, "new", "新局", "department"),
        lambda: add_group(acting(clerk), ["各部门"], [unit("tech")]),
    ):
        with pytest.raises(Denied):
            work()


# --- any row of changes, against a tree kept by hand

STEPS = st.tuples(
    st.sampled_from(["add", "move", "rename", "close", "merge"]),
    st.integers(0, 30),  # which of the units that stand
    st.integers(0, 30),  # which other
    st.integers(0, 12),  # which name
    st.integers(0, 9),  # days that pass before
)
Step = tuple[str, int, int, int, int]
FIRST = {"a": "city", "b": "city", "c": "a", "d": "c"}


class Kept:
    """The tree as it should be on each day: a plain copy of what stood, kept step by step."""

    def __init__(self) -> None:
        self.day = date(2020, 1, 1)
        self.now: dict[str, tuple[str, str | None]] = {"city": ("试验市", None)}
        self.days: dict[date, dict[str, tuple[str, str | None]]] = {}
        self.names: dict[str, set[str]] = {}  # who ever had a name
        self.made = 0
        self.done: list[str] = []
        add_unit(SYSTEM, None, "city", "试验市", "region")
        for code, parent in FIRST.items():
            add_unit(SYSTEM, unit(parent), code, f"{code}局", "department", since="2020")
            self.now[code] = (f"{code}局", parent)

    def forward(self, days: int) -> None:
        for _ in range(days):
            self.days[self.day] = dict(self.now)
            self.day += timedelta(1)

    def below(self, code: str) -> set[str]:
        found = {code}
        while more := {one for one, (_, parent) in self.now.items() if parent in found} - found:
            found |= more
        return found

    def take(self, step: Step) -> None:
        """Do one step in both trees; where the database refuses, the copy must hold the reason."""
        what, one, two, called, days = step
        self.forward(days)
        codes, name = sorted(self.now), f"第{called}局"
        code, other = codes[one % len(codes)], codes[two % len(codes)]
        if what == "add":
            self.made += 1
            code = f"new{self.made}"
        try:
            with transaction.atomic():
                _ACTIONS[what](self, code, other, name)
        except Refused as refused:
            if not self.has_reason(refused.key, code, other, name):
                pytest.fail(f"{refused.key}: {step}")
            return
        self.done.append(what)
        self.follow(what, code, other, name)

    def has_reason(self, key: str, code: str, other: str, name: str) -> bool:
        reasons: dict[str, Callable[[], bool]] = {
            "unitfile.duplicate-name": lambda: bool(self.names.get(name, set()) - {code}),
            "orgs.same-name": lambda: self.now[code][0] == name,
            "orgs.same-place": lambda: self.now[code][1] == other,
            "orgs.below": lambda: other in self.below(code),
            "orgs.itself": lambda: other == code,
            "orgs.has-units": lambda: len(self.below(code)) > 1,
            "orgs.region-stays": lambda: code == "city",
            # A unit has to stand as it is for a day before it ends; the 1st of January is in no copy of a day.
            "orgs.before-last": lambda: (
                self.days.get(self.day - timedelta(1), {}).get(code) != self.now[code]
            ),
        }
        return reasons[key]()

    def follow(self, what: str, code: str, other: str, name: str) -> None:
        if what in {"add", "rename"}:
            self.names.setdefault(name, set()).add(code)
        if what == "add":
            self.now[code] = (name, other)
        elif what == "move":
            assert other not in self.below(code)
            self.now[code] = (self.now[code][0], other)
        elif what == "rename":
            self.now[code] = (name, self.now[code][1])
        else:
            assert what == "merge" or self.below(code) == {code}
            for child, (its_name, parent) in list(self.now.items()):
                if parent == code:
                    self.now[child] = (its_name, other)
            del self.now[code]


_ACTIONS: dict[str, Callable[[Kept, str, str, str], Any]] = {
    "add": lambda kept, code, other, name: add_unit(
        SYSTEM, unit(other), code, name, "department", since=kept.day.isoformat()
    ),
    "move": lambda kept, code, other, name: move_unit(SYSTEM, unit(code), unit(other), kept.day),
    "rename": lambda kept, code, other, name: rename_unit(SYSTEM, unit(code), name, kept.day),
    "close": lambda kept, code, other, name: close_unit(SYSTEM, unit(code), kept.day),
    "merge": lambda kept, code, other, name: merge_units(SYSTEM, unit(code), unit(other), kept.day),
}


@settings(max_examples=40, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=14))
def test_after_any_changes_paths_follow_parents_and_every_past_tree_stands(steps: list[Step]) -> None:
    with transaction.atomic():
        kept = Kept()
        for step in steps:
            kept.take(step)
        kept.forward(1)
        for day, wanted in kept.days.items():
            assert {one.code: (one.name, one.parent) for one in tree_on(day)} == wanted, day
        rows = {row.pk: row for row in UnitRecord.objects.all()}
        for row in rows.values():
            above = rows[row.parent_id].path if row.parent_id else ""
            assert row.path == f"{above}{row.code}/"
        assert pack_problems(pack_values(unit_pack())) == []
        transaction.set_rollback(True)


def test_the_random_steps_do_something() -> None:
    """The steps above would prove nothing if the database refused them all."""
    done: list[str] = []

    @settings(max_examples=40, deadline=None, database=None)
    @given(st.lists(STEPS, min_size=6, max_size=14))
    def run(steps: list[Step]) -> None:
        with transaction.atomic():
            kept = Kept()
            for step in steps:
                kept.take(step)
            done.extend(kept.done)
            transaction.set_rollback(True)

    run()
    assert min(done.count(what) for what in _ACTIONS) >= 5, {what: done.count(what) for what in _ACTIONS}
