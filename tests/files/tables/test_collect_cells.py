"""What was typed into returned tables comes back, and what is no figure, date or choice is named."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from collected import HERE, changed, codes, gather, lines, only, values
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from files.tables.filling import fill, libreoffice
from files.tables.random_tables import tables, typed_text
from files.tables.sample_tables import DISPATCH
from yibiao.core.tables.values import Column, UnitTable, Value
from yibiao.files.tables.layout import layout
from yibiao.files.tables.text import place_of, shown
from yibiao.files.tables.xlsx import workbook

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
