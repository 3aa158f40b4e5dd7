"""Targets: which figures of a text are ordered, by whom they are owed, what they count.

Reads: text with its sentences, stretches to look in. Writes: `TargetDraft`s in clean offsets. The words
stand in the pack `language/figures`; rules for what is not a target are the tuple `NOT_TARGETS`.
"""

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from yibiao import packs
from yibiao.core.figures import Figure, scan, scan_han
from yibiao.core.owners import Owner, every_before, owner_at
from yibiao.core.periods import Per, When, per_in, when_in
from yibiao.core.plan import Baseline, Change, Comparator, Number
from yibiao.core.sentences import Sentences
from yibiao.core.subjects import comparator_before, lexicon, noun_before, noun_behind
from yibiao.core.unitlist import ListedUnit


class Years(NamedTuple):
    """What the document's head says of time: its own year, and the years it covers."""

    year: int | None = None
    span: tuple[int, int] | None = None

    @property
    def period(self) -> str | None:
        """The period of a figure whose sentence names none."""
        if self.span and self.span[0] != self.span[1]:
            return f"{self.span[0]}/{self.span[1]}"
        return str(self.year) if self.year else None


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
    also: tuple[tuple[int, int], ...] = ()
    confidence: float | None = None


class Site:
    """A figure in its place: the words before and behind it within segment and sentence."""

    __slots__ = ("before", "behind", "figure", "next_start", "pre_start", "rest", "segment", "sentence", "text", "years")

    def __init__(self, text: str, figure: Figure, sentence: tuple[int, int], segment: tuple[int, int], pre_start: int,
                 next_start: int, years: Years) -> None:
        self.text = text
        self.figure = figure
        self.sentence = sentence
        self.segment = segment
        self.pre_start = pre_start
        self.next_start = next_start
        self.before = text[pre_start:figure.start].rstrip(" 　")
        self.behind = text[figure.end:next_start]
        self.rest = text[figure.end:sentence[1]]
        self.years = years


class _Rules:
    def __init__(self) -> None:
        pack = packs.load("language/figures")
        rules = {rule["name"]: rule for rule in pack["not_targets"]}
        self.scope = re.compile(rules["scope"]["before"])
        self.subsidy = re.compile(rules["subsidy"]["sentence"])
        self.subsidy_units = set(rules["subsidy"]["units"])
        self.past = re.compile(rules["past"]["sentence"])
        self.past_lead = re.compile(rules["past"]["lead"])
        self.stretch = re.compile("|".join(pack["stretch"]))


@cache
def _rules() -> _Rules:
    return _Rules()


# --- What is not a target -------------------------------------------------------------------------

_OPEN_QUOTES = (("“", "”"), ("《", "》"), ("「", "」"), ("『", "』"))
_YEAR = re.compile(r"(?P<lead>比|较|以|按|与)?(?:19|20)\d\d(?=年)")
_OLD_STOCK = re.compile(r"年?(?:底|末)?(?:以|之)?前?(?:建成|投用|开工|出厂|生产|注册|竣工|认定|立项|印发|出台|制定)?[^，,。]{0,6}的|年度?[^，,]{0,8}(?:基数|基础上)")
_NOW = re.compile(r"今年|本年|到20\d\d年|力争|确保|年内|全年")
_STRONG = re.compile(r"(?:不少于|不低于|不小于|至少|达到|达|超过|突破|提高到|提升到|增加到|不超过|不高于|控制在|降到|降至|压缩到|压缩至|缩短到|缩短至|减少到|压减到|压减至|减至|缩减到|控制到|保持在|稳定在|维持在|≥|≤|＞|＜|>|<|低于|不足|不多于|起码|高于|约|增至|少于|降低到|降低至|下降到|提高至|提升至)$")
_SHORTER = re.compile(r"(?:压缩|缩短|缩减|压减|减少|控制|降|不超过|不高于|提前|提速|平均)[^，,]{0,10}$")
_CRITERION_NOUN = re.compile(r"(?:的)?(?:工业|规模|服务业|重大|产业|优质|大型|高层次|企业|项目|工程|人口|住户|用户|单位|公共建筑|建筑|燃煤|锅炉|机组|车辆|货车|柴油|河流|水库|湖泊|河湖|水体|老年人|人员|儿童|居民|困难|家庭|农户|行政村|自然村|村庄|城镇|乡镇|城市|老旧|住宅|学历|医院|学校|园区|大户|种植|养殖|投资|用能|排污|产品|商场|场所|路段|道路|管网|高龄|失能|未成年|降雨|降水|强降雨|短时)")
_PROJECT = re.compile(r"[^，,、。；]{0,16}(?:项目|工程|生产线|装置|机组|电站|电厂|基地|线路|高速|铁路|航道|码头|热电|乙烯|物流园|产业园|变电站|输变电)")
_ORDERED = re.compile(r"(?:新建|新增|建成|建设|完成|改造|铺设|新改建|新改扩建|整治|修复|治理|清淤|疏浚|种植|绿化|拆除|流转|复垦|营造|提升|竣工|投产|实现|达到|不少于|不低于)$")
_CADENCE = re.compile(r"会议|调度|例会|通报|督查|督导|讲评|小结|会商|联席|述职|考核|座谈会|汇报|研判|推进会|报告")
_HAN_VERB = re.compile(r"(?:新增|新建|新设|新设立|建成|创建|打造|培育|配备|选派|引进|增设|举办|组织|选聘|评选|推出|树立|培养|改造|开展|完成|设立)(?:省级|市级|县级|国家级)?$")


