"""The same tables by openpyxl, python-docx and WeasyPrint, run by the Python of their own environment.

Reads a JSON list of tables (lists of rows of cells) from standard input; prints the seconds of each tool.
"""

import html
import io
import json
import sys
import time
from collections.abc import Callable
from typing import Any

Table = list[list[Any]]


def _openpyxl() -> Callable[[Table], object]:
    import openpyxl  # noqa: PLC0415
    from openpyxl.styles import Alignment, Border, Font, Side  # noqa: PLC0415

    line = Side(style="thin")
    border, wrap, font = Border(line, line, line, line), Alignment(wrap_text=True), Font("宋体", 10)

    def write(table: Table) -> None:
        book = openpyxl.Workbook()
        for row in table:
            book.active.append(row)
        for cells in book.active.iter_rows():
            for cell in cells:
                cell.border, cell.alignment, cell.font = border, wrap, font
        book.save(io.BytesIO())

    return write


def _docx() -> Callable[[Table], object]:
    import docx  # noqa: PLC0415

    def write(table: Table) -> None:
        document = docx.Document()
        made = document.add_table(0, len(table[0]), "Table Grid")
        for row in table:
            for cell, value in zip(made.add_row().cells, row, strict=True):
                cell.text = "" if value is None else str(value)
        document.save(io.BytesIO())

    return write


def _weasyprint() -> Callable[[Table], object]:
    import weasyprint  # noqa: PLC0415

    style = "<style>@page{size:A4 landscape}table{border-collapse:collapse}td{border:1px solid;font:10pt serif}</style>"

    def write(table: Table) -> None:
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape('' if value is None else str(value))}" for value in row)
            for row in table
        )
        weasyprint.HTML(string=f"{style}<table>{rows}</table>").write_pdf()

    return write


TOOLS = {"openpyxl": _openpyxl, "python-docx": _docx, "WeasyPrint": _weasyprint}


def main() -> None:
    """Time every tool that can be had on all tables."""
    tables: list[Table] = json.load(sys.stdin)
    found = {}
    for name, make in TOOLS.items():
        try:
            write = make()
        except (ImportError, OSError) as fault:
            print(f"without {name}: {str(fault).splitlines()[0]}", file=sys.stderr)
            continue
        start = time.perf_counter()
        for table in tables:
            write(table)
        found[name] = time.perf_counter() - start
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
