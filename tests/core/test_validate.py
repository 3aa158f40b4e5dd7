"""Each inconsistency that a hand can bring into a plan is found, where it is; a sound plan has none."""

import pytest
from hypothesis import given, settings

from made_plans import DISTRICTS, SMALL, TARGET, TASK, plans
from yibiao import packs
from yibiao.core.spans import Span
from yibiao.core.validate import validate

NOWHERE = Span(0, 0)


def task(**changes):
    return SMALL._replace(tasks=(TASK._replace(**changes),))


def target(**changes):
    return SMALL._replace(targets=(TARGET._replace(**changes),))


def head(**changes):
    return SMALL._replace(document=SMALL.document._replace(**changes))


CASES = [
    (SMALL._replace(tasks=(TASK, TASK._replace(key="k2"))), "invalid-id", "tasks[1].id"),
    (SMALL._replace(targets=(TARGET, TARGET._replace(id="x"))), "invalid-key", "targets[1].key"),
    (target(task="9.9"), "invalid-reference", "targets[0].task"),
    (task(section="7"), "invalid-reference", "tasks[0].section"),
    (task(span=Span(5, 10_000)), "invalid-span", "tasks[0].span"),
    (task(clause=Span(9, 5)), "invalid-span", "tasks[0].clause"),
    (target(comparator="range", low=5, high=2), "invalid-range", "targets[0].low"),
    (target(comparator="<="), "invalid-bounds", "targets[0].comparator"),
    (target(comparator=">=", high=9), "invalid-bounds", "targets[0].comparator"),
    (target(comparator="=", high=9), "invalid-bounds", "targets[0].comparator"),
    (target(comparator="range"), "invalid-bounds", "targets[0].comparator"),
    (head(date="2021-02-30"), "invalid-date", "document.date"),
    (task(deadline="2021-13-01"), "invalid-date", "tasks[0].deadline"),
    (target(period="2025/2021"), "invalid-date", "targets[0].period"),
    (head(years=(2025, 2021)), "invalid-years", "document.years"),
    (task(responsible=(DISTRICTS, DISTRICTS)), "invalid-role", "tasks[0].responsible[1]"),
]


@pytest.mark.parametrize(("plan", "code", "place"), CASES)
def test_each_fault_is_found_once_and_where_it_is(plan, code, place):
    (found,) = validate(plan)
    assert (found.code, found.about) == (code, place)
    assert found.message.startswith(place)
    assert found.severity == ("warning" if code == "invalid-role" else "error")


def test_every_sentence_has_a_case():
    assert {code for _, code, _ in CASES} == set(packs.load("messages/validate"))


def test_a_sound_plan_has_no_faults():
    assert validate(SMALL) == ()
    assert validate(target(comparator="~", low=5, high=5)) == ()
    assert validate(task(deadline="持续推进")) == ()
    assert validate(SMALL._replace(text="")) == ()
    assert validate(SMALL._replace(tasks=(TASK, TASK._replace(id="1.2", key="")), targets=())) == ()


@given(plans)
@settings(max_examples=30, deadline=None)
def test_any_plan_is_answered(plan):
    assert all(finding.about for finding in validate(plan))