def _in_quotes(site: Site) -> bool:
    before = site.text[site.sentence[0]:site.figure.start]
    if any(before.rfind(opening) > before.rfind(closing) for opening, closing in _OPEN_QUOTES):
        return True
    return before.count('"') % 2 == 1


def _unitless(site: Site) -> bool:
    """A bare number is a figure only with a comparator or a magnitude beside it."""
    figure = site.figure
    if figure.kind != "none":
        return False
    if figure.after:
        return False
    return not (_STRONG.search(site.before) and (figure.magnitude or not re.match(r"[\u4e00-\u9fffA-Za-z]", site.behind)))


def _time(site: Site) -> bool:
    """Days and hours count where they are to be shortened; elsewhere they are terms."""
    if site.figure.kind != "time":
        return False
    return not _SHORTER.search(site.before)


def _scope(site: Site) -> bool:
    return _rules().scope.search(site.before) is not None and not _STRONG.search(site.before)


_SERVED = re.compile(r"[^，,。；;]{2,20}?(?:提供|开展|配备|选派|送|做好|办理|制定|建立)")


def _served(site: Site) -> bool:
    """为7个实验室提供服务: whom something is done for; people served are a figure, bodies a scope."""
    return site.before.endswith("为") and site.figure.unit in ("个", "家", "所") and _SERVED.match(site.rest) is not None


def _denominator(site: Site) -> bool:
    """每10公里, 每千人: what another figure is counted by."""
    return site.before.endswith("每") and bool(site.figure.kind)


def _subsidy(site: Site) -> bool:
    rules = _rules()
    if site.figure.kind not in rules.subsidy_units:
        return False
    start, end = site.sentence
    near = site.text[max(start, site.segment[0] - 30):min(end, site.segment[1] + 24)]
    return rules.subsidy.search(near) is not None


def _past(site: Site) -> bool:
    """What has been done, or was so in a year before the document's."""
    before = site.text[site.segment[0]:site.figure.start]
    rules = _rules()
    if rules.past.search(before):
        return True
    since = rules.past_lead.search(site.text, site.sentence[0], site.figure.start)
    if since and not _NOW.search(site.text, since.end(), site.figure.start):
        return True
    year = site.years.year
    if year is None:
        return False
    spoken = [match for match in _YEAR.finditer(site.text, site.sentence[0], site.figure.start)
              if not match["lead"] and not _OLD_STOCK.match(site.text, match.end())]
    return bool(spoken) and int(spoken[-1].group()[-4:]) < year and not per_in(site.text, *site.segment)


