"""Facts of a plan in the words of a line on the terminal."""

from collections.abc import Iterable
from typing import Any

from yibiao.core.amounts import figure
from yibiao.core.findings import render
from yibiao.core.plan import Finding, Target
from yibiao.core.serialise import exact
from yibiao.messages import say


def finding_message(finding: Finding, lang: str) -> str:
    """Return the sentence of a finding; one that has no words in `lang` keeps its own."""
    return _told(finding, lang)[0]


def finding_advice(finding: Finding, lang: str) -> str:
    """Return what could be done about a finding, in `lang` where its pack has words for it."""
    return _told(finding, lang)[1]


def _told(finding: Finding, lang: str) -> tuple[str, str]:
    if lang == "zh" and finding.message:
        return finding.message, finding.advice
    try:
        if finding.code.startswith("invalid-"):  # what is wrong with a plan file has a book of its own
            return say(f"validate.{finding.code}", lang, **dict(finding.args)), finding.advice
        return render(finding, lang)
    except (LookupError, TypeError, AttributeError):
        return finding.message, finding.advice  # of a later version, or written by hand


def names(values: Iterable[str], lang: str, most: int | None = None) -> str:
    """Return names in a row, at most `most` of them and how many more there are."""
    listed = list(values)
    row = say("cli.list-separator", lang).join(listed[:most])
    if most is None or len(listed) <= most:
        return row
    return f"{row} {say('cli.and-more', lang, count=len(listed))}"


def target_figure(target: Target) -> str:
    """Return the figure of a target as an office writes it: ``力争 新增 ≥100 家``."""
    return plain_figure(
        {
            "comparator": target.comparator,
            "low": None if target.low is None else exact(target.low),
            "high": None if target.high is None else exact(target.high),
            "unit": target.unit,
            "subject": target.subject,
            "force": target.force,
            "per": target.per,
            "average": target.average,
            "change": target.change,
            "direction": target.direction,
        }
    )


def plain_figure(target: dict[str, Any]) -> str:
    """Return the figure of a target of the plan file as an office writes it."""
    parts = figure(target)
    number = f"{parts['sign']}{parts['number']}{parts['gap']}{parts['unit']}"
    return f"{parts['words']} {number}".strip()
