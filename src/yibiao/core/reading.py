"""One figure read into one target: its subject, bounds, owner, time and force.

Reads: a `Site` and the `Context` of its sentence. Writes: a `TargetDraft`, in clean offsets.
"""

import re
from functools import cache
from typing import NamedTuple

from yibiao import packs
from yibiao.core.changes import baseline_of, bounds, change_of, is_down
from yibiao.core.owners import Owner, every_before, next_place, without_helpers
from yibiao.core.periods import Per, When, per_in
from yibiao.core.plan import Baseline, Change, Comparator, Direction, Force, Number
from yibiao.core.sentences import DEFINITION
from yibiao.core.site import Site
from yibiao.core.subjects import (
    comparator_before,
    growth_before,
    lexicon,
    noun_before,
    noun_behind,
    reached_in,
)
from yibiao.core.unitlist import ListedUnit

Range = tuple[int, int]

_new = tuple.__new__  # makes a target without the detour of its class


class TargetDraft(NamedTuple):
    """A target by clean offsets; the fields are those of `plan.Target`."""

    start: int
    end: int
    subject: str
    comparator: Comparator
    low: Number | None
    high: Number | None
    unit: str
    change: Change
    direction: Direction
    force: Force
    owners: tuple[ListedUnit, ...]
    each: bool
    period: str | None
    per: Per | None
    average: bool
    baseline: Baseline | None
    deadline: str | None
    also: tuple[Range, ...] = ()
    confidence: float | None = None


class Context:
    """What a sentence has said so far, for the segments that follow."""

    __slots__ = ("growth", "lead_owner", "owner", "stretch", "subject", "subject_span", "verb", "when")

    def __init__(self, when: When | None) -> None:
        self.owner: Owner | None = None
        self.lead_owner = False
        self.when = when
        self.stretch = False
        self.subject = ""
        self.subject_span: Range | None = None
        self.verb = ""
        self.growth = ""  # the word of change of the last figure


_RELATIVE = re.compile(r"\s*(?:其中)?(?:占|比重|比例|同比|增长|增速|增幅|下降|降低|年均增长)")
_TOTALS = ("总量", "总额", "总规模")  # 增加值增长7%，总量突破500亿元: of what, the figure before says
_STRIP_CORE = re.compile(r"(?:年均)?(?:增长率|增速|增幅|总量|增长)$")
_STRETCH = re.compile("力争|争取|力求")
_UNDATED = When(None, None)


def target_at(site: Site, context: Context, *, first: bool) -> TargetDraft:
    """Return the target that stands at `site`; `first` when it is the first of its segment."""
    figure, text = site.figure, site.text
    before, rest = _comparator(site)
    every = every_before(site)
    owner = every or (context.owner and not first and next_place(site)) or context.owner
    subject, end, also = _subject(site, _own_words(site, rest, every, owner), before, context)
    growth = growth_before(site.before) or _carried_growth(site, context, owner, before, bool(also))
    change, context.verb = change_of(site, rest, subject, growth, context.verb)
    low, high, comparator = bounds(figure, before)
    when = context.when or _UNDATED
    if site.sentence.years_spoken and (year := reached_in(site.before)[1]):
        when = When(year, f"{year}-12-31")
    start = _skip_marks(text, site.segment[0] if first else site.pre_start, figure.start)
    stretch = context.stretch or (
        site.sentence.strives and _STRETCH.search(text, site.segment[0], figure.start) is not None
    )
    if subject:
        context.subject, context.subject_span = subject, (start, end)
        context.growth = growth if site.figure.kind == "ratio" else ""
    facts = (
        start,
        end,
        subject,
        comparator,
        low,
        high,
        figure.unit or ("元" if figure.magnitude and subject.endswith(_money_nouns()) else ""),
        change,
        "down" if is_down(comparator, growth) else "up",
        "stretch" if stretch else "binding",
        owner.units if owner else (),
        (owner is not None and owner.each) or _each(site),
        when.period or site.sentence.years.period,
        per_in(text, site.segment[0], figure.start) if site.sentence.dated else None,
        site.sentence.dated and text.find("年均", site.segment[0], figure.start) >= 0,
        baseline_of(site),
        when.deadline,
        also,
        _confidence(site, subject, also),
    )
    return _new(TargetDraft, facts)


def _carried_growth(
    site: Site, context: Context, owner: Owner | None, before: Comparator | None, same: bool
) -> str:
    """Return the word of change that a percentage takes with its subject: 增速不低于8%，云州新区不低于20%.

    增长8%，达到2.5% says what is reached instead, unless it is another's, or hoped for.
    """
    if not (same and context.growth and site.figure.kind == "ratio") or _RELATIVE.match(site.before):
        return ""
    named = owner is not None and site.segment[0] <= owner.units[0].start < site.figure.start
    hoped = site.sentence.strives and _STRETCH.search(site.before) is not None
    return context.growth if named or hoped or not site.before.endswith(("达到", "达", "到", "至")) else ""


def _each(site: Site) -> bool:
    return site.sentence.shares and _EACH.search(site.text, site.segment[0], site.figure.start) is not None


