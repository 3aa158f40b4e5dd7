"""Corrections as people and programs give them, completed with the words by which a fact is found again.

A page or a program names a fact by its key; what is stored carries the fact's words too, so that the
correction survives a recompile (`core/corrections`). New tasks, figures and cuts are given by characters of
the text: ``{"kind": "task.split", "task": {"key": …}, "at": [[120, "title"]]}``, and ``"span": [start, end]``.
"""

from collections.abc import Callable, Mapping
from typing import Any

from yibiao.core.corrections.jsonform import correction_values
from yibiao.core.corrections.making import add_target_at, add_task_at, split_at
from yibiao.core.corrections.refs import finding_refs, measure_ref, target_ref, task_ref
from yibiao.core.corrections.values import Corrected, Correction, FindingRef, Ref
from yibiao.core.plan import Plan, Task
from yibiao.core.spans import Span
from yibiao.hub.actions import Refused

Json = dict[str, Any]

# What says where a figure stands, and is no field of it.
_PLACED = frozenset({"number", "plan", "task", "span"})
_MOST_DIGITS = 18  # of a whole number of a form: what 64 bits hold


def completed(made: Corrected, body: Mapping[str, Any]) -> Json:
    """Return the body of a correction with whole references; what isn't known is left for the reader to refuse."""
    given = dict(body)
    if given.get("kind") == "task.split" and "at" in given:
        return _split(made, given)
    if given.get("kind") in ("task.add", "target.add") and "span" in given:
        return _added(made, given)
    for name in ("fact", "task", "target"):
        if _is_key(given.get(name)):
            given[name] = _reference(made, given[name]["key"])
    if given.get("kind") == "task.merge" and isinstance(given.get("tasks"), list):
        given["tasks"] = [_reference(made, one["key"]) if _is_key(one) else one for one in given["tasks"]]
    if isinstance(finding := given.get("finding"), Mapping) and "key" in finding and "said" not in finding:
        given["finding"] = _finding(made, finding["key"])
    return given


def _is_key(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("key"), str) and set(value) == {"key"}


def _plain(ref: Ref | FindingRef | Correction) -> Json:
    """Return a named tuple without the fields that have their default, as `correction_values` writes it."""
    made = {name: value for name, value in ref._asdict().items() if value not in ("", (), None)}
    return {name: _plain(value) if hasattr(value, "_fields") else _listed(value) for name, value in made.items()}


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _reference(made: Corrected, key: str) -> Json:
    """Return the reference of a task, measure or target by its key."""
    for task, measures in zip(made.plan.tasks, made.measures, strict=True):
        if task.key == key:
            return _plain(task_ref(task))
        if key in measures:
            return _plain(measure_ref(key, task.measures[measures.index(key)], task))
    for target in made.plan.targets:
        if target.key == key:
            return _plain(target_ref(target, made.plan))
    raise Refused("hubplans.no-fact", fact=key[:80])


def _finding(made: Corrected, key: str) -> Json:
    for ref in finding_refs(made.plan):
        if ref.key == key:
            return _plain(ref)
    raise Refused("hubplans.no-fact", fact=str(key)[:80])


def _task(plan: Plan, given: Mapping[str, Any]) -> Task:
    key = given.get("task", {}).get("key") if isinstance(given.get("task"), Mapping) else None
    found = next((task for task in plan.tasks if task.key == key), None)
    if found is None:
        raise Refused("hubplans.no-fact", fact=str(key)[:80])
    return found


def _split(made: Corrected, given: Json) -> Json:
    task = _task(made.plan, given)
    measures = made.measures[made.plan.tasks.index(task)]
    try:
        cuts = sorted((int(offset), str(title)) for offset, title in given["at"])
    except (TypeError, ValueError, OverflowError):  # a number may be Infinity
        raise Refused("hubplans.no-place") from None
    if not cuts or any(not task.span.start < offset < task.span.end for offset, _ in cuts):
        raise Refused("hubplans.no-place")
    return _with_reason(split_at(0, made.plan, task, measures, cuts, given.get("title")), given)


def _added(made: Corrected, given: Json) -> Json:
    """Return the addition of what stands at a span of the text."""
    span, fields = _span(made.plan, given), given.get("fields") or {}
    if not isinstance(fields, Mapping) or _PLACED.intersection(fields):
        raise Refused("hubplans.no-place")
    if given["kind"] == "task.add":
        roles = given.get("roles") if _are_lists(given.get("roles")) else None
        addition = add_task_at(0, made.plan, span, str(given.get("title", "")), roles, given.get("deadline"))
        return _with_reason(addition, given)
    if not isinstance(fields.get("subject"), str):
        raise Refused("hubplans.no-subject")
    return _with_reason(add_target_at(0, made.plan, _task(made.plan, given), span, **fields), given)


def _are_lists(given: Any) -> bool:
    return isinstance(given, Mapping) and all(isinstance(names, list) for names in given.values())


def _span(plan: Plan, given: Json) -> Span:
    try:
        start, end = (int(offset) for offset in given["span"])
    except (TypeError, ValueError, OverflowError):  # a number may be Infinity
        raise Refused("hubplans.no-place") from None
    if not 0 <= start < end <= len(plan.text):
        raise Refused("hubplans.no-place")
    return Span(start, end)


def _with_reason(correction: Correction, given: Json) -> Json:
    made = correction_values(correction)
    return made | ({"reason": given["reason"]} if given.get("reason") else {})


# --- From the fields of a page -------------------------------------------------------------------


def _offset(form: Any, name: str) -> int:
    given = str(form.get(name, "")).strip()
    if not given.isascii() or not given.isdigit() or len(given) > _MOST_DIGITS:
        raise Refused("hubplans.no-place")
    return int(given)


def _names(form: Any) -> list[str]:
    given = str(form.get("units", ""))
    for mark in "，,；;\n":
        given = given.replace(mark, "、")
    return [name.strip() for name in given.split("、") if name.strip()]


def _answer_form(form: Any) -> Json:
    return {"finding": {"key": form.get("key", "")}, "answer": form.get("answer", ""), "text": form.get("text", "")}


def _members_form(form: Any) -> Json:
    task = form.get("task", "") or form.get("key", "")
    made = {"group": form.get("group", ""), "units": _names(form), "reason": form.get("reason", "")}
    return made | {"task": {"key": task} if task else None}


def _add_task_form(form: Any) -> Json:
    span = [_offset(form, "start"), _offset(form, "end")]
    return {"span": span, "title": form.get("title", ""), "reason": form.get("reason", "")}


def _add_target_form(form: Any) -> Json:
    fields = {name: form.get(name, "") for name in ("subject", "comparator", "unit") if form.get(name, "")}
    low = str(form.get("low", "")).strip()
    fields |= {"low": int(low) if low.isascii() and low.isdigit() and len(low) <= _MOST_DIGITS else low or None}
    span = [_offset(form, "start"), _offset(form, "end")]
    return {"task": {"key": form.get("key", "")}, "span": span, "fields": fields, "reason": form.get("reason", "")}


def _split_form(form: Any) -> Json:
    cut = [_offset(form, "at"), form.get("title", "")]
    return {"task": {"key": form.get("key", "")}, "at": [cut], "reason": form.get("reason", "")}


FORMS: dict[str, Callable[[Any], Json]] = {
    "finding.answer": _answer_form,
    "members": _members_form,
    "task.add": _add_task_form,
    "target.add": _add_target_form,
    "task.split": _split_form,
}
