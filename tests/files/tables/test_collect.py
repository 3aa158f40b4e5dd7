"""Filled workbooks back: what was typed is returned, and every fault is told apart and explained."""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from files.tables.filling import edit, fill, libreoffice, open_book
from files.tables.random_tables import tables, typed_text
from files.tables.sample_tables import DISPATCH, dispatch_table, issued_table
from yibiao import packs
from yibiao.core.emit import dumps_json
from yibiao.core.tables.values import Column, Overview, UnitTable, Value
from yibiao.files.collect import Collected, FileResult, collect, to_json
from yibiao.files.tables.layout import layout
from yibiao.files.tables.overview import overview_workbook
from yibiao.files.tables.rowmeta import META_SHEET
from yibiao.files.tables.text import place_of, shown
from yibiao.files.tables.xlsx import workbook

HERE, THERE = dispatch_table(4, "武昌区"), dispatch_table(4, "江岸区")
BOTH = (HERE, THERE)
# In these tables: a band in row 6, rows 7 and 8, a band in row 9, rows 10 and 11.
SCHEMA = json.loads(files(packs).joinpath("schema/yibiao-returns-1.json").read_text(encoding="utf-8"))


def gather(*given: tuple[str, bytes], tables: tuple[UnitTable, ...] = BOTH) -> Collected:
    collected = collect(tables, given, sandbox=False)
    jsonschema.validate(json.loads(dumps_json(to_json(collected))), SCHEMA)
    return collected


def only(data: bytes, table: UnitTable = HERE, name: str = "武昌区.xlsx") -> FileResult:
    return gather((name, data), tables=(table, THERE) if table is HERE else (table,)).files[0]


def lines(file: FileResult, lang: str = "zh") -> list[str]:
    return [fault.line(file.name, lang) for fault in file.faults]


def codes(file: FileResult) -> list[str]:
    return [fault.code for fault in file.faults]


def values(file: FileResult) -> dict[str, Value]:
    return {one.place.partition("!")[2]: one.value for one in file.returned}


def changed(change: Callable[[Worksheet], Any], table: UnitTable = HERE) -> bytes:
    return edit(workbook(table), lambda book: change(book.worksheets[0]))


# --- what was typed is returned


def test_values_come_back_with_unit_key_column_and_place():
    data = fill(workbook(HERE), {"E7": 12, "I10": "已签约3个", "A15": "填报人：张三"})
    found = gather(("武昌区.xlsx", data))
    assert [tuple(one) for one in found.returned] == [
        ("unit-武昌区", "dispatch", "k0000", "current", 12, "武昌区.xlsx!E7"),
        ("unit-武昌区", "dispatch", "k0002", "progress", "已签约3个", "武昌区.xlsx!I10"),
    ]
    assert [(one.label, one.text) for one in found.files[0].entries] == [("填报人", "张三")]
    assert [one.unit for one in found.missing] == ["unit-江岸区"]
    assert not found.faulty


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (0, 0),
        (0.1, Decimal("0.1")),
        (-3, -3),
        ("12", 12),
        ("１２", 12),
        ("1,200", 1200),
        ("１，２００．５", Decimal("1200.5")),
        ("−5", -5),
        (" 7 ", 7),
        ("007", 7),
        (1e15, 10**15),
        (1234567890123456.0, 1234567890123456),
        (0.1 + 0.2, Decimal("0.3")),
    ],
)
def test_numbers_are_taken_where_they_have_one_meaning(typed: Any, value: Value):
    file = only(fill(workbook(HERE), {"E7": typed}))
    assert values(file) == {"E7": value}
    assert type(file.returned[0].value) is type(value)


