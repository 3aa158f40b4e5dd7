"""The courses of items, papers, minutes and visits: every walk stays on its table, and nothing is lost on the way."""

import re

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from yibiao import packs
from yibiao.core.coordination.machines import (
    FIELDS,
    Machine,
    Step,
    StepError,
    kinds,
    machine,
    machine_of,
    machines,
    of_items,
    stage_of,
    stages,
    take,
)

WHO = {"do", "help", "ask", "lead", "direct", "charge", "sign", "chair"}
FACTS = ("timely", "overdue", "asked")
NAMES = sorted(machines())


def reached(one: Machine, start: str) -> set[str]:
    """Return the states that can be reached from one."""
    found, left = {start}, [start]
    while left:
        state = left.pop()
        more = {step.after(state) for step in one.possible(state)} - found
        found |= more
        left += more
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_whole(name: str) -> None:
    one = machines()[name]
    assert reached(one, one.first) == set(one.states)
    for state in one.states.values():
        assert bool(one.possible(state.name)) != state.is_final, state
        assert state.is_final or state.waits in WHO, state
        assert any(one.states[end].is_final for end in reached(one, state.name)), state
    for step in one.steps.values():
        assert set(step.before) <= set(one.states)
        assert set(step.who) <= WHO
        assert step.who
        assert set(step.needs) | set(step.takes) <= set(FIELDS)
        assert not set(step.needs) & set(step.takes)
        assert set(step.when) <= set(FACTS)
        assert not step.other or step.other in one.steps


@pytest.mark.parametrize("name", NAMES)
def test_whoever_a_state_waits_for_can_go_on(name: str) -> None:
    one = machines()[name]
    stuck = [state for state in one.states.values() if not state.is_final and not any(state.waits in step.who for step in one.possible(state.name))]
    assert stuck == []


def test_a_state_has_one_stage_in_all_machines() -> None:
    named = {state.name: state.stage for one in of_items() for state in one.states.values()}
    for one in of_items():
        assert {state.name: state.stage for state in one.states.values()}.items() <= named.items()
    assert {name: stage_of(name) for name in named} == named
    assert sum(map(len, stages().values())) == len(named)


def test_what_a_unit_says_of_itself_never_closes() -> None:
    """Self-reported 完成 is not 销号: no step of the unit that has to do it leads to an end, and none that does is open to it."""
    for kind in kinds():
        one = machine_of(kind)
        for step in one.steps.values():
            if step.to != "same" and one.states[step.to].is_final and stage_of(step.before[0]) == "open" and kind != "letter":
                assert "do" not in step.who, (kind, step.name)
                assert "do" in step.apart or step.who == ("ask",), (kind, step.name)


def test_every_step_back_gives_a_reason() -> None:
    back = ("return", "redraft", "refuse", "decline", "deny", "withdraw", "drop", "cancel", "keep")
    steps = [step for one in machines().values() for step in one.steps.values() if step.name in back]
    assert len(steps) > 10
    assert [step for step in steps if "note" not in step.needs] == []


def test_a_day_is_moved_by_a_decision_alone() -> None:
    for one in of_items():
        for step in one.steps.values():
            if step.name == "extend":
                assert step.needs[:2] == ("day", "note")
                assert "do" in step.apart
            if step.name == "postpone":
                assert step.when == ("timely",)


def test_the_course_of_a_supervision_notice() -> None:
    one, state = machine("notice"), "draft"
    for step, given in (
        ("submit", ()), ("redraft", ("note",)), ("submit", ()), ("sign", ()), ("number", ("number",)), ("receive", ()),
        ("answer", ("note", "scan")), ("return", ("note",)), ("answer", ("note", "scan")), ("check", ("note",)),
        ("refuse", ("note",)), ("answer", ("note", "scan")), ("check", ("note",)), ("approve", ()),
    ):  # fmt: skip
        state = take(one, state, step, given)
    assert state == "closed"
    with pytest.raises(StepError, match="needs scan"):
        take(one, "working", "answer", ("note",))
    with pytest.raises(StepError, match="not-now"):
        take(one, "closed", "answer", ("note", "scan"))


def test_every_state_and_step_is_said() -> None:
    said = packs.load("messages/coordination")
    keys = {f"step-{step}" for one in machines().values() for step in one.steps}
    keys |= {f"state-{state}" for one in of_items() for state in one.states} | {f"kind-{kind}" for kind in kinds()}
    keys |= {f"{name}-{state}" for name in ("meeting", "trip") for state in machine(name).states}
    assert keys - set(said) == set()
    extra = {key for key in said if re.match(r"(?:step|state|kind|meeting|trip)-", key)} - keys
    assert extra == {"step-file", "step-climb"}


class Walk(RuleBasedStateMachine):
    """Walks about as people do, with too little or too much in hand; what a table doesn't know never happens."""

    one = machine("matter")

    def __init__(self) -> None:
        super().__init__()
        self.state = self.one.first
        self.course: list[tuple[str, str, str]] = []

    @rule(data=st.data(), given=st.sets(st.sampled_from(FIELDS)), facts=st.sets(st.sampled_from(FACTS)))
    def step(self, data: st.DataObject, given: set[str], facts: set[str]) -> None:
        """Try any step whatever."""
        self.take(data.draw(st.sampled_from([*self.one.steps, "unheard-of"])), given, facts)

    @precondition(lambda self: self.one.possible(self.state))
    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """Try a step that the state has, with everything in hand: it must be possible."""
        step: Step = data.draw(st.sampled_from(self.one.possible(self.state)))
        before = self.state
        self.take(step.name, set(FIELDS), set(FACTS))
        assert self.course[-1][:2] == (before, step.name)

    def take(self, name: str, given: set[str], facts: set[str]) -> None:
        step = self.one.steps.get(name)
        fits = step is not None and self.state in step.before and set(step.needs) <= given and set(step.when) <= facts
        try:
            after = take(self.one, self.state, name, given, facts)
        except StepError:
            assert not fits
            return
        assert fits
        assert step is not None
        self.course.append((self.state, name, after))
        self.state = after

    @invariant()
    def stands_in_its_table(self) -> None:
        assert self.state in self.one.states

    @invariant()
    def the_course_hangs_together(self) -> None:
        """Each step begins where the one before ended, none follows an end: the rows alone tell the state."""
        told = self.one.first
        for before, _, after in self.course:
            assert before == told
            assert not self.one.states[before].is_final
            told = after
        assert told == self.state

    @invariant()
    def closes_only_after_a_claim(self) -> None:
        names = [name for _, name, _ in self.course]
        if self.one.name == "matter" and self.state == "closed":
            assert "claim" in names
            assert "receive" in names
        if self.one.name == "notice" and self.state == "closed":
            assert {"submit", "sign", "number", "receive", "answer", "check", "approve"} <= set(names)
        if self.one.name == "meeting" and self.state == "issued":
            assert names[-2:] == ["proofread", "issue"]


@pytest.mark.parametrize("name", NAMES)
def test_walks(name: str) -> None:
    kind = type(f"Walk{name}", (Walk,), {"one": machines()[name]})
    run_state_machine_as_test(kind, settings=settings(max_examples=60, stateful_step_count=30, deadline=None))
