"""By which day a month is reported, as plans order it in their own words."""

import pytest

from samples import compile_text
from yibiao.core.cycle.timetable import dates, monthly_due, usual
from yibiao.core.cycle.workdays import WEEKENDS_ALONE
from yibiao.core.serialise import to_dict


def due_of(sentence: str) -> str:
    """Return the day April is reported by under a plan with this sentence."""
    plan = to_dict(compile_text(f"一、保障措施\n（一）加强督导。{sentence}\n"))
    timetable = usual(monthly_due(plan["cadence"]))._replace(shift="stay")
    return dates(timetable, "2021-04", WEEKENDS_ALONE).report.isoformat()


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("实行每月一调度。", "2021-04-28"),
        ("各单位每月25日前报送进展情况。", "2021-04-25"),
        ("各单位每月5日前报送上月进展情况。", "2021-05-05"),
        ("各单位每月31日前报送进展情况。", "2021-04-30"),
        ("各单位每月底前报送进展情况。", "2021-04-30"),
        ("各单位每月结束后5个工作日内报送进展情况。", "2021-05-07"),
        ("各单位每月结束后5日内报送进展情况。", "2021-05-05"),
        ("每月20日前召开调度会，每月8日前报送进展情况。", "2021-05-08"),
        ("每季度末25日前报送小结。", "2021-04-28"),
    ],
)
def test_the_plan_s_own_day_comes_before_the_usual_one(sentence: str, day: str) -> None:
    assert due_of(sentence) == day