@pytest.mark.parametrize(
    "typed",
    [
        "约50",
        "50个",
        "12-15",
        "1,20",
        "1.200,5",
        "十二",
        "1e5",
        "=",
        "—",
        True,
        date(2021, 4, 30),
        "1 2",
        "9" * 41,
        1e300,
        "50①",
        "5²",
    ],
)
def test_what_is_no_number_is_named_by_file_and_cell(typed: Any):
    file = only(fill(workbook(HERE), {"F10": typed}))
    assert file.state == "refused"
    assert file.returned == ()
    [line] = lines(file)
    assert line.startswith("武昌区.xlsx!F10: 应为数字，实为“")


def test_the_line_of_a_fault_reads_as_the_manual_says():
    file = only(fill(workbook(HERE), {"F10": "约50"}))
    assert lines(file) == ["武昌区.xlsx!F10: 应为数字，实为“约50”"]
    assert lines(file, "en") == ["武昌区.xlsx!F10: expected a number, found “约50”"]


def test_a_percentage_is_taken_only_where_the_column_says_so():
    def percent(place: str) -> bytes:
        def typed(sheet: Worksheet) -> None:
            sheet[place] = 0.555
            sheet[place].number_format = "0.0%"

        return changed(typed)

    there = only(percent("G7"))  # 完成率（%）
    assert values(there) == {"G7": Decimal("55.5")}
    assert [one.code for one in there.notices] == ["percent-read"]
    assert values(only(fill(workbook(HERE), {"G7": "55.5%"}))) == {"G7": Decimal("55.5")}
    assert codes(only(percent("E7"))) == ["percent"]
    assert codes(only(fill(workbook(HERE), {"E7": "55.5%"}))) == ["percent"]


def with_column(column: Column) -> UnitTable:
    """The sample table with another column for 本期完成 (E)."""
    columns = (*DISPATCH.columns[:4], column, *DISPATCH.columns[5:])
    return HERE._replace(form=DISPATCH._replace(columns=columns))


DATED = with_column(Column("day", "完成日期", "blank", 30, "center", "date"))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (date(2021, 4, 30), "2021-04-30"),
        (datetime(2021, 4, 30), "2021-04-30"),
        ("2021-04-30", "2021-04-30"),
        ("2021-4-3", "2021-04-03"),
        ("2021/4/30", "2021-04-30"),
        ("2021.4.30", "2021-04-30"),
        ("2021年4月30日", "2021-04-30"),
        ("２０２１年４月３０日", "2021-04-30"),
    ],
)
def test_dates_are_taken_as_cells_and_as_text(typed: Any, value: str):
    assert values(only(fill(workbook(DATED), {"E7": typed}), DATED)) == {"E7": value}


@pytest.mark.parametrize(
    "typed",
    [
        "2021-02-30",
        "4月30日",
        "2021-4/30",
        20210430,
        5,
        datetime(2021, 4, 30, 9, 30),
        "月底",
        "0000-01-01",
        "2021-4-3①",
    ],
)
def test_what_is_no_date_is_a_fault(typed: Any):
    assert codes(only(fill(workbook(DATED), {"E7": typed}), DATED)) == ["date"]


def test_a_list_takes_its_choices_only():
    assert values(only(fill(workbook(HERE), {"H7": " 达进度"}))) == {"H7": "达进度"}
    file = only(fill(workbook(HERE), {"H7": "基本完成"}))
    assert "应为“未到期／" in lines(file)[0]
    assert "实为“基本完成”" in lines(file)[0]


@pytest.mark.parametrize(
    "text", ["=1+1", "-推进", "+86", "@张三", "\t缩进", "12", "2021-04-30", "TRUE", "_x0041_", "a\nb", "#N/A"]
)
def test_text_comes_back_as_typed_whatever_it_looks_like(text: str):
    assert values(only(fill(workbook(HERE), {"I7": text}))) == {"I7": text}


@pytest.mark.parametrize(
    ("typed", "text"), [(12, "12"), (0.5, "0.5"), (date(2021, 4, 30), "2021-04-30"), (True, "TRUE")]
)
def test_other_kinds_of_cells_in_a_column_of_text_are_text(typed: Any, text: str):
    assert values(only(fill(workbook(HERE), {"I7": typed}))) == {"I7": text}


