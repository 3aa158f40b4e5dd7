"""Watermarks: on every page of a print, light, and nowhere where none was asked for."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pypdfium2
import pytest
from lxml import etree
from printed import as_libreoffice
from sample_tables import dispatch_table, issued_table

from yibiao.core.tables.values import Overview, Sheet, UnitTable
from yibiao.files.tables.bundle import FORMATS, written
from yibiao.files.tables.overview import overview_workbook

MARK = "内部资料 严禁外传\n硚口区 张犇 2026-11-23 14:05"
HOSTILE_MARKS = ("&G&K<b>\"'>", "=1+1\n@x", "{{7*7}} #panic()", "0123", "𠮷野\u202e", "长" * 400, "\x00\x07")


def marked(table: UnitTable, mark: str = MARK) -> UnitTable:
    return table._replace(watermark=mark)


def parts(data: bytes) -> dict[str, str]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def test_every_page_of_a_pdf_carries_it_behind_the_text() -> None:
    table = issued_table(60)
    document = pypdfium2.PdfDocument(written(marked(table), "pdf"))
    assert len(document) > 3
    assert len(document) == len(pypdfium2.PdfDocument(written(table, "pdf")))
    for page in document:
        text = page.get_textpage().get_text_range()
        assert re.sub(r"\s", "", text).count("硚口区张犇2026-11-2314:05") == 6


def test_a_pdf_stays_light_enough_to_read() -> None:
    page = pypdfium2.PdfDocument(written(marked(issued_table(4)), "pdf"))[0]
    plain = pypdfium2.PdfDocument(written(issued_table(4), "pdf"))[0]
    greys = [page.render(scale=2).to_pil().convert("L").histogram() for page in (page, plain)]
    # The same dark characters as without; what is added is light grey alone.
    assert sum(greys[0][:128]) == pytest.approx(sum(greys[1][:128]), rel=0.02)
    assert sum(greys[0][200:240]) > 1.5 * sum(greys[1][200:240])


def test_a_word_document_has_it_in_the_headers_of_all_pages() -> None:
    data = written(marked(issued_table(30)), "docx")
    for name in ("word/header1.xml", "word/header2.xml"):
        shape = etree.fromstring(parts(data)[name].encode()).find(".//{urn:schemas-microsoft-com:vml}textpath[@string]")
        assert shape is not None
        assert shape.get("string") == "内部资料 严禁外传　硚口区 张犇 2026-11-23 14:05"
    assert docx.Document(io.BytesIO(data)).sections[0].header is not None


def test_libreoffice_opens_it_with_as_many_pages(tmp_path: Path) -> None:
    pages = [
        len(pypdfium2.PdfDocument(as_libreoffice(written(table, "docx"), tmp_path)))
        for table in (issued_table(20), marked(issued_table(20)))
    ]
    assert pages[0] == pages[1]


def test_a_workbook_prints_it_in_the_header_beside_the_mark_of_a_draft() -> None:
    table = marked(issued_table(4))._replace(draft=True)
    header = re.search(r"<oddHeader>(.*?)</oddHeader>", parts(written(table, "xlsx"))["xl/worksheets/sheet1.xml"])
    assert header is not None
    assert "内部资料 严禁外传 硚口区 张犇" in header[1]
    assert "征求意见稿" in header[1]
    assert "&amp;KA6A6A6" in header[1]


def test_every_sheet_of_an_overview_prints_it() -> None:
    sheets = tuple(Sheet(name, ("甲",), (("乙",),), (10,)) for name in ("一", "二"))
    found = parts(overview_workbook(Overview("总览", sheets, MARK)))
    for at in (1, 2):
        assert "严禁外传" in found[f"xl/worksheets/sheet{at}.xml"]


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("table", [issued_table(6), dispatch_table()], ids=["issued", "dispatch"])
def test_without_one_the_bytes_are_those_of_a_table_that_knows_none(fmt: str, table: UnitTable) -> None:
    data = written(table, fmt)
    assert data == written(marked(table, ""), fmt)
    assert data != written(marked(table), fmt)
    assert written(marked(table), fmt) == written(marked(table), fmt)
    if fmt != "pdf":
        assert not any("严禁" in text or "vml" in text for text in parts(data).values())


@pytest.mark.parametrize("mark", HOSTILE_MARKS, ids=range(len(HOSTILE_MARKS)))
def test_a_watermark_is_never_read_as_markup(mark: str) -> None:
    table = marked(issued_table(2), mark)
    for fmt in ("xlsx", "docx"):
        for name, text in parts(written(table, fmt)).items():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(text.encode())
    header = parts(written(table, "xlsx"))["xl/worksheets/sheet1.xml"].partition("<oddHeader>")[2].partition("<")[0]
    assert header.count("&amp;G") == 0
    assert len(header) < 255


@pytest.mark.parametrize("mark", [*HOSTILE_MARKS, "张\U0003fffd\ue000"], ids=range(len(HOSTILE_MARKS) + 1))
def test_a_pdf_sets_any_watermark(mark: str) -> None:
    assert pypdfium2.PdfDocument(written(marked(issued_table(2), mark), "pdf"))
