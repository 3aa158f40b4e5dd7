"""Compiled documents against their hand-made answers: each tuned one by itself, the kept ones in sum only."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from labels import role_score
from samples import CRAWL, EXAMPLE, ROOT, Json, answer_of, corpus, needs, plain, plan_of, snippets, stems
from split import half
from support import ROLES, Score, compare, target_score
from yibiao.core.numerals import han_number
from yibiao.core.serialise import to_dict
from yibiao.core.snippets import compile_clause, compile_sentence

TUNE = corpus("tune")
WHOLE = [EXAMPLE, CRAWL]
ENOUGH = 0.95
SUBJECTS = 0.90


def found(path: Path) -> Json:
    return to_dict(plan_of(path))


def scores(paths: Iterable[Path]) -> dict[str, Score]:
    total = {"tasks": Score(), "roles": Score(), "targets": Score(), "subjects": Score()}
    for path in paths:
        answer, plan = answer_of(path), found(path)
        ids = [[task["id"] for task in one["tasks"]] for one in (answer, plan)]
        here = {
            "tasks": compare(*ids),
            "roles": role_score(answer, plan["tasks"]),
            "targets": target_score(answer["targets"], plan["targets"]),
            "subjects": target_score(answer["targets"], plan["targets"], subject=True),
        }
        total = {name: total[name].plus(here[name]) for name in total}
    return total


def below(total: dict[str, Score], **goals: float) -> dict[str, float]:
    """Return the F1 of what misses its goal."""
    return {name: round(total[name].f1, 4) for name, goal in goals.items() if total[name].f1 < goal}


# --- The Wuhan plan: as it was crawled, and in our own wording -----------------------------------------


@pytest.fixture(params=WHOLE, ids=["example", "crawl"])
def wuhan(request: pytest.FixtureRequest) -> Path:
    needs(request.param)
    return request.param


def test_all_tasks_of_the_wuhan_plan(wuhan: Path) -> None:
    assert [task["id"] for task in found(wuhan)["tasks"]] == [task["id"] for task in answer_of(wuhan)["tasks"]]
    assert len(found(wuhan)["tasks"]) == 19
    titles = {task["id"]: plain(task["title"]) for task in answer_of(wuhan)["tasks"]}
    assert {task["id"]: plain(task["title"]) for task in found(wuhan)["tasks"]} == titles


def test_roles_and_targets_of_the_wuhan_plan(wuhan: Path) -> None:
    assert below(scores([wuhan]), tasks=1, roles=0.99, targets=0.98, subjects=0.9) == {}


def test_fields_of_the_targets_of_the_wuhan_plan(wuhan: Path) -> None:
    assert target_faults(answer_of(wuhan), found(wuhan)) == []


def test_header_of_the_wuhan_plan(wuhan: Path) -> None:
    assert header_faults(answer_of(wuhan), found(wuhan)) == []


def test_findings_of_the_wuhan_plan(wuhan: Path) -> None:
    assert missing_findings(answer_of(wuhan), found(wuhan)) == []


def test_cadence_of_the_wuhan_plan(wuhan: Path) -> None:
    said = [(item["every"], item["activity"]) for item in found(wuhan)["cadence"]]
    assert said == [(item["every"], item["activity"]) for item in answer_of(wuhan)["cadence"]]


def test_what_is_no_target_of_the_wuhan_plan(wuhan: Path) -> None:
    assert wrong_targets(answer_of(wuhan), found(wuhan)) == []


def test_definitions_of_the_wuhan_plan(wuhan: Path) -> None:
    definitions = answer_of(wuhan)["definitions"]
    assert [(item["term"], item["includes"]) for item in found(wuhan)["definitions"]] == [
        (item["term"], item["includes"]) for item in definitions
    ]


def test_sections_of_the_wuhan_plan(wuhan: Path) -> None:
    sections = {item["id"]: plain(item["number"] + item["title"]) for item in found(wuhan)["sections"]}
    path = {number: plain(heading) for number, heading in answer_of(wuhan)["section_path"].items()}
    assert {number: sections.get(number) for number in path} == path


def test_parks_of_the_wuhan_plan_reach_their_district(wuhan: Path) -> None:
    answer, plan = answer_of(wuhan), found(wuhan)
    named = {
        district: [park for park in parks if not _names(plan, district, park)]
        for district, parks in answer["district_focus"].items()
    }
    assert {district: parks for district, parks in named.items() if parks} == {}


def _names(plan: Json, district: str, park: str) -> bool:
    """Tell whether a measure that names the park names the district among its units."""
    measures = [item for task in plan["tasks"] for item in task["measures"] if plain(park) in plain(item["text"])]
    name = re.split("[（(]", district)[0]  # what stands in the bracket is an alias
    return any(unit["name"].startswith(name) for item in measures for unit in item["units"])


# --- The corpus --------------------------------------------------------------------------------------

tuned = pytest.mark.parametrize("path", TUNE, ids=stems(TUNE))


@tuned
def test_tasks_of_a_tuned_document(path: Path) -> None:
    assert [task["id"] for task in found(path)["tasks"]] == [task["id"] for task in answer_of(path)["tasks"]]


@tuned
def test_roles_and_targets_of_a_tuned_document(path: Path) -> None:
    assert below(scores([path]), roles=ENOUGH, targets=ENOUGH, subjects=SUBJECTS) == {}


@tuned
def test_header_of_a_tuned_document(path: Path) -> None:
    assert header_faults(answer_of(path), found(path)) == []


@tuned
def test_findings_of_a_tuned_document(path: Path) -> None:
    assert missing_findings(answer_of(path), found(path)) == []


@tuned
def test_cadence_of_a_tuned_document(path: Path) -> None:
    assert cadence_faults(answer_of(path), found(path)) == []


@tuned
def test_what_is_no_target_of_a_tuned_document(path: Path) -> None:
    assert wrong_targets(answer_of(path), found(path)) == []


@tuned
def test_deadlines_of_a_tuned_document(path: Path) -> None:
    assert deadline_faults(answer_of(path), found(path)) == []


def test_tuned_documents_in_sum() -> None:
    assert below(scores(TUNE), tasks=0.98, roles=0.98, targets=0.98, subjects=SUBJECTS) == {}


def test_kept_documents_in_sum() -> None:
    # Only the sums: what stands in them must stay unseen, or they measure nothing any more.
    assert below(scores(corpus("held")), tasks=ENOUGH, roles=ENOUGH, targets=ENOUGH, subjects=SUBJECTS) == {}


def test_heads_and_cadence_of_kept_documents_in_sum() -> None:
    faults = {"header": 0, "cadence": 0, "findings": 0, "not targets": 0}
    for path in corpus("held"):
        answer, plan = answer_of(path), found(path)
        faults["header"] += len(header_faults(answer, plan))
        faults["cadence"] += len(cadence_faults(answer, plan))
        faults["findings"] += len(missing_findings(answer, plan))
        faults["not targets"] += len(wrong_targets(answer, plan))
    documents = len(corpus("held"))
    limits = {"header": documents // 4, "cadence": documents // 2, "findings": documents, "not targets": documents}
    assert {name: count for name, count in faults.items() if count > limits[name]} == {}


# --- Clauses and sentences -----------------------------------------------------------------------------


def snippet_scores(items: list[Json]) -> dict[str, Score]:
    total = {"roles": Score(), "targets": Score(), "subjects": Score()}
    for item in items:
        if item["kind"] == "responsibility":
            got, want = compile_clause(item["text"]), item["expect"]
            pairs = [[(role, unit) for role in ROLES for unit in one.get(role, ())] for one in (want, got)]
            total["roles"] = total["roles"].plus(compare(*pairs))
            continue
        targets = compile_sentence(item["text"])
        for name, subject in (("targets", False), ("subjects", True)):
            score = target_score(item["expect"], targets, subject=subject, tasks=False)
            total[name] = total[name].plus(score)
    return total


@pytest.mark.skipif(not snippets(), reason="the labelled snippets stand in ../shared, which is not here")
@pytest.mark.parametrize("part", ["tune", "held"])
def test_snippets_of_real_documents(part: str) -> None:
    items = [item for item in snippets() if half(item["source"]) == part]
    assert below(snippet_scores(items), roles=0.98, targets=0.98, subjects=SUBJECTS) == {}


def sentences(part: str) -> list[Json]:
    path = ROOT / "tests" / "corpus" / f"sentences-{part}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


@pytest.mark.skipif(not sentences("tune"), reason="the sentences of the corpus are not here")
@pytest.mark.parametrize("part", ["tune", "held"])
def test_sentences_of_the_corpus(part: str) -> None:
    assert below(snippet_scores(sentences(part)), roles=ENOUGH, targets=ENOUGH, subjects=SUBJECTS) == {}


# --- Comparing -----------------------------------------------------------------------------------------

_HEAD = ("number", "title", "plan_title", "issuer", "issuers", "date", "addressees", "year", "years")


def header_faults(answer: Json, plan: Json) -> list[str]:
    """Return the fields of the head that are not as the answer has them, and annexes that are not."""
    want, got = answer["document"], plan["document"]
    open_fields = set(want.get("debatable_fields", ()))
    faults = [
        f"{name}: {want[name]} / {got[name]}"
        for name in _HEAD
        if name in want and name not in open_fields and _said(want[name]) != _said(got[name])
    ]
    if "annexes" in want and "annexes" not in open_fields:
        annexes = [[(plain(item["title"]), item["present"]) for item in one["annexes"]] for one in (want, got)]
        faults += [f"annexes: {annexes[0]} / {annexes[1]}"] if annexes[0] != annexes[1] else []
    return faults


def _said(value: Any) -> Any:
    return re.sub(r"\s", "", value) if isinstance(value, str) else value


def missing_findings(answer: Json, plan: Json) -> list[str]:
    """Return the findings that had to be reported and are not."""
    return [
        f"{want['code']} {want.get('task') or ''} {want.get('about') or ''}"
        for want in answer["findings"]
        if not want.get("debatable") and not any(_same_finding(want, have) for have in plan["findings"])
    ]


def _same_finding(want: Json, have: Json) -> bool:
    if want["code"] != have["code"]:
        return False
    if want.get("where"):
        return set(want["where"]) == set(have.get("where", ()))
    if want.get("task") and want["task"] != have["task"]:
        return False
    about, other = plain(want.get("about") or ""), plain(have.get("about") or "")
    return not about or set(about) <= set(other) or set(other) <= set(about)


def cadence_faults(answer: Json, plan: Json) -> list[str]:
    """Return the recurring duties that are missing or too many; debatable ones count neither way."""
    left = [(item["every"], item["activity"], item["due"] is not None) for item in plan["cadence"]]
    faults = []
    for want in sorted(answer["cadence"], key=lambda item: bool(item.get("debatable"))):
        due = want.get("due")
        hit = next((have for have in left if have[0] == want["every"] and _alike(have[1], want["activity"])), None)
        if hit:
            left.remove(hit)
        if not want.get("debatable") and (hit is None or ("due" in want and hit[2] != (due is not None))):
            faults.append(f"missing: {want['every']} {want['activity']} {due or ''}")
    return faults + [f"too many: {every} {activity}" for every, activity, _ in left]


def _alike(one: str, two: str) -> bool:
    return one in two or two in one or bool(set(one) & set(two))


def deadline_faults(answer: Json, plan: Json) -> list[str]:
    """Return the tasks whose deadline is not the answer's."""
    got = {task["id"]: task["deadline"] for task in plan["tasks"]}
    return [
        f"{task['id']}: {task['deadline']} / {got.get(task['id'])}"
        for task in answer["tasks"]
        if "deadline" in task
        and "deadline" not in task.get("debatable_fields", ())
        and task["id"] in got
        and task["deadline"] != got[task["id"]]
    ]


