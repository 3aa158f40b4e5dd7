"""Every sentence that a page says is in the message books, in both languages."""

import re
from pathlib import Path

import pytest

import yibiao.web
from message_keys import BOOKS, unsaid
from yibiao import packs
from yibiao.messages import say

ROOT = Path(yibiao.web.__file__).parent
# `say("pages.home")` in a template, `"pages.saved"` in a view; `say("pages.answer-" ~ one)` says the beginning of a key.
KEY = re.compile(rf"""["']((?:{"|".join(BOOKS)})\.[a-z0-9_.<>=~-]+?)["']( ~)?""")


def keys_in(path: Path) -> set[tuple[str, bool]]:
    return {(key, bool(more) or key.endswith("-")) for key, more in KEY.findall(path.read_text(encoding="utf-8"))}


# Rights are named like sentences.
RIGHTS = {(name, False) for name in packs.load("rights")["rights"]}


def used() -> set[tuple[str, bool]]:
    paths = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("pages/**/*.py"), *ROOT.glob("login/*.py")]
    return set().union(*map(keys_in, paths)) - RIGHTS


@pytest.mark.parametrize(("key", "begins"), sorted(used()))
def test_is_said(key: str, begins: bool) -> None:
    book, _, name = key.partition(".")
    known = packs.load(f"messages/{book}")
    found = [known[one] for one in known if one == name or (begins and one.startswith(name))]
    assert found
    assert all(entry["zh"].strip() and entry["en"].strip() for entry in found)


@pytest.mark.parametrize("book", ["pages", "site", "states", "posts", "problems"])
def test_english_is_english(book: str) -> None:
    """Names and marks aside, no Chinese is left in the English sentences."""
    han = {name: entry["en"] for name, entry in packs.load(f"messages/{book}").items() if re.search(r"[\u4e00-\u9fff]", entry["en"])}
    assert not han


# What stands in plan files that an earlier compiler made can still be said.
KEPT = {"findings.lost-characters"}


def test_no_sentence_is_left_that_nobody_says() -> None:
    assert [key for key in unsaid() if key not in KEPT] == []


# Marks that a Chinese sentence has. A few English sentences name one, as what is to be typed.
CHINESE_MARKS = re.compile(r"[\u3000-\u303f\uff00-\uffef]")
NAMED = {"orgs.expect-aliases", "records.aliases-how", "review.names-how", "page.no_tasks"}


@pytest.mark.parametrize("book", BOOKS)
def test_english_sentences_have_english_marks(book: str) -> None:
    said = {
        f"{book}.{key}": [text for name, text in entry.items() if name.endswith("en") and CHINESE_MARKS.search(str(text))]
        for key, entry in packs.load(f"messages/{book}").items()
    }
    assert {key: texts for key, texts in said.items() if texts and key not in NAMED} == {}


@pytest.mark.parametrize("path", sorted(ROOT.glob("templates/**/*.html")), ids=lambda path: path.name)
def test_templates_take_their_marks_from_the_books(path: Path) -> None:
    """A mark written into a page would stand in its English sentences too."""
    text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"join\('、'\)", "", text)  # a list that a script takes apart again
    assert not re.search(r"[，。；：！？（）、《》]", text)


def test_a_number_chooses_its_word() -> None:
    assert [say("library.count", "en", count=count) for count in (1, 2, "1,000")] == ["1 document", "2 documents", "1,000 documents"]
    assert say("library.count", "zh", count=1) == "1 份文件"


@pytest.mark.parametrize("book", BOOKS)
def test_one_word_for_one_thing(book: str) -> None:
    """A state is said by its word (欠进度), its colour is a mark (the office's rules for it are 亮灯规则); what is typed to sign in is the 登录名."""
    said = {f"{book}.{key}": str(entry.get("zh")) for key, entry in packs.load(f"messages/{book}").items() if isinstance(entry, dict)}
    other = re.compile(r"[红黄绿]灯|[评亮]灯(?!规则)|账号(?:或|、)密码|密码与账号")
    assert {key: text for key, text in said.items() if other.search(text)} == {}
