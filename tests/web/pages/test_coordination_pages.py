"""Coordination as the people concerned go through it, in a browser: an issue, a meeting, a supervision notice."""

from collections.abc import Callable
from typing import Any

import pytest

from made_coordination import PDF, make_issue, second_clerk
from made_hub import make_person
from made_site import DISTRICT, Site
from yibiao.hub.clock import today
from yibiao.hub.coordination.models import ItemRecord, MeetingRecord, RemarkRecord, VisitRecord

pytestmark = pytest.mark.django_db(transaction=True)
TabOf = Callable[[str], Any]
SCAN = {"name": "盖章件.pdf", "mimeType": "application/pdf", "buffer": PDF}


def act(tab: Any, step: str, **fields: str) -> None:
    """Take a step by the form of its name; `scan=` brings a sealed copy."""
    form = tab.locator(f"form:has(input[value='{step}'][type=hidden])").first
    details = form.locator("xpath=ancestor::details")
    if details.count() and not details.evaluate("one => one.open"):
        details.locator("> summary").click()
    for name, value in fields.items():
        if name == "scan":
            form.locator("[name=scan]").set_input_files(SCAN)
        elif name == "unit":
            form.locator("[name=unit]").select_option(value)
        else:
            form.locator(f"[name={name}]").fill(value)
    form.locator("button").last.click()


def state(tab: Any) -> str:
    return str(tab.inner_text("h1 + .sub"))


def test_an_issue_raised_by_a_district_is_solved_by_the_lead(site: Site, tab_of: TabOf) -> None:
    district, lead = tab_of("tianbao"), tab_of("qiantou")
    row = site.plan.commitments.filter(unit__code=DISTRICT).order_by("pk")[0]
    district.goto(f"/units/{DISTRICT}/values?plan={site.plan.pk}&period={today():%Y-%m}")
    district.click(f"a.raise[href*='commitment={row.pk}&']")
    assert row.text[:10] in district.inner_text(".about")
    district.fill("#title", "用地指标不足")
    district.select_option("#unit", DISTRICT)
    district.click("button:has-text('提出')")
    # Refused, with what was typed still there.
    assert "不能请提出单位自己办理" in district.inner_text(".error")
    assert district.input_value("#title") == "用地指标不足"
    district.select_option("#unit", "shangwu")
    district.click("main form button:has-text('提出')")
    assert "待签收" in state(district)
    item = ItemRecord.objects.get()
    assert (item.commitment, item.period) == (row, f"{today():%Y-%m}")
    lead.goto("/")
    lead.click("tr[data-kind=matter] a.button")
    act(lead, "receive")
    act(lead, "report", note="已与规划部门对接")
    act(lead, "claim", note="指标已落实", scan="1")
    assert "申请销号" in state(lead)
    assert not lead.locator("form:has(input[value=close])").count()
    district.goto("/coordination/?tab=mine")
    district.click("text=用地指标不足")
    assert "指标已落实" in district.inner_text("ol.course")
    act(district, "close", note="已解决")
    assert "已销号" in state(district)
    assert "已经办结" in district.inner_text(".acts")
    district.goto(f"/coordination/items/{item.pk}?lang=en")
    assert "closed" in state(district)


def write_together(office: Any, other: Any) -> None:
    """Two write the minutes at once."""
    office.fill("[name=body] >> nth=1", "总体平稳。")
    office.click("text=保存纪要")
    # The second to save is told, sees what the first wrote, and loses nothing.
    other.fill("[name=body] >> nth=2", "用地不足。")
    other.click("text=保存纪要")
    assert "您编辑期间有人保存过" in other.inner_text(".error")
    assert "总体平稳" in other.inner_text(".theirs")
    assert other.input_value("[name=body] >> nth=2") == "用地不足。"
    other.fill("[name=body] >> nth=1", "总体平稳。")
    other.fill("[name=decision] >> nth=0", "十日内解决用地指标")
    other.click("text=保存纪要")
    other.select_option("[name=unit] >> nth=0", "shangwu")
    other.click("text=保存纪要")


