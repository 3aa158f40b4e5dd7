"""Every sentence that a page says is in the message books, in both languages."""

import re
from pathlib import Path

import pytest

import yibiao.web
from yibiao import packs

ROOT = Path(yibiao.web.__file__).parent
# `say("pages.home")` in a template, `"pages.saved"` in a view; `say("pages.answer-" ~ one)` says the beginning of a key.
BOOKS = sorted(path.stem for path in (ROOT.parent / "packs" / "messages").glob("*.yaml"))
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
