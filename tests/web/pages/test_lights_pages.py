"""亮灯规则 of a plan in a real browser: read, tried on the last figures, switched, kinds confirmed; a light opens into its reason."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from made_hub import make_person
from made_reports import let_count
from made_site import Site
from yibiao.hub.clock import now
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.models import CommitmentRecord, DecisionRecord, ValueRecord
from yibiao.hub.commitments.saving import save_values
from yibiao.hub.commitments.standing import counted
from yibiao.hub.lights import choosing, lighting
from yibiao.hub.lights.choosing import set_pack
from yibiao.hub.lights.models import LightsRecord
from yibiao.hub.work import months
from yibiao.web.api.problems import PROBLEMS

pytestmark = pytest.mark.django_db(transaction=True)
TabOf = Callable[[str], Any]


@pytest.fixture
def september(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be 20 September 2021: the plan is of that year."""
    for module in (choosing, lighting, months):
        monkeypatch.setattr(module, "today", lambda: datetime.date(2021, 9, 20))


def reported(site: Site, period: str = "2021-08", value: str = "0") -> CommitmentRecord:
    """Report a value for a row that has a figure and a path."""
    rows = CommitmentRecord.objects.filter(plan=site.plan, holding__in=("own", "total"), closed_at=None).exclude(target="").order_by("-figure")
    row: CommitmentRecord = next(one for one in rows if counted(one)[1].points)
    ValueRecord.objects.create(commitment=row, period=period, field="total", value=value, counted=value, at=now())
    return row


def test_the_office_tries_other_rules_and_switches(site: Site, tab_of: TabOf, september: None) -> None:
    reported(site)
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.plan.pk}")
    tab.click("text=亮灯规则")
    assert "默认规则（第1版）" in tab.inner_text("h2 >> nth=0")
    assert "0至10个百分点" in tab.inner_text("main")
    assert tab.input_value("#try-period") == "2021-08"
    tab.select_option("#try-pack", "deadline")
    tab.click("button:has-text('试算')")
    changed = tab.inner_text("table.light-changes")
    assert "迟迟未启动" in changed
    assert "未到期" in changed
    assert "1项的状态会变" in tab.inner_text("main")
    assert not LightsRecord.objects.exists()
    assert tab.input_value("#switch-pack") == "deadline"
    tab.select_option("#since", "2021-10")
    tab.click("form:has(#since) button")
    assert "2021年10月起按时限规则（西安、宿迁）（第1版）判定" in tab.inner_text("main")
    row = LightsRecord.objects.get()
    assert (row.since, row.pack, row.version) == ("2021-10", "deadline", 1)
    tab.goto(f"/plans/{site.plan.pk}/lights?lang=en")
    assert "from October 2021 on: By deadline" in tab.inner_text("main") or "from 2021-10 on: By deadline" in tab.inner_text("main")


def test_a_light_opens_into_rule_version_and_figures(site: Site, tab_of: TabOf, september: None) -> None:
    row = reported(site, "2021-09")
    set_pack(site.actor("diaodu"), site.plan, "tianjin-2022", "2021-09")
    tab = tab_of("diaodu")
    tab.goto(f"/trace/commitments/{row.pk}?period=2021-08")
    tab.goto(f"/trace/commitments/{row.pk}?period=2021-09")
    tab.click("details.light-reason summary")
    said = tab.inner_text("details.light-reason")
    assert "天津2022" in said
    assert "第1版" in said
    assert "落后序时" in said
    assert "序时目标" in said
    assert "不掌握" in said
    assert "比上年同期增减" in said


