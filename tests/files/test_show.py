"""The page as a file: what is in it, what is not, and that its policy allows exactly its own script."""

import base64
import hashlib
import json
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from show_fixture import plan

from yibiao import packs
from yibiao.files.retell import retell
from yibiao.files.show import SCRIPTS, STYLES, render_page, safe_json

PAGE = render_page(plan())
FOLDER = files("yibiao.files").joinpath("page")
SCRIPT = "\n".join(FOLDER.joinpath(name).read_text(encoding="utf-8") for name in SCRIPTS)
STYLE = "\n".join(FOLDER.joinpath(name).read_text(encoding="utf-8") for name in STYLES)


def digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def test_the_policy_allows_its_own_style_and_script_and_nothing_else() -> None:
    page = LexborHTMLParser(PAGE)
    policy = page.css_first('meta[http-equiv="Content-Security-Policy"]').attributes["content"] or ""
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    code = [node for node in page.css("script") if "type" not in node.attributes]
    assert rules["default-src"] == "'none'"
    assert [digest(node.text()) for node in code] == [rules["script-src"]]
    assert [digest(node.text()) for node in page.css("style")] == [rules["style-src"]]


def test_nothing_is_fetched() -> None:
    page = LexborHTMLParser(PAGE)
    links = [node.attributes.get("src") or node.attributes.get("href") for node in page.css("[src], [href]")]
    assert all((link or "").startswith("data:") for link in links)
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|WebSocket|sendBeacon", SCRIPT + STYLE)


def test_the_scripts_build_no_markup_from_text() -> None:
    assert not re.search(r"(inner|outer|Adjacent)HTML|\.write\(|eval\(|new Function|DOMParser", SCRIPT)


def test_only_what_chromium_86_knows_is_used() -> None:
    newer_script = r"\?\?=|\|\|=|&&=|structuredClone|\.at\(|\.findLast|Object\.hasOwn|\bstatic \{"
    newer_style = r":has\(|color-mix|oklch|@container|@layer|\binset:|aspect-ratio|:is\(|accent-color"
    assert not re.search(newer_script, SCRIPT)
    assert not re.search(newer_style, STYLE)


def test_the_plan_travels_whole() -> None:
    data = json.loads(LexborHTMLParser(PAGE).css_first("#data").text())
    assert data["plan"] == plan()


def test_every_sentence_the_scripts_say_is_in_the_book() -> None:
    book = packs.load("messages/page")
    said = set(re.findall(r'(?:say(?:Count)?\(|"data-(?:say|label)": )"([\w-]+)"', SCRIPT))
    assert said
    assert said <= set(book)
    for code in packs.load("messages/page"):
        assert set(book[code]) == {"zh", "en"}


@pytest.mark.parametrize(("asked", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_the_language_is_declared(asked: str, tag: str) -> None:
    assert LexborHTMLParser(render_page(plan(), asked)).css_first("html").attributes["lang"] == tag


def test_a_finding_is_told_in_both_languages() -> None:
    sentences = packs.load("messages/findings")["unresolved-group"]
    message = sentences["zh"].format(unit="各依托单位", task="2.1")
    told = retell(
        {"code": "unresolved-group", "message": message, "args": {"unit": "各依托单位", "task": "2.1"}}
    )
    assert told["zh"]["message"] == message
    assert told["en"]["message"] == sentences["en"].format(unit="各依托单位", task="2.1")
    assert told["en"]["advice"] == sentences["advice_en"]


@pytest.mark.parametrize("args", [{}, {"unit": "{task.__class__}"}, None, ["x"], {"unit": 1, "task": None}])
@pytest.mark.parametrize("code", ["unresolved-group", "by-hand", None])
def test_a_finding_of_unknown_words_keeps_its_own(code: str | None, args: object) -> None:
    told = retell({"code": code, "message": "自己的话", "args": args})
    assert {lang: said["message"] for lang, said in told.items()} == {"zh": "自己的话", "en": "自己的话"}


def test_a_slot_name_in_the_document_stays_text() -> None:
    hostile = plan()
    hostile["document"]["plan_title"] = "{{script}} {{data}}"
    hostile["text"] = "{{style}}" + hostile["text"]
    page = render_page(hostile)
    assert page.count("<script") == 2
    assert "<title>{{script}} {{data}}" in page


@given(st.text())
def test_embedded_json_holds_no_markup_and_comes_back(text: str) -> None:
    made = safe_json({"text": text})
    assert not set(made) & set("<>&\u2028\u2029")
    made.encode()
    assert json.loads(made) == {"text": text}


def test_lone_surrogates_can_be_written() -> None:
    assert json.loads(safe_json("\ud800x").encode()) == "\ud800x"


def test_a_plan_without_text_or_tasks_still_makes_a_page() -> None:
    bare = {"format": "yibiao-plan/1", "document": {}, "tasks": [], "targets": []}
    assert "<title>一表</title>" in render_page(bare)
