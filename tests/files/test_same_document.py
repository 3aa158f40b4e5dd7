"""The same document gives the same text and tables in every format, and the same plan inside a saved page."""

import re
from pathlib import Path
from typing import Any

import pytest
from printed import as_libreoffice
from saved_page import saved_page

from made_files import as_docx, as_html, as_pdf
from yibiao.core.compiler import compile_source
from yibiao.core.plan import Plan
from yibiao.core.serialise import to_dict
from yibiao.core.source import SourceText
from yibiao.files.docx import read_docx
from yibiao.files.html import read_html
from yibiao.files.pdf import read_pdf
from yibiao.files.read import read_path

CORPUS = sorted((Path(__file__).parents[1] / "corpus").glob("*.txt"))
every_text = pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
_SPACES = re.compile("[ \u3000\xa0]+")
# What `as_html` puts around the document.
_CHROME = re.compile("栏目\\d+|主办单位 网站地图 打印本页")


def said(source: SourceText) -> list[str]:
    """Return the lines of a text without blank ones and without spaces."""
    lines = [line for line in source.text.split("\n") if not _CHROME.fullmatch(line)]
    return [line for line in (_SPACES.sub("", line) for line in lines) if line]


def cells(source: SourceText) -> list[list[list[str]]]:
    return [[[source.text[start:end] for start, end in row] for row in table.rows] for table in source.tables]


@every_text
def test_txt_html_docx_and_pdf_say_the_same(path: Path) -> None:
    page = read_html(as_html(path))
    word = read_docx(as_docx(path), "a.docx")
    printed = read_pdf(as_pdf(path), "a.pdf", ocr=False)
    wanted = said(read_path(path))
    assert said(page) == wanted
    assert said(word) == wanted
    assert said(printed) == wanted
    assert cells(page) == cells(word) == cells(printed)
    assert any("\t" in line for line in wanted) == bool(word.tables)


@pytest.mark.parametrize("stem", ["city-tasklist-2023", "province-points-2024", "town-work-2020"])
def test_what_libreoffice_prints_says_the_same(stem: str, tmp_path: Path) -> None:
    path = next(one for one in CORPUS if one.stem == stem)
    printed = read_pdf(as_libreoffice(as_docx(path), tmp_path), "a.pdf", ocr=False)
    assert said(printed) == said(read_path(path))
    assert cells(printed) == cells(read_docx(as_docx(path), "a.docx"))


# --- a saved page ----------------------------------------------------------------------------------------


def facts(plan: Plan) -> dict[str, Any]:
    """Return what a plan says, without the places it says it from and without findings about repair."""
    made = to_dict(plan)
    del made["document"]["source"]
    findings = [(one["code"], one.get("task")) for one in made["findings"]]
    made["findings"] = [one for one in findings if one[0] != "repaired-text"]
    return _without_places(made)


def _without_places(value: Any) -> Any:
    if isinstance(value, dict):
        places = ("span", "also", "clause", "key", "places")
        return {name: _without_places(inner) for name, inner in value.items() if name not in places}
    if isinstance(value, list):
        return [_without_places(inner) for inner in value]
    return re.sub("\n+", "\n", value) if isinstance(value, str) else value  # a page has no blank lines


@every_text
def test_the_chrome_of_a_site_changes_nothing(path: Path) -> None:
    bare = compile_source(read_path(path))
    head = bare.document
    if head.date is None:
        pytest.skip("the document has no date of its own, so that of the page counts")
    page = saved_page(path, head.title or head.plan_title or "", head.number or "", head.date)
    assert facts(compile_source(read_html(page))) == facts(bare)