def test_blanks_report_nothing_and_zero_stays():
    file = only(fill(workbook(HERE), {"E7": 0, "E8": "  ", "I7": "　", "I8": ""}))
    assert values(file) == {"E7": 0}


@st.composite
def filled(draw: Any) -> tuple[UnitTable, dict[str, Any], dict[str, Value]]:
    """A random table, what is typed into it, and what must come back."""
    table = draw(tables())
    typed: dict[str, Any] = {}
    wanted: dict[str, Value] = {}
    for place in layout(table).body:
        for at, column in enumerate(table.form.columns if place.commitment else ()):
            if column.fill and draw(st.booleans()):
                cell = place_of(place.row, at)
                typed[cell], value = draw(_typed(column))
                if value is not None:
                    wanted[cell] = value
    return table, typed, wanted


def _typed(column: Column) -> Any:
    if column.fill == "number":
        return st.decimals(-(10**9), 10**9, places=4).map(lambda value: (value, _exact(value)))
    if column.fill == "date":
        days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
        return days.map(lambda day: (day, day.isoformat()))
    if column.fill == "list":
        return st.sampled_from(column.choices).map(lambda choice: (choice, choice))
    return typed_text.map(lambda text: (text, shown(text) if text.strip() else None))


def _exact(value: Decimal) -> Value:
    return int(value) if value == value.to_integral_value() else Decimal(format(value.normalize(), "f"))


@given(filled())
@settings(max_examples=60, deadline=None)
def test_any_table_comes_back_as_it_was_filled(case: tuple[UnitTable, dict[str, Any], dict[str, Value]]):
    table, typed, wanted = case
    data = fill(workbook(table), typed)
    file = gather(("表.xlsx", data), tables=(table,)).files[0]
    assert lines(file) == []
    assert values(file) == wanted


@given(tables())
@settings(max_examples=30, deadline=None)
def test_an_unfilled_table_reports_nothing(table: UnitTable):
    file = gather(("表.xlsx", workbook(table)), tables=(table,)).files[0]
    assert (lines(file), file.returned, file.state) == ([], (), "taken")
    assert [one.code for one in file.notices] == ["nothing-filled"]


# --- formulas and error values


def test_a_formula_gives_its_result_and_says_so(tmp_path: Path):
    def typed(sheet: Worksheet) -> None:
        sheet["E7"] = "=SUM(1,2)"
        sheet["I7"].number_format = "General"
        sheet["I7"] = '="第"&E7'

    data = changed(typed)
    unknown = only(data)
    assert codes(unknown) == ["formula-unknown", "formula-unknown"]  # saved without results
    assert "=SUM(1,2)" in lines(unknown)[0]
    reckoned = only(libreoffice(data, tmp_path, ".xlsx"))
    assert values(reckoned) == {"E7": 3, "I7": "第3"}
    assert [one.code for one in reckoned.notices] == ["formula-read", "formula-read"]


def test_an_error_value_is_no_empty_cell(tmp_path: Path):
    def typed(sheet: Worksheet) -> None:
        sheet["E7"] = "=1/0"

    data = changed(typed)
    for suffix in (".xlsx", ".ods"):
        file = only(libreoffice(data, tmp_path, suffix), name=f"武昌区{suffix}")
        assert codes(file) == ["error-value"]
        assert "#DIV/0!" in lines(file)[0]
    assert codes(only(libreoffice(data, tmp_path, ".xls"), name="武昌区.xls")) == ["formula-unknown"]


# --- other programs


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_libreoffice_may_save_it_anew(tmp_path: Path, suffix: str):
    """The file is rewritten whole: other parts, other styles, other strings."""
    typed = {
        "E7": 12,
        "F7": "1,200",
        "G7": Decimal("55.5"),
        "H7": "达进度",
        "I7": "=1+1\n第二行",
        "E8": 0,
        "J10": "_x0041_",
    }
    data = libreoffice(fill(workbook(HERE), typed), tmp_path, suffix)
    file = only(data, name=f"武昌区{suffix}")
    assert lines(file) == []
    assert values(file) == {**typed, "F7": 1200}


