"""Split files of any bytes, their schema, drafts and the shipped example."""

import re
from functools import cache

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from splittext import EXAMPLES, FULL, NAMES, few, read

from made_plans import SMALL, TARGET, name, plans
from yibiao import compile_document
from yibiao.core.orgs.names import Directory
from yibiao.core.orgs.resolve import resolve
from yibiao.core.orgs.shipped import pack_for
from yibiao.core.splits.apply import apply_split
from yibiao.core.splits.values import Approval, Bounds, Comment
from yibiao.files.errors import UnusableInput
from yibiao.files.splitdraft import OpenClass, draft_split
from yibiao.files.splitfile import read_split, read_split_path, split_schema


def said_of(data):
    """Return what is said of some data, nothing where it is a split file."""
    try:
        read(data)
    except UnusableInput as error:
        return error.line("zh")
    return "split"


@given(st.text(max_size=200) | st.binary(max_size=200))
@few
def test_any_bytes_give_a_split_or_one_line(data):
    said = said_of(data if isinstance(data, bytes) else data.encode("utf-8", "replace"))
    assert said
    assert len(said.splitlines()) == 1


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_damage_gives_a_split_or_one_line(data):
    at = data.draw(st.integers(0, len(FULL)))
    put = data.draw(
        st.sampled_from(
            ["", "\n", "  ", "{", "]", '"', ":", "&a ", "9" * 50, "\t", "null", "- ", "-1", "1e999999999"]
        )
    )
    cut = data.draw(st.integers(0, 12))
    assert len(said_of((FULL[:at] + put + FULL[at + cut :]).encode()).splitlines()) == 1


# --- the schema


def plain(text):
    """Return the values as another reader of YAML sees them, with numbers and texts as the schema has them."""
    loader = type("Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": {}})
    for tag, pattern in (
        ("tag:yaml.org,2002:null", r"~|null|"),
        ("tag:yaml.org,2002:bool", r"true|false"),
        ("tag:yaml.org,2002:int", r"-?\d+"),
        ("tag:yaml.org,2002:float", r"-?\d+\.\d+"),
    ):
        loader.add_implicit_resolver(tag, re.compile(f"(?:{pattern})$"), None)
    return yaml.load(text, Loader=loader)


def test_the_schema_is_sound_and_knows_the_example():
    jsonschema.Draft202012Validator.check_schema(split_schema())
    validator = jsonschema.Draft202012Validator(split_schema())
    example = plain((EXAMPLES / "wuhan-2021-26.split.yaml").read_text(encoding="utf-8"))
    example["members"][0]["task"] = str(example["members"][0]["task"])
    assert list(validator.iter_errors(example)) == []
    for wrong in (
        {"splits": [{"target": "t", "methd": 1}]},
        {"splits": [{"target": "t", "step": 0}]},
        {"x": 1},
    ):
        assert list(validator.iter_errors({"format": "yibiao-split/1", **wrong}))


def test_every_field_of_the_values_is_in_the_schema():
    known = split_schema()["properties"]
    splits = known["splits"]["items"]["properties"]
    details = known["targets"]["items"]["properties"]
    made = read(FULL)
    assert set(splits) == set(made.splits[0]._fields) - {"line"}
    assert set(details) == set(made.details[0]._fields) - {"line"}
    assert set(known["members"]["items"]["properties"]) == set(made.members[0]._fields) - {"line"}
    assert set(splits["approval"]["properties"]) == set(Approval._fields)
    assert set(splits["comments"]["items"]["properties"]) == set(Comment._fields)


# --- drafts


def test_a_draft_names_everything_to_be_decided():
    whole = TARGET._replace(each=False)
    rate = TARGET._replace(id="1.1-t2", key="t2", change="share", unit="%")
    plan = SMALL._replace(targets=(whole, rate))
    text = draft_split(plan, {"1.1-t1": NAMES, "1.1-t2": NAMES}, [OpenClass("各区", "1.1", NAMES)])
    values = plain(text)
    assert values["plan"] == {"number": "某市办〔2021〕9号"}
    assert values["members"] == [{"group": "各区", "task": "1.1", "units": []}]
    assert [entry["target"] for entry in values["targets"]] == ["1.1-t1", "1.1-t2"]
    assert values["targets"][0]["definition"] is None
    assert "shape" in values["targets"][0]
    assert "shape" not in values["targets"][1]
    assert [(entry["target"], list(entry["shares"])) for entry in values["splits"]] == [
        ("1.1-t1", list(NAMES))
    ]
    assert "# 建成平台5个以上" in text
    assert "# 可选：江岸区、江汉区、武昌区" in text
    made = read(text, plan)
    assert (made.splits, made.members) == ((), ())
    filled = text.replace("method:", "method: manual").replace("江岸区:", "江岸区: 5")
    assert read(filled, plan).splits[0].shares == (("jiangan", 5),)


