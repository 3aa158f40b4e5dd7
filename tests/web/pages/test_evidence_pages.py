"""Evidence on the pages: brought, attached, shown and handed out in a real browser; and by plain forms without scripts."""

import hashlib
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from test_every_page import faults

import made_evidence as made
from made_evidence import GOOD, HOSTILE
from made_site import DISTRICT, Site
from yibiao.hub.clock import now
from yibiao.hub.commitments import exports
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.evidence.linking import attach_all, counts
from yibiao.hub.evidence.models import STUB, EvidenceLinkRecord, EvidenceRecord

pytestmark = pytest.mark.django_db(transaction=True)

PERIOD = "2021-05"
LIBRARY = f"/units/{DISTRICT}/evidence"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in {**GOOD, **{name: data for name, (data, _) in HOSTILE.items()}}.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def rows(site: Site) -> list[CommitmentRecord]:
    return list(CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT).order_by("place"))


def at(row: CommitmentRecord) -> str:
    return f"{LIBRARY}/rows/{row.pk}?period={PERIOD}"


def bring(site: Site, name: str, data: bytes | None = None, to: str = LIBRARY, **fields: str) -> Any:
    file = SimpleUploadedFile(name, GOOD[name] if data is None else data)
    return site.client("tianbao").post(to, {"what": "upload", "file": file, **fields}, follow=True)


def piece_of(site: Site, name: str) -> EvidenceRecord:
    bring(site, name)
    return EvidenceRecord.objects.order_by("-pk")[0]


# --- in the browser


def test_files_are_brought_in_the_monthly_form(site: Site, tab_of: Callable[[str], Any], folder: Path) -> None:
    first, second = rows(site)[:2]
    tab = tab_of("tianbao")
    tab.goto(f"/units/{DISTRICT}/values?plan={site.plan.pk}&period={PERIOD}")
    tab.fill(f"[name='cell-{first.pk}-total']", "3")
    tab.click(f"[data-evidence='{first.pk}']")
    tab.wait_for_selector("#evidence-body .secrets-never")
    tab.set_input_files("#evidence-file", [str(folder / name) for name in ("照片.png", "报告.pdf", "压缩.zip")])
    tab.click("#evidence-body form.upload button")
    tab.wait_for_selector("#evidence-body .evidence-links li >> nth=1")
    said = tab.inner_text("#evidence-body")
    assert "已收：" in said
    assert "没有收“压缩.zip”：不收压缩包" in said
    assert faults(tab, "the dialog") == []
    tab.keyboard.press("Escape")
    assert tab.inner_text(f"[data-evidence='{first.pk}']") == "佐证 2"
    assert tab.input_value(f"[name='cell-{first.pk}-total']") == "3", "what was typed stays"
    # Another row takes what the unit has; nothing is uploaded again.
    tab.click(f"[data-evidence='{second.pk}']")
    tab.fill("#evidence-q", "报告")
    tab.press("#evidence-q", "Enter")
    tab.wait_for_selector(".evidence-offered:not(:has(li:nth-child(2)))")
    tab.check(".evidence-offered input")
    tab.click("#evidence-body >> text=用于本事项")
    tab.wait_for_selector("#evidence-body .evidence-links li")
    assert EvidenceRecord.objects.count() == 2
    assert counts([first, second], PERIOD) == {first.pk: 2, second.pk: 1}
    tab.click("#evidence-body >> text=取下")
    tab.wait_for_selector("#evidence-body >> text=本期还没有佐证")
    assert counts([second], PERIOD) == {}


