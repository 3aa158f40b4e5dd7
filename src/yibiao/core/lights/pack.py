"""Packs of rules read from `packs/lights/*.yaml` (format ``yibiao-lights/2``), each checked on load.

A file is one version of one pack, ``default-1.yaml``, and never changes once it was shipped: whoever wants other rules
adds the next version, so that what was lit by the old one can be explained for ever.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from yibiao import packs
from yibiao.core.lights.values import NAMES, Comparison, Light, LightPack, Rule, State, Status, Test

FORMAT = "yibiao-lights/2"
# What lights a plan whose office has chosen nothing: always this version.
DEFAULT = ("default", 1)
_HEAD = frozenset({"format", "id", "version", "since", "name", "source", "left_open", "about", "rules"})
_RULE = frozenset({"id", "state", "when", "status", "light"})
_LANGUAGES = ("zh", "en")
# Which lights a status can have; `red` of a stretch is shown yellow.
_LIGHTS: Mapping[Status, tuple[Light, ...]] = {
    "unreported": ("grey", "yellow", "red"),
    "not-due": ("grey", "yellow", "green"),
    "not-begun": ("yellow", "red"),
    "behind": ("yellow", "red"),
    "on-path": ("green",),
    "ahead": ("green",),
    "overdue": ("red",),
    "no-path": ("grey",),
}


class PackError(ValueError):
    """A pack is none: `place` is where in the file (``rules[2].when.gap``), `fault` what is wrong, in English."""

    def __init__(self, place: str, fault: str) -> None:
        super().__init__(f"{place}: {fault}")
        self.place, self.fault = place, fault


def read_pack(values: Any) -> LightPack:
    """Return the pack of a file's plain values; `PackError` with the place of the first fault."""
    _fields(values, _HEAD, "pack")
    if values["format"] != FORMAT:
        raise PackError("format", f"expected {FORMAT}, found {values['format']!r}")
    rules = tuple(_rule(entry, f"rules[{at}]") for at, entry in enumerate(_list(values["rules"], "rules")))
    ids = [rule.id for rule in rules]
    for at, name in enumerate(ids):
        if name in ids[:at]:
            raise PackError(f"rules[{at}].id", f"{name!r} stands twice")
    return LightPack(
        id=_text(values["id"], "id"),
        version=_whole(values["version"], "version"),
        since=_day(values["since"], "since"),
        name=_said(values["name"], "name"),
        source=_said(values["source"], "source"),
        left_open=tuple(_said(one, f"left_open[{at}]") for at, one in enumerate(_list(values["left_open"], "left_open", empty=True))),
        about=_number(values["about"], "about"),
        rules=rules,
        needs=frozenset(test.fact for rule in rules for test in rule.tests),
    )


@cache
def light_pack(name: str = DEFAULT[0], version: int | None = None) -> LightPack:
    """Return a shipped pack by its id, without a version the newest; an unknown one is a `KeyError`."""
    found = [pack for pack in light_packs(every=True) if pack.id == name and version in (None, pack.version)]
    if not found:
        raise KeyError(name if version is None else f"{name}/{version}")
    return max(found, key=lambda pack: pack.version)


def default_pack() -> LightPack:
    """Return the pack that lights where nobody chose one."""
    return light_pack(*DEFAULT)


@cache
def light_packs(*, every: bool = False) -> tuple[LightPack, ...]:
    """Return the shipped packs, the default first, in their newest versions; `every` version where asked."""
    names = sorted(path.name.removesuffix(".yaml") for path in files(packs).joinpath("lights").iterdir() if path.name.endswith(".yaml"))
    found = [_shipped(name) for name in names]
    newest = {pack.id: max(one.version for one in found if one.id == pack.id) for pack in found}
    kept = [pack for pack in found if every or pack.version == newest[pack.id]]
    return tuple(sorted(kept, key=lambda pack: (pack.id != DEFAULT[0], pack.id == "deadline", pack.id, pack.version)))


def _shipped(name: str) -> LightPack:
    pack = read_pack(packs.load(f"lights/{name}"))
    if name != f"{pack.id}-{pack.version}":
        raise PackError("id", f"{name}.yaml holds {pack.mark}")
    return pack


def _rule(entry: Any, place: str) -> Rule:
    _fields(entry, _RULE, place, optional=frozenset({"state", "when"}))
    states = _list(entry.get("state", ["open"]), f"{place}.state")
    for state in states:
        _one_of(state, get_args(State), f"{place}.state")
    tests = tuple(_tests(entry.get("when", {}), f"{place}.when"))
    status, light = entry["status"], entry["light"]
    _one_of(status, _LIGHTS, f"{place}.status")
    _one_of(light, _LIGHTS[status], f"{place}.light")
    if "done" in states or "kept" in states:
        raise PackError(f"{place}.state", "what is done, or kept under its ceiling, is not judged")
    return Rule(_text(entry["id"], f"{place}.id"), frozenset(states), tests, status, light)


def _tests(when: Any, place: str) -> list[Test]:
    if not isinstance(when, Mapping):
        raise PackError(place, "expected facts with their limits")
    made = []
    for fact, limits in when.items():
        _one_of(fact, NAMES, place)
        if not isinstance(limits, Mapping) or not limits:
            raise PackError(f"{place}.{fact}", "expected limits such as {over: 30}")
        for comparison, limit in limits.items():
            _one_of(comparison, get_args(Comparison), f"{place}.{fact}")
            made.append(Test(fact, comparison, _number(limit, f"{place}.{fact}.{comparison}")))
    return made


def _fields(values: Any, known: frozenset[str], place: str, optional: frozenset[str] = frozenset()) -> None:
    if not isinstance(values, Mapping):
        raise PackError(place, "expected fields")
    if missing := sorted(known - optional - set(values)):
        raise PackError(place, f"{missing[0]!r} is missing")
    if strange := sorted(map(str, set(values) - known)):
        raise PackError(place, f"{strange[0]!r} is no field of it")


def _one_of(value: Any, known: Any, place: str) -> None:
    if not isinstance(value, str) or value not in known:
        raise PackError(place, f"{value!r} is none of {', '.join(known)}")


def _list(value: Any, place: str, *, empty: bool = False) -> list[Any]:
    if not isinstance(value, list) or not (value or empty):
        raise PackError(place, "expected a list")
    return value


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PackError(place, "expected a word")
    return value


def _whole(value: Any, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise PackError(place, f"expected a whole number from 1 on, found {value!r}")
    return value


def _number(value: Any, place: str) -> Decimal:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise PackError(place, f"expected a number, found {value!r}")
    return Decimal(repr(value))


def _day(value: Any, place: str) -> str:
    if not isinstance(value, datetime.date):
        raise PackError(place, f"expected a day such as 2025-01-01, found {value!r}")
    return value.isoformat()


def _said(value: Any, place: str) -> Mapping[str, str]:
    if not isinstance(value, Mapping) or set(value) != set(_LANGUAGES) or not all(isinstance(one, str) and one.strip() for one in value.values()):
        raise PackError(place, "expected a sentence in zh and in en")
    return dict(value)

