"""Targets: which figures of a text are ordered, by whom they are owed, what they count.

Reads: text with its sentences, and stretches to look in. Writes: `TargetDraft`s in clean offsets. What is
no target is decided in `nontargets`, the subject in `subjects`, the kind of change in `changes`.
"""

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from yibiao import packs
from yibiao.core.changes import baseline_of, bounds, change_of, is_down
from yibiao.core.figures import Figure, scan, scan_han
from yibiao.core.nontargets import STRONG, is_criterion, is_earlier_value, is_scope, objection
from yibiao.core.owners import Owner, every_before, owner_at
from yibiao.core.periods import Per, When, per_in, when_in
from yibiao.core.plan import Baseline, Change, Comparator, Number
from yibiao.core.sentences import Sentences
from yibiao.core.site import SentenceView, Site, Years
from yibiao.core.subjects import comparator_before, lexicon, noun_before, noun_behind
from yibiao.core.unitlist import ListedUnit

Range = tuple[int, int]


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
    direction: str
    force: str
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

    __slots__ = ("lead_owner", "owner", "stretch", "subject", "subject_span", "verb", "when")

    def __init__(self, when: When | None) -> None:
        self.owner: Owner | None = None
        self.lead_owner = False
        self.when = when
        self.stretch = False
        self.subject = ""
        self.subject_span: Range | None = None
        self.verb = ""


def find_targets(text: str, sentences: Sentences, ranges: list[Range], years: Years) -> list[TargetDraft]:
    """Return the targets within `ranges`, the stretches of one task or section, in order."""
    found: list[TargetDraft] = []
    lead: When | None = None
    carried: When | None = None
    for start, end in ranges:
        figures = sorted([*scan(text, start, end), *scan_han(text, start, end)])
        starts = [figure.start for figure in figures]
        for first, last in sentences.split(start, end):
            own = figures[bisect_left(starts, first) : bisect_left(starts, last)] if figures else []
            if own:
                made, when = _sentence(SentenceView(text, first, last, years), sentences, own, carried or lead)
                found += made
                carried = when if last < end and text[last] in "；;" else None
            elif last - first < 40:
                lead = when_in(text, first, last, years.year) or lead
    return found


def _sentence(view: SentenceView, sentences: Sentences, figures: list[Figure], lead: When | None) -> tuple[list[TargetDraft], When | None]:
    """Return the targets of a sentence, and the time it spoke of."""
    found: list[TargetDraft] = []
    context = Context(lead)
    starts = [figure.start for figure in figures]
    for segment in sentences.segments(view.start, view.end):
        own = figures[bisect_left(starts, segment[0]) : bisect_left(starts, segment[1])]
        _note_segment(view, segment, own, context)
        if own:
            found += _segment(view, segment, own, context)
    return found, context.when


_ONLY_TIME = re.compile(r"\s*(?:力争|争取|努力|力求)[^，,]{0,16}$")
_ON_ITS_OWN = re.compile(r"\s*(?:力争|全市|全省|全区|全县|全年|累计)")


def _note_segment(view: SentenceView, segment: Range, figures: list[Figure], context: Context) -> None:
    """Note time, owner and force that a segment states for itself and those behind it."""
    text = view.text
    stop = figures[0].start if figures else segment[1]
    context.when = when_in(text, segment[0], stop, view.years.year) or context.when
    if not figures and _ONLY_TIME.match(text, *segment):
        context.stretch = True
    owner = owner_at(text, segment[0], segment[1])
    # A numeral of the owner's own (三大开发区) is no figure that it stands before.
    if owner and (not figures or owner.end <= figures[-1].start):
        context.owner, context.lead_owner = owner, not figures
    elif figures and context.owner and not context.lead_owner:
        # 各区分别举办5场以上，力争达成意向500项: the second figure is everybody's.
        if context.owner.apart or _ON_ITS_OWN.match(text, segment[0], stop):
            context.owner = None


def _segment(view: SentenceView, segment: Range, figures: list[Figure], context: Context) -> list[TargetDraft]:
    kept = _kept(_sites(view, segment, _with_shared_units(view.text, figures)), context)
    if not kept:
        return []
    from yibiao.core.apart import shared_out

    shared = shared_out(view, segment, kept, context)
    if shared is not None:
        return shared
    context.verb = ""
    found = [target_at(site, context, first=site is kept[0]) for site in kept]
    context.lead_owner = False
    return found


def _with_shared_units(text: str, figures: list[Figure]) -> list[Figure]:
    """Give 60、72、90学时 its unit three times: one written at the end of a row holds for all of it."""
    shared = list(figures)
    for at in range(len(shared) - 2, -1, -1):
        figure, following = shared[at], shared[at + 1]
        if figure.kind == "none" and following.unit and text[figure.end : following.start] in ("、", "和", "或"):
            shared[at] = figure._replace(unit=following.unit, kind=following.kind)
    return shared


def _kept(sites: list[Site], context: Context) -> list[Site]:
    """Drop what is no target; the words before a dropped figure belong to the next one (由7天缩短至3天)."""
    kept: list[Site] = []
    carried: int | None = None
    scope = False
    for site in sites:
        objected = objection(site)
        if objected is None and scope and _continues_scope(site):
            continue
        scope = is_scope(objected)
        if objected:
            if is_criterion(objected) and kept and not _JOINT.search(site.text, kept[-1].figure.end, site.figure.start):
                kept[-1].extend_on(site.stop)  # 建成10个年产值超过100亿元的优势产区
                carried = None
                continue
            if is_earlier_value(objected):
                context.subject = noun_behind(site.behind) or noun_before(comparator_before(site.before)[1])[0] or context.subject
            carried = site.pre_start if carried is None else carried
            continue
        if carried is not None:
            site.extend_back(carried)
            carried = None
        kept.append(site)
    return kept