def test_percentages_are_noticed_in_every_format(tmp_path: Path):
    def typed(sheet: Worksheet) -> None:
        sheet["E7"] = 0.5
        sheet["E7"].number_format = "0%"

    data = changed(typed)
    for suffix in (".xlsx", ".xls", ".ods"):
        assert codes(only(libreoffice(data, tmp_path, suffix), name=f"武昌区{suffix}")) == ["percent"], suffix


def test_a_table_saved_twice_by_different_programs_is_still_the_same(tmp_path: Path):
    data = fill(workbook(HERE), {"E7": 12})
    data = libreoffice(data, tmp_path, ".xlsx")
    data = fill(data, {"E8": 13})
    assert values(only(data)) == {"E7": 12, "E8": 13}


# --- several files


def test_the_same_files_give_the_same_result_in_any_order():
    given = [
        ("a.xlsx", fill(workbook(HERE), {"E7": 1})),
        ("b.xlsx", fill(workbook(THERE), {"E7": "约"})),
        ("c.txt.xlsx", b"no workbook"),
    ]
    once = gather(*given)
    assert gather(*reversed(given)) == once
    assert [file.state for file in once.files] == ["taken", "refused", "refused"]


def test_a_faulty_file_contributes_nothing_and_the_others_do():
    bad = fill(workbook(HERE), {"E7": 1, "E8": "约"})
    found = gather(("a.xlsx", bad), ("b.xlsx", fill(workbook(THERE), {"E7": 2})))
    assert [(one.unit, one.value) for one in found.returned] == [("unit-江岸区", 2)]
    assert [one.unit for one in found.missing] == ["unit-武昌区"]


def test_the_same_contents_twice_count_once():
    data = fill(workbook(HERE), {"E7": 1})
    again = edit(data, lambda book: None)
    found = gather(("武昌区.xlsx", data), ("武昌区(1).xlsx", again))
    assert sorted(file.state for file in found.files) == ["repeated", "taken"]
    assert len(found.returned) == 1
    assert not found.faulty


def test_two_different_files_of_one_unit_refuse_each_other():
    found = gather(
        ("武昌区.xlsx", fill(workbook(HERE), {"E7": 1, "E8": 2})),
        ("武昌区-新.xlsx", fill(workbook(HERE), {"E7": 1, "E8": 3})),
    )
    assert found.returned == ()
    assert {lines(file)[0] for file in found.files} == {
        "武昌区.xlsx: 武昌区人民政府的表收到两份，内容不同（另一份是 武昌区-新.xlsx，如 武昌区.xlsx!E8 与 武昌区-新.xlsx!E8）；请只留一份",
        "武昌区-新.xlsx: 武昌区人民政府的表收到两份，内容不同（另一份是 武昌区.xlsx，如 武昌区-新.xlsx!E8 与 武昌区.xlsx!E8）；请只留一份",
    }


def test_a_sound_file_counts_beside_a_faulty_one_of_the_same_unit():
    found = gather(
        ("旧.xlsx", fill(workbook(HERE), {"E7": "约1"})), ("新.xlsx", fill(workbook(HERE), {"E7": 1}))
    )
    assert [one.place for one in found.returned] == ["新.xlsx!E7"]
    assert [one.code for file in found.faulty for one in file.notices] == ["superseded"]


# --- what was changed that is not to be filled in


def test_a_changed_printed_cell_is_named_with_what_it_should_say():
    for place, expected in (
        ("C7", "30家"),
        ("B5", "任务事项"),
        ("A2", "武昌区2021年4月工作调度表"),
        ("D8", "7.5"),
        ("A7", "1"),
    ):

        def change(sheet: Worksheet, place: str = place) -> None:
            sheet[place] = "改"

        [line] = lines(only(changed(change)))
        assert line.startswith(f"武昌区.xlsx!{place}: ")
        assert f"应为“{expected}”，实为“改”" in line


