"""Tables as Word documents, opened by python-docx, by LibreOffice and by our own reader."""

import io
import zipfile
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from paper_tables import HOSTILE, UNPRINTABLE, UNWIELDY, one_row, wide
from printed import as_libreoffice
from sample_tables import dispatch_table, issued_table

from yibiao.core.tables.values import TableRow, UnitTable
from yibiao.files.docx import read_docx
from yibiao.files.errors import UnusableInput
from yibiao.files.tables.docx import document
from yibiao.files.tables.paper import clean


def opened(table: UnitTable) -> "docx.document.Document":
    return docx.Document(io.BytesIO(document(table)))


def body(table: UnitTable) -> "docx.table.Table":
    """The table itself; the first is the head, the last the foot."""
    return opened(table).tables[1 if table.head else 0]


def cells(table: UnitTable) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in body(table).rows]


@pytest.mark.parametrize(("table", "size"), [(issued_table(), (297, 210)), (dispatch_table(), (420, 297))])
def test_the_page_is_turned_with_the_margins_of_the_standard(table: UnitTable, size: tuple[int, int]) -> None:
    page = opened(table).sections[0]
    assert page.orientation == WD_ORIENT.LANDSCAPE
    assert (round(page.page_width.mm), round(page.page_height.mm)) == size
    margins = (page.top_margin, page.right_margin, page.bottom_margin, page.left_margin)
    assert [round(margin.mm) for margin in margins] == [28, 37, 26, 35]


def test_every_cell_says_what_the_table_says() -> None:
    table = issued_table(8)
    said = [row for row in cells(table)[1:] if len(set(row)) > 1]
    for row, wanted in zip(said, table.rows, strict=True):
        assert row == [clean(str("" if value is None else value)) for value in wanted.cells]


def test_the_heading_is_repeated_and_no_row_is_torn() -> None:
    rows = body(issued_table(8))._tbl.tr_lst
    assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True] + [False] * (
        len(rows) - 1
    )
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_a_row_higher_than_half_a_page_may_be_torn() -> None:
    rows = body(one_row("中" * 3000))._tbl.tr_lst
    assert rows[-1].trPr.find(qn("w:cantSplit")) is None


def test_each_run_of_rows_stands_under_its_band() -> None:
    table = issued_table(8)
    bands = [row[0] for row in cells(table) if len(set(row)) == 1]
    assert bands == list(dict.fromkeys(row.section for row in table.rows))


def test_the_faces_are_those_of_the_standard_by_name() -> None:
    document_ = opened(issued_table(2))
    faces = {}
    for paragraph in document_.paragraphs:
        fonts = paragraph.style.element.rPr.rFonts
        faces[paragraph.text] = (fonts.get(qn("w:eastAsia")), paragraph.style.font.size.pt)
    assert faces["附件"] == ("黑体", 16)
    assert faces["硚口区2021年度目标任务表"] == ("方正小标宋简体", 22)
    cell = body(issued_table(2)).rows[2].cells[1].paragraphs[0].style
    assert cell.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert cell.font.size.pt == 10.5


def test_page_numbers_stand_outside() -> None:
    page = opened(issued_table(2)).sections[0]
    odd, even = page.footer.paragraphs[0], page.even_page_footer.paragraphs[0]
    assert [odd.text, even.text] == ["— 1 —", "— 1 —"]
    assert [one.style.paragraph_format.alignment for one in (odd, even)] == [2, 0]
    assert odd.style.element.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"
    assert opened(issued_table(2)).settings.odd_and_even_pages_header_footer


def test_a_draft_says_so_on_every_page() -> None:
    draft, final = opened(dispatch_table(2)), opened(dispatch_table(2, draft=False))
    for page, wanted in ((draft.sections[0], "征求意见稿"), (final.sections[0], "")):
        assert [page.header.paragraphs[0].text, page.even_page_header.paragraphs[0].text] == [wanted] * 2
    assert "（征求意见稿）" in [paragraph.text for paragraph in draft.paragraphs]
    assert "（征求意见稿）" not in [paragraph.text for paragraph in final.paragraphs]


