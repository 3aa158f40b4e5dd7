"""A brief on the site: drafted, every figure a link, rewritten, downloaded, issued, read by those it is for."""

import io
import re
from collections.abc import Iterator

import docx
import pytest
import time_machine

from made_reports import filed, report_value
from made_site import DISTRICT, Site
from yibiao.hub.briefs.models import BriefRecord
from yibiao.hub.commitments.models import CommitmentRecord

pytestmark = pytest.mark.django_db
PERIOD = "2021-08"


@pytest.fixture
def september(site: Site) -> Iterator[None]:
    """Let it be 20 September 2021, with a report of August."""
    with time_machine.travel("2021-09-20T02:00:00Z", tick=False):
        row = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT).exclude(target="").order_by("place")[0]
        report_value(row, PERIOD, "1")
        filed(site.plan, site.units[DISTRICT], PERIOD)
        yield


@pytest.mark.usefixtures("september")
def test_a_brief_from_its_draft_to_its_readers(site: Site) -> None:
    office, clerk = site.client("diaodu"), site.client("tianbao")
    listing = f"/plans/{site.plan.pk}/briefs"
    assert "还没有通报" in clerk.get(listing).content.decode()
    said = office.post(listing, {"period": PERIOD}, follow=True).content.decode()
    row = BriefRecord.objects.get()
    assert "截至2021年8月25日" in said
    links = re.findall(r'<a class="linked" href="(/[^"]+)"', said)
    assert len(links) > 5
    assert {office.get(link.replace("&amp;", "&")).status_code for link in set(links[:6])} == {200}
    assert clerk.get(f"/briefs/{row.pk}").status_code == 404
    typed = {"text": "欠进度[[count-behind]]项，比去年同期少3项。"}
    assert "已保存" in office.post(f"/briefs/{row.pk}/edit/1.1", typed, follow=True).content.decode()
    assert "手写的数：3" in office.get(f"/briefs/{row.pk}/edit/1.1").content.decode()
    file = office.get(f"/briefs/{row.pk}/file")
    told = [one.text for one in docx.Document(io.BytesIO(file.content)).paragraphs]
    assert any("比去年同期少3项" in text for text in told)
    assert "已印发" in office.post(f"/briefs/{row.pk}", {"what": "issue"}, follow=True).content.decode()
    assert "比去年同期少3项" in clerk.get(f"/briefs/{row.pk}").content.decode()
    assert "改写" not in clerk.get(f"/briefs/{row.pk}").content.decode()


@pytest.mark.usefixtures("september")
def test_a_figure_that_has_changed_since_is_pointed_out(site: Site) -> None:
    office = site.client("diaodu")
    office.post(f"/plans/{site.plan.pk}/briefs", {"period": PERIOD})
    row = BriefRecord.objects.get()
    row.figures = {**row.figures, "tasks": "999"}
    row.save(update_fields=["figures"])
    said = office.get(f"/briefs/{row.pk}").content.decode()
    assert "有1个数在上次核看后变了" in said
    assert "999 → <b>6</b>" in said
    assert "请先核看" in office.post(f"/briefs/{row.pk}", {"what": "issue"}, follow=True).content.decode()
    assert "变了" not in office.post(f"/briefs/{row.pk}", {"what": "refresh"}, follow=True).content.decode()
