"""Making findings: code, severity, sentence and advice from the pack `messages/findings`."""

from typing import Any, cast

from yibiao import packs
from yibiao.core.plan import Finding, Severity
from yibiao.core.spans import Span
from yibiao.messages import language


def finding(code: str, span: Span, *, entry: str | None = None, task: str | None = None, about: str | None = None,
            also: tuple[Span, ...] = (), where: tuple[str, ...] = (), **args: object) -> Finding:
    """Return a finding with its Chinese sentence; `entry` names the sentence where it is not the code's.

    `args` fill the sentence's slots and stay with the finding, so that another language can be rendered.
    """
    sentence = _entry(entry or code)
    values = {name: str(value) for name, value in args.items()}
    values.setdefault("task", task or "")
    kept = {"entry": entry, **values} if entry else values
    return Finding(code, cast(Severity, sentence["severity"]), sentence["zh"].format(**values), span, task, about,
                   sentence["advice_zh"], also, where, tuple((name, value) for name, value in kept.items() if value))


def render(found: Finding, lang: str | None = None) -> tuple[str, str]:
    """Return the sentence and the advice of a finding in `lang` (``zh`` or ``en``)."""
    lang = language(lang)
    args = dict(found.args)
    sentence = packs.load("messages/findings").get(args.pop("entry", found.code))
    if lang == "zh" or sentence is None:
        return found.message, found.advice
    return sentence[lang].format(**args), sentence[f"advice_{lang}"]


def _entry(code: str) -> dict[str, Any]:
    return cast(dict[str, Any], packs.load("messages/findings")[code])