def _continues_scope(site: Site) -> bool:
    """Tell whether a figure only goes on with a count of what there is: 全市12个区、176个街道."""
    return len(site.before) <= 10 and not site.before.endswith(STRONG) and not site.figure.after and not lexicon().verbs.find(site.before)


def _sites(view: SentenceView, segment: Range, figures: list[Figure]) -> list[Site]:
    """Place each figure: the words between two figures go to the one they belong to."""
    sites: list[Site] = []
    pre_start = segment[0]
    for at, figure in enumerate(figures):
        cut = _between(view.text, figure.end, figures[at + 1].start) if at + 1 < len(figures) else segment[1]
        sites.append(Site(view, figure, segment, pre_start, cut))
        pre_start = cut
    return sites


_JOINT = re.compile(r"(?:、|；|以及|及其|并且|并|同时|其中|和|及|与)")


def _between(text: str, start: int, end: int) -> int:
    """Return where the words behind one figure end and those before the next begin."""
    last = start
    for match in _JOINT.finditer(text, start, end):
        last = match.start()
        if last == start:
            break
    return last


_RELATIVE = re.compile(r"\s*(?:其中)?(?:占|比重|比例|同比|增长|增速|增幅|下降|降低|年均增长)")
_STRIP_CORE = re.compile(r"(?:年均)?(?:增长率|增速|增幅|总量|增长)$")
_STRETCH = re.compile("力争|争取|力求")


def target_at(site: Site, context: Context, *, first: bool) -> TargetDraft:
    """Return the target that stands at `site`; `first` when it is the first of its segment."""
    figure, text = site.figure, site.text
    before, rest = _comparator(site)
    every = every_before(text, site.segment[0], figure.start)
    owner = every or context.owner
    subject, end, also = _subject(site, _own_words(site, rest, every, owner), before, context)
    change, context.verb = change_of(site, rest, subject, context.verb)
    low, high, comparator = bounds(figure, before)
    when = context.when or When(None, None)
    start = _skip_marks(text, site.segment[0] if first else site.pre_start, figure.start)
    stretch = context.stretch or _STRETCH.search(text, site.segment[0], figure.start) is not None
    if subject:
        context.subject, context.subject_span = subject, (start, end)
    return TargetDraft(
        start,
        end,
        subject,
        comparator,
        low,
        high,
        figure.unit or ("元" if figure.magnitude and subject.endswith(_money_nouns()) else ""),
        change,
        "down" if is_down(site, comparator) else "up",
        "stretch" if stretch else "binding",
        owner.units if owner else (),
        (owner.each if owner else False) or _EACH.search(text, site.segment[0], figure.start) is not None,
        when.period or site.sentence.years.period,
        per_in(text, site.segment[0], figure.start),
        text.find("年均", site.segment[0], figure.start) >= 0,
        baseline_of(site),
        when.deadline,
        also,
        None,
    )


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
    return rest


@cache
def _money_nouns() -> tuple[str, ...]:
    return tuple(packs.load("language/figures")["elided_money"])


def _skip_marks(text: str, start: int, end: int) -> int:
    while start < end and text[start] in "、和及与并 　-—－–·•●◆■（(":
        start += 1
    return start


def _subject(site: Site, head: str, before: Comparator | None, context: Context) -> tuple[str, int, tuple[Range, ...]]:
    """Return the subject, the end of the target's text, and other places the subject was read from."""
    figure = site.figure
    noun, verb = noun_before(head)
    behind = noun_behind(site.behind)
    if behind and figure.kind != "money" and _takes_behind(site, noun, before):
        stop = site.text.find(behind, figure.end, site.stop) + len(behind)
        return behind, max(stop, figure.end), ()
    only_verb = noun in lexicon().verb_words
    if context.subject and (not noun or only_verb or _RELATIVE.match(head)):
        noun = "" if only_verb else noun
        core = _STRIP_CORE.sub("", context.subject) if noun else context.subject
        joined = core + noun if noun.startswith(("占", "比重", "比例")) else noun or core
        return joined, figure.end, (context.subject_span,) if context.subject_span else ()
    return noun or behind or _wider_subject(site) or verb or head.strip(" 　、，,"), figure.end, ()


def _wider_subject(site: Site) -> str:
    """Return the noun of the segment before, where the figure's own segment has none."""
    words = site.text[site.sentence.start : site.segment[0]].rstrip("，,：: ")
    return noun_before(re.split(r"[，,：:]", words)[-1])[0] if words else ""


def _takes_behind(site: Site, noun: str, before: Comparator | None) -> bool:
    """Tell 引进10名人才 (the noun follows) from 覆盖率达到70%的目标 (it stands before)."""
    if not noun:
        return True
    if site.figure.kind == "ratio":
        return site.behind.startswith("的") and before is None
    reached = before not in (None, "=") and site.before.endswith(("到", "至", "达", "在", "过", "破"))
    return not (reached and len(noun) > 1)
