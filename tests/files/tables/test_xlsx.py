"""The workbook of a unit, opened by other libraries than the one that wrote it."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from files.tables.filling import has_chinese_fonts, libreoffice, open_book
from files.tables.random_tables import tables
from files.tables.sample_tables import dispatch_table, issued_table
from yibiao.core.tables.values import Overview, Sheet, TableRow, UnitTable
from yibiao.files.errors import UnusableInput
from yibiao.files.tables.layout import entry_text, layout
from yibiao.files.tables.overview import overview_workbook
from yibiao.files.tables.rowmeta import META_SHEET
from yibiao.files.tables.text import canonical, shown
from yibiao.files.tables.xlsx import workbook


def sheet_of(table: UnitTable) -> Worksheet:
    sheet: Worksheet = open_book(workbook(table)).worksheets[0]
    return sheet


# --- what an office sees


def test_the_parts_of_the_page_stand_from_top_to_bottom():
    sheet = sheet_of(dispatch_table(3))
    texts = [sheet.cell(row, 1).value for row in range(1, 16)]
    assert texts[:4] == [
        "征求意见稿",
        "硚口区2021年4月工作调度表",
        "依据《武汉市2021年提升科技创新能力实施方案》（武政办〔2021〕26号）",
        "单位：硚口区人民政府",
    ]
    assert texts[4:6] == ["序号", "（一）建设东湖科学城，打造创新之核"]
    assert [cell.value for cell in sheet[5]][1:6] == [
        "任务事项",
        "本区目标",
        "序时目标",
        "本期完成",
        "累计完成",
    ]
    assert sheet["A7"].value == 1
    assert texts[11].startswith("注：1.序时目标")
    assert texts[13] == "填报人："


def test_an_approved_table_carries_no_mark_of_a_draft():
    data = workbook(dispatch_table(2, draft=False))
    assert "征求意见稿" not in "".join(read_all(data))
    assert "征求意见稿" in "".join(read_all(workbook(dispatch_table(2))))


def read_all(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(name).decode("utf-8") for name in archive.namelist()]


def test_only_the_cells_to_fill_are_open():
    sheet = sheet_of(dispatch_table(3))
    assert sheet.protection.sheet
    assert not sheet.protection.password
    open_cells = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    body = {f"{letter}{row}" for letter in "EFGHIJKLM" for row in (7, 9, 10)}
    foot = {cell for cell in open_cells - body if sheet[cell].value}
    assert body <= open_cells
    assert {sheet[cell].value for cell in foot} == {
        "数据截止日：", "填报人：", "联系电话：", "审核人：", "单位负责人（签字）：", "日期：",
    }  # fmt: skip
    assert {"A7", "B7", "C7", "A6", "E6", "A5", "N7"}.isdisjoint(open_cells)


def test_entry_is_checked_and_explained_in_chinese():
    sheet = sheet_of(dispatch_table(3))
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    number, percent, status = rules["E6:E10"], rules["G6:G10"], rules["H6:H10"]
    assert number.type == "decimal"
    assert "不写“约”" in number.prompt
    assert number.error
    assert number.showErrorMessage
    assert "填 50" in percent.prompt
    assert status.type == "list"
    assert status.formula1.startswith('"未到期,未启动')
    assert "I6:I10" not in rules  # any text is right there


def test_a_long_list_stands_on_the_hidden_sheet():
    table = dispatch_table(1)
    choices = tuple(f"事项，{at}" for at in range(60))
    columns = list(table.form.columns)
    columns[7] = columns[7]._replace(choices=choices)
    book = open_book(workbook(table._replace(form=table.form._replace(columns=tuple(columns)))))
    rule = next(rule for rule in book.worksheets[0].data_validations.dataValidation if rule.type == "list")
    place = rule.formula1.rpartition("!")[2].replace("$", "")
    assert [row[0].value for row in book[META_SHEET][place]] == list(choices)


def test_it_prints_on_one_page_in_width_with_repeated_headings():
    for table, paper in ((dispatch_table(3), 8), (issued_table(3), 9)):
        sheet = sheet_of(table)
        heading = layout(table).heading + 1
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == paper
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (int(sheet.page_setup.fitToWidth or 1), int(sheet.page_setup.fitToHeight or 0)) == (1, 0)
        assert sheet.print_title_rows == f"${heading}:${heading}"
        assert sheet.freeze_panes is not None
        assert sheet.freeze_panes.endswith(str(heading + 1))
        assert "&P" in sheet.oddFooter.center.text
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[heading][:-1]]
        assert sheet.column_dimensions[sheet.cell(heading, len(widths) + 1).column_letter].hidden
        millimetres = sum(widths) * 8 * 25.4 / 96
        assert millimetres == pytest.approx({8: 390, 9: 267}[paper], abs=2)


def test_the_hidden_sheet_cannot_be_shown_by_a_click():
    assert open_book(workbook(dispatch_table(1)))[META_SHEET].sheet_state == "veryHidden"


def test_numbers_are_numbers_with_their_digits_and_long_ones_are_text():
    table = dispatch_table(1)
    row = table.rows[0]
    for value, shape, kind in (
        (Decimal("7.50"), "0.00", "n"),
        (10**15 - 1, "0", "n"),
        (10**17 + 1, "General", "s"),
    ):
        cells = (*row.cells[:3], value, *row.cells[4:])
        cell = sheet_of(table._replace(rows=(row._replace(cells=cells),)))["D7"]
        assert (cell.number_format, cell.data_type) == (shape, kind)
        assert str(cell.value) == str(value) or cell.value == value


def test_a_row_grows_with_what_is_typed():
    """Excel leaves rows alone whose height was set by hand."""
    with zipfile.ZipFile(io.BytesIO(workbook(dispatch_table(3)))) as archive:
        root = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    rows = {int(row.get("r")): row for row in root.iter("{*}row")}
    assert rows[7].get("customHeight") is None
    assert float(rows[7].get("ht")) > 30
    assert rows[2].get("customHeight") == "1"


# --- hostile text


@given(tables())
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_as_it_was_printed(table: UnitTable):
    data = workbook(table)
    assert data == workbook(table)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    places = layout(table)
    for place in places.body:
        if place.commitment is None:
            continue
        for at, value in enumerate(place.commitment.cells):
            if isinstance(value, str):
                assert rows[place.row][at] == shown(value)
    for entry in (*places.head, *places.foot):
        assert rows[entry.area.row][entry.area.first] == shown(entry_text(entry))
    assert all(cell.data_type != "f" for row in open_book(data).worksheets[0].iter_rows() for cell in row)
    assert "hyperlink" not in "".join(read_all(data)).replace("hyperlinks", "")


def test_the_longest_text_is_written_and_a_longer_one_refused():
    table = dispatch_table(1)
    row = table.rows[0]

    def with_text(text: str) -> UnitTable:
        return table._replace(rows=(row._replace(cells=(1, text, *row.cells[2:])),))

    assert sheet_of(with_text("字" * 32_767))["B7"].value == "字" * 32_767
    for text in ("字" * 32_768, "😀" * 16_384):
        with pytest.raises(UnusableInput) as caught:
            workbook(with_text(text))
        assert "硚口区-调度版.xlsx" in str(caught.value)
        assert "B7" in str(caught.value)
        assert "32768" in str(caught.value)


def test_two_rows_of_one_key_are_a_mistake_of_the_program():
    table = dispatch_table(2)
    with pytest.raises(ValueError, match="one key"):
        workbook(table._replace(rows=(table.rows[0], table.rows[0])))


def test_a_table_without_rows_is_still_a_page_to_sign():
    sheet = sheet_of(dispatch_table(0))
    texts = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
    assert "序号" in texts
    assert "填报人：" in texts


# --- heights


@pytest.mark.parametrize("make", [dispatch_table, issued_table])
def test_no_text_is_cut(make: Any, tmp_path: Path):
    """LibreOffice reckons the heights that the texts need; ours must not be smaller, nor much larger."""
    if not has_chinese_fonts():
        pytest.skip("no Chinese fonts here (Debian: fonts-noto-cjk)")
    table = make(12)
    long = "推进Wuhan East Lake High-tech区（ICV）2021年建设，" * 9
    cells = (*table.rows[-1].cells[:1], long, *table.rows[-1].cells[2:])
    table = table._replace(rows=(*table.rows[:-1], TableRow("long", cells)))
    ours, theirs = (
        _heights(data) for data in (workbook(table), libreoffice(workbook(table), tmp_path, ".xlsx"))
    )
    for place in layout(table).body:
        if place.commitment is not None:
            assert ours[place.row + 1] >= theirs[place.row + 1] - 0.5, place.row
            assert ours[place.row + 1] <= theirs[place.row + 1] * 1.6 + 16, place.row


def _heights(data: bytes) -> dict[int, float]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    return {int(row.get("r")): float(row.get("ht")) for row in root.iter("{*}row") if row.get("ht")}


def test_text_too_long_for_the_highest_row_is_set_smaller():
    table = dispatch_table(1)
    cells = (1, "推进科技创新。" * 90, *table.rows[0].cells[2:])
    sheet = sheet_of(table._replace(rows=(TableRow("k", cells),)))
    assert sheet["B6"].font.sz < 10.5
    assert sheet.row_dimensions[6].height <= 409


# --- the overview


def test_the_overview_is_read_as_it_was_given():
    overview = Overview(
        "总览",
        (
            Sheet(
                "任务/分布",
                ("单位", "=目标", "数"),
                (("武昌区", "=1+1", 3), ("江岸区", "@x", Decimal("1.5"))),
                (10, 20, 8),
            ),
            Sheet("任务_分布", (), (), (), "空表"),
        ),
    )
    data = overview_workbook(overview)
    assert data == overview_workbook(overview)
    book = open_book(data)
    assert book.sheetnames[:2] == ["任务_分布", "任务_分布(2)"]
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=3)]
    assert rows == [["单位", "=目标", "数"], ["武昌区", "=1+1", 3], ["江岸区", "@x", 1.5]]
    assert book.worksheets[0].freeze_panes == "B4"


def test_an_overview_without_sheets_is_a_file_that_opens():
    assert open_book(overview_workbook(Overview("空", ()))).sheetnames


def test_canonical_text_is_the_same_however_often_it_was_decoded():
    assert canonical("_x005F_x0041_") == canonical("_x0041_") == canonical("A")
    assert canonical("a\x01b\r\n c ") == canonical(shown("a\x01b\n c"))


def test_an_ampersand_in_the_footer_is_no_command(recwarn: pytest.WarningsRecorder):
    sheet = sheet_of(dispatch_table(1)._replace(unit_name="R&D园区&G"))
    assert "R＆D园区＆G" in str(sheet.oddFooter.left.text)
    assert not recwarn.list
