"""What holds for any corrections of any document: no exception, a valid plan, nothing dropped silently."""

import json
import random
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import damage
from made_corrections import corrections
from made_plans import plans
from samples import EXAMPLE, compile_text, corpus, everything, plan_of, stems, text_of
from yibiao.core.corrections.apply import apply_corrections
from yibiao.core.corrections.jsonform import (
    corrections_schema,
    corrections_values,
    read_correction,
    read_corrections,
)
from yibiao.core.corrections.recheck import recheck
from yibiao.core.corrections.refs import finding_refs, measure_keys
from yibiao.core.corrections.values import Corrected, Correction
from yibiao.core.plan import Plan
from yibiao.core.schema import problems
from yibiao.core.serialise import from_dict, to_dict
from yibiao.core.validate import validate

RELAXED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
DOCUMENTS = everything()


def accounted(plan: Plan, given: tuple[Correction, ...]) -> Corrected:
    """Apply corrections and check what holds for all of them."""
    made = apply_corrections(plan, given)
    assert len(made.applied) + len(made.lost) == len(given)
    assert {one.finding for one in made.lost} <= set(made.plan.findings)
    assert [len(task.measures) for task in made.plan.tasks] == [len(own) for own in made.measures]
    answered = [one.finding for one in made.answered]
    assert len(made.open_findings) + len(answered) == len(made.plan.findings)
    return made


def is_valid(plan: Plan) -> bool:
    """Tell whether a plan is consistent and its file fits the schema."""
    return not validate(plan) and not problems(json.loads(json.dumps(to_dict(plan), default=float)))


@pytest.mark.parametrize("path", DOCUMENTS, ids=stems(DOCUMENTS))
@RELAXED
@given(data=st.data())
def test_any_corrections_give_a_valid_plan(path: Path, data: st.DataObject) -> None:
    plan = plan_of(path)
    given = data.draw(corrections(plan))
    made = accounted(plan, given)
    assert validate(plan) != () or is_valid(made.plan)
    assert apply_corrections(plan, given) == made
    assert apply_corrections(plan, ()).plan is plan


@cache
def bare(path: Path) -> Plan:
    """Return the plan of a file without text."""
    return from_dict(to_dict(plan_of(path)))


@RELAXED
@given(data=st.data())
def test_a_plan_without_its_text(data: st.DataObject) -> None:
    given = data.draw(corrections(plan_of(EXAMPLE)))
    made = accounted(bare(EXAMPLE), given)
    assert is_valid(made.plan)


@RELAXED
@given(data=st.data(), plan=plans)
def test_any_plan_at_all(data: st.DataObject, plan: Plan) -> None:
    accounted(plan, data.draw(corrections(plan_of(EXAMPLE))))


@RELAXED
@given(data=st.data())
def test_leaving_one_out_is_as_if_it_had_never_been(data: st.DataObject) -> None:
    plan = plan_of(EXAMPLE)
    given = data.draw(corrections(plan))
    at = data.draw(st.integers(0, len(given) - 1))
    apply_corrections(plan, given)
    rest = given[:at] + given[at + 1 :]
    fresh = apply_corrections(plan, rest)
    assert {one.correction for one in (*fresh.applied, *fresh.lost)} == set(rest)
    assert not any(given[at].number in numbers for numbers in fresh.marks.values())


@RELAXED
@given(data=st.data())
def test_facts_that_nobody_touched_stay(data: st.DataObject) -> None:
    plan = plan_of(EXAMPLE)
    made = apply_corrections(plan, data.draw(corrections(plan)))
    before = {task.key: (task, own) for task, own in zip(plan.tasks, measure_keys(plan), strict=True)}
    after = {task.key: (task, own) for task, own in zip(made.plan.tasks, made.measures, strict=True)}
    for key, standing in before.items():
        own = set(standing[1])
        assert key in made.marks or own & made.marks.keys() or after[key] == standing
    targets = {target.key: target for target in made.plan.targets}
    moved = {key for key in made.marks if key.startswith(("t-", "s-"))}
    for target in plan.targets:
        touched = target.key in made.marks or moved
        assert touched or targets[target.key]._replace(id=target.id) == target


@RELAXED
@given(data=st.data())
def test_json_and_back(data: st.DataObject) -> None:
    given = data.draw(corrections(plan_of(EXAMPLE)))
    values = json.loads(json.dumps(corrections_values(given)))
    known = [one for one in values["corrections"] if not refused(one)]
    jsonschema.Draft202012Validator.check_schema(corrections_schema())
    jsonschema.Draft202012Validator(corrections_schema()).validate(values | {"corrections": known})
    kept = tuple(one for one, value in zip(given, values["corrections"], strict=True) if value in known)
    assert read_corrections(values | {"corrections": known}) == kept


def refused(value: object) -> bool:
    """Tell whether the strict reader refuses what the strategy drew (an empty name), as the schema does."""
    try:
        read_correction(value)
    except ValueError:
        schema = corrections_schema()
        one = {"format": "yibiao-corrections/1", "corrections": [value]}
        assert not jsonschema.Draft202012Validator(schema).is_valid(one)
        return True
    return False


TUNE = [EXAMPLE, *corpus("tune")]


@RELAXED
@given(data=st.data(), path=st.sampled_from(TUNE), seed=st.integers(0, 99))
def test_a_damaged_copy_keeps_all_corrections(data: st.DataObject, path: Path, seed: int) -> None:
    plan = plan_of(path)
    given = data.draw(corrections(plan))
    before = accounted(plan, given)
    noisy = compile_text(damage.pinyin(damage.traditional(text_of(path)), random.Random(seed), 0.2))
    after = accounted(noisy, given)
    assert [(one.correction, one.reason) for one in after.lost] == [
        (one.correction, one.reason) for one in before.lost
    ]
    assert [(task.id, task.key, len(task.measures)) for task in after.plan.tasks] == [
        (task.id, task.key, len(task.measures)) for task in before.plan.tasks
    ]
    assert [(one.id, one.key, one.low) for one in after.plan.targets] == [
        (one.id, one.key, one.low) for one in before.plan.targets
    ]
    assert after.marks == before.marks


@pytest.mark.parametrize("path", TUNE, ids=stems(TUNE))
def test_the_checks_once_more_say_what_the_compiler_said(path: Path) -> None:
    plan = plan_of(path)
    assert recheck(plan, plan, ()) == plan.findings
    refs = finding_refs(plan)
    assert len({ref.key for ref in refs}) == len(plan.findings)