def _criterion(site: Site) -> bool:
    """2000万元以上项目, 35蒸吨以下燃煤锅炉: a bound that says which things are meant."""
    figure = site.figure
    behind = site.rest.lstrip(" ")
    if behind.startswith("的") and figure.kind in ("money", "physical", "time") and (figure.after or _STRONG.search(site.before)):
        return True
    if not figure.after or figure.after == "~":
        return False
    if behind.startswith("的") and figure.kind == "count" and not _verb_right_before(site) and not _STRONG.search(site.before) and not re.search(r"(?:各|全年|全市|年内)$", site.before):
        return True
    if not _CRITERION_NOUN.match(behind):
        return False
    if figure.kind in ("money", "physical", "time"):
        return True
    if figure.kind == "ratio":
        return behind.startswith("的") and not re.search(r"建成|实现|达到|完成|开展|建立|纳入|得到", behind)
    return figure.unit in ("人", "岁", "户", "层", "张", "个床位") and not _verb_right_before(site)


def _verb_right_before(site: Site) -> bool:
    words = site.before
    return any(words.endswith(verb) for verb in _verb_words())


@cache
def _verb_words() -> tuple[str, ...]:
    pack = packs.load("language/figures")
    return tuple(pack["increment"] + pack["verbs"])


def _project_name(site: Site) -> bool:
    """80万吨乙烯改扩建项目: the size in a project's name."""
    figure = site.figure
    if figure.kind not in ("physical", "money") or figure.after:
        return False
    return _PROJECT.match(site.rest) is not None and not _ORDERED.search(site.before)


def _numbered_thing(site: Site) -> bool:
    """第…, 前…, PM2.5, 1号 …: a number that names or ranks."""
    return site.before.endswith(("第", "前", "排名", "列", "位居", "PM", "版", "v", "V", "No.", "热线", "电话", "代码", "编号")) \
        or site.rest.startswith(("号", "年", "版", "级", "岁", "周岁", "届", "期(", "后出生"))


def _recurring_meeting(site: Site) -> bool:
    return site.figure.unit in ("次", "场", "期") and per_in(site.text, site.segment[0], site.segment[1]) is not None \
        and _CADENCE.search(site.text, site.segment[0], site.segment[1]) is not None


_EACH_CLASS = re.compile(r"[^，,]{0,4}每(?:个)?(?:村|社区|街道|镇|乡|区|县|市|单位|学校|户)")
_WEIGHT = re.compile(r"(?:考核|评价|测评|得分|分值|权重|成绩|评分)[^，,]{0,6}(?:占|为)?$")


def _weight(site: Site) -> bool:
    """日常考核占60%: a weight in a scoring rule."""
    return site.figure.kind in ("ratio", "count") and site.figure.unit in ("%", "分") and _WEIGHT.search(site.before) is not None


def _rhetoric(site: Site) -> bool:
    """Han numerals count only where the words are definite: 每村两名, 不少于三场, 新建两所."""
    if not site.figure.han:
        return False
    if site.figure.unit in ("类", "级", "种", "星", "等", "期", "批次", "层"):
        return True
    if site.figure.after or _STRONG.search(site.before):
        return False
    if every_before(site.text, site.segment[0], site.figure.start) or _EACH_CLASS.match(site.text, site.segment[0]):
        return False
    if site.figure.magnitude or site.figure.low > 10:
        return False
    return not (site.figure.low > 1 and _HAN_VERB.search(site.before) and site.figure.unit not in ("种", "类", "条", "道", "个"))


def _baseline_value(site: Site) -> bool:
    """由7天缩短至3天: the first figure is where it comes from."""
    return _from_value(site) is not None


_FROM = re.compile(r"(?:由|从)(?:现在的|目前的|现行的|原来的|法定的|上年的|去年的|原|现有的?|20\d\d年(?:底)?的?)?\s*$")
_TO = re.compile(r"[^，,、。；;]{0,8}?(?:提高|增加|下降|降低|提升|压缩|缩短|减少|压减|扩大|上升|降|增|升|缩减|减|调整|下调)(?:到|至|为)")


def _from_value(site: Site) -> re.Match[str] | None:
    return _TO.match(site.text, site.figure.end, site.sentence[1]) if _FROM.search(site.before) else None


# Each check says whether the figure at a site is no target; the first that says so decides.
NOT_TARGETS = (_in_quotes, _rhetoric, _unitless, _numbered_thing, _denominator, _scope, _served, _baseline_value, _time, _subsidy,
               _past, _criterion, _project_name, _recurring_meeting, _weight)


# --- Reading sentences ----------------------------------------------------------------------------


