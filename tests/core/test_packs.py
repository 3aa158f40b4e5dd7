"""Every example that stands in a pack of language is compiled, and gives what the pack says."""

import re
from typing import Any

import pytest

from samples import compile_text
from yibiao import packs
from yibiao.core.cadence import find_cadence
from yibiao.core.chrome import patterns
from yibiao.core.roles import ROLE_NAMES, label_role
from yibiao.core.scope import read_scope_rules
from yibiao.core.snippets import compile_clause, compile_sentence
from yibiao.core.tasktables import column_kind
from yibiao.core.titles import title_end
from yibiao.core.unitlist import split_units

ROLES = packs.load("language/roles")
FIGURES = packs.load("language/figures")
STRUCTURE = packs.load("language/structure")
CADENCE = packs.load("language/cadence")
TABLES = packs.load("language/tables")
UNITS = packs.load("language/units")


def named(entries: list[dict[str, Any]], key: str) -> list[Any]:
    return [pytest.param(entry, id=str(entry[key])[:30]) for entry in entries]


@pytest.mark.parametrize("entry", named(ROLES["roles"], "role"))
def test_role(entry: dict[str, Any]) -> None:
    lists = compile_clause(entry["example"])
    assert {role: units for role, units in lists.items() if units} == entry["gives"]


@pytest.mark.parametrize("entry", named(ROLES["roles"], "role"))
def test_every_stem_of_a_role_makes_a_label(entry: dict[str, Any]) -> None:
    wrong = [stem for stem in entry["stems"] if label_role(f"{stem}单位") != entry["role"]]
    assert wrong == []


VERBS = [(role, verb) for role, verbs in ROLES["verbs"].items() for verb in verbs]


@pytest.mark.parametrize(("role", "verb"), VERBS, ids=[verb for _, verb in VERBS])
def test_verb_of_a_sentence_form(role: str, verb: str) -> None:
    lists = compile_clause(f"（市甲局{verb}）")
    assert {name: units for name, units in lists.items() if units} == {role: ["市甲局"]}


@pytest.mark.parametrize("adverb", ROLES["adverbs"])
def test_adverb_names_nobody(adverb: str) -> None:
    lists = compile_clause(f"（市科技局、市财政局{adverb}负责）")
    assert lists["responsible"] == ["市科技局", "市财政局"]


@pytest.mark.parametrize("label", ROLES["deadline_labels"])
def test_label_of_a_deadline(label: str) -> None:
    assert label_role(label) == "deadline"
    text = f"一、主要任务\n（一）推进平台建设。（牵头单位：市科技局；{label}：2021年10月底前）"
    [task] = compile_text(text).tasks
    assert task.deadline == "2021-10-31"
    assert [unit.name for unit in task.lead] == ["市科技局"]


def test_rules_that_hold_for_a_whole_document() -> None:
    for entry in ROLES["first_listed"]:
        assert read_scope_rules(entry["example"]).first_listed is not None, entry
    for entry in ROLES["responsible_leads"]:
        assert read_scope_rules(entry["example"]).responsible_leads is not None, entry
    for entry in ROLES["all_tasks"]:
        [duty] = read_scope_rules(entry["example"]).shared
        assert {role for role, _ in duty.units} <= set(ROLE_NAMES)


@pytest.mark.parametrize("entry", named(FIGURES["not_targets"], "name"))
def test_rule_of_what_is_no_target(entry: dict[str, Any]) -> None:
    examples = entry.get("examples") or [{"text": entry["example"], "gives": entry["gives"]}]
    for example in examples:
        found = compile_sentence(example["text"], 2021)
        assert [shown(target) for target in found] == example["gives"], example


def shown(target: dict[str, Any]) -> str:
    ends = "..".join(str(target[end]) for end in ("low", "high") if target[end] is not None)
    return f"{target['comparator']} {ends}{target['unit']}"


BEFORE = [
    (sign, word) for sign, words in FIGURES["comparators"]["before"].items() for word in words if len(word) > 1
]


@pytest.mark.parametrize(("sign", "word"), BEFORE, ids=[word for _, word in BEFORE])
def test_comparator_before_a_figure(sign: str, word: str) -> None:
    [target] = compile_sentence(f"全市公园绿地面积{word}300公顷", 2021)
    low, high = target["low"], target["high"]
    assert (target["comparator"], high if low is None else low) == (sign, 300)
    assert (low is None) == (sign in ("<", "<="))
    assert (high is None) == (sign in (">", ">="))


AFTER = [(sign, word) for sign, words in FIGURES["comparators"]["after"].items() for word in words]


@pytest.mark.parametrize(("sign", "word"), AFTER, ids=[word for _, word in AFTER])
def test_comparator_behind_a_figure(sign: str, word: str) -> None:
    [target] = compile_sentence(f"全年建成社区公园30个{word}", 2021)
    assert (target["comparator"], target["unit"]) == (sign, "个")


