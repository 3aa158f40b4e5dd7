"""The machine of reports: what is possible when, and that late stays late whatever happens."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibiao.core.cycle.reporting import (
    DEEDS,
    INNER,
    STAGES,
    Deed,
    ImpossibleError,
    Report,
    can,
    chain_of,
    done,
    is_open,
    reported,
)

DUE = datetime.date(2026, 5, 28)
BEFORE, AFTER = DUE - datetime.timedelta(days=1), DUE + datetime.timedelta(days=1)
FULL = ("sign", "review", "check")


def test_a_full_chain_is_passed_in_its_order() -> None:
    row = done(Report(DUE), "submit", BEFORE, FULL)
    stages = [row.stage]
    for _ in INNER:
        row = done(row, "pass", BEFORE)
        stages.append(row.stage)
    assert stages == ["review", "check", "sign", "filed"]
    assert (row.filed, row.late) == (BEFORE, False)
    assert done(row, "accept", AFTER).stage == "accepted"


def test_without_steps_handing_in_files() -> None:
    row = done(Report(DUE), "submit", DUE, ())
    assert (row.stage, row.late, reported(row, DUE, AFTER)) == ("filed", False, "in-time")


def test_what_waits_inside_past_its_day_is_late_when_it_is_signed() -> None:
    row = done(Report(DUE), "submit", BEFORE, ("sign",))
    assert reported(row, DUE, AFTER) == "missing"
    assert reported(done(row, "pass", AFTER), DUE, AFTER) == "late"


def test_what_was_filed_late_stays_late() -> None:
    row = done(Report(DUE), "submit", AFTER, ())
    row = done(row, "return", AFTER)
    assert reported(row, DUE, AFTER) == "returned"
    row = done(row, "submit", BEFORE, ())  # even by a clock that was set back
    assert reported(row, DUE, AFTER) == "late"
    row = done(done(done(row, "accept", AFTER), "reopen", AFTER), "submit", BEFORE, ())
    assert (row.late, row.filed) == (True, AFTER)


def test_a_correction_does_not_make_it_late() -> None:
    row = done(done(Report(DUE), "submit", BEFORE, ()), "return", AFTER)
    assert reported(done(row, "submit", AFTER), DUE, AFTER) == "in-time"


def test_cells() -> None:
    assert is_open(Report(DUE), returned=False)
    back = done(done(Report(DUE), "submit", BEFORE, ()), "return", BEFORE)
    assert (is_open(back, returned=False), is_open(back, returned=True)) == (False, True)
    again = done(back, "return", BEFORE)  # the next verifier returns another cell
    assert again.returned
    filed = done(back, "submit", BEFORE, ())
    assert not is_open(filed, returned=True)
    assert is_open(done(filed, "reopen", BEFORE), returned=False)


@pytest.mark.parametrize(("day", "said"), [(BEFORE, "unreported"), (DUE, "unreported"), (AFTER, "missing")])
def test_nobody_has_begun(day: datetime.date, said: str) -> None:
    assert reported(None, DUE, day) == said


def test_what_is_not_possible_says_what_and_when() -> None:
    with pytest.raises(ImpossibleError) as caught:
        done(Report(DUE), "accept", DUE)
    assert (caught.value.deed, caught.value.stage) == ("accept", "open")
    assert not can(Report(DUE), "reopen")
    assert chain_of(("sign", "nonsense", "review")) == ("review", "sign")


deeds = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(-40, 400), st.sets(st.sampled_from(INNER))), max_size=40)


@settings(max_examples=300)
@given(deeds)
def test_any_sequence_of_deeds(done_in_turn: list[tuple[Deed, int, set[str]]]) -> None:
    """No sequence reaches an impossible state; the first filing is never forgotten, late never becomes in time."""
    row = Report(DUE)
    for deed, days, chain in done_in_turn:
        try:
            after = done(row, deed, DUE + datetime.timedelta(days=days), tuple(chain))
        except ImpossibleError:
            continue
        assert after.stage in STAGES
        assert (after.stage in after.chain) == (after.stage in INNER)
        assert not (after.stage in ("filed", "accepted") and (after.returned or after.filed is None))
        assert after.filed == row.filed or row.filed is None
        assert after.late >= row.late
        assert after.late == row.late or (after.filed is not None and after.filed > DUE)
        row = after