class _Context:
    """What a sentence has said so far, for the segments that follow."""

    __slots__ = ("lead_owner", "owner", "stretch", "subject", "subject_span", "verb", "when")

    def __init__(self, when: When | None) -> None:
        self.owner: Owner | None = None
        self.lead_owner = False
        self.when = when
        self.stretch = False
        self.subject = ""
        self.subject_span: tuple[int, int] | None = None
        self.verb = ""


def find_targets(text: str, sentences: Sentences, ranges: list[tuple[int, int]], years: Years) -> list[TargetDraft]:
    """Return the targets within `ranges`, the stretches of one task or section, in order."""
    found: list[TargetDraft] = []
    lead: When | None = None
    carried: When | None = None
    for start, end in ranges:
        figures = sorted([*scan(text, start, end), *scan_han(text, start, end)])
        starts = [figure.start for figure in figures]
        for first, last in sentences.split(start, end):
            own = figures[bisect_left(starts, first):bisect_left(starts, last)]
            if own:
                made, when = _sentence(text, sentences, (first, last), own, years, lead or carried)
                found += made
                carried = when if last < end and text[last] in "；;" else None
            elif last - first < 40:
                lead = when_in(text, first, last, years.year) or lead
    return found


def _sentence(text: str, sentences: Sentences, sentence: tuple[int, int], figures: list[Figure], years: Years,
              lead: When | None) -> tuple[list[TargetDraft], When | None]:
    """Return the targets of a sentence, and the time it spoke of."""
    found: list[TargetDraft] = []
    context = _Context(lead)
    starts = [figure.start for figure in figures]
    for segment in sentences.segments(*sentence):
        own = figures[bisect_left(starts, segment[0]):bisect_left(starts, segment[1])]
        _note_segment(text, segment, own, context, years)
        if own:
            found += _segment(text, sentence, segment, own, context, years)
    return found, context.when


_ONLY_TIME = re.compile(r"\s*(?:力争|争取|努力|力求)[^，,]{0,16}$")


def _note_segment(text: str, segment: tuple[int, int], figures: list[Figure], context: _Context, years: Years) -> None:
    stop = figures[0].start if figures else segment[1]
    when = when_in(text, segment[0], stop, years.year)
    if when:
        context.when = when
    if not figures and _ONLY_TIME.match(text, *segment):
        context.stretch = True
    owner = owner_at(text, segment[0], segment[1])
    if owner and owner.end <= stop:
        context.owner, context.lead_owner = owner, not figures
    elif figures and context.owner and not context.lead_owner and (context.owner.each or re.match(r"\s*(?:力争|全市|全省|全区|全县|全年|累计)", text[segment[0]:stop])):
        context.owner = None


def _segment(text: str, sentence: tuple[int, int], segment: tuple[int, int], figures: list[Figure], context: _Context,
             years: Years) -> list[TargetDraft]:
    kept = _kept(_sites(text, sentence, segment, figures, years))
    if not kept:
        if not any(figure.han for figure in figures):
            _remember_subject(text, segment, context)
        return []
    shared = _distributed(text, segment, kept, context)
    if shared is not None:
        return shared
    context.verb = ""
    found = []
    for site in kept:
        found.append(_target(site, context, first=site is kept[0]))
    context.lead_owner = False
    return found


def _kept(sites: list[Site]) -> list[Site]:
    """Drop what is no target; the words before a dropped figure belong to the next one (由7天缩短至3天)."""
    kept: list[Site] = []
    carried: int | None = None
    for site in sites:
        if any(check(site) for check in NOT_TARGETS):
            carried = site.pre_start if carried is None else carried
            continue
        if carried is not None:
            site.pre_start = carried
            site.before = site.text[carried:site.figure.start].rstrip(" 　")
            carried = None
        kept.append(site)
    return kept


def _sites(text: str, sentence: tuple[int, int], segment: tuple[int, int], figures: list[Figure], years: Years) -> list[Site]:
    """Place each figure: the words between two figures go to the one they belong to."""
    sites: list[Site] = []
    pre_start = segment[0]
    for at, figure in enumerate(figures):
        following = figures[at + 1].start if at + 1 < len(figures) else segment[1]
        cut = _between(text, figure.end, following) if at + 1 < len(figures) else following
        sites.append(Site(text, figure, sentence, segment, pre_start, cut, years))
        pre_start = cut
    return sites


_JOINT = re.compile(r"(?:、|；|以及|及其|并且|并|同时|其中|和|及|与)")


