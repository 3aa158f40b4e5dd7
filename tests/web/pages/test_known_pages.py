"""Known figures on the site: pasted by the lead, confirmed with one click, objected to with a reason; another target asked for."""

import re

import pytest
import time_machine

from made_site import DISTRICT, Site
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.reporting.models import OfferRecord, RequestRecord

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("september")]
PERIOD = "2021-08"


@pytest.fixture
def september() -> object:
    """Let it be 20 September 2021: the plan is of that year."""
    with time_machine.travel("2021-09-20T02:00:00Z", tick=False):
        yield


@pytest.fixture
def row(site: Site) -> CommitmentRecord:
    """A row of the district with a figure of its own."""
    rows = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT, holding__in=("own", "share", "unset"))
    return rows.exclude(target="").select_related("unit").order_by("place")[0]


def pasted(site: Site, row: CommitmentRecord, lines: str, cite: str = "2021年8月认定名单") -> str:
    body = {"target": row.target, "period": PERIOD, "list": lines, "cite": cite}
    return site.client("diaodu").post(f"/plans/{site.plan.pk}/offers", body, follow=True).content.decode()


def test_a_pasted_list_is_offered_and_confirmed_with_one_click(site: Site, row: CommitmentRecord) -> None:
    said = pasted(site, row, f"{row.unit.name}\t12\n\n")
    assert "已下发1家认领" in said
    assert "待认领" in said
    clerk, form = site.client("tianbao"), f"/units/{DISTRICT}/values?plan={site.plan.pk}&period={PERIOD}"
    shown = clerk.get(form).content.decode()
    assert "2021年8月认定名单" in shown
    assert "全部认领（1项）" in shown
    done = clerk.post(f"/units/{DISTRICT}/values/answer", {"plan": site.plan.pk, "period": PERIOD}, follow=True).content.decode()
    assert "已认领1项" in done
    value = ValueRecord.objects.get(commitment=row, period=PERIOD, field="total")
    assert (value.value, value.source) == ("12", "known")
    assert "已认领" in site.client("diaodu").get(f"/plans/{site.plan.pk}/offers?period={PERIOD}&target={row.target}").content.decode()


def test_a_line_that_names_nobody_is_said_by_its_number_and_nothing_is_offered(site: Site, row: CommitmentRecord) -> None:
    said = pasted(site, row, f"{row.unit.name} 12\n某某区 3")
    assert "第2行“某某区 3”" in said
    assert "没有填写任何单位的数" in pasted(site, row, "")
    assert not OfferRecord.objects.exists()


def test_a_unit_objects_on_a_page_of_its_own(site: Site, row: CommitmentRecord) -> None:
    pasted(site, row, f"{row.unit.name}，1,200")
    assert OfferRecord.objects.get().value == "1200"
    clerk, address = site.client("tianbao"), f"/units/{DISTRICT}/values/{row.pk}/object"
    assert "对已知数据提出异议" in clerk.get(f"{address}?period={PERIOD}").content.decode()
    clerk.post(address, {"period": PERIOD, "reason": "漏了2个"})
    assert OfferRecord.objects.get().objection == "漏了2个"
    assert "漏了2个" in site.client("diaodu").get(f"/plans/{site.plan.pk}/offers?period={PERIOD}&target={row.target}").content.decode()


def test_another_target_is_asked_for_on_the_report_page_and_shows_its_effect(site: Site) -> None:
    splits.approve(site.actor("lingdao"), site.split, "示例〔2021〕3号")
    splits.issue(site.actor("diaodu"), site.split)
    report = f"/plans/{site.plan.pk}/reports/{DISTRICT}/{PERIOD}"
    page = site.client("tianbao").get(report).content.decode()
    form = page[page.index('id="ask-target"') :]
    found = re.search(r'<option value="(\d+)">', form)
    assert found is not None
    body = {"kind": "target", "commitment": found[1], "figure": "999", "document": "示例政办函〔2021〕8号", "reason": "用地调整"}
    said = site.client("tianbao").post(f"{report}/ask", body, follow=True).content.decode()
    row = RequestRecord.objects.get(kind="target")
    assert "示例政办函〔2021〕8号" in said
    assert f"{row.body['old']} → <b>999</b>" in said
    assert len(row.effect) == 1
