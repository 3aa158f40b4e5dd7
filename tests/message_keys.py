"""Which sentences of the message books the program can say: keys written out, and keys put together from parts.

A key may be written whole (``"errors.encrypted"``), with a part that is known at run time (``f"roles.{role}"``,
``"states." ~ row.state``), or without its book where one is put before it (``say(f"tables.{key}")``). Keys that are put
together are taken as patterns: what may stand in them is not known, so all that fit count as said.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import yibiao
from yibiao import packs

ROOT = Path(yibiao.__file__).parent
BOOKS = sorted(path.stem for path in (ROOT / "packs" / "messages").glob("*.yaml"))
ANY = "\0"  # stands for what is put in at run time
_JINJA = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
_JOINED = re.compile(
    r"""(?:"[^"\n]*"|'[^'\n]*'|\([^()]*(?:\([^()]*\)[^()]*)*\)|[\w.]+(?:\[[^\]]*\]|\([^()]*\))*)(?:\s*~\s*(?:"[^"\n]*"|'[^'\n]*'|\([^()]*(?:\([^()]*\)[^()]*)*\)|[\w.]+(?:\[[^\]]*\]|\([^()]*\))*))+"""
)
_PARTS = re.compile(r""""([^"\n]*)"|'([^'\n]*)'""")
_LITERAL = re.compile(r""""([^"\n]*)"|'([^'\n]*)'""")


def literals() -> set[str]:
    """Return every text of the sources, with `ANY` where something is put in."""
    found: set[str] = set()
    for path in sorted(ROOT.rglob("*.py")):
        found |= set(_of_python(ast.parse(path.read_text(encoding="utf-8"))))
    for path in sorted((ROOT / "web" / "templates").rglob("*.html")):
        found |= set(_of_template(path.read_text(encoding="utf-8")))
    for path in sorted(
        (*(ROOT / "files").rglob("*.html"), *(ROOT / "files").rglob("*.js"), *(ROOT / "files").rglob("*.typ"))
    ):
        found |= set(_of_script(path.read_text(encoding="utf-8")))
    return found


def _of_script(text: str) -> Iterator[str]:
    """Yield the texts of a script, and its names: `words.all_tasks` says a sentence of a book that came along."""
    yield from (one or two for one, two in _LITERAL.findall(text))
    yield from (f"{one or two}{ANY}" for one, two in re.findall(rf"(?:{_LITERAL.pattern})\s*\+", text))
    yield from (re.sub(r"\$\{[^}]*\}", ANY, one) for one in re.findall(r"`([^`]*)`", text))
    yield from re.findall(r"\b[a-z_]+\b", text)


def _of_python(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield from map("".join, product(*map(_choices, node.values)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.replace("{}", ANY)


def _choices(part: ast.expr) -> list[str]:
    """Return what a part of a text may be: itself, either of two that are chosen between, anything."""
    value = part.value if isinstance(part, ast.FormattedValue) else part
    options = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
    return [str(one.value) if isinstance(one, ast.Constant) else ANY for one in options]


def _of_template(text: str) -> Iterator[str]:
    for block in _JINJA.findall(text):
        for joined in _JOINED.findall(block):
            yield "".join(_piece(part.strip()) for part in joined.split("~"))
        yield from (one or two for one, two in _LITERAL.findall(block))


def _piece(part: str) -> str:
    found = _PARTS.fullmatch(part)
    return (found[1] or found[2] or "") if found else ANY


def unsaid() -> list[str]:
    """Return the keys that nothing in the sources can mean."""
    texts = literals()
    whole = {text for text in texts if ANY not in text}
    # A literal with its end open ("posts.unit-") is handed on to whoever puts the rest behind it.
    patterns = [text for text in texts if ANY in text] + [
        f"{text}{ANY}" for text in whole if text.endswith(("-", "_"))
    ]
    return [
        f"{book}.{key}"
        for book in BOOKS
        for key in sorted(packs.load(f"messages/{book}"))
        if not _said(book, key, whole, patterns)
    ]


def _said(book: str, key: str, whole: set[str], patterns: list[str]) -> bool:
    named = [one for one in patterns if one.startswith((f"{book}.", ANY))]
    if f"{book}.{key}" in whole or any(
        _fits(one, f"{book}.{key}", 3 if one[0] == ANY else len(book) + 2) for one in named
    ):
        return True
    # The book is put before the key: then the key alone, or a pattern of it, stands somewhere.
    put_before = (
        any(one.startswith((f"{book}.{ANY}", f"{ANY}.{ANY}")) for one in patterns)
        or f"messages/{book}" in whole
    )
    return put_before and (key in whole or any(_fits(one, key, 3) for one in patterns))


def _fits(pattern: str, text: str, least: int) -> bool:
    """Tell whether a pattern can mean a text; one with hardly a letter of its own would mean everything."""
    return len(pattern.replace(ANY, "")) >= least and _as_regex(pattern).fullmatch(text) is not None


@cache
def _as_regex(pattern: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, pattern.split(ANY))))