def _between(text: str, start: int, end: int) -> int:
    """Return where the words behind one figure end and those before the next begin."""
    last = None
    for match in _JOINT.finditer(text, start, end):
        last = match
        if match.start() == start:
            break
    if last is None:
        return start if text[start:end].startswith(("的", "占")) or end - start <= 6 else start
    return last.start()


def _remember_subject(text: str, segment: tuple[int, int], context: _Context) -> None:
    words = text[segment[0]:segment[1]]
    if 2 < len(words) <= 24 and not re.search(r"\d", words):
        subject, _ = noun_before(words)
        if subject:
            context.subject, context.subject_span = subject, segment


_RELATIVE = re.compile(r"\s*(?:其中)?(?:占|比重|比例|同比|增长|增速|增幅|下降|降低|年均增长)")
_STRIP_CORE = re.compile(r"(?:年均)?(?:增长率|增速|增幅|总量|增长)$")


def _target(site: Site, context: _Context, *, first: bool) -> TargetDraft:
    figure, text = site.figure, site.text
    before, rest = comparator_before(site.before)
    every = every_before(text, site.segment[0], figure.start)
    head = rest if not every else text[site.pre_start:every.end].rsplit("每", 1)[0] + text[every.end:site.pre_start + len(rest)]
    owner = every or context.owner
    if owner and not every and site.pre_start <= owner.units[0].start < figure.start:
        head = text[owner.end:site.pre_start + len(rest)].removeprefix("分别").removeprefix("各自").removeprefix("各") if owner.end <= site.pre_start + len(rest) else ""
    subject, verb, end, also = _subject(site, head, before, context)
    change = _change(site, rest, subject, verb, context)
    low, high, comparator = _bounds(figure, before)
    down = comparator in ("<=", "<") or (_growth_word(site.before) or "") in _down_words()
    when = context.when or When(None, None)
    period = when.period or site.years.period
    start = site.segment[0] if first else site.pre_start
    start = _skip_marks(text, start, figure.start)
    stretch = context.stretch or _rules().stretch.search(text, site.segment[0], figure.start) is not None
    if subject:
        context.subject, context.subject_span = subject, (start, end)
    unit = figure.unit or ("元" if figure.magnitude and _elided_money(subject) else "")
    return TargetDraft(start, end, subject, comparator, low, high, unit, change, "down" if down else "up",
                       "stretch" if stretch else "binding", owner.units if owner else (), owner.each if owner else False,
                       period, per_in(text, site.segment[0], figure.start), "年均" in text[site.segment[0]:figure.start],
                       _baseline(site), when.deadline, also, None)


def _elided_money(subject: str) -> bool:
    return subject.endswith(_money_nouns())


@cache
def _money_nouns() -> tuple[str, ...]:
    return tuple(packs.load("language/figures")["elided_money"])


def _skip_marks(text: str, start: int, end: int) -> int:
    while start < end and text[start] in "、和及与并 　-—－–·•●◆■（(":
        start += 1
    return start


def _subject(site: Site, head: str, before: Comparator | None, context: _Context) -> tuple[str, str, int, tuple[tuple[int, int], ...]]:
    """Return subject, verb, end of the target's text, and other places the subject was read from."""
    figure = site.figure
    noun, verb = noun_before(head)
    behind = noun_behind(site.behind)
    relative = _RELATIVE.match(head) is not None and head.strip()[:1] != "其"
    if behind and figure.kind != "money" and _takes_behind(site, noun, verb, before):
        stop = site.text.find(behind, figure.end, site.next_start) + len(behind)
        return behind, verb or _own_verb(head), max(stop, figure.end), ()
    if (relative or not noun or lexicon().verb.fullmatch(noun)) and context.subject:
        if noun and lexicon().verb.fullmatch(noun):
            noun = ""
        core = _STRIP_CORE.sub("", context.subject) if noun else context.subject
        joined = core + noun if noun.startswith(("占", "比重", "比例")) else noun or core
        return joined, verb, figure.end, (context.subject_span,) if context.subject_span else ()
    if not noun:
        noun = behind or verb or head.strip(" 　、，,") or _wider_subject(site)
    return noun, verb or _own_verb(head), figure.end, ()