def test_a_meeting_from_its_agenda_to_the_closing_of_what_it_decided(site: Site, tab_of: TabOf) -> None:
    make_issue(site)
    office, other, leader = tab_of("diaodu"), tab_of(second_clerk(site)), tab_of("lingdao")
    office.goto(f"/coordination/plans/{site.plan.pk}")
    office.click("summary:has-text('筹备调度会')")
    office.fill("#m-title", "九月调度会")
    office.fill("#m-day", f"{today()}")
    office.click("form:has(#m-title) button")
    assert "用地指标不足" in [one.input_value() for one in office.query_selector_all("table.agenda input[name=text]")]
    rows = office.locator("table.agenda tbody tr")
    rows.last.locator("[name=text]").fill("部署年底冲刺")
    rows.last.locator("[name=order]").fill("1")
    rows.first.locator("[name=order]").fill("2")
    office.click("text=保存议程")
    assert office.input_value("table.agenda [name=text] >> nth=0") == "部署年底冲刺"
    act(office, "begin")
    meeting = MeetingRecord.objects.get()
    address = f"/coordination/meetings/{meeting.pk}"
    other.goto(address)
    write_together(office, other)
    act(other, "hand-in")
    assert "待核稿" in state(other)
    assert not other.locator("form:has(input[value=proofread])").count()  # whoever handed it in doesn't check it
    office.goto(address)
    act(office, "proofread")
    leader.goto("/")
    leader.click("tr[data-kind=minutes] a.button")
    act(leader, "issue", number="第9期")
    assert "已签发" in state(leader)
    decided = ItemRecord.objects.get(kind="minutes")
    assert (decided.unit.code if decided.unit else "", decided.state) == ("shangwu", "unsigned")
    leader.click("text=打印纪要")
    assert "第9期" in leader.inner_text(".letter")
    lead = tab_of("qiantou")
    lead.goto(address)
    assert "总体平稳" in lead.inner_text("main")
    assert not lead.locator("#agenda").count()
    lead.goto(f"/coordination/items/{decided.pk}")
    act(lead, "receive")
    act(lead, "claim", note="已解决")
    office.goto(f"/coordination/items/{decided.pk}")
    act(office, "close")
    assert "已销号" in state(office)


def test_a_supervision_notice_as_the_people_concerned(site: Site, tab_of: TabOf) -> None:
    make_person(site.units["keji"], "head", "juzhang")
    office, head, district = tab_of("diaodu"), tab_of("juzhang"), tab_of("tianbao")
    office.goto(f"/coordination/plans/{site.plan.pk}")
    office.click("summary:has-text('起草督办单')")
    office.select_option("#p-unit", DISTRICT)
    office.fill("#p-title", "限期补齐平台建设进度")
    office.fill("#p-text", "三季度进度落后。")
    office.click("form:has(#p-title) button")
    item = ItemRecord.objects.get()
    address = f"/coordination/items/{item.pk}"
    act(office, "submit")
    district.goto(address)
    assert "没有找到" in district.inner_text("main") or district.locator("h1:has-text('限期')").count() == 0
    head.goto("/")
    head.click("tr[data-kind=matter] a.button")
    act(head, "sign")
    office.goto(address)
    act(office, "number", number="督〔2026〕1号")
    office.click("text=查看打印件")
    assert "督〔2026〕1号" in office.inner_text(".letter")
    with office.expect_download() as got:
        office.click("text=Word")
    assert got.value.suggested_filename.endswith(".docx")
    district.goto(address)
    act(district, "receive")
    act(district, "answer", note="已补齐", scan="1")
    assert "已反馈" in state(district)
    district.click("text=扫描件：盖章件.pdf", no_wait_after=True)
    office.goto(address)
    act(office, "return", note="佐证不全")
    district.goto(address)
    act(district, "answer", note="已补佐证", scan="1")
    supervisor = tab_of("ducha")
    supervisor.goto(address)
    act(supervisor, "check", note="现场核查属实")
    head.goto(address)
    act(head, "approve")
    assert "已销号" in state(head)


def test_a_visit_and_a_remark(site: Site, tab_of: TabOf) -> None:
    office = tab_of("diaodu")
    office.goto(f"/coordination/plans/{site.plan.pk}")
    office.click("summary:has-text('安排现场调研')")
    office.fill("#v-title", "三季度调研")
    office.fill("#v-period", "2021-Q3")
    office.fill("#v-day", f"{today()}")
    office.click("form:has(#v-title) button")
    for place, name in ((0, "光谷实验室"), (1, "中试基地")):
        office.fill(f"[name=stop-place] >> nth={place}", name)
    office.fill("[name=stop-order] >> nth=0", "2")
    office.fill("[name=stop-order] >> nth=1", "1")
    office.click("text=保存路线")
    assert [one["place"] for one in VisitRecord.objects.get().stops] == ["中试基地", "光谷实验室"]
    act(office, "go")
    office.click("summary:has-text('现场交办')")
    office.fill("#title", "打通断头路")
    office.select_option("#unit", DISTRICT)
    office.click("form:has(#title) button")
    assert "打通断头路" in office.inner_text("table.items")
    act(office, "finish", note="两处点位进展正常")
    office.goto(f"/coordination/plans/{site.plan.pk}")
    office.click("summary:has-text('录入批示')")
    office.fill("#r-text", "请抓紧推进。")
    office.fill("#r-day", f"{today()}")
    office.fill("#r-title", "落实批示")
    office.set_input_files("#r-scan", {"name": "批示.exe", "mimeType": "application/x-exe", "buffer": b"MZ"})
    office.select_option("#r-units", [DISTRICT, "shangwu"])
    office.click("form:has(#r-title) button")
    assert "扫描件须是" in office.inner_text(".error")
    assert office.input_value("#r-text") == "请抓紧推进。"
    office.set_input_files("#r-scan", SCAN)
    office.select_option("#r-units", [DISTRICT, "shangwu"])
    office.click("form:has(#r-title) button")
    assert RemarkRecord.objects.get().items.count() == 2
    assert "请抓紧推进。" in office.inner_text(".remarks")


def test_nothing_yet(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.goto("/coordination/")
    assert "还没有需要协调的事项" in tab.inner_text(".empty")
