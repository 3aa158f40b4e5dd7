"""Figures that pick things out or name them: 2000万元以上项目, 35蒸吨以下锅炉, 80万吨乙烯项目.

Checks of the tuple `nontargets.NOT_TARGETS`, kept by themselves: telling a bound that chooses from one
that orders is the hardest of them.
"""

import re
from functools import cache

from yibiao import packs
from yibiao.core.figures import gated
from yibiao.core.site import Site
from yibiao.core.subjects import bound_before, has_verb, verb_before

# A word behind a figure, and not one that joins the next.
WORD_BEHIND = re.compile(r"(?!和|及|与|以及|并|或|同时|其中|的)[\u4e00-\u9fffA-Za-z]")


class _Nouns:
    def __init__(self) -> None:
        rules = {rule["name"]: rule for rule in packs.load("language/figures")["not_targets"]}
        self.criterion = re.compile(f"的?{gated(rules['criterion']['nouns'])}")
        self.project = re.compile(f"[^，,、。；]{{0,16}}{gated(rules['project']['nouns'])}")


@cache
def _nouns() -> _Nouns:
    return _Nouns()


_PASSIVE = ("高于", "低于", "少于", "大于", "小于", "不足", "超出", "短于", "多于")
_SIZES = (
    "年产",
    "日产",
    "日处理",
    "年处理",
    "总投资",
    "投资",
    "面积",
    "占地",
    "库容",
    "装机",
    "产能",
    "规模",
    "年出栏",
    "存栏",
)
_OVER = ("超", "超过", "突破", "过", "达", "达到", "不低于")
# 营业收入超10亿元企业达到6家: a class of things by their size, and then how many of them.
_CLASS_OF = re.compile(
    r"的?[\u4e00-\u9fff]{0,6}?(?:企业|项目|园区|集群|强镇|村)(?:数量?|总数)?(?:力争)?(?:达到?|突破|超过|增加到|增至|不少于|不低于)?\d"
)
_AND_THE = re.compile(r"、[^，,。]{1,16}的")
_ACHIEVED = re.compile(r"建成|实现|达到|完成|开展|建立|纳入|得到")
_OPEN_END = re.compile(r"(?:各|全年|全市|年内)$")


def attribute(site: Site) -> bool:
    """3条主要河道水质达标率95%, 公交站点500米覆盖率: a figure within the subject of the next one."""
    if (
        site.stop != site.figure.end
        or site.stop >= site.segment[1]
        or not WORD_BEHIND.match(site.text, site.stop)
    ):
        return False
    return not verb_before(site.before) and not bound_before(site.before) and not has_verb(site.before)


def _sized(site: Site) -> bool:
    """产值超过10亿元的企业, 年产10万吨的园区: a size, and then what has it."""
    figure = site.figure
    if figure.kind not in ("money", "physical", "time"):
        return False
    return figure.after is not None or bound_before(site.before) or site.before.endswith(_SIZES)


def _picks_out(site: Site) -> bool:
    """投诉率高于5%的企业, 少于10人的乡镇: these comparators pick out, they do not order."""
    return site.before.endswith(_PASSIVE) and site.figure.unit not in ("家", "项", "名", "个")


def _bound_of_size(site: Site, behind: str) -> bool:
    """年出栏500头以上养猪场, 对库容500立方米以上冷库, 160千瓦以下小微企业."""
    if site.before.endswith(_SIZES) and WORD_BEHIND.match(behind):
        return True
    if site.figure.kind not in ("money", "physical", "time"):
        return False
    if site.text[site.segment[0] : site.figure.start].lstrip().startswith(("对", "凡")):
        return True
    if site.figure.kind == "money" and _AND_THE.match(behind):
        return True
    return site.figure.kind != "time" and not site.before and WORD_BEHIND.match(behind) is not None


def _bound_of_kind(site: Site) -> bool:
    """年出栏3000头以上的养殖场; but not 培育50家以上的企业, which a verb orders."""
    if site.figure.kind != "count":
        return False
    return not (verb_before(site.before) or bound_before(site.before) or _OPEN_END.search(site.before))


def _bound_of_noun(site: Site, of: bool, behind: str) -> bool:
    """2000万元以上项目: the noun behind is one that such bounds choose from."""
    figure = site.figure
    if figure.kind == "ratio":
        chosen = of and not _ACHIEVED.search(behind)
    elif figure.kind in ("money", "physical", "time"):
        chosen = True
    else:
        chosen = figure.unit in ("人", "岁", "户", "层", "张") and not verb_before(site.before)
    return chosen and _nouns().criterion.match(behind) is not None


def criterion(site: Site) -> bool:
    """2000万元以上项目, 35蒸吨以下燃煤锅炉: a bound that says which things are meant."""
    if site.figure.kind == "money" and site.before.endswith(_OVER) and _CLASS_OF.match(site.rest):
        return True
    bounded = site.figure.after not in (None, "~")
    if not bounded and not site.text.startswith(("的", " "), site.figure.end):
        return False
    behind = site.rest.lstrip(" ")
    of = behind.startswith("的")
    if of and (_sized(site) or _picks_out(site)):
        return True
    return bounded and (
        _bound_of_size(site, behind) or (of and _bound_of_kind(site)) or _bound_of_noun(site, of, behind)
    )


# What a project's name gives as its size: figures of these kinds, or in these units.
SIZED = ("physical", "money")
HERDS = ("头", "羽", "只", "辆", "台", "张")
_URGED = ("推进", "推动", "加快", "抓好", "和", "、")
_ORDERED = tuple(
    "新建 新增 建成 建设 完成 改造 铺设 新改建 新改扩建 整治 修复 治理 清淤 疏浚 种植 绿化 拆除 流转 复垦 营造 提升 竣工 投产 实现 达到 不少于 不低于".split()
)


def project_name(site: Site) -> bool:
    """80万吨乙烯改扩建项目: the size in a project's name."""
    figure = site.figure
    if figure.after:
        return False
    if figure.kind not in SIZED and not _herd(site):
        return False
    if site.before.endswith(_ORDERED):
        return False
    if figure.kind == "physical" and site.text.startswith("级", figure.end):
        return True  # 10万吨级泊位
    return _nouns().project.match(site.rest) is not None


def _herd(site: Site) -> bool:
    """抓好30万头生猪养殖项目: things that a project is as large as."""
    figure = site.figure
    return (
        figure.unit in HERDS
        and figure.magnitude != ""
        and site.before.endswith(_URGED)
    )
