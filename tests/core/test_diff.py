"""What a revision changes: each kind of change once, and nothing where nothing changed."""

from decimal import Decimal

import pytest
from hypothesis import given, settings

from made_plans import DISTRICTS, LEAD, SMALL, TARGET, TASK, plans
from yibiao.core.diff import diff_plans
from yibiao.core.plan import Annex, Cadence, Definition, Measure, Section, UnitRef
from yibiao.core.spans import Span

NOWHERE = Span(0, 0)
OTHER = TASK._replace(
    id="1.2", key="k2", number="2.", title="引进领军人才", text="2.引进领军人才。", measures=(), lead=()
)
OTHER_UNIT = UnitRef("市财政局", "市财政局", NOWHERE)


def task(**changes):
    return SMALL._replace(tasks=(TASK._replace(**changes),))


def target(**changes):
    return SMALL._replace(targets=(TARGET._replace(**changes),))


def kinds(old, new):
    return [(change.kind, change.subject, change.field) for change in diff_plans(old, new)]


def test_nothing_changes():
    assert diff_plans(SMALL, SMALL) == ()


def test_damage_and_format_are_no_change():
    moved = [unit._replace(span=Span(7, 9)) for unit in TASK.responsible]
    new = SMALL._replace(
        text="",
        findings=(),
        tasks=(
            TASK._replace(
                span=NOWHERE,
                responsible=tuple(moved),
                text="1. 建设创新平台。 建成平台5个以上。",
                measures=(Measure("建成平台 5 个以上。", NOWHERE),),
            ),
        ),
        document=SMALL.document._replace(
            source=SMALL.document.source._replace(name="b.pdf"), number="某市办[2021]9号"
        ),
    )
    assert diff_plans(SMALL, new) == ()


SECOND = Section("2", 1, "二、", "保障措施", NOWHERE)
CHANGES = [
    (SMALL._replace(tasks=(TASK, OTHER)), [("added", "task", None)]),
    (task(id="1.2")._replace(targets=(TARGET._replace(task="1.2"),)), [("renumbered", "task", "id")]),
    (task(title="建设一流创新平台"), [("retitled", "task", "title")]),
    (task(measures=(Measure("稳妥推进。", NOWHERE),)), [("reworded", "task", "text")]),
    (task(lead=(LEAD, OTHER_UNIT)), [("units-added", "task", "lead")]),
    (task(lead=(OTHER_UNIT,)), [("units-removed", "task", "lead"), ("units-added", "task", "lead")]),
    (task(guiding=(OTHER_UNIT,)), [("units-added", "task", "guiding")]),
    (task(deadline="2021-12-31"), [("changed", "task", "deadline")]),
    (
        SMALL._replace(sections=(*SMALL.sections, SECOND), tasks=(TASK._replace(section="2"),)),
        [("added", "section", None), ("moved", "task", "section")],
    ),
    (SMALL._replace(targets=()), [("removed", "target", "figure")]),
    (target(low=8), [("changed", "target", "figure")]),
    (target(comparator=">"), [("changed", "target", "figure")]),
    (target(unit="家"), [("changed", "target", "figure")]),
    (target(owed_by=()), [("changed", "target", "owed_by")]),
    (target(key="", subject="创新平台"), [("changed", "target", "subject")]),
    (
        target(period="2022", force="stretch"),
        [("changed", "target", "period"), ("changed", "target", "force")],
    ),
    (
        SMALL._replace(document=SMALL.document._replace(number="某市办〔2022〕1号")),
        [("changed", "document", "number")],
    ),
    (
        SMALL._replace(document=SMALL.document._replace(annexes=(Annex("一区一表", True, NOWHERE),))),
        [("changed", "document", "annexes")],
    ),
    (
        SMALL._replace(cadence=(Cadence("quarter", "调度", NOWHERE, SMALL.cadence[0].due),)),
        [("changed", "cadence", "every")],
    ),
    (SMALL._replace(cadence=(SMALL.cadence[0]._replace(due=None),)), [("changed", "cadence", "due")]),
    (
        SMALL._replace(definitions=(Definition("各区", ("管委会",), None, NOWHERE),)),
        [("changed", "definition", "includes")],
    ),
    (
        SMALL._replace(sections=(SMALL.sections[0]._replace(title="主要任务"),)),
        [("retitled", "section", "title")],
    ),
]


@pytest.mark.parametrize(("new", "expected"), CHANGES)
def test_each_change_is_told_once(new, expected):
    assert kinds(SMALL, new) == expected


@pytest.mark.parametrize(("new", "expected"), CHANGES)
def test_and_backwards_there_are_as_many(new, expected):
    assert len(diff_plans(new, SMALL)) == len(expected)


def test_a_figure_in_the_sentence_is_told_as_a_target_alone():
    new = task(measures=(Measure("建成平台8个以上。", NOWHERE),))._replace(targets=(TARGET._replace(low=8),))
    assert kinds(SMALL, new) == [("changed", "target", "figure")]
    still = task(measures=(Measure("建成平台8个以上。", NOWHERE),))
    assert kinds(SMALL, still) == [("reworded", "task", "text")]


def test_values_before_and_after():
    (change,) = diff_plans(SMALL, target(low=Decimal("5.5")))
    assert change.old == {"comparator": ">=", "low": 5, "high": None, "unit": "个"}
    assert change.new == {"comparator": ">=", "low": 5.5, "high": None, "unit": "个"}


def test_tasks_are_known_by_words_when_keys_and_numbers_changed():
    old = SMALL._replace(tasks=(TASK, OTHER), targets=())
    new = old._replace(tasks=(OTHER._replace(id="1.1", key="a"), TASK._replace(id="1.2", key="b")))
    assert sorted((change.kind, change.old_id, change.id) for change in diff_plans(old, new)) == [
        ("renumbered", "1.1", "1.2"),
        ("renumbered", "1.2", "1.1"),
    ]


def test_targets_follow_their_task():
    new = SMALL._replace(
        tasks=(TASK._replace(id="1.7", key=""),), targets=(TARGET._replace(id="1.7-t1", key="", task="1.7"),)
    )
    assert kinds(SMALL, new) == [("renumbered", "task", "id")]


def test_equal_entries_are_counted():
    twice = SMALL._replace(targets=(TARGET, TARGET._replace(id="1.1-t2", key="")), tasks=SMALL.tasks)
    assert kinds(twice, SMALL) == [("removed", "target", "figure")]
    assert DISTRICTS.group


@given(plans)
@settings(max_examples=30, deadline=None)
def test_any_plan_equals_itself(plan):
    assert diff_plans(plan, plan) == ()


@given(plans, plans)
@settings(max_examples=30, deadline=None)
def test_any_two_plans_can_be_compared(one, two):
    diff_plans(one, two)
