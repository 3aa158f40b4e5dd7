"""Making findings: code, severity, sentence and advice from the pack `messages/findings`."""

from functools import cache
from typing import cast

from yibiao import packs
from yibiao.core.plan import Finding, Severity
from yibiao.core.spans import Span
from yibiao.messages import language

_new = tuple.__new__  # makes a finding without the detour of its class


def finding(  # the fields of a finding
    code: str,
    span: Span,
    *,
    entry: str | None = None,
    task: str | None = None,
    about: str | None = None,
    also: tuple[Span, ...] = (),
    where: tuple[str, ...] = (),
    **args: object,
) -> Finding:
    """Return a finding with its Chinese sentence; `entry` names the sentence where it is not the code's.

    `args` fill the sentence's slots and stay with the finding, so that another language can be rendered.
    """
    severity, sentence, advice = _entry(entry or code)
    values = {name: str(value) for name, value in args.items()}
    if "task" not in values:
        values["task"] = task or ""
    kept = [item for item in values.items() if item[1]]
    if entry:
        kept.insert(0, ("entry", entry))
    message = sentence.format_map(values)
    return _new(Finding, (code, severity, message, span, task, about, advice, also, where, tuple(kept)))


def render(found: Finding, lang: str | None = None) -> tuple[str, str]:
    """Return the sentence and the advice of a finding in `lang` (``zh`` or ``en``)."""
    lang = language(lang)
    args = dict(found.args)
    sentence = book().get(args.pop("entry", found.code))
    if lang == "zh" or sentence is None:
        return found.message, found.advice
    return sentence[lang].format(**args), sentence[f"advice_{lang}"]


@cache
def book() -> dict[str, dict[str, str]]:
    """Return every sentence of a finding by its entry; a reader's notices are entries of `reader-notice`."""
    entries: dict[str, dict[str, str]] = dict(packs.load("messages/findings"))
    for later in ("corrections", "revisions"):
        entries |= {code: said for code, said in packs.load(f"messages/{later}").items() if "severity" in said}
    frame = entries.pop("reader-notice")
    for code, said in packs.load("messages/notices").items():
        entries[f"reader-notice-{code}"] = {**frame, **said}
    return entries


@cache
def _entry(code: str) -> tuple[Severity, str, str]:
    """Return severity, sentence and advice of an entry."""
    sentence = book()[code]
    return cast(Severity, sentence["severity"]), sentence["zh"], sentence["advice_zh"]
