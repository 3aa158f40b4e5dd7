"""Plain sheets of text: what is written reads back, nothing in them is a formula, bad files are one sentence."""

import csv as plain
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibiao.files.errors import UnusableInput
from yibiao.files.sheets import MAX_ROWS, csv_bytes, parse_sheet, read_sheet, xlsx_bytes

pytest.importorskip("xlsxwriter")
pytest.importorskip("python_calamine")

PAYLOADS = [
    "=1+1", "=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1", "\n=1", "'=1", "''@x", "'plain", "'", "'-", "＝1+1", "＋8613", "－1", "＠x",
    '=HYPERLINK("http://x")', "<r>x</r>", "_x0041_", "_x005F_x0041_", '"quoted"', "a,b;c", "001", "13800000000", "2024-01-02", "1e5", "TRUE",
]  # fmt: skip


def grid(cells: list[str]) -> list[list[str]]:
    return [["列", "二"], *(["x", cell] for cell in cells)]


def test_cells_that_look_like_formulas_are_text_and_read_back_in_csv() -> None:
    data = csv_bytes(grid(PAYLOADS))
    assert parse_sheet(data, "a.csv") == grid(PAYLOADS)
    for row in plain.reader(data.decode("utf-8-sig").splitlines()):
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


def test_cells_that_look_like_formulas_are_text_and_read_back_in_xlsx() -> None:
    payloads = [cell for cell in PAYLOADS if "\r" not in cell]  # a workbook knows one line end
    data = xlsx_bytes("单位", grid(payloads))
    assert parse_sheet(data, "a.xlsx") == grid(payloads)
    sheet = zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<f " not in sheet


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=12
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(TEXTS.filter(lambda text: text.strip() != ""), min_size=1, max_size=4),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_reads_back_from_csv(rows: list[list[str]]) -> None:
    head = [["一", "二", "三", "四"]]
    assert parse_sheet(csv_bytes(head + rows), "a.csv") == head + rows


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(TEXTS.filter(lambda text: text.strip() != ""), min_size=1, max_size=4),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_reads_back_from_xlsx(rows: list[list[str]]) -> None:
    head = [["一", "二", "三", "四"]]
    assert parse_sheet(xlsx_bytes("表", head + rows), "a.xlsx") == head + rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_is_read_in_the_encodings_that_offices_write(encoding: str, separator: str) -> None:
    text = f"单位代码{separator}名称\r\n東{separator}市科技局\r\n"
    assert parse_sheet(text.encode(encoding), "a.csv") == [["单位代码", "名称"], ["東", "市科技局"]]


def test_rows_keep_their_places() -> None:
    assert parse_sheet("甲,乙\r\n\r\n1,\r\n,,\r\n".encode(), "a.csv") == [["甲", "乙"], [], ["1"]]
    assert parse_sheet(xlsx_bytes("表", [["甲"], [], ["1"]]), "a.xlsx") == [["甲"], [], ["1"]]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "errors.empty"),
        (b" \r\n ,,\r\n", "errors.empty"),
        (b'a,"b\r\nc', "sheets.csv"),
        (b"\xff\xff\x81", "sheets.encoding"),
        (b"a\0b", "sheets.encoding"),
        (b"a\r\n" * (MAX_ROWS + 2), "sheets.too-many"),
        (b"a" + b",b" * 200, "sheets.too-many"),
        (b"PK\x03\x04 broken", "errors.truncated"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "errors.not-workbook"),
    ],
)
def test_files_that_cannot_be_used_are_one_sentence(data: bytes, key: str) -> None:
    with pytest.raises(UnusableInput) as fault:
        read_sheet(data, "表.csv")
    assert fault.value.key == key
    assert "\n" not in fault.value.line("zh")
    assert fault.value.line("en").startswith("表.csv: ")


def test_a_bomb_is_stopped() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", " " * (200 * 2**20))
    with pytest.raises(UnusableInput) as fault:
        read_sheet(out.getvalue(), "a.xlsx")
    assert fault.value.key in {"errors.zip-bomb", "errors.too-large"}
