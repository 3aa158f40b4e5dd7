"""What the form of the split desk says, as an entry of a split file."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from yibiao.web.api.problems import Problem
from yibiao.web.api.schemas import is_sound
from yibiao.web.pages.splits.figures import typed

# What a form that does not show it leaves as it is.
_KEPT = ("step", "units", "bounds", "bounds_of_all", "note")
_LONGEST_NOTE = 500
_METHODS = ("equal", "weights", "baseline", "manual")
_MOST_TITLE = 200
# What stands for the title or the source of a baseline that has none yet: enough to work shares out, not to propose them.
NAMELESS = "—"
_SCALES = ("1", "10000", "100000000")


def given_in(request: HttpRequest) -> dict[str, str]:
    """Return the fields that a form holds; the desk's script sends them as JSON, so that a late one is not kept as unsent."""
    if request.content_type != "application/json":
        return {name: str(request.POST[name]) for name in request.POST}
    try:
        values = json.loads(request.body)
    except ValueError:
        raise Problem("malformed") from None
    if not isinstance(values, dict) or not all(isinstance(text, str) and is_sound(text) for text in values.values()):
        raise Problem("malformed")
    return values


def power_in(given: Mapping[str, str]) -> int:
    """Return what the figures of a form are times of: 1, 10000 (万) or 100000000 (亿)."""
    return int(given["scale"]) if given.get("scale") in _SCALES else 1


def body_of(given: Mapping[str, str], old: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the split that a form asks for; what it does not show stays as it is in `old`. `Refused` for what is no figure."""
    power = power_in(given)
    body: dict[str, Any] = {name: value for name, value in (old or {}).items() if name in _KEPT}
    body["method"] = given.get("method") if given.get("method") in _METHODS else "equal"
    if "note" in given:
        note = given["note"].strip()[:_LONGEST_NOTE]
        body = {**body, "note": note} if note else {name: value for name, value in body.items() if name != "note"}
    for name in ("reserve", "city", "step"):
        if given.get(name, "").strip():
            body[name] = typed(given[name], power)
    shares = _column(given, "share-", power)
    if body["method"] != "manual":
        shares = {code: share for code, share in shares.items() if given.get(f"lock-{code}")}
    return {**body, **({"shares": shares} if shares else {}), **_proportions(given, body["method"]), **_bounds(given, power)}


def _column(given: Mapping[str, str], prefix: str, power: int = 1) -> dict[str, str]:
    """Return the figures of one column by unit code; empty fields are left out."""
    fields = {name.removeprefix(prefix): text for name, text in given.items() if name.startswith(prefix)}
    return {code: figure for code, text in fields.items() if (figure := typed(text, power))}


def _proportions(given: Mapping[str, str], method: str) -> dict[str, Any]:
    if method == "weights":
        return {"weights": _column(given, "weight-")}
    if method != "baseline":
        return {}
    named = {name: given.get(f"base-{name}", "").strip()[:_MOST_TITLE] or NAMELESS for name in ("title", "source")}
    return {"baseline": {**named, "values": _column(given, "basis-")}}


def _bounds(given: Mapping[str, str], power: int) -> dict[str, Any]:
    """Return the bounds of units and of all, where the form shows them."""
    if "least-all" not in given and "most-all" not in given:
        return {}
    found: dict[str, dict[str, str]] = {}
    for end in ("least", "most"):
        for code, figure in _column(given, f"{end}-", power).items():
            found.setdefault(code, {})[end] = figure
    return {"bounds_of_all": found.pop("all", {}), "bounds": found}
