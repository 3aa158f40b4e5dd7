"""Workbooks that nobody should have to read: each is refused in one line."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from files.tables.filling import fill, libreoffice
from files.tables.sample_tables import dispatch_table
from yibiao.files.collect import FileResult, Given, collect, workbooks_below
from yibiao.files.errors import UnusableInput
from yibiao.files.tables.xlsx import workbook
from yibiao.files.workbooks import read_workbook

TABLE = dispatch_table(4, "武昌区")
GOOD = fill(workbook(TABLE), {"E7": 12})


def only(data: bytes, name: str = "武昌区.xlsx") -> FileResult:
    return collect([TABLE], [(name, data)]).files[0]


def packed(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes | str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = parts_of(GOOD)
    return packed({**parts, name: change(bytes(parts[name]))})  # type: ignore[arg-type]


SHEET = "xl/worksheets/sheet1.xml"
FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("空.xlsx", b"", "errors.empty"),
        ("文本.xlsx", "不是工作簿".encode(), "errors.not-workbook"),
        ("网页.xls", b"<html><table><tr><td>1</td></tr></table></html>", "errors.not-workbook"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(64), "errors.not-workbook"),
        ("文档.xlsx", packed({"word/document.xml": "<w/>"}), "errors.not-workbook"),
        ("二进制.xlsb", packed({"xl/workbook.bin": b"\0"}), "errors.not-workbook"),
        ("截断.xlsx", GOOD[: len(GOOD) // 2], "errors.truncated"),
        ("坏.xlsx", packed({"xl/workbook.xml": "<workbook><sheets>"}), "errors.truncated"),
        ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "errors.not-workbook"),
        ("断.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook\0".encode("utf-16-le"), "errors.truncated"),
        ("密.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "errors.encrypted"),
        ("弹.xlsx", packed({"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": b"\0" * (40 << 20)}), "errors.zip-bomb"),
        ("实体.xlsx", with_part("xl/workbook.xml", lambda data: b'<!DOCTYPE a [<!ENTITY b "c">]>' + data), None),
        ("深.xlsx", with_part(SHEET, lambda data: data.replace(b"</sheetData>", b"<f>" + b"<a>" * 9999)), None),
        ("远.xlsx", with_part(SHEET, lambda data: data.replace(b"</sheetData>", FAR)), "errors.cells-apart"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_each_is_refused_in_one_line(name: str, data: bytes, key: str | None):
    file = only(data, name)
    assert file.state == "refused"
    [fault] = file.faults
    assert key is None or fault.code == key
    for lang in ("zh", "en"):
        line = fault.line(file.name, lang)
        assert line.startswith(f"{name}: ")
        assert "\n" not in line


def test_a_very_large_file_is_not_even_opened(tmp_path: Path):
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(200 << 20)
    [found] = collect([TABLE], [Given("大.xlsx", str(path))]).files
    assert [fault.code for fault in found.faults] == ["errors.too-large"]


def test_a_file_that_vanished_is_refused(tmp_path: Path):
    [found] = collect([TABLE], [Given("没.xlsx", str(tmp_path / "没.xlsx"))]).files
    assert [fault.code for fault in found.faults] == ["errors.not-found"]


def test_after_a_file_that_breaks_its_reader_the_next_is_read():
    far = with_part(SHEET, lambda data: data.replace(b"</sheetData>", FAR))
    found = collect([TABLE], [("a.xlsx", far), ("b.xlsx", GOOD)])
    assert [one.place for one in found.returned] == ["b.xlsx!E7"]


def check_damaged(data: bytes, noise: bytes, place: int, name: str) -> None:
    """Write noise into a file: it is then read or refused, and nothing else happens."""
    at = place % len(data)
    with contextlib.suppress(UnusableInput):
        assert read_workbook(data[:at] + noise + data[at + len(noise) :], name).sheets is not None


@given(st.binary(min_size=1, max_size=60), st.integers(0, 10**6))
@settings(max_examples=150, deadline=None)
def test_damage_anywhere_is_refused_or_harmless(noise: bytes, place: int):
    check_damaged(GOOD, noise, place, "a.xlsx")


@given(st.binary(min_size=1, max_size=40), st.integers(0, 10**6))
@settings(max_examples=150, deadline=None)
def test_damage_in_an_old_workbook_too(old: bytes, noise: bytes, place: int):
    check_damaged(old, noise, place, "a.xls")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return libreoffice(GOOD, tmp_path_factory.mktemp("old"), ".xls")


def test_workbooks_are_found_below_a_folder_and_locks_are_not(tmp_path: Path):
    (tmp_path / "二批").mkdir()
    (tmp_path / ".隐").mkdir()
    for name in (
        "武昌区.xlsx",
        "~$武昌区.xlsx",
        ".~lock.武昌区.xlsx#",
        "江岸区.ET",
        "说明.docx",
        "二批/青山区.ods",
        ".隐/x.xlsx",
    ):
        (tmp_path / name).write_bytes(GOOD)
    assert [one.name for one in workbooks_below(tmp_path)] == ["二批/青山区.ods", "武昌区.xlsx", "江岸区.ET"]


def test_a_folder_that_cannot_be_opened_is_not_passed_over(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        workbooks_below(tmp_path / "none")


def test_what_came_instead_of_a_workbook_is_said_in_words():
    said = only(b"hello", "武昌区.xlsx").faults[0]
    assert "（纯文本）" in said.message("zh")
    assert "plain text" in said.message("en")


def test_other_sheets_do_no_harm():
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    book.create_sheet("说明", 0)["A1"] = "=1/0"
    book.create_chartsheet("图")
    out = io.BytesIO()
    book.save(out)
    assert [one.value for one in only(out.getvalue()).returned] == [12]


def test_a_run_of_cells_that_would_fill_the_memory_is_refused(tmp_path: Path):
    """In an ods one line of XML can stand for a whole sheet."""
    parts = parts_of(libreoffice(GOOD, tmp_path, ".ods"))
    cell = (
        b'<table:table-row table:number-rows-repeated="1000000">'
        b'<table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'
        b"</table:table-row></table:table>"
    )
    content = bytes(parts["content.xml"]).replace(b"</table:table>", cell)  # type: ignore[arg-type]
    assert [fault.code for fault in only(packed({**parts, "content.xml": content})).faults] == [
        "errors.cells-apart"
    ]
