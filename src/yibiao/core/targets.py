"""Targets: which figures of a text are ordered, by whom they are owed, what they count.

Reads: text with its sentences, and stretches to look in. Writes: `TargetDraft`s in clean offsets. What is
no target is decided in `nontargets`, the subject in `subjects`, the kind of change in `changes`.
"""

import re

from yibiao.core.apart import shared_out
from yibiao.core.figures import Figure, figures_in
from yibiao.core.nontargets import is_criterion, is_earlier_value, is_scope, objection
from yibiao.core.owners import owner_at
from yibiao.core.periods import When, names_time, when_in
from yibiao.core.reading import Context, Range, TargetDraft, target_at
from yibiao.core.sentences import Sentences
from yibiao.core.site import SentenceView, Site, Years
from yibiao.core.subjects import bound_before, comparator_before, has_verb, noun_before, noun_behind


def find_targets(text: str, sentences: Sentences, ranges: list[Range], years: Years) -> list[TargetDraft]:
    """Return the targets within `ranges`, the stretches of one task or section, in order."""
    found: list[TargetDraft] = []
    idle: list[Range] = []  # what has no figure, since the sentence before
    lead: When | None = None
    carried: When | None = None
    for start, end in ranges:
        figures = figures_in(text, start, end)
        if not figures:
            idle.append((start, end))
            continue
        at, done = 0, start
        while at < len(figures):
            first, last = sentences.around(figures[at].start, start, end)
            own = _before(figures, at, last)
            at += len(own)
            idle.append((done, first))
            done = last
            if not carried:
                lead = _lead(text, sentences, idle, years) or lead
                idle = []
            goes_on = last < end and (
                text[last] in "；;" or _SPELLS_OUT.match(text, last + 1, end) is not None
            )
            view = SentenceView(text, first, last, years)
            made, when = _sentence(view, sentences, own, carried or lead, goes_on)
            found += made
            carried = when if goes_on else None
        idle.append((done, end))
    return found


# 到2025年，全市达到50%。其中，甲县…: the time holds for the parts; 甲县、乙县分别达到45%、42% says no more than whose.
_SPELLS_OUT = re.compile(
    r"\s*(?:其中|(?:[\u4e00-\u9fff]{2,4}[、和]){1,12}[\u4e00-\u9fff]{2,4}分别(?:达到?|为|不低于|提高到|下降到|降至)?\d[\d.]*%[、和])"
)


def _before(figures: list[Figure], at: int, end: int) -> list[Figure]:
    """Return those of `figures` from `at` on that begin before the offset `end`."""
    stop = at
    while stop < len(figures) and figures[stop].start < end:
        stop += 1
    return figures[at:stop]


def _lead(text: str, sentences: Sentences, idle: list[Range], years: Years) -> When | None:
    """Return the time that the last short sentence without a figure names (2021年底前。) for those behind."""
    for start, end in reversed(idle):
        if names_time(text, start, end):
            for first, last in reversed(sentences.split(start, end)):
                if last - first < 40 and (when := when_in(text, first, last, years.year)):
                    return when
    return None


def _sentence(
    view: SentenceView, sentences: Sentences, figures: list[Figure], lead: When | None, goes_on: bool
) -> tuple[list[TargetDraft], When | None]:
    """Return the targets of a sentence, and the time it spoke of if the next one `goes_on` with it."""
    found: list[TargetDraft] = []
    context = Context(lead)
    at, count = 0, len(figures)
    for segment in sentences.segments(view.start, view.end):
        if at == count:
            if not goes_on:
                break
            if view.dated:
                _note_time(view, segment[0], segment[1], context)
            continue
        first = at
        while at < count and figures[at].start < segment[1]:
            at += 1
        own = figures[first:at]
        _note_segment(view, segment, own, context)
        if own:
            found += _segment(view, segment, own, context)
    return found, context.when


_ONLY_TIME = re.compile(r"\s*(?:力争|争取|努力|力求)[^，,]{0,16}$")
_ON_ITS_OWN = re.compile(r"\s*(?:力争|全市|全省|全区|全县|全年|累计)")


_WHOLE_YEAR = re.compile(r"\s*(?:力争|确保)?全年")
# 成交额较2020年翻一番，达到800亿元: what doubles is what the figure behind counts.
_DOUBLED = re.compile(r"(?P<noun>[^，,]{2,24}?)(?:[比较][^，,]{2,8}?)?(?:实现|再)?翻[一两三]?番$")


# 各乡镇分别打造示范点2个，每季度开展活动1次以上: a rhythm, or 各 once more, is that of each of them.
_EACH_AGAIN = re.compile(
    r"\s*(?:并且?|同时|且)?(?:每(?:个?季度?|个?月|年|半年|周)|分别|各自?(?=\d|[建完培引举开打组]))(?!累计)"
)


def _note_segment(view: SentenceView, segment: Range, figures: list[Figure], context: Context) -> None:
    """Note time, owner and force that a segment states for itself and those behind it."""
    text, (start, end) = view.text, segment
    stop = figures[0].start if figures else end
    if view.dated:
        _note_time(view, start, stop, context)
    if not figures:
        if text[end - 1] == "番" and (doubled := _DOUBLED.match(text, start, end)):
            context.subject, context.subject_span = noun_before(doubled["noun"])[0], segment
        if view.strives and _ONLY_TIME.match(text, start, end):
            context.stretch = True
    owner = owner_at(text, start, end)
    # A numeral of the owner's own (三大开发区) is no figure that it stands before.
    if owner and (not figures or owner.end <= figures[-1].start):
        context.owner, context.lead_owner = owner, not figures
    elif (
        figures
        and context.owner
        and not context.lead_owner
        and (context.owner.apart or _ON_ITS_OWN.match(text, start, stop))
        and not (context.owner.each and _EACH_AGAIN.match(text, start, stop))
    ):
        # 各区分别举办5场以上，力争达成意向500项: the second figure is everybody's.
        context.owner = None


def _note_time(view: SentenceView, start: int, stop: int, context: Context) -> None:
    """Note the time that `[start, stop)` names for the figures behind it."""
    context.when = when_in(view.text, start, stop, view.years.year) or context.when
    if context.when and context.when.part_of_year and _WHOLE_YEAR.match(view.text, start, stop):
        context.when = None  # 一季度签约20个，全年签约率达到60%


def _segment(
    view: SentenceView, segment: Range, figures: list[Figure], context: Context
) -> list[TargetDraft]:
    if len(figures) > 1:
        figures = _with_shared_units(view.text, figures)
    kept = _kept(_sites(view, segment, figures), context)
    if not kept:
        return []
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
        if (
            figure.kind == "none"
            and following.unit
            and text[figure.end : following.start] in ("、", "和", "或")
        ):
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
            if (
                is_criterion(objected)
                and kept
                and not _JOINT.search(site.text, kept[-1].figure.end, site.figure.start)
            ):
                kept[-1].extend_on(site.stop)  # 建成10个年产值超过100亿元的优势产区
                carried = None
                continue
            if is_earlier_value(objected) and not kept:
                context.subject = (
                    noun_behind(site.behind)
                    or noun_before(comparator_before(site.before)[1])[0]
                    or context.subject
                )
            carried = site.pre_start if carried is None else carried
            continue
        if carried is not None:
            site.extend_back(carried)
            carried = None
        kept.append(site)
    return kept


def _continues_scope(site: Site) -> bool:
    """Tell whether a figure only goes on with a count of what there is: 全市12个区、176个街道."""
    return (
        len(site.before) <= 10
        and not bound_before(site.before)
        and not site.figure.after
        and not has_verb(site.before)
    )


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
