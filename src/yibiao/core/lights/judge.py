"""One figure judged by a pack: the first rule that holds, and which rules could not be asked."""

from typing import NamedTuple

from yibiao.core.lights.values import SHARED, Facts, Light, LightPack, Rule, Status
from yibiao.core.plan import Force


class Judged(NamedTuple):
    """Status and light, the `rule` that gave them (its id; empty: what all packs share), and the unknown facts that others needed."""

    status: Status
    light: Light
    rule: str = ""
    unknown: tuple[str, ...] = ()


def judge(pack: LightPack, facts: Facts, force: Force = "binding") -> Judged:
    """Return how a figure is lit. A stretch 力争 is never red: where a rule says so it is yellow."""
    unknown: dict[str, None] = {}
    for rule in pack.rules:
        if facts.state not in rule.states:
            continue
        missing = _missing(rule, facts)
        if missing is None:
            continue
        if not missing:
            return _tempered(Judged(rule.status, rule.light, rule.id, tuple(unknown)), force)
        unknown.update(dict.fromkeys(missing))
    return _tempered(Judged(*SHARED[facts.state], "", tuple(unknown)), force)


def _missing(rule: Rule, facts: Facts) -> list[str] | None:
    """Return the facts that a rule needs and nobody knows; None where it does not hold whatever they are."""
    missing = []
    for test in rule.tests:
        value = getattr(facts, test.fact)
        if value is None:
            missing.append(test.fact)
        elif not test.holds(value):
            return None
    return missing


def _tempered(found: Judged, force: Force) -> Judged:
    return found._replace(light="yellow") if found.light == "red" and force == "stretch" else found
