"""The units that a sentence says owe a figure: 三大国家级开发区分别…, 每村两名, 锦江区、青羊区…50%的….

Reads: a segment. Writes: an `Owner` or nothing.
"""

import re
from typing import NamedTuple

from yibiao.core.site import Site
from yibiao.core.subjects import lexicon
from yibiao.core.unitlist import ListedUnit, split_units

_CLASS = (
    "县（市、区）|县(市、区)|市（州）|市\\(州\\)|镇（街道）|镇(街道)|街道（镇）|乡镇（街道）|区（县）|国家级开发区|经济技术开发区|高新技术产业开发区|中心城区|新城区|远城区|主城区|城区|县级市|地级以上市|地级市|"
    "设区市|设区的市|地级及以上城市|地级以上城市|开发区|高新区|功能区|管委会|县市区|市县|区县|县区|市州|乡镇街道|镇街|乡镇|街镇|街道办事处|街道|社区|村社区|行政村|村|镇|乡|区|县|市|州|旗|盟|省份|省|地区|部门|单位|学校|高校|医院|园区|示范村|示范社区|试点村|网格"
)
_OFFICE = "(?:人民政府|政府|管委会|办事处|村委会|居委会)?"
_GROUP = (
    rf"(?:(?:各|每个|每一个|每|[两三四五六七八九十]+(?:个|大)|所有|全部|其他|其余)(?:有关|沿海|山区|设区|相关|有条件的|具备条件的|重点|有关的)?(?:{_CLASS}){_OFFICE}"
    rf"(?:[（(](?:[^（）()]{{1,12}}|[^（）()]{{1,60}}下同)[）)])?|各(?![项类种方级])[\u4e00-\u9fff]{{1,8}}?(?:派出所|卫生院|学校|医院|中心|科室|企业|机构))"
)
_NAME = r"(?:[\u4e00-\u9fff]{1,10}?(?:开发区|高新区|新区|风景区|区(?<![园街小社片城地景库辖校厂矿全本我该各范验产灌功能步聚]区)|(?<=[东西南北])城区|县(?<![全本我该各]县)|市(?<![全本我该各城都超]市)|镇(?<![城全各]镇)|乡(?!村)|街道|社区|村(?<![行政示范试点自然全乡]村))(?:[（(][\u4e00-\u9fff]{2,10}[）)])?(?:人民政府|政府|管委会|办事处)?)"
_TOWN = "(?:中心|主)?城区"  # beside 平川县、石门县 it is one more
_LIST = rf"{_GROUP}(?:(?:、|和|及|以及)(?:{_GROUP}|(?:{_CLASS}){_OFFICE}|{_NAME}))*|{_NAME}(?:(?:、|和|及|以及)(?:{_NAME}|{_GROUP}|{_TOWN}))+|{_TOWN}(?=各[建完培引打新]|各自|分别)"
_HEAD = re.compile(
    rf"\s*(?:其中|由|要求|确保|力争|推动|支持|鼓励|指导|组织|督促|引导|到?20\d\d年底?前?|全年|年内|原则上|全市|全省|全县|全区|全镇|[（(]?\d[）)]?)*[，,]?\s*"
    rf"(?P<units>{_LIST})(?P<lead>要|应当?|均|都|须|必须|需|至少|共同|合计|共)?(?P<each>分别|各自|各)?(?P<next>.{{1,2}})?"
)
_SINGLE = re.compile(
    rf"\s*(?:其中|由)?[，,]?\s*(?P<units>{_NAME})(?P<lead>)(?P<each>分别|各)?(?=新增|新建|建成|完成|培育|引进|达到|不少于|不低于|力争|举办|实现|开展|打造|以|围绕|依托|重点|负责|建设|会同|\d)"
)
_NEXT_PLACE = re.compile(rf"[、和及]?(?P<units>{_NAME})(?P<lead>)(?P<each>)")
_OFFICE_ALONE = re.compile(
    r"\s*(?:由)?(?P<units>[省市区县州](?!中|南|北)[\u4e00-\u9fff]{2,12}?(?:局|委|办|厅|集团|管委会))(?P<lead>)(?P<each>各)?(?=全年|年内|新增|新建|建成|完成|培育|引进|举办|实现|开展|打造|负责|组织|不少于|力争|会同)"
)
# Whoever helps is no owner: 市科技局会同市财政局、市教育局建设平台2个.
_HELPERS = re.compile(
    r"会同(?P<units>[^，,；;。\d\n]{2,40}?)(?:共同|联合)?(?=全年|年内|新增|新建|建成|完成|培育|引进|举办|实现|开展|打造|负责|组织|不少于|力争|建设|推进|制定|加强|做好|实施|[，,；;。\n]|$)"
)
_EVERY = re.compile(
    rf"(?P<units>(?:每个|每一个|每|各)(?:{_CLASS}))(?:原则上|至少|不少于|要|应|均|都|配备|建设|建成|培育|打造|完成|选派|新增|开展|举办|组织|设立|明确|发展|创建|种植|推荐|选树|落实|确定|每年|全年|年内|每季度|每月|改造|整治|聘请|招募)*$"
)
_NOT_BEHIND = re.compile(
    r"域|间|块|位|别|的|内|级|级以上|性|属|直|域内|政|场|民|委|镇级|际|容|长|建(?![成立])|情|史|企"
)


