"""How a figure binds: its bounds, whether it is growth, a share, an addition or a level, and its baseline.

Reads: a `Site` and the comparator before it. Writes: the fields of a target. Contract: plan format, Targets.
"""

import re

from yibiao.core.figures import Figure
from yibiao.core.numerals import exact
from yibiao.core.plan import Baseline, Change, Comparator, Number
from yibiao.core.site import Site
from yibiao.core.subjects import has_verb, lexicon, noun_alone


def bounds(figure: Figure, before: Comparator | None) -> tuple[Number | None, Number | None, Comparator]:
    """Return (low, high, comparator); the words behind a figure win over those before it."""
    if figure.high is not None:
        return figure.low, figure.high, "range"
    sign: Comparator = figure.after or before or "="
    if sign in (">=", ">"):
        return figure.low, None, sign
    if sign in ("<=", "<"):
        return None, figure.low, sign
    return figure.low, figure.low, sign


def is_down(comparator: Comparator, growth: str) -> bool:
    """Tell whether less is better here: a ceiling, or a decrease by the word of change before the figure."""
    return comparator in ("<=", "<") or growth in lexicon().down


_GROWTH_NOUN = ("增长率", "增速", "增幅", "涨幅", "降幅", "下降率", "降低率", "递增率")
_COUNTED_NOUN = re.compile(
    r"(?:到|至|为|人数|数量|总数|总量|率|机制|力度|清单|计划|制度|率达|(?<=增加)值(?![守班])|(?<=再)(?:生|就业|制造|担保|贷款|保险))"  # 增加值
)
_LIST_MARK = re.compile(r"\s*(?:、|和|及|与|以及)")
_BECOMES = re.compile(r".{0,4}(?:获批|立项)")


def change_of(site: Site, rest: str, subject: str, growth: str, inherited: str) -> tuple[Change, str]:
    """Return the kind of change, and the verb's sense that later figures of the list inherit.

    `rest` is what stands before the figure without its comparator, `growth` the word of change in it;
    `inherited` the sense so far.
    """
    if site.figure.kind == "ratio":
        grows = growth or subject.endswith(_GROWTH_NOUN) or site.figure.unit == "个百分点"
        return ("growth" if grows else "share"), inherited
    if _adds(site.before):
        return "increment", "increment"
    mark = _LIST_MARK.match(site.text, site.pre_start, site.figure.start + 1)
    listed = inherited == "increment" and mark is not None
    # 新建中心10个、养老服务机构30家: in a list only a verb at its beginning is one of its own.
    if has_verb(rest) and not (listed and noun_alone(_LIST_MARK.sub("", rest, count=1))):
        return "level", "level"
    if listed:
        return "increment", "increment"
    if _BECOMES.match(site.behind):
        return "increment", inherited
    return "level", inherited if site.pre_start != site.segment[0] else "level"


def _adds(words: str) -> bool:
    """Tell whether the words say additional (新增, 再, 引进), as a verb and not within 引进人数."""
    search = lexicon().increments.search
    found = search(words)
    while found and _COUNTED_NOUN.match(words, found.end()):
        found = search(words, found.start() + 1)
    return found is not None


_COMPARED = re.compile(r"(?:比|较|以)((?:19|20)\d\d)年")
_BASE = re.compile(
    r"(?:由|从)[^，,0-9]{0,10}?(?:(?P<year>(?:19|20)\d\d)年[底末]?的?)?(?P<value>\d{1,16}(?:\.\d{1,16})?)(?![\d.]{0,16}年)(?P<mag>万亿|亿|万)?[^，,]{0,12}?(?:提高|增长|增加|下降|降低|提升|压缩|缩短|减少|压减|扩大|上升|降|增|升|缩减|减|调整|下调|精简|压降|缩小)(?:到|至|为)"
)


def baseline_of(site: Site) -> Baseline | None:
    """Return what the figure is measured from: 比2015年下降, 由7天缩短至."""
    compared = value = None
    start, end = site.segment[0], site.figure.start
    if site.sentence.years_spoken:
        compared = _COMPARED.search(site.text, start, end)
    if "由" in site.before or "从" in site.before:
        value = _BASE.search(site.text, start, end)
    if not compared and not value:
        return None
    year = compared[1] if compared else value["year"] if value else None
    return Baseline(int(year) if year else None, exact(value["value"], value["mag"] or "") if value else None)