def test_head_notes_and_signature_block() -> None:
    made = opened(dispatch_table(2))
    head = [cell.text for cell in made.tables[0].rows[0].cells]
    assert head[0] == "单位：硚口区人民政府"
    assert head[2] == "数据截止日："
    foot = [cell.text for row in made.tables[-1].rows for cell in row.cells]
    assert foot[:5] == ["填报人：", "联系电话：", "审核人：", "单位负责人（签字）：", "（盖章）"]
    assert foot[5].replace("\u3000", "") == "日期：年月日"
    notes = [paragraph.text for paragraph in made.paragraphs if paragraph.style.name.endswith("Note")]
    assert notes[0].startswith("注：1.序时目标")
    assert notes[1].startswith("2.方案于")


def test_indents_in_characters_have_one_in_points_beside_them() -> None:
    for paragraph in opened(dispatch_table(2)).element.body.iter(qn("w:ind")):
        for name in ("left", "hanging", "firstLine"):
            assert (paragraph.get(qn(f"w:{name}Chars")) is None) == (paragraph.get(qn(f"w:{name}")) is None)


@pytest.mark.parametrize("text", [*HOSTILE, *UNPRINTABLE, *UNWIELDY])
def test_hostile_text_stays_text(text: str) -> None:
    made = cells(one_row(text))
    assert {cell for row in made[1:] for cell in row} == {clean(text)}


def test_what_is_no_character_shows() -> None:
    assert clean("a\0b\ud800c\u202ed\tе\r\nf") == "a␀b�c�d е\nf"


def test_every_part_is_well_formed_and_the_bytes_are_the_same_again() -> None:
    table = one_row("<&>\"'\0")
    data = document(table)
    assert data == document(table)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in archive.namelist():
            etree.fromstring(archive.read(name))


@given(
    st.lists(st.floats(0.1, 500), min_size=1, max_size=60),
    st.sampled_from(["A4", "A3"]),
)
def test_any_columns_fit_the_paper(widths: list[float], paper: str) -> None:
    made = body(wide(widths, paper=paper))
    total = sum(column.width.mm for column in made.columns)
    assert total == pytest.approx(225 if paper == "A4" else 348, abs=1)
    assert min(column.width.mm for column in made.columns) > 1.7


def test_more_columns_than_can_be_read_are_refused() -> None:
    with pytest.raises(UnusableInput) as caught:
        document(wide([10] * 200))
    assert caught.value.key == "printing.too-many-columns"
    assert "200" in caught.value.line("zh")
    with pytest.raises(UnusableInput, match="没有列"):
        document(wide([]))


@given(st.lists(st.tuples(st.text(), st.text(), st.integers(), st.text(max_size=5)), max_size=5))
def test_random_tables_come_back(rows: list[tuple[str, str, int, str]]) -> None:
    table = wide([10, 20, 5])
    table = table._replace(rows=tuple(TableRow(str(at), row[:3], row[3]) for at, row in enumerate(rows)))
    made = [
        [cell.text for cell in row.cells]
        for row in body(table).rows
        if row._tr.tc_lst[0].tcPr.gridSpan is None
    ]
    assert made[1:] == [[clean(one), clean(other), str(number)] for one, other, number, _ in rows]


def test_our_own_reader_reads_it() -> None:
    source = read_docx(document(issued_table(4)), "a.docx")
    assert "硚口区2021年度目标任务表" in source.text
    assert len(source.tables) == 3


def test_libreoffice_prints_it(tmp_path: Path) -> None:
    data = as_libreoffice(document(dispatch_table(30)), tmp_path)
    with pypdfium2.PdfDocument(data) as made:
        pages = [made[at].get_textpage().get_text_bounded() for at in range(len(made))]
        assert [round(length / 72 * 25.4) for length in made[0].get_size()] == [420, 297]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "任务事项" in page
        assert "征求意见稿" in page
        assert f"— {number} —" in page.replace("\u2009", " ")
    assert "硚口区" in pages[0]
    assert "单位负责人（签字）" in pages[-1]
