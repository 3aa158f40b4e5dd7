"""Returned files beside each other, altered, renamed, of another plan or unit."""

from typing import Any

from collected import HERE, THERE, changed, codes, gather, lines, only, values
from openpyxl.worksheet.worksheet import Worksheet

from files.tables.filling import edit, fill, open_book
from files.tables.sample_tables import dispatch_table, issued_table
from yibiao.core.tables.values import Overview
from yibiao.files.tables.overview import overview_workbook
from yibiao.files.tables.rowmeta import META_SHEET
from yibiao.files.tables.xlsx import workbook

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
