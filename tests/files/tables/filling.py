"""What an office does with a workbook, done by other programs than the one that wrote it."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import Cell

from yibiao.files.office import find_soffice

# Fonts of an office, mapped to those of Debian's fonts-noto-cjk: without a map LibreOffice takes Latin ones.
_FACES = {
    "宋体": "Noto Serif CJK SC",
    "仿宋": "Noto Serif CJK SC",
    "楷体": "Noto Serif CJK SC",
    "方正小标宋简体": "Noto Serif CJK SC",
    "黑体": "Noto Sans CJK SC",
}


def open_book(data: bytes) -> Any:
    """Open a workbook with openpyxl."""
    return openpyxl.load_workbook(io.BytesIO(data))


def edit(data: bytes, change: Callable[[Any], None]) -> bytes:
    """Open a workbook with openpyxl, change it, save it."""
    book = open_book(data)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill(data: bytes, cells: Mapping[str, Any]) -> bytes:
    """Type `cells` (by their Excel names) into the table's sheet; text stays text."""

    def typed(book: Any) -> None:
        for place, value in cells.items():
            type_in(book.worksheets[0][place], value)

    return edit(data, typed)


def type_in(cell: Cell, value: Any) -> None:
    """Type a value into a cell as Excel stores it in a cell formatted as text."""
    if isinstance(value, str):
        cell.value = as_excel_writes(value)
        cell.data_type = "s"
    else:
        cell.value = value


def as_excel_writes(text: str) -> str:
    """Return a text with the escapes Excel puts into the XML (openpyxl puts none)."""
    text = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return re.sub("[\x00-\x08\x0b-\x1f]", lambda found: f"_x{ord(found[0]):04X}_", text)


def libreoffice(data: bytes, folder: Path, suffix: str, *, given: str = ".xlsx") -> bytes:
    """Return the workbook as LibreOffice saves it in another (or the same) format; skips where it can't."""
    program = find_soffice()
    if program is None:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-calc-nogui)")
    source, out = folder / f"table{given}", folder / "out"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--norestore", "--convert-to", suffix.lstrip("."), "--outdir"]
    subprocess.run(
        [*command, str(out), str(source)],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "FONTCONFIG_FILE": str(_fonts(folder))},
    )
    made = out / f"table{suffix}"
    if not made.is_file():
        pytest.skip("LibreOffice has no Calc (Debian: libreoffice-calc-nogui)")
    return made.read_bytes()


def _fonts(folder: Path) -> Path:
    path = folder / "fonts.conf"
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{asked}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{taken}</string></edit></match>'
        for asked, taken in _FACES.items()
    )
    head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
    path.write_text(
        f"{head}<fontconfig><include ignore_missing='yes'>/etc/fonts/fonts.conf</include>{rules}</fontconfig>",
        encoding="utf-8",
    )
    return path


def has_chinese_fonts() -> bool:
    """Tell whether pictures and heights mean anything here."""
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    listed = subprocess.run([lister], capture_output=True, text=True, check=False).stdout
    return "Noto Serif CJK SC" in listed