def test_kinds_are_confirmed_with_their_baseline(site: Site, tab_of: TabOf, september: None) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.plan.pk}/lights")
    first = tab.locator("table.kinds tbody tr").first
    name = first.locator("select").get_attribute("name")
    key = name.removeprefix("kind-")
    first.locator("select").select_option("stock")
    first.locator("input").fill("很多")
    tab.click("button:has-text('保存类型')")
    assert "不是数字" in tab.inner_text("main .error")
    assert tab.input_value(f"[name='baseline-{key}']") == "很多"
    assert tab.input_value(f"[name='{name}']") == "stock"
    tab.fill(f"[name='baseline-{key}']", "2.5")
    tab.click("button:has-text('保存类型')")
    assert "已保存1项指标的类型" in tab.inner_text("main")
    assert DecisionRecord.objects.get(about=key).body == {"target": key, "kind": "stock", "baseline": "2.5"}
    tab.click("button:has-text('没有选的按建议确认')")
    assert DecisionRecord.objects.filter(plan=site.plan, kind="details").count() == tab.locator("table.kinds tbody tr").count()


def test_what_cannot_be_is_said_and_the_choice_stays(site: Site, september: None) -> None:
    office = site.client("diaodu")
    answer = office.post(f"/plans/{site.plan.pk}/lights", {"what": "switch", "pack": "sanya-2022", "since": "2021-08"})
    page = answer.content.decode()
    assert answer.status_code == PROBLEMS["refused"]
    assert "那一期不再变动" in page
    assert '<option value="sanya-2022" selected>' in page
    assert not LightsRecord.objects.exists()


def test_the_second_of_two_who_switch_is_told(site: Site, september: None) -> None:
    office = site.client("diaodu")
    edition = site.plan.edition
    set_pack(site.actor("diaodu"), site.plan, "sanya-2022", "2021-10")
    office.post(f"/plans/{site.plan.pk}/lights", {"what": "switch", "pack": "deadline", "since": "2021-11", "edition": edition})
    assert LightsRecord.objects.get().pack == "sanya-2022"


def test_others_read_the_rules_and_change_nothing(site: Site, september: None) -> None:
    for login in ("tianbao", "lingdao", "shenji"):
        client = site.client(login)
        page = client.get(f"/plans/{site.plan.pk}/lights?try=sanya-2022").content.decode()
        assert "默认规则（第1版）" in page
        assert "试算" not in page
        assert "保存类型" not in page
        assert client.post(f"/plans/{site.plan.pk}/lights", {"what": "switch", "pack": "sanya-2022"}).status_code == 403


def test_lights_of_a_plan_that_is_over_stay(site: Site) -> None:
    page = site.client("diaodu").get(f"/plans/{site.plan.pk}/lights").content.decode()
    assert "各期都已到报送日，亮灯规则不再变动" in page


def test_a_table_that_is_kept_changes_with_what_it_is_compared_with(site: Site, september: None) -> None:
    """Under the average of all, another unit's report changes this unit's light."""
    rows = CommitmentRecord.objects.filter(plan=site.plan, closed_at=None, target=site.split.target, holding="share")
    splits.approve(site.actor("lingdao"), site.split, "示例〔2021〕3号")
    splits.issue(site.actor("diaodu"), site.split)
    set_pack(site.actor("diaodu"), site.plan, "tianjin-2022", "2021-09")
    own, other = rows.get(unit__code="hongshan"), rows.exclude(unit__code="hongshan").select_related("unit")[0]
    stands = lighting.lighting([site.plan.pk]).stands(own, "2021-09", "0")

    def save(row: CommitmentRecord, login: str, value: object) -> None:
        cell = {"commitment": row.pk, "field": "total", "value": f"{value}", "edition": 0}
        save_values(site.actor(login), row.unit, "2021-09", [cell], f"key-{row.pk}-{value}")
        let_count()

    def light() -> str:
        page = site.client("tianbao").get("/units/hongshan?tab=owes&period=2021-09").content.decode()
        row = next(part for part in page.split("<tr") if f"/trace/commitments/{own.pk}" in part)
        return next(name for name in ("green", "yellow", "red") if f"light-{name}" in row)

    make_person(other.unit, "clerk", "linqu")
    save(own, "tianbao", stands.planned)
    assert light() == "green"
    save(other, "linqu", other.figure)
    assert light() == "yellow"
