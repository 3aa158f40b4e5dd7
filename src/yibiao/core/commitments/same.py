"""Which targets of two plans ask for the same figure, as far as their words tell; somebody confirms it before it counts."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

_FILLER = re.compile(r"[\s“”\"《》（）()、，,。的全市各区新增新建新设建成累计总数量数]+")


class Same(NamedTuple):
    """Two targets, by their keys, that seem to ask for the same figure."""

    target: str
    other: str


def asks(target: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a target asks for: its subject without words that say nothing of it, its unit, and how it counts.

    ``新建创新平台`` and ``创新平台数`` ask for the same; an increment and a level, or other units, do not.
    """
    subject = _FILLER.sub("", str(target.get("subject") or ""))
    return subject, str(target.get("unit") or ""), str(target.get("change") or ""), str(target.get("direction") or "")


def same_questions(ours: Iterable[Mapping[str, Any]], theirs: Iterable[Mapping[str, Any]]) -> list[Same]:
    """Return the pairs of targets that ask for the same figure; one whose subject is nothing but filler asks for nothing."""
    known: dict[tuple[str, ...], list[str]] = {}
    for target in theirs:
        if asks(target)[0]:
            known.setdefault(asks(target), []).append(str(target["key"]))
    return [Same(str(target["key"]), other) for target in ours for other in known.get(asks(target), ())]
