"""Findings of a plan file said in every language, found again through the sentence they were made from."""

from collections.abc import Iterator
from typing import Any

from yibiao.core.findings import book
from yibiao.messages import LANGUAGES

Told = dict[str, dict[str, str]]


def retell(finding: dict[str, Any]) -> Told:
    """Return `message` and `advice` of a finding of the plan file, by language.

    A finding whose sentence is in no book (of a later version, or written by hand) keeps its own words.
    """
    own = {"message": str(finding.get("message") or ""), "advice": str(finding.get("advice") or "")}
    args = finding.get("args")
    for entry in _entries(str(finding.get("code"))):
        told = _told(entry, args if isinstance(args, dict) else {})
        if any(said["message"] == own["message"] for said in told.values()):
            return told
    return dict.fromkeys(LANGUAGES, own)


def _entries(code: str) -> Iterator[dict[str, str]]:
    """Yield the sentences of a code and of its variants (`no-lead-unit-document` is a `no-lead-unit`)."""
    for key, entry in book().items():
        if key == code or key.startswith(f"{code}-"):
            yield entry


def _told(entry: dict[str, str], args: dict[str, Any]) -> Told:
    try:
        return {
            lang: {
                "message": entry[lang].format_map(args),
                "advice": entry.get(f"advice_{lang}", "").format_map(args),
            }
            for lang in LANGUAGES
        }
    except (LookupError, ValueError, TypeError, AttributeError):
        return {}
