"""The measuring itself: ratios the right way round, a split without leaks, fuzz inputs that repeat."""

import json
import random
from itertools import islice
from pathlib import Path

import pytest

import baseline
from measure import Row, interleaved
from mutate import mutated
from run import ACCURACY, SPEED
from split import HELD, TUNE, half

ROOT = Path(__file__).resolve().parents[1]
SNIPPETS = ROOT.parent / "shared" / "gold" / "snippets.jsonl"


def test_a_ratio_above_one_is_better_than_the_reference_whatever_is_measured() -> None:
    faster = Row("speed", 300, "docs/s", reference="other", reference_value=100)
    shorter = Row("start", 0.1, "s", better="lower", reference="other", reference_value=0.3)
    assert faster.ratio == pytest.approx(3)
    assert shorter.ratio == pytest.approx(3)
    assert Row("alone", 1, "s").ratio is None


def test_a_goal_is_reached_only_with_its_ratio() -> None:
    assert Row("a", 310, "docs/s", goal=300).reached
    assert not Row("a", 310, "docs/s", goal=300, reference_value=5000, ratio_goal=0.07).reached
    assert not Row("a", 0.4, "s", better="lower", goal=0.3).reached
    assert Row("a", 1, "docs/s").reached is None


def test_a_row_has_the_fields_of_the_contract() -> None:
    row = Row("a", 1.23456, "F1", goal=0.98, reference="tool", reference_value=0.5, others=(("tool", 0.5),))
    assert list(row.as_json()) == [
        *("name", "value", "unit", "better", "goal", "reference", "reference_value", "ratio", "ratio_goal"),
        *("runs", "others"),
    ]
    assert json.loads(json.dumps(row.as_json()))["value"] == 1.235


def test_works_are_measured_in_turns() -> None:
    called: list[str] = []
    interleaved([lambda: called.append("a"), lambda: called.append("b")], runs=3, budget=0)
    assert called == ["a", "b"] * 4


def test_no_document_is_in_both_halves() -> None:
    assert frozenset() == TUNE & HELD
    with pytest.raises(KeyError):
        half("a document nobody has listed")


@pytest.mark.skipif(
    not SNIPPETS.exists(), reason="the labelled snippets stand in ../shared, which is not here"
)
def test_every_labelled_snippet_is_in_one_half_and_both_halves_have_both_kinds() -> None:
    items = [json.loads(line) for line in SNIPPETS.read_text(encoding="utf-8").splitlines()]
    kinds = {(item["kind"], half(item["source"])) for item in items}
    assert len(kinds) == 4


def test_the_baseline_splits_labels_and_commas() -> None:
    assert baseline.roles("（牵头单位：市甲局；责任单位：市乙局、丙局等）") == [
        ("lead", "市甲局"),
        ("responsible", "市乙局"),
        ("responsible", "丙局"),
    ]
    assert baseline.roles("（市甲局牵头，市乙局、丙局配合）")[0] == ("lead", "市甲局")
    assert baseline.clauses("一、做事（市甲局负责）。二、做事（含税）。") == ["（市甲局负责）"]


def test_the_same_seed_breaks_files_the_same_way() -> None:
    from fuzz import inputs  # noqa: PLC0415  needs the writers of docx and PDF

    example = ROOT / "examples" / "wuhan-2021-26.txt"
    once, again = (list(islice(inputs(7, example), 12)) for _ in range(2))
    assert once == again
    assert {data for _, data in once} != {data for _, data in islice(inputs(8, example), 12)}


def test_a_mutation_changes_a_file_and_keeps_it_small() -> None:
    rng = random.Random(3)
    made = [mutated(rng, b"some bytes of a file" * 100, [b"other"]) for _ in range(50)]
    assert len(set(made)) > 40
    assert max(map(len, made)) <= 2_000_000


def test_benchmarks_have_names_of_their_own() -> None:
    assert len({*SPEED, *ACCURACY}) == len(SPEED) + len(ACCURACY)
