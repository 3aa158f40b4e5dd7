"""Commitments and decisions as JSON and back: nothing is lost, figures stay exact."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_plans import SMALL
from yibiao import compile_text
from yibiao.core.commitments.making import make_commitments
from yibiao.core.commitments.serialise import Facts, commitment_values, read_commitment
from yibiao.core.commitments.values import Commitment, Figure, Planned, Stricter, Trajectory
from yibiao.core.lights.kinds import KINDS
from yibiao.core.orgs.draft import draft
from yibiao.core.orgs.drafttext import draft_text
from yibiao.core.orgs.names import Directory
from yibiao.core.orgs.resolve import dated, resolve
from yibiao.core.orgs.shipped import shipped_pack
from yibiao.core.plan import Plan
from yibiao.core.spans import Span
from yibiao.core.splits.serialise import (
    chosen_values,
    details_values,
    number_value,
    read_chosen_values,
    read_details_values,
    read_number,
    read_split_values,
    split_values,
)
from yibiao.core.splits.values import (
    Approval,
    Baseline,
    Bounds,
    Chosen,
    Comment,
    Details,
    Split,
    SplitFile,
)
from yibiao.files.splitfile import read_split_path
from yibiao.files.unitfile import read_pack

ROOT = Path(__file__).parents[3]
CORPUS = sorted((ROOT / "tests" / "corpus").glob("*.txt"))


def through_json(value: Any) -> Any:
    return json.loads(json.dumps(value, ensure_ascii=False, allow_nan=False))


def check_round_trip(plan: Plan, pack: Any, decided: SplitFile) -> int:
    made = make_commitments(plan, resolve(plan, pack, decided.members), decided)
    facts = Facts(plan, decided)
    for row in made.rows:
        back = read_commitment(through_json(commitment_values(row)), facts)
        assert back == row
        assert str(back.figure) == str(row.figure)
        assert str(back.trajectory) == str(row.trajectory)
    return len(made.rows)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_row_of_the_corpus_comes_back(path: Path) -> None:
    plan = compile_text(path.read_text(encoding="utf-8"))
    pack = read_pack(draft_text(draft(plan, None), "zh").encode(), "draft.yaml")
    check_round_trip(plan, pack, SplitFile())


def test_the_rows_of_the_example_come_back_with_its_splits() -> None:
    path = ROOT / "examples" / "wuhan-2021-26.txt"
    plan = compile_text(path.read_text(encoding="utf-8"))
    pack = shipped_pack("wuhan-2021")
    directory = Directory(pack, dated(plan.document, pack))

    def lookup(name: str) -> str | None:
        found = directory.find(name)
        return directory.ids((found.unit.id,))[0] if found else None

    decided = read_split_path(path.with_suffix(".split.yaml"), plan, lookup)
    goal = Split("1-t4", units=("jiangan", "jianghan"))  # a headline goal, which has no task
    decided = decided._replace(splits=(*decided.splits, goal))
    assert check_round_trip(plan, pack, decided) > 300
    made = make_commitments(plan, resolve(plan, pack, decided.members), decided)
    assert {row.holding for row in made.rows} == {"own", "share", "unset", "total", "none"}
    assert any(row.stricter for row in made.rows)
    assert any(row.task.key.startswith("goal-") for row in made.rows)


def test_a_row_without_its_split_or_task_is_refused() -> None:
    path = ROOT / "examples" / "wuhan-2021-26.txt"
    plan = compile_text(path.read_text(encoding="utf-8"))
    pack = shipped_pack("wuhan-2021")
    row = make_commitments(plan, resolve(plan, pack)).rows[0]
    values = commitment_values(row)
    with pytest.raises(KeyError):
        read_commitment({**values, "target": None, "task": "9.9.9"}, Facts(plan))
    with pytest.raises(KeyError):
        read_commitment({**values, "target": plan.targets[0].id, "split": True}, Facts(plan))


numbers = st.one_of(
    st.integers(-(10**40), 10**40),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=7),
)
names = st.text("abcdef江岸区-", min_size=1, max_size=6)
figures = st.dictionaries(names, numbers, max_size=4).map(lambda made: tuple(made.items()))
words = st.none() | st.text(max_size=12)
ends = st.none() | numbers
splits = st.builds(
    Split,
    target=names,
    method=st.sampled_from(["equal", "weights", "baseline", "manual"]),
    step=st.decimals(min_value="0.001", max_value=10**9, places=3),
    reserve=numbers,
    city=numbers,
    weights=figures,
    baseline=st.none() | st.builds(Baseline, names, names, figures),
    shares=figures,
    bounds=st.dictionaries(names, st.builds(Bounds, ends, ends), max_size=3).map(lambda made: tuple(made.items())),
    bounds_of_all=st.builds(Bounds, ends, ends),
    units=st.lists(names, unique=True, max_size=3).map(tuple),
    state=st.sampled_from(["proposed", "commented", "approved", "issued"]),
    approval=st.builds(Approval, words, words, words, words, words),
    comments=st.lists(st.builds(Comment, names, st.text(), words, st.none() | numbers, words), max_size=2).map(tuple),
    note=words,
    line=st.none(),
)


@given(splits)
def test_any_split_comes_back(split: Split) -> None:
    assert read_split_values(through_json(split_values(split))) == split


@given(st.builds(Chosen, group=names, task=st.none() | names, units=st.lists(names).map(tuple), line=st.none()))
def test_any_members_come_back(chosen: Chosen) -> None:
    assert read_chosen_values(through_json(chosen_values(chosen))) == chosen


@given(
    st.builds(
        Details,
        target=names,
        definition=words,
        data_source=words,
        counted_at=words,
        attribution=st.sampled_from([None, "registered", "managed"]),
        kind=st.sampled_from([None, *KINDS]),
        baseline=ends,
        shape=st.sampled_from([None, "line", "back-loaded", "quarterly", "year-end", "manual"]),
        values=figures,
        lagging=st.none() | st.booleans(),
        opening=figures,
        line=st.none(),
    )
)
def test_any_details_come_back(details: Details) -> None:
    assert read_details_values(through_json(details_values(details))) == details


@given(numbers)
def test_figures_are_exact_and_no_floats(value: int | Decimal) -> None:
    written = through_json(number_value(value))
    assert not isinstance(written, float)
    assert read_number(written) == value


spans = st.builds(Span, st.integers(0, 10**6), st.integers(0, 10**6))
a_figure = st.builds(Figure, st.sampled_from([">=", "<=", "range", "="]), ends, ends, names)
rows = st.builds(
    Commitment,
    key=names,
    unit=names,
    task=st.just(SMALL.tasks[0]),
    target=st.sampled_from([None, SMALL.targets[0]]),
    measure=st.sampled_from([None, SMALL.tasks[0].measures[0]]),
    text=st.text(),
    roles=st.lists(st.sampled_from(["lead", "responsible", "cooperating", "named"])).map(tuple),
    holding=st.sampled_from(["own", "share", "unset", "total", "none"]),
    figure=st.none() | a_figure,
    city=st.none() | a_figure,
    deadline=words,
    dated=st.booleans(),
    spans=st.lists(spans, max_size=4).map(tuple),
    lead_units=st.lists(names, max_size=3).map(tuple),
    group=st.none() | names,
    stricter=st.lists(st.builds(Stricter, a_figure, names, names), max_size=2).map(tuple),
    split=st.none(),
    details=st.none(),
    trajectory=st.builds(
        Trajectory,
        st.sampled_from([None, "line", "manual"]),
        st.lists(st.builds(Planned, names, numbers), max_size=4).map(tuple),
        st.none() | st.tuples(names, names),
        st.booleans(),
    ),
    settled=st.booleans(),
)


@given(rows)
def test_any_row_comes_back(row: Commitment) -> None:
    assert read_commitment(through_json(commitment_values(row)), Facts(SMALL)) == row