_FIELDS = ("change", "direction", "force", "each", "period", "per", "average", "baseline", "deadline")


def target_faults(answer: Json, plan: Json) -> list[str]:
    """Return the fields of matching targets that differ; a target is matched by task, figure and subject."""
    faults = []
    left = list(plan["targets"])
    for want in answer["targets"]:
        hits = [have for have in left if _same_figure(want, have)]
        if not hits:
            continue
        have = max(hits, key=lambda item: len(set(item["subject"]) & set(want["subject"])))
        left.remove(have)
        open_fields = want.get("debatable_fields", ())
        faults += [
            f"{have['id']} {name}: {want[name]} / {have[name]}"
            for name in _FIELDS
            if name in want
            and name not in open_fields
            and want[name] != have[name]
            and not (name == "deadline" and want[name] is None)
        ]
        if "owed_by" in want and "owed_by" not in open_fields:
            owners = [sorted(u if isinstance(u, str) else u["name"] for u in one["owed_by"]) for one in (want, have)]
            faults += [f"{have['id']} owed_by: {owners[0]} / {owners[1]}"] if owners[0] != owners[1] else []
    return faults


def _same_figure(want: Json, have: Json) -> bool:
    return all(want[name] == have[name] for name in ("task", "comparator", "low", "high", "unit"))


