"""Single clauses and sentences, compiled outside a document: for benchmarks and experiments."""

from typing import Any

from yibiao.core.repair import repair_text
from yibiao.core.roles import ROLE_NAMES, parse_clause
from yibiao.core.sentences import Sentences
from yibiao.core.site import Years
from yibiao.core.targets import find_targets

_OPEN, _CLOSE = "（(〔[［【〈<", "）)〕]］】〉>"


def compile_clause(text: str) -> dict[str, list[str]]:
    """Return the role lists of a single responsibility clause, with or without its bracket."""
    stripped = repair_text(text).strip()
    if stripped and stripped[0] in _OPEN and stripped[-1] in _CLOSE:
        stripped = stripped[1:-1]
    clause = parse_clause(stripped)
    lists: dict[str, list[str]] = {role: [] for role in ROLE_NAMES}
    if clause is None:
        return lists
    for role, unit in clause.units:
        lists[role].append(unit.name)
    if clause.first_listed and not lists["lead"] and lists["responsible"]:
        lists["lead"] = [lists["responsible"].pop(0)]
    return lists


def compile_sentence(text: str, year: int | None = None) -> list[dict[str, Any]]:
    """Return the targets of a single sentence, with the fields by which targets are compared."""
    text = repair_text(text)
    drafts = find_targets(text, Sentences(text), [(0, len(text))], Years(year))
    fields = (
        "subject",
        "comparator",
        "low",
        "high",
        "unit",
        "change",
        "direction",
        "force",
        "each",
        "period",
        "per",
        "average",
    )
    return [
        {**{name: getattr(draft, name) for name in fields}, "owed_by": [unit.name for unit in draft.owners]}
        for draft in drafts
    ]
