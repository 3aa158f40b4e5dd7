"""The page of `yibiao show`: the document as received beside its plan, in one self-contained file.

The plan travels as JSON in a data block; the scripts in `page/` build everything from it with text nodes
alone, so text of the document can never become markup. A content security policy with the digests of the
one style sheet and the one script forbids everything else, the network included.
"""

import base64
import hashlib
import html
import json
import re
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from yibiao import packs
from yibiao.core.amounts import figure
from yibiao.files.retell import retell
from yibiao.messages import LANGUAGES, language

STYLES = ("tokens.css", "page.css", "plan.css", "narrow.css", "print.css")
# In this order they make one script; each may use what stands before it.
SCRIPTS = (
    "base.js", "facts.js", "text.js", "rows.js", "outline.js", "views.js",
    "panel.js", "search.js", "select.js", "main.js",
)  # fmt: skip

HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_SLOT = re.compile(r"\{\{(\w+)\}\}")
# What could end the data block or confuse a parser; a lone surrogate can't be written as UTF-8.
_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def render_page(plan: dict[str, Any], lang: str = "zh") -> str:
    """Return the page of `plan` as one HTML document that opens in `lang`.

    `plan` has the structure of the plan file, with `text`; a plan without text still shows, beside an
    empty document. Both languages are inside, and nothing outside is needed.
    """
    lang = language(lang)
    style, script = _style(), _script()
    return _fill(
        _file("page.html"),
        lang=HTML_LANGUAGES[lang],
        policy=_policy(style, script),
        title=html.escape(_title(plan)),
        style=style,
        script=script,
        noscript=html.escape(_strings()[lang]["needs_script"]),
        data=safe_json({"plan": plan, "lang": lang, **_told(plan), "strings": _strings()}),
    )


def safe_json(value: Any) -> str:
    """Return `value` as JSON that may stand in a script element: without ``<``, ``>``, ``&``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain, allow_nan=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _plain(value: Any) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} has no place in a plan file")
    whole = value == value.to_integral_value() and value.adjusted() < 16
    return int(value) if whole else float(value)


def _title(plan: dict[str, Any]) -> str:
    head = plan.get("document") or {}
    name = head.get("plan_title") or head.get("title") or (head.get("source") or {}).get("name") or ""
    return " · ".join(part for part in (name, head.get("number"), "一表") if part)


def _told(plan: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of the targets and findings, in their order."""
    return {
        "figures": [figure(target) for target in plan.get("targets") or ()],
        "findings": [retell(finding) for finding in plan.get("findings") or ()],
    }


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _fill(template: str, **slots: str) -> str:
    """Fill all slots in one pass, so that a slot's name inside a document stays text."""
    return _SLOT.sub(lambda found: slots[found[1]], template)


@cache
def _file(name: str) -> str:
    return files(__package__).joinpath("page", name).read_text(encoding="utf-8")


@cache
def _style() -> str:
    return "\n".join(_file(name) for name in STYLES)


@cache
def _script() -> str:
    return '"use strict";\n(() => {\n' + "\n".join(_file(name) for name in SCRIPTS) + "\n})();"


@cache
def _strings() -> dict[str, dict[str, str]]:
    """Return every sentence of the page, by language and key."""
    book = packs.load("messages/page")
    return {lang: {key: said[lang] for key, said in book.items()} for lang in LANGUAGES}