def test_a_draft_in_english_has_the_same_fields():
    chinese, english = (draft_split(SMALL, {"1.1-t1": NAMES}, (), lang) for lang in ("zh", "en"))
    assert plain(chinese) == plain(english)
    assert chinese != english


@given(plans, st.lists(name, max_size=4), st.booleans())
@few
def test_any_draft_reads_back(plan, units, classes):
    ids = [target.id for target in plan.targets]
    if len(set(ids)) < len(ids) or len({target.key for target in plan.targets}) < len(ids):
        return
    groups = {ref.name for target in plan.targets for ref in target.owed_by if ref.group} if classes else ()
    text = draft_split(
        plan, {target.id: units for target in plan.targets}, [OpenClass(one) for one in groups]
    )
    made = read_split(text.encode(), plan, lambda unit: unit)
    assert [details.target for details in made.details] == ids
    assert made.splits == ()


# --- the example


@cache
def example():
    """The example plan, who its names are, and its split file."""
    plan = compile_document(EXAMPLES / "wuhan-2021-26.txt")
    pack = pack_for(plan)
    directory = Directory(pack, plan.document.date)

    def lookup(word):
        found = directory.units.get(word) or getattr(directory.find(word), "unit", None)
        return directory.ids((found.id,))[0] if found else None

    names = [unit.name for unit in pack.units]
    decided = read_split_path(EXAMPLES / "wuhan-2021-26.split.yaml", plan, lookup, names)
    return plan, resolve(plan, pack, decided.members), decided


def sharers_of(target_id):
    plan, resolution, _ = example()
    target = next(target for target in plan.targets if target.id == target_id)
    task = next(task for task in plan.tasks if task.id == target.task)
    refs = target.owed_by or [ref for ref in (*task.lead, *task.responsible) if ref.group]
    return target, tuple(unit for ref in refs for unit in resolution.by_ref[ref].units)


@pytest.mark.parametrize("place", range(3))
def test_the_example_adds_up(place):
    split = example()[2].splits[place]
    target, sharers = sharers_of(split.target)
    made = apply_split(split, target, sharers)
    assert made.findings == ()
    assert sum(share for _, share in made.shares) == target.low + split.reserve - split.city
    assert made.unset == ()
    assert made.approved is (split.target == "2.2.1-t1")


def test_the_example_in_figures():
    _, resolution, decided = example()
    by_target = {split.target: split for split in decided.splits}
    parks = apply_split(by_target["2.2.1-t1"], *sharers_of("2.2.1-t1"))
    assert parks.shares == (("WH-DH", 15), ("WH-JK", 9), ("WH-LKG", 6))
    carriers = dict(apply_split(by_target["2.2.1-t2"], *sharers_of("2.2.1-t2")).shares)
    assert (carriers["WH-DH"], carriers["WH-FJQ"], carriers["WH-CJ"], carriers["wuchang"]) == (8, 1, 2, 3)
    firms = apply_split(by_target["2.2.2-t1"], *sharers_of("2.2.2-t1"))
    assert sum(share for _, share in firms.shares) == 2040
    assert firms.of("WH-FJQ") == firms.of("WH-CJ") == 10  # at their lower bound
    assert decided.members[0].units == ("hongshan", "jiangxia", "WH-DH")
    chosen = [found for found in resolution.by_ref.values() if found.chosen]
    assert set(chosen[0].units) == set(decided.members[0].units)


def test_the_example_says_that_it_is_invented():
    text = (EXAMPLES / "wuhan-2021-26.split.yaml").read_text(encoding="utf-8")
    assert "虚构" in text.splitlines()[0]
    _, _, decided = example()
    assert all("示例数据" in split.baseline.title for split in decided.splits if split.baseline)


# --- the page


def test_the_page_on_splits_holds_a_file_that_is_read_and_figures_that_are_right():
    page = (EXAMPLES.parent / "docs" / "splits.md").read_text(encoding="utf-8")
    plan, resolution, _ = example()
    directory = Directory(resolution.pack, plan.document.date)
    written = re.findall(r"^```yaml\n(.*?)^```", page, re.M | re.S)[0]
    made = read_split(written.encode(), plan, lambda word: directory.find(word).unit.id)
    split = made.splits[0]
    target, sharers = sharers_of(split.target)
    shares = apply_split(split, target, sharers)
    names = {unit.id: unit.name for unit in resolution.pack.units}
    for unit, share in shares.shares:
        assert re.search(rf"^\| {names[unit]} \|.*\| \*\*{share}\*\* \|$", page, re.M), names[unit]
    bounded = split._replace(bounds=(("WH-DH", Bounds(most=12)),))
    assert [share for _, share in apply_split(bounded, target, sharers).shares] == [12, 11, 8]
    assert "shares 11 and 8" in page
    fields = set(re.findall(r"`([a-z_0-9]+)`", page))
    known = split_schema()["properties"]
    assert set(known["splits"]["items"]["properties"]) - {"target", "note"} <= fields
    assert set(known["targets"]["items"]["properties"]) - {"target"} <= fields
