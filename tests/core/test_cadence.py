"""Recurring duties: the sentence is the test."""

import pytest

from samples import compile_text

# The sentence, and its duties as "every activity".
DUTIES = [
    ("每月一调度、每季一小结、半年一讲评、全年一考核", "month 调度, quarter 小结, half-year 讲评, year 考核"),
    ("建立每月一调度、每季度一通报机制", "month 调度, quarter 通报"),
    ("每季度调度、每年通报", "quarter 调度, year 通报"),
    ("每月25日前报送进展情况", "month 报送"),
    ("每季度末5日内报送进展情况", "quarter 报送"),
    ("每半年开展一次督查", "half-year 督查"),
    ("每周召开一次例会", "week 例会"),
    ("每年组织一次评估", "year 评估"),
    ("按月调度、按季通报", "month 调度, quarter 通报"),
    ("每两个月召开一次联席会议", "two-months 联席会议"),
    ("半月一调度", "half-month 调度"),
    # no duties
    ("每年新增企业20家", ""),
    ("每月举办招聘会不少于2场", ""),
    ("年度目标任务全面完成", ""),
    ("一季度完成调度系统建设", ""),
    ("每个月的第一周", ""),
    ("对全年工作进行部署", ""),
]


@pytest.mark.parametrize(("sentence", "wanted"), DUTIES, ids=[sentence for sentence, _ in DUTIES])
def test_duty(sentence: str, wanted: str) -> None:
    plan = compile_text(f"一、保障措施\n（一）加强督导。{sentence}。\n")
    assert ", ".join(f"{item.every} {item.activity}" for item in plan.cadence) == wanted
    assert all(item.activity in plan.text[slice(*item.span)] for item in plan.cadence)


# The words of the due day, and (day, month, after_end, before_end, working_days).
DUES = [
    ("每月25日前报送进展", (25, None, False, False, False)),
    ("每月5日前报送上月进展", (5, None, False, False, False)),
    ("每季度末5日内报送进展", (5, None, True, False, False)),
    ("每季度结束后5个工作日内报送进展", (5, None, True, False, True)),
    ("每年12月10日前报送总结", (10, 12, False, False, False)),
]


@pytest.mark.parametrize(("sentence", "wanted"), DUES, ids=[sentence for sentence, _ in DUES])
def test_due_day(sentence: str, wanted: tuple[int | None, int | None, bool, bool, bool]) -> None:
    [item] = compile_text(f"一、保障措施\n（一）加强督导。{sentence}。\n").cadence
    assert item.due is not None
    due = item.due
    assert (due.day, due.month, due.after_end, due.before_end, due.working_days) == wanted
    assert due.text in sentence


def test_duty_that_is_spelled_out_again_counts_once() -> None:
    plan = compile_text("一、保障\n（一）督导。实行每月一调度。\n（二）推进。每月召开工作调度会，研究问题。\n")
    assert [(item.every, item.activity) for item in plan.cadence] == [("month", "调度")]