def test_dropped_files_are_sent_with_how_far_they_are(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("tianbao")
    tab.goto(LIBRARY)
    data = tab.evaluate_handle(
        "() => { const data = new DataTransfer(); data.items.add(new File(['企业,数量\\n甲,1\\n'], '名录.csv')); return data; }"
    )
    tab.dispatch_event("[data-drop]", "drop", {"dataTransfer": data})
    tab.wait_for_selector("text=名录.csv >> nth=0")
    tab.wait_for_selector(".evidence-list")
    assert EvidenceRecord.objects.get().name == "名录.csv"


def test_a_file_over_the_limit_is_not_even_sent(site: Site, tab_of: Callable[[str], Any], tmp_path: Path) -> None:
    (tmp_path / "大.png").write_bytes(bytes(21 * 2**20))
    tab = tab_of("tianbao")
    tab.goto(LIBRARY)
    tab.set_input_files("#evidence-file", str(tmp_path / "大.png"))
    tab.click("form.upload button")
    tab.wait_for_selector("text=没有收“大.png”：文件超过 20 MB 的上限")
    assert not EvidenceRecord.objects.exists()


def test_every_kind_is_shown(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("tianbao")
    for name in GOOD:
        piece = piece_of(site, name)
        tab.goto(f"/evidence/{piece.pk}")
        tab.wait_for_load_state("networkidle")
        drawn = tab.evaluate("Array.from(document.querySelectorAll('.evidence-pages img')).map((one) => { one.loading = 'eager'; return one.naturalWidth; })")
        if name.startswith("照片") or name == "报告.pdf":
            assert len(drawn) == (2 if name == "报告.pdf" else 1), name
            assert drawn[0] > 100, name
        elif name.endswith(".wps"):
            assert re.search("不能预览|项目验收意见", tab.inner_text("main")), name
        else:
            assert re.search("公司|验收", tab.inner_text(".evidence-sheet, .evidence-text")), name
        assert faults(tab, name) == []


def test_what_stands_in_a_file_never_runs(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("tianbao")
    piece = piece_of(site, "说明.docx")
    tab.goto(f"/evidence/{piece.pk}")
    assert "<script>alert(1)</script>" in tab.inner_text(".evidence-text")
    piece = piece_of(site, "名录.xlsx")
    tab.goto(f"/evidence/{piece.pk}")
    assert "<b>甲公司</b>" in tab.inner_text(".evidence-sheet")


def test_the_list_and_several_rows_at_once(site: Site, tab_of: Callable[[str], Any]) -> None:
    photo, table = piece_of(site, "照片.png"), piece_of(site, "名录.csv")
    first, second, third = rows(site)[:3]
    tab = tab_of("tianbao")
    tab.goto(LIBRARY)
    for piece in (photo, table):
        tab.check(f"[name='evidence'][value='{piece.pk}']")
    tab.click("text=用于多个事项")
    tab.select_option("#period", PERIOD)
    tab.click("main button >> text=查看")
    for row in (first, third):
        tab.check(f"[name='row'][value='{row.pk}']")
    assert faults(tab, "several rows") == []
    tab.click("text=用于本事项")
    assert "已用于 2 项，新增 4 处" in tab.inner_text("main .notice")
    assert counts([first, second, third], PERIOD) == {first.pk: 2, third.pk: 2}
    tab.select_option("#kind", "picture")
    tab.click("main button >> text=查看")
    assert tab.locator(".evidence-list tbody tr").count() == 1
    assert first.text in tab.inner_text(".evidence-list")
    assert faults(tab, "the list") == []


# --- without scripts


def test_the_same_by_plain_forms(site: Site) -> None:
    row = rows(site)[0]
    said = bring(site, "照片.png", to=at(row), period=PERIOD).content.decode()
    assert said.count("已收：") == 1, "said once"
    piece = EvidenceRecord.objects.get()
    client = site.client("tianbao")
    assert client.post(at(row), {"what": "detach", "evidence": piece.pk, "period": PERIOD}).status_code == 302
    assert counts([row], PERIOD) == {}
    answer = client.post(at(row), {"what": "attach", "evidence": [piece.pk], "period": PERIOD}, follow=True)
    assert piece.number in answer.content.decode()
    june = f"{LIBRARY}/rows/{row.pk}?period=2021-06"
    assert "沿用2021年5月的 1 份" in client.get(june).content.decode()
    client.post(june, {"what": "before", "period": "2021-06"})
    assert counts([row], "2021-06") == {row.pk: 1}


def test_several_files_in_one_form_each_on_its_own(site: Site) -> None:
    files = [SimpleUploadedFile(name, data) for name, data in (("报告.pdf", GOOD["报告.pdf"]), ("断.pdf", HOSTILE["断.pdf"][0]), ("假.png", GOOD["照片.jpeg"]))]
    said = site.client("tianbao").post(LIBRARY, {"file": files}, follow=True).content.decode()
    assert "报告.pdf" in said
    assert "没有收“断.pdf”" in said
    assert "“假.png”的内容是图片（JPEG），名称改为“假.jpg”" in said
    assert EvidenceRecord.objects.count() == 2
    again = bring(site, "另一个名字.pdf", GOOD["报告.pdf"]).content.decode()
    assert "“另一个名字.pdf”本单位已经有了" in again


def test_a_mark_of_secrecy_leaves_a_stub_on_the_row(site: Site) -> None:
    row = rows(site)[0]
    said = bring(site, "青铜（机密）.png", GOOD["照片.png"], to=at(row), period=PERIOD).content.decode()
    assert "青铜" not in said
    assert "线下办理" in said
    piece = EvidenceRecord.objects.get()
    assert (piece.kind, counts([row], PERIOD)) == (STUB, {row.pk: 1})
    client = site.client("tianbao")
    assert "文件没有保存" in client.get(f"/evidence/{piece.pk}").content.decode()
    for address in (f"/evidence/{piece.pk}/file", f"/evidence/{piece.pk}/pages/1"):
        assert client.get(address).status_code == 404


def test_addresses_and_records(site: Site) -> None:
    client, row = site.client("tianbao"), rows(site)[0]
    refused = client.post(LIBRARY, {"what": "link", "address": "http://example.org", "title": "公告"})
    assert refused.status_code == 422
    assert 'value="http://example.org"' in refused.content.decode(), "what was typed stays"
    for address, title in (
        ("https://example.org/公告", "公告"),
        (f"/trace/commitments/{row.pk}?period=2021-04", ""),
        (f"http://testserver/library/{site.plan.document_id}", ""),
    ):
        assert client.post(LIBRARY, {"what": "link", "address": address, "title": title}).status_code == 302, address
    for address in ("/units/", "/nowhere", f"/trace/commitments/{row.pk}", "/audit/entries/1", "/trace/commitments/999999?period=2021-04"):
        assert client.post(LIBRARY, {"what": "link", "address": address, "title": "x"}).status_code == 422, address
    targets = set(EvidenceRecord.objects.values_list("kind", "target"))
    assert targets == {("link", "https://example.org/公告"), ("record", f"commitment:{row.pk}.2021-04"), ("record", f"document:{site.plan.document_id}")}
    record = EvidenceRecord.objects.get(target__startswith="commitment:")
    shown = client.get(f"/evidence/{record.pk}").content.decode()
    assert f"/trace/commitments/{row.pk}?period=2021-04" in shown
    link = client.get(f"/evidence/{EvidenceRecord.objects.get(kind='link').pk}").content.decode()
    assert 'rel="noopener noreferrer nofollow"' in link


def test_withdrawing_wants_a_reason_and_tells(site: Site) -> None:
    piece, row = piece_of(site, "照片.png"), rows(site)[0]
    attach_all(site.actor("tianbao"), [piece], [row], PERIOD)
    client = site.client("tianbao")
    assert client.post(f"/evidence/{piece.pk}", {"reason": " "}).status_code == 422
    assert "已撤回" in client.post(f"/evidence/{piece.pk}", {"reason": "数据有误"}, follow=True).content.decode()
    assert counts([row], PERIOD) == {}
    assert "数据有误" in client.get(f"{LIBRARY}?stands=withdrawn").content.decode()


# --- what is handed out


def test_files_are_handed_out_as_they_came_and_only_as_attachments(site: Site) -> None:
    client = site.client("tianbao")
    for name, data in GOOD.items():
        piece = piece_of(site, name)
        answer = client.get(f"/evidence/{piece.pk}/file")
        got = b"".join(answer.streaming_content)
        assert hashlib.sha256(got).hexdigest() == piece.sha256 == hashlib.sha256(data).hexdigest()
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
        opened(name, got)


def opened(name: str, data: bytes) -> None:
    """Open a file with the program that its kind is for."""
    stream = io.BytesIO(data)
    match name.rpartition(".")[2]:
        case "pdf":
            assert len(pypdfium2.PdfDocument(stream)) == 2
        case "docx":
            assert docx.Document(stream).paragraphs
        case "xlsx":
            assert openpyxl.load_workbook(stream).active
        case "png" | "jpeg" | "gif" | "webp" | "bmp" | "tiff":
            with Image.open(stream) as image:
                image.load()


def test_pictures_shown_are_made_anew(site: Site) -> None:
    bring(site, "照片.jpg", made.photograph())
    piece = EvidenceRecord.objects.get()
    answer = site.client("tianbao").get(f"/evidence/{piece.pk}/pages/1")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"Exif" not in answer.content
    for number in (0, 2, 10**9):
        assert site.client("tianbao").get(f"/evidence/{piece.pk}/pages/{number}").status_code == 404
    again = site.client("tianbao").get(f"/evidence/{piece.pk}/pages/1")
    assert again.content == answer.content


def test_a_preview_that_cannot_be_made_says_so_and_offers_the_file(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIBIAO_SOFFICE", "/nowhere")
    bring(site, "旧文.doc", made.old_word("没有 LibreOffice 的旧文"))
    piece = EvidenceRecord.objects.get()
    said = site.client("tianbao").get(f"/evidence/{piece.pk}").content.decode()
    assert "不能预览" in said
    assert f"/evidence/{piece.pk}/file" in said


def test_a_file_that_is_gone_is_said(site: Site) -> None:
    from yibiao.hub.plans import storage  # noqa: PLC0415

    piece = piece_of(site, "名录.csv")
    storage.shred(piece.file)
    client = site.client("tianbao")
    assert "服务器上找不到这个文件" in client.get(f"/evidence/{piece.pk}").content.decode()
    assert client.get(f"/evidence/{piece.pk}/file").status_code == 404


def test_the_form_of_the_month_and_the_trace_show_the_numbers(site: Site) -> None:
    piece, (row, other) = piece_of(site, "照片.png"), rows(site)[:2]
    attach_all(site.actor("tianbao"), [piece], [row, other], PERIOD)
    ValueRecord.objects.create(commitment=row, period=PERIOD, field="evidence", value="附件3", counted="附件3", at=now())
    _, data = exports.unit_table(site.actor("tianbao"), site.units[DISTRICT], "dispatch", "xlsx", site.plan, PERIOD)
    cells = {str(cell.value) for line in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows() for cell in line if cell.value}
    assert {f"{piece.number}、附件3", piece.number} <= cells
    trace = site.client("lingdao").get(f"/trace/commitments/{row.pk}?period={PERIOD}").content.decode()
    assert f"/evidence/{piece.pk}" in trace
    assert "附件3" in trace
    assert EvidenceLinkRecord.objects.count() == 2
