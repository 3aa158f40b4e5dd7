"""A plain document as html, docx and pdf, made by other programs than the readers use."""

import html
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import typst


def lines(path: Path) -> list[str]:
    """Return the non-empty lines of a text file."""
    return [line.strip() for line in path.read_bytes().decode("utf-8-sig").splitlines() if line.strip()]


def as_html(path: Path) -> bytes:
    """Return a page with navigation, the document, and a footer, as government sites save them."""
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines(path))
    chrome = "".join(f'<li><a href="#{n}">栏目{n}</a></li>' for n in range(40))
    return (
        '<!doctype html><html><head><meta charset="utf-8"><title>文件</title></head><body>'
        f'<ul class="nav">{chrome}</ul><div id="UCAP-CONTENT">{body}</div>'
        '<div class="footer">主办单位 网站地图 打印本页</div></body></html>'
    ).encode()


def as_docx(path: Path) -> bytes:
    """Return a Word file with a paragraph per line."""
    document = docx.Document()
    for line in lines(path):
        document.add_paragraph(line)
    return saved(document)


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
    """Return a PDF with wrapped lines and page numbers."""
    escaped = ("".join(f"\\u{{{ord(char):x}}}" for char in line) for line in lines(path))
    body = "\n".join(f'#par[#"{line}"]' for line in escaped)
    setting = '#set page(numbering: "1")\n#set text(lang: "zh", size: 12pt)\n'
    return typst.compile((setting + body).encode(), timestamp=0)