def test_an_added_row_is_named():
    def change(sheet: Worksheet) -> None:
        sheet.unmerge_cells("A9:M9")
        sheet.insert_rows(8)
        sheet["B8"] = "新事项"

    file = only(changed(change))
    assert "row-added" in codes(file)
    assert "武昌区.xlsx!B8: 这一行是新增的（“新事项”）" in lines(file)[0]


def test_an_empty_added_row_does_no_harm():
    data = edit(fill(workbook(HERE), {"E7": 1}), lambda book: book.worksheets[0].insert_rows(8))
    assert values(only(data)) == {"E7": 1}


def test_a_deleted_row_is_named():
    file = only(changed(lambda sheet: sheet.delete_rows(8)))
    assert codes(file) == ["row-deleted"]
    assert "缺少第 2 项“建设科技创新园区" in lines(file)[0]


def test_the_end_of_the_table_may_not_be_deleted():
    assert "end-missing" in codes(only(changed(lambda sheet: sheet.delete_rows(12, 8))))


def swap(sheet: Worksheet, one: int, other: int) -> None:
    for column in range(1, sheet.max_column + 1):
        first, second = sheet.cell(one, column), sheet.cell(other, column)
        first.value, second.value = second.value, first.value


def test_reordered_rows_are_matched_by_their_marks():
    data = fill(workbook(HERE), {"E7": 1, "E8": 2, "E10": 3})
    file = only(edit(data, lambda book: swap(book.worksheets[0], 7, 10)))
    assert file.state == "taken"
    assert [(one.key, one.value) for one in file.returned] == [("k0000", 1), ("k0001", 2), ("k0002", 3)]
    assert "rows-reordered" in [one.code for one in file.notices]


def test_rows_reordered_without_their_marks_are_faults():
    def change(sheet: Worksheet) -> None:
        swap(sheet, 7, 8)
        sheet["N7"].value, sheet["N8"].value = sheet["N8"].value, sheet["N7"].value

    assert set(codes(only(changed(change)))) == {"locked"}


def test_an_altered_key_is_told_apart():
    def change(sheet: Worksheet) -> None:
        sheet["N7"] = sheet["N7"].value.replace("k0000", "k0009")

    file = only(changed(change))
    assert codes(file) == ["key-altered", "row-deleted"]
    assert lines(file)[0].startswith("武昌区.xlsx!A7: 这一行的隐藏标识被改动")


def test_a_copied_row_is_told_apart():
    def change(sheet: Worksheet) -> None:
        sheet["N8"] = sheet["N7"].value

    assert codes(only(changed(change))) == ["row-twice", "row-deleted"]


def test_a_row_of_another_unit_is_told_apart():
    theirs = open_book(workbook(THERE)).worksheets[0]["N7"].value

    def change(sheet: Worksheet) -> None:
        sheet["N7"] = theirs

    file = only(changed(change))
    assert codes(file) == ["row-of-other", "row-deleted"]
    assert "江岸区人民政府" in lines(file)[0]


def test_added_columns_are_told_apart():
    assert codes(only(changed(lambda sheet: sheet.insert_cols(3)))) == ["columns-moved"]
    assert codes(only(changed(lambda sheet: sheet.delete_cols(3)))) == ["columns-moved"]


def test_a_page_of_faults_is_cut():
    def change(sheet: Worksheet) -> None:
        for row in range(7, 7 + 60):
            for column in "ABCD":
                sheet[f"{column}{row}"] = "改"

    table = dispatch_table(60, "武昌区")._replace(
        rows=tuple(row._replace(section="") for row in dispatch_table(60).rows)
    )
    file = only(changed(change, table), table)
    assert len(file.faults) == 101
    assert file.faults[-1].code == "more-faults"


