"""Lights in words: a pack, its rules, and what made one light what it is."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from yibiao import packs
from yibiao.core.emit import number_text
from yibiao.core.lights.pack import light_pack
from yibiao.core.lights.values import NAMES, LightPack, Rule, Test
from yibiao.core.standing import Standing
from yibiao.messages import say


class Reason(NamedTuple):
    """Why a light is what it is: the pack and its rule in words, what was not known, and the figures."""

    rule: str
    unknown: str
    figures: tuple[tuple[str, str], ...]


def pack_said(pack: LightPack, lang: str) -> str:
    """Return the name of a pack with its version."""
    return say("lights.pack-version", lang, name=pack.name[lang], version=pack.version)


def rule_said(rule: Rule, lang: str) -> str:
    """Return where a rule holds, in words."""
    said = say("lights.joined", lang).join(_test_said(test, lang) for test in rule.tests)
    return said or say("lights.always", lang)


def reason_of(stands: Standing, unit: str, lang: str) -> Reason:
    """Return what a light opens into; figures in their measure unit."""
    name, _, version = stands.rule.partition("/")
    pack = light_pack(name, int(version))
    rule = pack.rule(stands.by)
    key = "lights.by-rule" if rule else "lights.by-shared"
    said = say(key, lang, pack=pack_said(pack, lang), rule=rule_said(rule, lang) if rule else "")
    separator = say("lights.separator", lang)
    unknown = separator.join(say(f"lights.fact-{fact}", lang) for fact in stands.unknown)
    told = say("lights.passed-over", lang, facts=unknown) if unknown else ""
    return Reason(said, told, tuple(_figures(stands, pack, unit, lang)))


def _figures(stands: Standing, pack: LightPack, unit: str, lang: str) -> Iterator[tuple[str, str]]:
    """Yield what is known, in the order in which one works it out; of facts those that the pack asks about."""
    for fact, value in (("goal", stands.goal), ("planned", stands.planned), ("reached", stands.reached)):
        if value is not None:
            yield say(f"lights.fact-{fact}", lang), f"{_number(value)}{unit}"
    if stands.rate is not None:
        yield say("lights.fact-rate", lang), _number(stands.rate)
    for fact in NAMES:
        value = getattr(stands.facts, fact) if stands.facts and fact in pack.needs - {"lead"} else None
        if value is not None:
            yield say(f"lights.fact-{fact}", lang), _number(Decimal(value))


def _test_said(test: Test, lang: str) -> str:
    if test.limit == 0 and f"{test.fact}-{test.comparison}-zero" in packs.load("messages/lights"):
        return say(f"lights.{test.fact}-{test.comparison}-zero", lang)
    return say(f"lights.{test.fact}-{test.comparison}", lang, limit=_number(test.limit))


def _number(value: Decimal) -> str:
    return number_text(round(value, 2).normalize())