class Owner(NamedTuple):
    """Who owes; `each` when every one owes the figure by itself, `apart` when 分别 says so.

    `helpers` are those behind 会同, who owe nothing; `end` is behind them.
    """

    units: tuple[ListedUnit, ...]
    each: bool
    end: int
    apart: bool = False
    helpers: tuple[ListedUnit, ...] = ()


def owner_at(text: str, start: int, end: int) -> Owner | None:
    """Return the units that the segment `[start, end)` begins with, as those that act."""
    if not _HINT.search(text, start, end if end - start < 40 else start + 40):
        return None
    match = _HEAD.match(text, start, end) if _LISTED.search(text, start, end) else None
    if match:
        behind = match.group("next") or ""
        if not (behind and not match.group("each") and not match.group("lead") and _NOT_BEHIND.match(behind)):
            return _owner(text, match)
    match = _SINGLE.match(text, start, end) if _PLACE.search(text, start, end) else None
    match = match or _OFFICE_ALONE.match(text, start, end)
    return _owner(text, match) if match else None


def every_before(site: Site) -> Owner | None:
    """Return the 每村 of ``每村两名``, standing right before the figure."""
    if not site.sentence.shares:
        return None
    text, end = site.text, site.figure.start
    start = max(site.segment[0], end - 16)
    at = max(text.rfind("每", start, end), text.rfind("各", start, end))
    match = _EVERY.match(text, at, end) if at >= 0 else None
    if not match:
        return None
    return Owner(tuple(split_units(text, *match.span("units"))), True, match.end("units"))


def next_place(site: Site) -> Owner | None:
    """Return the place that alone stands before a figure behind another's: 其中甲区15个、乙区12个."""
    match = _NEXT_PLACE.fullmatch(site.text, site.pre_start, site.figure.start)
    return _owner(site.text, match) if match else None


def without_helpers(site: Site, words: str) -> str:
    """Return the words before a figure without a helper at their start (会同市教育局建成平台2个)."""
    if not words.startswith("会同"):
        return words
    helped = _HELPERS.match(site.text, site.pre_start, site.figure.start)
    return words[helped.end() - site.pre_start :] if helped else words


# What stands in every match of the long patterns. `re` looks for the first characters of alternatives at
# once if each begins with a letter of its own, so what stands before it is looked at behind it.
_HINT = re.compile("区|县|市|镇|乡|村|街|州|局|委|办|厅|部门|单位|学校|高校|医院|省份|网格")
_PLACE = re.compile("区|县|市|镇|乡|村|街道")
_LISTED = re.compile(
    "各|每|所有|全部|其他|其余|个(?<=[两三四五六七八九十]个)|大(?<=[两三四五六七八九十]大)"
    "|、(?<=[区县市镇乡村道府会处）)]、)|和(?<=[区县市镇乡村道府会处）)]和)|及(?<=[区县市镇乡村道府会处）)以]及)"
)
_NUMBERED = re.compile(r"[两三四五六七八九十]+(?:个|大)")
_NO_PLACE = re.compile(
    r"[在对向把将以到全新老原其该本我为从由于按经用与和及使让请另]|城乡|城镇|农村|各|.*(?:试点|示范|改造|贫困|特色|文明|卫生|重点|强)(?:县|市|区|镇|乡|村)|有条件|建制|涉及|符合"
)


def is_place(name: str) -> bool:
    """Tell a place (武昌区, 李家村) from words that only end like one (建成园区, 在主产区)."""
    return len(name) <= 16 and not _NO_PLACE.match(name) and not lexicon().verbs.at(name)


def _owner(text: str, match: re.Match[str]) -> Owner | None:
    start, end = match.span("units")
    units = tuple(split_units(text, start, end))
    if not units:
        return None
    for unit in units:
        if not (unit.group or _NUMBERED.match(unit.text) or is_place(unit.text)):
            return None
    apart = bool(match.group("each"))
    together = match.group("lead") in ("共同", "合计", "共")
    each = (apart or text[start] in "各每") and not together
    helped = _HELPERS.match(text, end) if text.startswith("会同", end) else None
    if helped:
        helpers = tuple(split_units(text, *helped.span("units")))
        return Owner(units, each, helped.end(), apart, helpers)
    return Owner(units, each, end, apart)