def _confidence(site: Site, subject: str, also: tuple[Range, ...]) -> float | None:
    """Return how sure the reading is where a careful reader would look again; None where nothing is odd."""
    if not subject:
        return 0.4
    if site.figure.han or site.figure.kind == "none":
        return 0.6
    return 0.7 if also or subject not in site.text[site.segment[0] : site.segment[1]] else None


_EACH = re.compile(r"每(?:所|人|名|家|支|个)(?!月|季|工作日)")
_SHARE_OF = re.compile(r"(达到|不低于|不少于|超过|占到|占|达)[^，,]{2,14}的$")


def _comparator(site: Site) -> tuple[Comparator | None, str]:
    """Return the comparator before a figure; that of 达到最大负荷的5% stands before what it is a share of."""
    if site.figure.kind == "ratio" and site.before.endswith("的"):
        share = _SHARE_OF.search(site.before)
        if share:
            return lexicon().sign.get(share.group(1)), site.before[: share.start()]
    return comparator_before(site.before)


def _own_words(site: Site, rest: str, every: Owner | None, owner: Owner | None) -> str:
    """Return the words before a figure without those that only name its owner."""
    stop = site.pre_start + len(rest)
    if every:
        return site.text[site.pre_start : every.end].rsplit("每", 1)[0] + site.text[every.end : stop]
    if owner and site.pre_start <= owner.units[0].start < site.figure.start:
        words = site.text[owner.end : stop]
        return words.removeprefix("分别").removeprefix("各自").removeprefix("各")
    return without_helpers(site, rest)


@cache
def _money_nouns() -> tuple[str, ...]:
    return tuple(packs.load("language/figures")["elided_money"])


def _skip_marks(text: str, start: int, end: int) -> int:
    while start < end and text[start] in "、和及与并 　-—－–·•●◆■（(":
        start += 1
    return start


def _subject(
    site: Site, head: str, before: Comparator | None, context: Context
) -> tuple[str, int, tuple[Range, ...]]:
    """Return the subject, the end of the target's text, and other places the subject was read from."""
    figure = site.figure
    if "下同" in head:
        head = DEFINITION.sub("", head)
    behind = noun_behind(site.behind)
    counted = bool(behind) and figure.kind not in ("money", "ratio")
    if counted and not _reached(site, before):
        return _behind(site, behind)  # 引进10名人才
    noun, verb = noun_before(head)
    if counted and len(noun) < 2:
        return _behind(site, behind)
    if behind and figure.kind == "ratio" and (not noun or (before is None and site.behind.startswith("的"))):
        return _behind(site, behind)
    only_verb = noun.removeprefix("再") in lexicon().verb_words
    if noun in lexicon().stages and context.subject.endswith("项目"):
        return noun + "项目", figure.end, (context.subject_span,) if context.subject_span else ()
    if context.subject and (not noun or only_verb or _RELATIVE.match(head) or noun in _TOTALS):
        noun = "" if only_verb else noun
        core = _STRIP_CORE.sub("", context.subject) if noun else context.subject
        joined = core + noun if noun.startswith(("占", "比重", "比例", *_TOTALS)) else noun or core
        return joined, figure.end, (context.subject_span,) if context.subject_span else ()
    if only_verb and noun in _RESULTS:
        return _wider_subject(site) + noun, figure.end, ()  # 争取获批1-2家: of what, the words before say
    return noun or behind or _wider_subject(site) or verb or head.strip(" 　、，,"), figure.end, ()


# Verbs that are the result that is counted, but not of what.
_RESULTS = ("立项", "获批")
_AND_SUCH = re.compile(r"(?:等|、)(?P<kind>[\u4e00-\u9fff]{2,12}?)(?:建设申报|建设|申报|创建|认定|试点)?$")
_INTO_PLAN = re.compile(
    r"[纳列进]入?(?:国家|省级|全国|省)?(?P<kind>[\u4e00-\u9fff]{3,14}?)(?:规划|计划|目录|清单|布局)$"
)


def _wider_subject(site: Site) -> str:
    """Return the noun of the segment before, where the figure's own segment has none."""
    words = site.text[site.back : max(site.segment[0], site.back)].rstrip("，,：: ")
    last = re.split(r"[，,：:]", words)[-1] if words else ""
    last = re.sub(r"(?<=[\u4e00-\u9fff]{4})的[\u4e00-\u9fff]{2,8}$", "", last)  # …平台的筹备和申报
    kind = _AND_SUCH.search(last) or _INTO_PLAN.search(last)
    return kind["kind"] if kind else noun_before(last)[0][-16:]


def _behind(site: Site, noun: str) -> tuple[str, int, tuple[Range, ...]]:
    """Return the noun behind a figure as its subject."""
    stop = site.text.find(noun, site.figure.end, site.stop) + len(noun)
    return noun, max(stop, site.figure.end), ()


def _reached(site: Site, before: Comparator | None) -> bool:
    """Tell whether the words before a figure say what reaches it: 覆盖达到70个的目标, not 引进10名人才."""
    return before not in (None, "=") and site.before.endswith(("到", "至", "达", "在", "过", "破"))