def _wider_subject(site: Site) -> str:
    words = site.text[site.sentence[0]:site.segment[0]].rstrip("，,：: ")
    return noun_before(re.split(r"[，,：:]", words)[-1])[0] if words else ""


def _own_verb(head: str) -> str:
    match = None
    for match in lexicon().verb.finditer(head):
        break
    return match.group() if match else ""


def _takes_behind(site: Site, noun: str, verb: str, before: Comparator | None) -> bool:
    """Tell 引进10名人才 (the noun follows) from 覆盖率达到70%的目标 (it stands before)."""
    figure = site.figure
    if not noun:
        return True
    if figure.kind == "ratio":
        return site.behind.startswith("的") and before is None
    words = site.before
    if before is not None and before != "=" and words.endswith(("到", "至", "达", "在", "过", "破")) and len(noun) > 1:
        return False
    return True


def _growth_word(words: str) -> str | None:
    match = _GROWTH_TAIL().search(words[-22:])
    return match.group(1) if match else None


@cache
def _GROWTH_TAIL() -> re.Pattern[str]:  # noqa: N802
    pack = packs.load("language/figures")
    words = "|".join(sorted(pack["growth_up"] + pack["growth_down"], key=len, reverse=True))
    return re.compile(rf"({words})(?:率|幅度)?(?:再|累计|分别|均|各|约|近|达到|达|超过|超|不低于|不少于|不超过|控制在|保持在|稳定在|在|力争|至少|为|\s)*$")


@cache
def _down_words() -> frozenset[str]:
    return frozenset(packs.load("language/figures")["growth_down"])


_GROWTH_NOUN = re.compile(r"(?:增长率|增速|增幅|涨幅|降幅|下降率|降低率|递增率)$")
_COUNTED_NOUN = re.compile(r"(?:人数|数量|总数|总量|率|机制|力度|清单|计划|制度|率达)")


def _change(site: Site, rest: str, subject: str, verb: str, context: _Context) -> Change:
    figure = site.figure
    if figure.kind == "ratio":
        if _growth_word(site.before) or _GROWTH_NOUN.search(subject):
            return "growth"
        return "growth" if figure.unit == "个百分点" else "share"
    words = site.before
    increments = [match for match in lexicon().increment.finditer(words) if not _COUNTED_NOUN.match(words, match.end())]
    own = _own_verb(rest)
    if increments:
        context.verb = "increment"
        return "increment"
    if own:
        context.verb = "level"
        return "level"
    if re.match(r"\s*(?:、|和|及|与|以及)", site.text[site.pre_start:site.figure.start] or " ") and context.verb == "increment":
        return "increment"
    if re.match(r"(?:.{0,4})(?:获批|立项)", site.behind):
        return "increment"
    context.verb = context.verb if site.pre_start != site.segment[0] else "level"
    return "level"


def _bounds(figure: Figure, before: Comparator | None) -> tuple[Number | None, Number | None, Comparator]:
    if figure.high is not None:
        return figure.low, figure.high, "range"
    sign: Comparator = figure.after or before or "="
    if figure.after == ">=" and before == ">":
        sign = ">="
    if sign in (">=", ">"):
        return figure.low, None, sign
    if sign in ("<=", "<"):
        return None, figure.low, sign
    return figure.low, figure.low, sign


_COMPARED = re.compile(r"(?:比|较|以)((?:19|20)\d\d)年")
_BASE = re.compile(r"(?:由|从)[^，,0-9]{0,10}?(\d+(?:\.\d+)?)[^，,]{0,12}?(?:提高|增加|下降|降低|提升|压缩|缩短|减少|压减|扩大|上升|降|增|升|缩减|减|调整|下调)(?:到|至|为)")


def _baseline(site: Site) -> Baseline | None:
    compared = _COMPARED.search(site.text, site.segment[0], site.figure.start)
    value = _BASE.search(site.text, site.segment[0], site.figure.start)
    if not compared and not value:
        return None
    from yibiao.core.numerals import exact
    return Baseline(int(compared[1]) if compared else None, exact(value[1]) if value else None)


# --- 分别: n subjects and n values, or one value for all ------------------------------------------------

