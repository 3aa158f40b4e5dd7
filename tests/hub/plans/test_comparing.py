"""The revision desk: what changes, what hangs on it, and who sees how much of it."""

import pytest

from made_commitments import load_units, make_plan, published
from made_hub import make_actor
from made_reports import report_value
from yibiao import compile_text
from yibiao.hub.access.actors import SYSTEM
from yibiao.hub.actions import Refused
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans.assigning import charge
from yibiao.hub.plans.comparing import Comparison, comparison
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish

HEAD = "武汉市人民政府办公厅关于印发创新工作方案的通知\n武政办〔2021〕{number}号\n武汉市创新工作方案\n一、重点任务\n"
TASKS = (
    "（一）建设平台。新建创新平台{platforms}个。（牵头单位：市科技局；责任单位：江岸区、洪山区）\n",
    "（二）培育企业。新增高新技术企业30家。（牵头单位：市科技局；责任单位：洪山区）\n",
    "（三）加大投入。设立引导基金2亿元。（牵头单位：市财政局）\n",
)


def text(number: int, platforms: int, tasks: int = 3) -> str:
    return HEAD.format(number=number) + "".join(TASKS[:tasks]).format(platforms=platforms)


@pytest.fixture
def units(db: None) -> dict[str, UnitRecord]:
    return load_units()


@pytest.fixture
def old(units: dict[str, UnitRecord]) -> PlanRecord:
    plan = published(compile_text(text(1, 5), name="原.txt"), units["keji"])
    row = CommitmentRecord.objects.filter(plan=plan, unit__code="hongshan", text__contains="平台")[0]
    report_value(row, "2021-03", "3")
    return plan


@pytest.fixture
def draft(old: PlanRecord, units: dict[str, UnitRecord]) -> PlanRecord:
    made = make_plan(compile_text(text(2, 8, tasks=2), name="新.txt"), units["keji"], revises=old)
    post = PostRecord.objects.create(unit=units["wuhan"], kind="leader", title="分管副市长")
    charge(SYSTEM, made, "", post)
    return made


def by_title(made: Comparison) -> dict[str, str]:
    return {task.title: task.kind for task in made.tasks}


def test_task_by_task_with_what_hangs_on_it(draft: PlanRecord) -> None:
    made = comparison(SYSTEM, draft, "zh")
    assert by_title(made) == {"建设平台": "changed", "培育企业": "unchanged", "加大投入": "gone"}
    platform, _, money = made.tasks
    assert platform.hanging.values == 1
    assert platform.hanging.going_on >= 2
    assert platform.leaders == ("分管副市长",)
    assert [(reason, set(names)) for reason, names in money.hanging.closing] == [("task-gone", {"市财政局"})]
    assert made.other == ("文件：文号 武政办〔2021〕1号 → 武政办〔2021〕2号",)


def test_who_is_affected_the_most_first(draft: PlanRecord) -> None:
    made = comparison(SYSTEM, draft, "zh")
    found = {one.unit.code: dict(one.counts) for one in made.affected}
    assert {"jiangan", "hongshan", "caizheng"} <= set(found)
    assert found["caizheng"]["gone"] >= 1
    assert found["hongshan"]["changed"] >= 1
    changes = [sum(one.counts.values()) - one.counts["same"] for one in made.affected]
    assert changes == sorted(changes, reverse=True)


def test_another_district_sees_nothing_of_what_others_owe(draft: PlanRecord, units: dict[str, UnitRecord]) -> None:
    publish(SYSTEM, draft)
    draft.refresh_from_db()
    own, other = make_actor(units["hongshan"]), make_actor(units["huangpi"])
    assert {one.unit.code for one in comparison(own, draft, "zh").affected} == {"hongshan"}
    seen = comparison(other, draft, "zh")
    assert not seen.affected
    assert not seen.items
    assert not seen.knows
    assert by_title(seen)["建设平台"] == "changed"


def test_a_plan_that_revises_nothing_has_no_desk(old: PlanRecord) -> None:
    with pytest.raises(Refused) as error:
        comparison(SYSTEM, old, "zh")
    assert error.value.key == "hubplans.revises-nothing"
