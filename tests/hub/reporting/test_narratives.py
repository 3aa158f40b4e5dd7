"""The lead writes one narrative for a task; what units said stands beside it."""

import pytest

from made_reports import filed
from reporting_city import MAY, City
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.reporting.models import NarrativeRecord
from yibiao.hub.reporting.narrating import MOST, narrate, tasks_led


def test_a_lead_writes_about_its_task_beside_what_units_filed(city: City) -> None:
    city.say("5")
    city.say("已挂牌5个", field="progress")
    assert tasks_led(city.lead, city.plan, MAY)[0].said == ()  # not filed yet
    filed(city.plan, city.unit, MAY)
    [task] = [one for one in tasks_led(city.lead, city.plan, MAY) if one.key == city.rows[0].task]
    assert [(one.row.unit.code, dict(one.words)) for one in task.said] == [(city.unit.code, {"progress": "已挂牌5个"})]
    assert narrate(city.lead, city.plan, MAY, {task.key: "平台建设总体平稳。"}, {}) == 1
    assert narrate(city.lead, city.plan, MAY, {task.key: "平台建设总体平稳。"}, {task.key: 1}) == 0
    after = next(one for one in tasks_led(city.lead, city.plan, "2026-06") if one.key == task.key)
    assert (after.narrative, after.before.text if after.before else "") == (None, "平台建设总体平稳。")
    assert EntryRecord.objects.filter(action="narrative.write").count() == 2


def test_nobody_writes_about_what_another_leads_or_over_another(city: City) -> None:
    first, second = (row.task for row in city.rows)
    for actor in (city.lead, city.clerk):
        with pytest.raises(Denied):
            narrate(actor, city.plan, MAY, {second: "不是我的"}, {})
    narrate(city.office, city.plan, MAY, {first: "一稿", second: "一稿"}, {})
    with pytest.raises(Stale):
        narrate(city.lead, city.plan, MAY, {first: "二稿"}, {first: 0})
    with pytest.raises(Refused, match="long-note"):
        narrate(city.lead, city.plan, MAY, {first: "长" * (MOST + 1)}, {first: 1})
    assert [row.text for row in NarrativeRecord.objects.order_by("pk")] == ["一稿", "一稿"]
    narrate(city.lead, city.plan, MAY, {first: ""}, {first: 1})
    assert NarrativeRecord.objects.get(task=first).text == ""
