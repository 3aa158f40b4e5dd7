"""Checks: what a careful reader would raise about a compiled plan, each a function in `CHECKS`.

Each reads a `Compiled` and writes findings. Right ones only: a wrong finding costs as much as a missing one.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple

from yibiao.core.amounts import as_decimal, number_text
from yibiao.core.findings import finding
from yibiao.core.outline import Gap
from yibiao.core.plan import Document, Finding, Section, Target, Task
from yibiao.core.spans import Span
from yibiao.core.subjects import has_verb
from yibiao.core.unitlist import is_open_class


class Compiled(NamedTuple):
    """What the checks may look at. `has_rule` says that a rule of the document gives leads."""

    document: Document
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    gaps: tuple[tuple[Gap, Span, str], ...]
    has_rule: bool
    whole: Span


def _no_tasks(plan: Compiled) -> Iterator[Finding]:
    if not plan.tasks:
        yield finding("no-tasks", plan.whole)


def _no_lead_unit(plan: Compiled) -> Iterator[Finding]:
    """A task without lead; once for the document when it never names one."""
    without = [task for task in plan.tasks if not task.lead]
    if plan.tasks and len(without) == len(plan.tasks):
        yield finding("no-lead-unit", plan.whole, entry="no-lead-unit-document")
        return
    for task in without:
        yield finding("no-lead-unit", task.span, task=task.id, title=_short(task.title))


def _unresolved_group(plan: Compiled) -> Iterator[Finding]:
    for task in plan.tasks:
        seen: set[str] = set()
        units = chain(task.lead, task.responsible, task.cooperating, task.data_providers, task.guiding)
        for unit in units:
            if unit.group and unit.name not in seen and is_open_class(unit.name):
                seen.add(unit.name)
                yield finding("unresolved-group", unit.span, task=task.id, about=unit.name, unit=unit.name)


def _annex_missing(plan: Compiled) -> Iterator[Finding]:
    for annex in plan.document.annexes:
        if not annex.present:
            yield finding("annex-missing", annex.span, about=annex.title, title=annex.title)


def _numbering_gap(plan: Compiled) -> Iterator[Finding]:
    for gap, span, title in plan.gaps:
        yield finding(
            "numbering-gap",
            span,
            task=None,
            about=str(gap.expected),
            number=gap.node.number,
            title=_short(title),
            expected=gap.expected,
        )


_NEEDS_DEFINITION = re.compile(
    "高新技术企业|科技型中小企业|专精特新|小巨人|瞪羚|独角兽|规模以上|规上|限上|上市公司|上市企业|市场主体|经营主体|龙头企业|单项冠军|企业"
)
_COUNT = re.compile("数量$|数$")


def _definition_needed(plan: Compiled) -> Iterator[Finding]:
    """新增 of things that are certified and can lapse: net growth, or newly certified?"""
    seen: set[str] = set()
    for target in plan.targets:
        if target.change != "increment" or target.unit not in ("家", "户", "个", "名"):
            continue
        subject = _COUNT.sub("", target.subject)
        if "新增" not in target.text or "净增" in target.text or subject in seen:
            continue
        if _NEEDS_DEFINITION.search(subject):
            seen.add(subject)
            thing = f"新增{subject}"
            yield finding("definition-needed", target.span, task=target.task, about=thing, subject=thing)


def _opposed(targets: tuple[Target, ...]) -> list[list[Target]]:
    """Return the groups of targets that speak of one thing, in which figures may exclude one another.

    Of one thing speak those whose subject, unit, owner, period and rhythm agree. Subjects are the dear part of
    the comparison, so the figures are looked at before.
    """
    bounded = {target.unit for target in targets if target.high is not None}
    keyed = [(_circumstances(target), target) for target in targets if target.unit in bounded]
    rough: dict[tuple[object, ...], list[Target]] = {}
    for key, target in keyed:
        rough.setdefault(key, []).append(target)
    risky = {key for key, group in rough.items() if len(group) > 1 and _may_conflict(group)}
    groups: dict[tuple[object, ...], list[Target]] = {}
    for key, target in keyed:
        if key in risky:
            groups.setdefault((core_subject(target.subject), key), []).append(target)
    return [group for group in groups.values() if len(group) > 1 and _may_conflict(group)]


def _circumstances(target: Target) -> tuple[object, ...]:
    owners = tuple([unit.name for unit in target.owed_by]) if target.owed_by else ()
    return target.unit, target.per, target.period, target.change == "growth", owners, target.each


# The look at the next character is cheap where none can begin.
_PADDING = re.compile(
    r"(?=[数总个新累全“”\"《》的])(?:数量$|总数$|总量$|个数$|数$|^新增|^新建|^累计|^全市|^全省|^全县|^全区|[“”\"《》的])"
)


def core_subject(subject: str) -> str:
    """Return a subject without what varies when the same thing is named again."""
    core = _PADDING.sub("", subject)
    return core if core == subject else _PADDING.sub("", core)


_MOST = 100
"""Of more figures for one thing, only so many are held against all others."""


def _conflicting_target(plan: Compiled) -> Iterator[Finding]:
    for group in _opposed(plan.targets):
        for at, one in enumerate(group[:_MOST]):
            other = next((two for two in group[at + 1 :] if _excludes(one, two)), None)
            if other and one.task != other.task:
                yield _conflict(one, other)
                break


def _may_conflict(group: list[Target]) -> bool:
    """Tell quickly whether one figure of a group is above what another allows."""
    lows = [target.low for target in group if target.low is not None]
    highs = [target.high for target in group if target.high is not None]
    return bool(lows and highs) and max(lows) > min(highs)


def _conflict(one: Target, other: Target) -> Finding:
    return finding(
        "conflicting-target",
        other.span,
        about=other.subject,
        also=(one.span,),
        task=other.task,
        where=(one.task or "", other.task or ""),
        subject=other.subject,
        one=figure_words(one),
        two=figure_words(other),
        place_one=one.task or "—",
        place_two=other.task or "—",
    )


def _excludes(one: Target, two: Target) -> bool:
    """Tell whether no value satisfies both figures."""
    if "~" in (one.comparator, two.comparator) or one.force != two.force or _flow_and_stock(one, two):
        return False
    lows = [target.low for target in (one, two) if target.low is not None]
    highs = [target.high for target in (one, two) if target.high is not None]
    return bool(lows and highs) and max(lows) > min(highs)


# What makes a figure all there is by then, unless it adds up what is done within the year (全年累计培训).
_CUMULATIVE = re.compile("(?<!全年)(?<!年内)(?<![当本今]年)(?<!年度)累计|总数|保有量")
_REACHED = re.compile("达|[增加高大展升][到至]")


def _flow_and_stock(one: Target, two: Target) -> bool:
    """Tell whether one figure is what is added or done and the other what there is then: 新建8000个，累计建成6万个."""
    if (one.change == "increment") != (two.change == "increment"):
        return True
    if _is_cumulative(one) == _is_cumulative(two):
        return False
    flow = two if _is_cumulative(one) else one
    return flow.change == "increment" or (has_verb(flow.text) and not _REACHED.search(flow.text))


def _is_cumulative(target: Target) -> bool:
    return _CUMULATIVE.search(target.text) is not None


def _repeated_target(plan: Compiled) -> Iterator[Finding]:
    figures = [(target.comparator, target.low, target.high, target.unit) for target in plan.targets]
    often = Counter(figures)
    groups: dict[tuple[object, ...], list[Target]] = {}
    for target, figure in zip(plan.targets, figures, strict=True):
        if often[figure] > 1:
            groups.setdefault((figure, _circumstances(target)), []).append(target)
    for group in groups.values():
        for at, first in enumerate(group[:_MOST_ALIKE]):
            again = [
                two
                for two in group[at + 1 : _MOST_ALIKE]
                if two.task != first.task and _same_thing(first, two)
            ]
            if again:
                yield _repeat(first, again[0])


_MOST_ALIKE = 60  # figures of one value that are held against one another; a plan has a handful


def _same_thing(one: Target, two: Target) -> bool:
    """Tell whether two subjects name one thing, the longer one with a word in front (12345热线工单按期办结率)."""
    first, second = sorted((core_subject(one.subject), core_subject(two.subject)), key=len)
    return first == second or (len(first) >= 5 and second.endswith(first))


def _repeat(first: Target, target: Target) -> Finding:
    figure = figure_words(target)
    return finding(
        "repeated-target",
        target.span,
        about=f"{core_subject(target.subject)} {figure}",
        also=(first.span,),
        where=(first.task or "", target.task or ""),
        subject=target.subject,
        figure=figure,
        place_one=first.task or "—",
        place_two=target.task or "—",
    )


_SIGNS = {">=": "≥", ">": "＞", "<=": "≤", "<": "＜", "~": "约", "range": "", "=": ""}


def figure_words(target: Target) -> str:
    """Return a target's figure as plain words, as documents write it: ≥30个, 1–2家, ≥120亿元."""
    number, myriad = number_text(as_decimal(target.low), as_decimal(target.high))
    return f"{_SIGNS[target.comparator]}{number.replace(',', '')}{myriad}{target.unit}"


def _no_target(plan: Compiled) -> Iterator[Finding]:
    measured = {target.task for target in plan.targets}
    for task in plan.tasks:
        if task.id not in measured:
            yield finding("no-target", task.span, task=task.id, title=_short(task.title))


def _no_deadline(plan: Compiled) -> Iterator[Finding]:
    if plan.document.years is not None:
        return
    dated = {target.task for target in plan.targets if target.deadline or target.period}
    for task in plan.tasks:
        if task.deadline is None and task.id not in dated:
            yield finding("no-deadline", task.span, task=task.id, title=_short(task.title))


def _short(title: str) -> str:
    return title if len(title) <= 24 else title[:23] + "…"


CHECKS: tuple[Callable[[Compiled], Iterator[Finding]], ...] = (
    _no_tasks,
    _conflicting_target,
    _no_lead_unit,
    _unresolved_group,
    _annex_missing,
    _numbering_gap,
    _definition_needed,
    _repeated_target,
    _no_target,
    _no_deadline,
)


def run_checks(plan: Compiled) -> list[Finding]:
    """Return the findings of all checks, in the order of `CHECKS`."""
    return [found for check in CHECKS for found in check(plan)]
