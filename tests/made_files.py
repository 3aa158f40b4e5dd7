"""A plain document as html, docx and pdf, made by other programs than the readers use."""

import html
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import typst

Row = list[str]


def lines(path: Path) -> list[str]:
    """Return the non-empty lines of a text file."""
    return [line.strip() for line in path.read_bytes().decode("utf-8-sig").splitlines() if line.strip()]


def parts(path: Path) -> list[str | list[Row]]:
    """Return the paragraphs of a text file, and its tables: rows are lines whose cells tabs separate."""
    found: list[str | list[Row]] = []
    for line in lines(path):
        if "\t" not in line:
            found.append(line)
            continue
        row = line.split("\t")
        last = found[-1] if found else ""
        if isinstance(last, list) and len(last[0]) == len(row):
            last.append(row)
        else:
            found.append([row])
    return found


def as_html(path: Path) -> bytes:
    """Return a page with navigation, the document, and a footer, as government sites save them."""
    body = "".join(_html_part(part) for part in parts(path))
    chrome = "".join(f'<li><a href="#{n}">栏目{n}</a></li>' for n in range(40))
    return (
        '<!doctype html><html><head><meta charset="utf-8"><title>文件</title></head><body>'
        f'<ul class="nav">{chrome}</ul><div id="UCAP-CONTENT">{body}</div>'
        '<div class="footer">主办单位 网站地图 打印本页</div></body></html>'
    ).encode()


def _html_part(part: str | list[Row]) -> str:
    if isinstance(part, str):
        return f"<p>{html.escape(part)}</p>"
    rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in part)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def as_docx(path: Path) -> bytes:
    """Return a Word file with a paragraph per line, and real tables."""
    document = docx.Document()
    for part in parts(path):
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            _docx_table(document, part)
    return saved(document)


def _docx_table(document: Any, rows: list[Row]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for at, row in enumerate(rows):
        for cell, text in zip(table.rows[at].cells, row, strict=True):
            cell.text = text


def saved(document: Any) -> bytes:
    """Return a python-docx document as bytes that are the same at any time of day."""
    stream = io.BytesIO()
    document.save(stream)
    return rezipped(stream.getvalue(), lambda _, part: part)


def rezipped(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return a zip with every part changed by `change(name, part)`; None drops the part."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def as_pdf(path: Path) -> bytes:
    """Return a PDF with wrapped lines, ruled tables and page numbers."""
    body = "\n".join(map(_typst_part, parts(path)))
    setting = '#set page(numbering: "1")\n#set text(lang: "zh", size: 12pt)\n'
    return typst.compile((setting + body).encode(), timestamp=0)


def _typst_part(part: str | list[Row]) -> str:
    if isinstance(part, str):
        return f"#par[{_typst_text(part)}]"
    cells = ", ".join(f"[{_typst_text(cell)}]" for row in part for cell in row)
    # The longest cells get the widest columns, as a clerk would draw them.
    widths = ", ".join(f"{max(3, min(max(map(len, column)), 40))}fr" for column in zip(*part, strict=True))
    return f"#table(columns: ({widths}), {cells})"


def _typst_text(text: str) -> str:
    return '#"' + "".join(f"\\u{{{ord(char):x}}}" for char in text) + '"'