# 五大 counts in Han numerals only; a bracket in a measure word is tested with units.
MEASURES = [
    word
    for kind in ("count", "physical", "money", "ratio")
    for word in FIGURES["units"][kind]
    if "（" not in word and word != "大"
]


@pytest.mark.parametrize("unit", MEASURES)
def test_measure_word(unit: str) -> None:
    [target] = compile_sentence(f"全市绿色制造总量达到35{unit}。", 2021)
    folded = (350_000, unit[1:]) if unit[0] == "万" else (35, "%" if unit == "％" else unit)
    assert (target["low"], target["unit"]) == folded


@pytest.mark.parametrize("word", FIGURES["stretch"])
def test_word_of_a_stretch_goal(word: str) -> None:
    [target] = compile_sentence(f"{word}新增社区公园30个", 2021)
    assert target["force"] == "stretch"


@pytest.mark.parametrize("word", FIGURES["increment"])
def test_word_of_an_increment(word: str) -> None:
    [target] = compile_sentence(f"全年{word}社区公园30个", 2021)
    assert (target["change"], target["subject"]) == ("increment", "社区公园")


@pytest.mark.parametrize("word", FIGURES["growth_down"])
def test_word_of_a_fall(word: str) -> None:
    [target] = compile_sentence(f"单位产值能耗{word}3%", 2021)
    assert (target["change"], target["direction"]) == ("growth", "down")


@pytest.mark.parametrize("word", FIGURES["growth_up"])
def test_word_of_a_growth(word: str) -> None:
    [target] = compile_sentence(f"工业投资{word}3%", 2021)
    assert (target["change"], target["direction"]) == ("growth", "up")


@pytest.mark.parametrize("entry", named(STRUCTURE["chrome"], "example"))
def test_chrome_of_a_page(entry: dict[str, Any]) -> None:
    assert re.match(entry["pattern"], entry["example"])
    assert patterns().chrome.match(entry["example"])
    title = "某市人民政府关于印发某市创新工作实施方案的通知"
    plan = compile_text(f"{entry['example']}\n{title}\n各区人民政府：\n现印发给你们。\n某市人民政府\n2021年3月1日\n")
    assert (plan.document.title, plan.document.date) == (title, "2021-03-01")


@pytest.mark.parametrize("end", STRUCTURE["title_ends"])
def test_end_of_a_title(end: str) -> None:
    assert title_end().match(f"某市人民政府办公室关于2021年科技创新{end}")


WORDS = [(every, word) for every, words in CADENCE["every"].items() for word in words if word[0] in "每按半"]


@pytest.mark.parametrize(("every", "word"), WORDS, ids=[word for _, word in WORDS])
def test_rhythm(every: str, word: str) -> None:
    text = f"要建立工作机制，{word}组织一次调度。"
    [found] = find_cadence(text, [(0, len(text))])
    assert (found.every, found.activity) == (every, "调度")


FAMILIES = [(family[0], word) for family in CADENCE["families"] for word in family]


@pytest.mark.parametrize(("family", "word"), FAMILIES, ids=[word for _, word in FAMILIES])
def test_activity_belongs_to_its_family(family: str, word: str) -> None:
    text = f"市政府办公室每季度组织一次{word}。"
    [found] = find_cadence(text, [(0, len(text))])
    assert (found.every, found.family) == ("quarter", family)


COLUMNS = [(kind, word) for kind, words in TABLES["columns"].items() for word in words]


@pytest.mark.parametrize(("kind", "word"), COLUMNS, ids=[word for _, word in COLUMNS])
def test_heading_of_a_column(kind: str, word: str) -> None:
    assert column_kind(word) == kind
    assert len(word) > 4 or column_kind(" ".join(word)) == kind


@pytest.mark.parametrize("department", UNITS["departments"])
def test_department_takes_the_level_before_it(department: str) -> None:
    if department in ("总工会", "残联", "妇联", "工商联", "科协", "文联", "社科联", "侨联"):
        pytest.skip("is a name by itself, tested below")
    units = split_units(f"市财政局、{department}局")
    assert [unit.name for unit in units] == ["市财政局", f"市{department}局"]


@pytest.mark.parametrize("name", ["总工会", "残联", "妇联", "工商联", "科协", "文联", "社科联", "侨联"])
def test_people_s_organisation_takes_the_level_before_it(name: str) -> None:
    assert [unit.name for unit in split_units(f"市财政局、{name}")] == ["市财政局", f"市{name}"]


@pytest.mark.parametrize("party", UNITS["party"])
def test_party_organ_takes_the_committee_before_it(party: str) -> None:
    assert [unit.name for unit in split_units(f"市委办公室、{party}")] == ["市委办公室", f"市委{party}"]


@pytest.mark.parametrize("end", UNITS["carried_ends"])
def test_end_is_carried_back(end: str) -> None:
    places = ("东湖开发区", "车谷开发区") if end.startswith("管") else ("洪山区", "江夏区")
    names = [unit.name for unit in split_units(f"{places[0]}、{places[1]}{end}")]
    assert names == [f"{place}{end}" for place in places]