_APART = re.compile(r"分别|各自")
_LIST_JOINT = re.compile(r"、|和|及|与|以及")
_SHARED_TAIL = re.compile(r"(?:增加值|总产值|产值|产量|排放总量|排放量|排放强度|年均浓度|平均浓度|浓度|人均可支配收入|可支配收入|收入|投资|占[^、]{2,12}?(?:比重|比例)|比重|占比|覆盖率|普及率|处理率|利用率|达标率|完成率|合格率|面积|总量|数量|总额|人数|规模|消费|成交额|拥有量|[^、]{0,4}率).*$")


def _distributed(text: str, segment: tuple[int, int], kept: list[Site], context: _Context) -> list[TargetDraft] | None:
    apart = None
    for apart in _APART.finditer(text, segment[0], kept[0].figure.start):
        pass
    if apart is None:
        return None
    run = _run_of_values(kept)
    owner = owner_at(text, segment[0], segment[1])
    owned = owner is not None and owner.end <= apart.start()
    if owned and owner is not None:
        if len(run) == len(owner.units) > 1:
            return [_target(site, context, first=site is run[0])._replace(owners=(unit,), each=False) for site, unit in zip(run, owner.units, strict=True)]
        return None
    subjects = _listed_subjects(text[segment[0]:apart.start()], len(run)) or ([context.subject] if context.subject else [])
    if not subjects:
        return None
    drafts = [_target(site, context, first=True) for site in run]
    drafts = _share_comparators(drafts, run)
    tail = text[apart.end():run[0].figure.start]
    _, tail_noun = comparator_before(tail)
    noun = noun_before(tail_noun)[0] if not _growth_word(tail) else ""
    pairs = _paired(subjects, drafts)
    head = ((segment[0], apart.end()),)
    made = [draft._replace(subject=subject + (noun if noun and noun not in subject and len(noun) > 1 and len(run) == 1 and False else ""), also=head)
            for subject, draft in pairs]
    rest = [_target(site, context, first=False) for site in kept if site not in run]
    return made + rest


def _run_of_values(kept: list[Site]) -> list[Site]:
    """Return the figures that follow one another with nothing but 、 or 和 between."""
    run = [kept[0]]
    for site in kept[1:]:
        between = site.text[run[-1].figure.end:site.figure.start]
        if not re.fullmatch(r"\s*(?:、|和|及|与|以及)?(?:不低于|不少于|达到|增长|以上|超过|力争|下降|提高到|降到)?\s*", between):
            break
        run.append(site)
    return run


def _listed_subjects(words: str, count: int) -> list[str]:
    """Split 战略性新兴产业和数字经济增加值占比: what ends the last name belongs to all."""
    noun, _ = noun_before(words)
    if not noun:
        return []
    if "城乡" in noun and count == 2:
        return [noun.replace("城乡", "城镇"), noun.replace("城乡", "农村")]
    parts = [part for part in _LIST_JOINT.split(noun) if part]
    if len(parts) < 2 or (count > 1 and len(parts) != count):
        return [noun]
    tail = _SHARED_TAIL.search(parts[-1], 1)
    ending = tail.group() if tail else ""
    return [part if not ending or part.endswith(ending) or (_SHARED_TAIL.search(part) is not None) else part + ending for part in parts]


def _share_comparators(drafts: list[TargetDraft], run: list[Site]) -> list[TargetDraft]:
    """The comparator before the first value and the one behind the last hold for all."""
    first, last = drafts[0], drafts[-1]
    sign = run[-1].figure.after or (first.comparator if first.comparator != "=" else None)
    down = first.direction == "down" or last.direction == "down"
    drafts = [draft._replace(change=first.change, direction="down" if down else "up", baseline=first.baseline) for draft in drafts]
    if len(drafts) == 1 or sign is None:
        return drafts
    shared = []
    for site, draft in zip(run, drafts, strict=True):
        if draft.comparator == "=" or (site is not run[-1] and site.figure.after is None and draft.comparator != "range"):
            low, high, comparator = _bounds(site.figure._replace(after=sign), None)
            draft = draft._replace(low=low, high=high, comparator=comparator)
        shared.append(draft)
    return shared


def _paired(subjects: list[str], drafts: list[TargetDraft]) -> list[tuple[str, TargetDraft]]:
    if len(subjects) == len(drafts):
        return list(zip(subjects, drafts, strict=True))
    if len(drafts) == 1:
        return [(subject, drafts[0]) for subject in subjects]
    return [(subjects[0], draft) for draft in drafts]