# --- other workbooks


def test_another_version_of_the_plan_is_told_apart():
    old = HERE._replace(plan_digest="00000000", plan_version="武政办〔2021〕26号 00000000")
    file = only(workbook(old))
    assert codes(file) == ["other-plan"]
    assert "00000000" in lines(file)[0]
    assert "1f3c9a07" in lines(file)[0]


def test_another_period_is_told_apart():
    head = (HERE.head[0], HERE.head[1]._replace(text="2021年3月"), *HERE.head[2:])
    assert lines(only(workbook(HERE._replace(head=head)))) == [
        "武昌区.xlsx: 表头的报告期是“2021年3月”，现在收的是“2021年4月”；请填写本次下发的表（收其他月份的表，用 --period 指明）"
    ]


def test_an_entry_of_the_head_that_nobody_expects_may_say_what_it_likes():
    head = (*HERE.head[:2], HERE.head[2]._replace(text="2021年4月25日"), HERE.head[3])
    data = fill(workbook(HERE._replace(head=head)), {"E7": 1})
    assert values(only(data)) == {"E7": 1}


def test_a_unit_or_form_that_is_not_collected_is_told_apart():
    assert codes(only(workbook(dispatch_table(4, "青山区")))) == ["unknown-table"]
    assert codes(only(workbook(issued_table(2, "武昌区")))) == ["unknown-table"]


def test_a_sheet_of_another_unit_is_told_apart():
    def change(book: Any) -> None:
        sheet = book.worksheets[0]
        for row in range(1, sheet.max_row + 1):
            sheet.cell(row, 14).value = theirs.cell(row, 14).value

    theirs = open_book(workbook(THERE)).worksheets[0]
    file = only(edit(workbook(HERE), change))
    assert codes(file) == ["sheet-of-other"]
    assert "江岸区人民政府" in lines(file)[0]


def test_a_file_named_like_another_units_is_taken_by_its_contents():
    found = gather(("江岸区-调度版.xlsx", fill(workbook(HERE), {"E7": 1})))
    assert [one.unit for one in found.returned] == ["unit-武昌区"]
    assert [one.code for one in found.files[0].notices] == ["named-otherwise"]


def test_a_renamed_sheet_is_taken_and_a_missing_one_is_not():
    def rename(book: Any) -> None:
        book.worksheets[0].title = "Sheet1"

    def replace(book: Any) -> None:
        book.create_sheet("空", 0)
        del book["武昌区人民政府"]

    def copy(book: Any) -> None:
        book.copy_worksheet(book.worksheets[0])

    def retype(book: Any) -> None:
        book.worksheets[0].delete_cols(14)

    data = fill(workbook(HERE), {"E7": 1})
    renamed = only(edit(data, rename))
    assert values(renamed) == {"E7": 1}
    assert [one.code for one in renamed.notices] == ["sheet-renamed"]
    assert codes(only(edit(data, replace))) == ["sheet-missing"]
    assert codes(only(edit(data, copy))) == ["sheet-twice"]
    assert codes(only(edit(data, retype))) == ["no-marks"]


def test_workbooks_that_are_no_table_are_told_apart():
    def lose_meta(book: Any) -> None:
        del book[META_SHEET]

    def alter_meta(book: Any) -> None:
        book[META_SHEET]["B4"] = "unit-江岸区"

    def newer(book: Any) -> None:
        book[META_SHEET]["B1"] = "yibiao-table/2"

    assert codes(only(edit(workbook(HERE), lose_meta))) == ["no-meta"]
    assert codes(only(edit(workbook(HERE), alter_meta))) == ["meta-altered"]
    assert codes(only(edit(workbook(HERE), newer))) == ["other-format"]


def test_the_overview_in_the_same_folder_is_left_out():
    file = only(overview_workbook(Overview("总览", ())), name="总览.xlsx")
    assert (file.state, [one.code for one in file.notices]) == ("ignored", ["overview"])
