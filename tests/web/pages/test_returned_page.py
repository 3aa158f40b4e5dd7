"""The page that takes a filled form back: preview, faults with what to do, then all of it; nothing for who may not fill in."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from made_site import DISTRICT, Site, make_site
from yibiao.core.tables.forms import shipped_form
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord

pytestmark = pytest.mark.django_db

MAY = "2021-05"
TOTAL = [column.key for column in shipped_form("dispatch").columns].index("total")


@pytest.fixture
def site(db: None) -> Site:
    return make_site(4)


def workbook(site: Site, client: Client, value: object) -> SimpleUploadedFile:
    """Return the form as it was downloaded, with a total typed into its first row."""
    data = client.get(f"/units/{DISTRICT}/tables/dispatch.xlsx?plan={site.plan.pk}&period={MAY}").content
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    first = next(row for row in sheet.iter_rows() if any(str(cell.value or "").startswith("row:") for cell in row))
    first[TOTAL].value = value
    saved = io.BytesIO()
    book.save(saved)
    return SimpleUploadedFile("洪山区.xlsx", saved.getvalue())


def sent(site: Site, client: Client, value: object) -> str:
    data = {"plan": site.plan.pk, "period": MAY, "file": workbook(site, client, value)}
    return client.post(f"/units/{DISTRICT}/returned", data, follow=True).content.decode()


def test_upload_preview_take_and_again(site: Site) -> None:
    client = site.client("tianbao")
    shown = sent(site, client, 6)
    assert "1 格改动" in shown
    upload = re.search(r'name="upload" value="(\d+)"', shown)
    assert upload is not None
    assert not ValueRecord.objects.filter(period=MAY).exists()
    taken = client.post(f"/units/{DISTRICT}/returned", {"upload": upload[1]}, follow=True).content.decode()
    assert "已全部采用，写入 1 格" in taken
    row = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT).order_by("place")[0]
    assert ValueRecord.objects.get(commitment=row, period=MAY, field="total").source == "excel"
    again = client.post(f"/units/{DISTRICT}/returned", {"upload": upload[1]}, follow=True).content.decode()
    assert "预览已过期" in again
    assert "没有要改的内容" in sent(site, client, 6)


def test_faults_by_cell_and_who_may_not(site: Site) -> None:
    client = site.client("tianbao")
    shown = sent(site, client, "约6个")
    assert re.search(r"<th scope=\"row\">[^<]+![A-Z]+\d+</th><td>应为数字，实为“约6个”</td><td>改正这一格", shown)
    assert "全部采用" not in shown
    assert site.client("lingdao").get(f"/units/{DISTRICT}/returned?plan={site.plan.pk}&period={MAY}").status_code == 403