_NUMBER = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十百千]+")


def wrong_targets(answer: Json, plan: Json) -> list[str]:
    """Return the targets that are made of a figure the answer says is none.

    A target is such a one when it stands within the words, and its figure is theirs.
    """
    faults = []
    for phrase in answer["not_targets"]:
        words = phrase if isinstance(phrase, str) else phrase["text"]
        numbers = {_value(number) for number in _NUMBER.findall(words)}
        faults += [
            f"{target['id']} {target['text']!r} in {words!r}"
            for target in plan["targets"]
            if plain(target["text"]) in plain(words) and {target["low"], target["high"]} & numbers
        ]
    return faults


def _value(number: str) -> float | None:
    return float(number) if number[0].isdigit() else han_number(number)


def test_the_comparing_finds_what_is_wrong() -> None:
    answer, plan = answer_of(EXAMPLE), found(EXAMPLE)
    wrong = plan | {
        "document": plan["document"] | {"date": "2024-01-10"},
        "findings": [],
        "cadence": plan["cadence"][1:],
        "targets": [target | {"change": "none"} for target in plan["targets"]],
    }
    assert len(header_faults(answer, wrong)) == 1
    assert len(missing_findings(answer, wrong)) == len(answer["findings"])
    assert len(cadence_faults(answer, wrong)) == 1
    assert len(target_faults(answer, wrong)) == len(answer["targets"])
