"""What is not a target: names, criteria, caps, scopes, past facts. Each check is a function in `NOT_TARGETS`.

A check reads a `Site` and says whether its figure is no target; the first that says so decides. The words
stand in the pack `language/figures`.
"""

import re
from collections.abc import Callable
from functools import cache

from yibiao import packs
from yibiao.core.affixes import Tails
from yibiao.core.criteria import HERDS, SIZED, WORD_BEHIND, attribute, criterion, project_name
from yibiao.core.owners import every_before
from yibiao.core.periods import per_in
from yibiao.core.site import Site
from yibiao.core.subjects import bound_before, comparator_before, has_verb, reached_in


class _Rules:
    def __init__(self) -> None:
        pack = packs.load("language/figures")
        rules = {rule["name"]: rule for rule in pack["not_targets"]}
        self.scope = Tails(rules["scope"]["before"])
        self.not_scope = Tails(rules["scope"]["unless"])
        self.subsidy = re.compile(rules["subsidy"]["sentence"])
        self.subsidy_units = frozenset(rules["subsidy"]["units"])
        self.past = re.compile(rules["past"]["segment"])
        self.achieved = re.compile(rules["past"]["achieved"])
        self.past_lead = re.compile(rules["past"]["lead"])


@cache
def _rules() -> _Rules:
    return _Rules()


_PAIRS = (("“", "”"), ("《", "》"), ("「", "」"), ("『", "』"))


def _in_quotes(site: Site) -> bool:
    before = site.text[site.back : site.figure.start]
    for opening, closing in _PAIRS:
        if opening in before and before.rfind(opening) > before.rfind(closing):
            return True
    return before.count('"') % 2 == 1


_EACH_CLASS = re.compile(r"[^，,]{0,4}每(?:个)?(?:村|社区|街道|镇|乡|区|县|市|单位|学校|户)")
_BUILT = re.compile(r"(?:创建|新增|新建|新设|建成|选派|配备|改造|增设|引进)(?:省级|市级|县级|国家级)?$")
_BUILT_LIST = re.compile(r"(?:新增|新建|新设|建成|选派|配备|改造|增设|引进)[二两三四五六七八九]")
_COUNTABLE = frozenset("家 名 所 座 处 户 台 辆 套 个 场 人".split())
_HAN_VERB = re.compile(
    r"(?:新增|新建|新设|新设立|建成|创建|打造|培育|配备|选派|引进|增设|举办|组织|选聘|评选|推出|树立|培养|改造|开展|完成|设立)(?:省级|市级|县级|国家级)?$"
)


def _rhetoric(site: Site) -> bool:
    """Han numerals count only where the words are definite: 每村两名, 不少于三场, 新建两所."""
    figure = site.figure
    if figure.unit in ("类", "级", "种", "星", "等", "期", "批次", "层"):
        return True
    if figure.after or figure.high or bound_before(site.before) or figure.magnitude or figure.low > 10:
        return False
    if figure.low > 1 and not site.behind and figure.unit in _COUNTABLE and has_verb(site.before):
        return False  # 培育龙头企业两家: the number stands last
    start = site.segment[0]
    if every_before(site) or _EACH_CLASS.match(site.text, start):
        return False
    if figure.low < 2 or figure.unit in ("条", "道"):
        return True
    verb = _BUILT if figure.unit == "个" else _HAN_VERB
    if site.before in ("、", "和"):  # 建成五个厂、两座站: the list goes on
        return not _BUILT_LIST.search(site.text, start, figure.start)
    return not verb.search(site.before)


def _unitless(site: Site) -> bool:
    """A bare number is a figure only with a comparator or a magnitude beside it."""
    figure = site.figure
    if figure.after:
        return False
    if figure.magnitude in ("万", "亿", "万亿") and not WORD_BEHIND.match(site.rest):
        return False  # 城镇新增就业3.5万: the measure word is left out
    return not (bound_before(site.before) and (figure.magnitude or not WORD_BEHIND.match(site.behind)))


def _numbered_thing(site: Site) -> bool:
    """第…, 前…, PM2.5, 1号 …: a number that names or ranks."""
    return site.before.endswith(
        ("第", "前", "排名", "列", "位居", "PM", "版", "v", "V", "No.", "热线", "电话", "代码", "编号")
    ) or (
        not site.figure.unit
        and site.text.startswith(
            ("号", "年", "版", "级", "岁", "周岁", "届", "期(", "后出生"), site.figure.end
        )
    )


def _denominator(site: Site) -> bool:
    """每10公里, 每千人: what another figure is counted by."""
    return site.before.endswith("每")


_PEOPLE = frozenset("名 人 户 人次 户次".split())
_TAUGHT = re.compile(r"[^，,。；;]{2,24}?(?:开展|实施|进行|提供)")


def _scope(site: Site) -> bool:
    """加强对7个实验室的服务: how many there are, not how many there shall be."""
    rules = _rules()
    if site.figure.kind == "ratio":
        return site.figure.unit == "倍" and "是" in site.before  # 亩均用工是大田的4倍: a fact
    if site.figure.unit == "大":
        return True
    if site.before.endswith("对") and site.figure.unit in _PEOPLE and _TAUGHT.match(site.rest):
        return False  # 对6800名退役军人开展培训: people reached are a figure
    return (
        rules.scope.ends(site.before)
        and not rules.not_scope.ends(site.before)
        and not reached_in(site.before)[1]
        and not bound_before(site.before)
    )


_BODIES = ("个", "家", "所")
_SERVED = re.compile(r"[^，,。；;]{2,20}?(?:提供|开展|配备|选派|送|做好|办理|制定|建立)")


_CARED_FOR = re.compile(r"[^，,。；;]{2,20}?的(?:服务|保障|工作|管理|对接|跟踪|指导|监管|协调)")


def _served(site: Site) -> bool:
    """为7个实验室提供服务: whom something is done for; people served are a figure, bodies a scope."""
    if site.before.endswith(("做好", "抓好", "加强", "强化", "落实", "优化")):
        return _CARED_FOR.match(site.rest) is not None
    return site.before.endswith("为") and _SERVED.match(site.rest) is not None


_FROM = re.compile(
    r"(?:由|从)(?:现在的|目前的|现行的|原来的|法定的|上年的|去年的|原|现有的?|20\d\d年(?:底)?的?)?\s*$"
)
_TO = re.compile(
    r"[^，,、。；;]{0,8}?(?:提高|增长|增加|下降|降低|提升|压缩|缩短|减少|压减|扩大|上升|降|增|升|缩减|减|调整|下调|精简|压降|缩小)(?:到|至|为)"
)


def _baseline_value(site: Site) -> bool:
    """由7天缩短至3天: the first figure is where it comes from."""
    if "由" not in site.before and "从" not in site.before:
        return False
    return (
        _FROM.search(site.before) is not None
        and _TO.match(site.text, site.figure.end, site.sentence.end) is not None
    )


_SHORTER = re.compile(
    r"(?:压缩|缩短|缩减|压减|减少|控制|降|不超过|不高于|(?<!不)低于|(?<!不)少于|(?<!不)小于|不多于|提前|提速|平均)[^，,]{0,10}$|[时天年月日]$(?<=[为至到])|(?:缩短|压缩|减少|降|缩减|压减)(?:为|至|到)$"
)


# 开放时间不少于56小时, 优良天数达到300天: a length of time that is itself the aim.
_LENGTH = re.compile(
    r"(?:时间|时长|天数)(?:每周|每天|每年|全年|平均)?(?:不少于|不低于|达到|至少|稳定在|保持在|提高到|增加到|超过)?$"
)


_PROCEDURE = re.compile(r"公示|征求意见|公告|受理|保存|反馈|告知|提前")
_SHORTENED = re.compile(r"压缩|缩短|缩减|压减|减少|控制")


def _time(site: Site) -> bool:
    """Days and hours count where they are to be shortened; elsewhere they are terms."""
    if _LENGTH.search(site.before) and not _PROCEDURE.search(site.before):
        return False
    if site.before in ("、", "和", "及"):  # 分别压缩至3个、1个工作日
        return not _SHORTENED.search(site.text, site.segment[0], site.figure.start)
    return site.before.endswith("月") or not _SHORTER.search(site.before)


def _subsidy(site: Site) -> bool:
    """最高不超过500万元: a parameter of policy, not an aim."""
    start, end = site.segment
    if site.figure.kind == "ratio" and comparator_before(site.before)[1].endswith("率"):
        return False  # 补贴发放率100% is an aim
    if site.text[start : site.figure.start].lstrip().startswith(_POLICY_HEADS):
        start, end = max(site.back, start - 30), min(site.sentence.end, end + 24)
    return _rules().subsidy.search(site.text, start, end) is not None


_POLICY_HEADS = (
    "同一",
    "累计",
    "总额",
    "其中",
    "按",
    "对",
    "最高",
    "给予",
    "以",
    "每",
    "单个",
    "单笔",
    "单项",
    "累计最高",
    "不超过",
    "上限",
)
_OLD_STOCK = re.compile(
    r"年?(?:底|末)?(?:以|之)?前?(?:建成|投用|开工|出厂|生产|注册|竣工|认定|立项|印发|出台|制定)?[^，,。]{0,6}的|年度?[^，,]{0,8}(?:基数|基础上)"
)
_NOW = re.compile(r"今年|本年|到20\d\d年|力争|确保|年内|全年")


def _past(site: Site) -> bool:
    """What has been done, or was so in a year before the document's."""
    text, sentence, rules = site.text, site.sentence, _rules()
    start, end = site.figure.start, site.figure.end
    if rules.past.search(text, site.segment[0], start):
        return True
    if rules.achieved.search(text, end, min(sentence.end, end + 60)):
        return True
    since = rules.past_lead.search(text, site.back, start)
    if since and not _NOW.search(text, since.end(), start):
        return True
    return bool(sentence.years_spoken) and _in_a_year_gone_by(site)


def _in_a_year_gone_by(site: Site) -> bool:
    text, sentence = site.text, site.sentence
    spoken = [
        (start, end)
        for start, end in sentence.years_before(site.figure.start)
        if end <= site.figure.start
        and text[max(start - 1, 0)] not in "比较以按与"
        and not _OLD_STOCK.match(text, end)
    ]
    if sentence.years.year is None or not spoken:
        return False
    return int(text[slice(*spoken[-1])]) < sentence.years.year and not per_in(text, *site.segment)


_MEETING = re.compile(
    r"会议|调度|例会|通报|督查|督导|讲评|小结|会商|联席|述职|考核|座谈会|汇报|研判|推进会|报告"
)


_MAY = re.compile(r"可(?:以|适当|酌情)?(?:再)?(?:提高|放宽|延长|达|上浮|下调|降低|增加)(?:到|至)?$")


def _permitted(site: Site) -> bool:
    """容积率可提高到2.5: allowed, not ordered."""
    return "可" in site.before[-8:] and _MAY.search(site.before) is not None


def _recurring_meeting(site: Site) -> bool:
    """每季度召开1次联席会议 is cadence."""
    return (
        per_in(site.text, *site.segment) is not None
        and _MEETING.search(site.text, *site.segment) is not None
    )


_OCCASIONS = ("次", "场", "期")


_GRADE = re.compile(r"\s*(?:的?为|的?评为|的?定为|者)")
_POINTS = re.compile(r"(?:扣|加|减|记|计|满分)[^，,]{0,6}$")
_WEIGHT = re.compile(r"(?:考核|评价|测评|得分|分值|权重|成绩|评分)[^，,]{0,6}(?:占|为)?$")


def _weight(site: Site) -> bool:
    """日常考核占60%: a weight in a scoring rule."""
    if site.figure.unit == "分" and (_GRADE.match(site.text, site.figure.end) or _POINTS.search(site.before)):
        return True
    if site.figure.unit == "分" and site.text.find("占", site.segment[0], site.figure.start) >= 0:
        return True
    return _WEIGHT.search(site.before) is not None


_SCORES = ("%", "分")


Check = Callable[[Site], bool]

# The order is by cost: the cheap checks first. Some are only for certain figures (`_checks`).
NOT_TARGETS: tuple[Check, ...] = (
    _rhetoric,
    _unitless,
    _numbered_thing,
    _denominator,
    _in_quotes,
    _baseline_value,
    _scope,
    _served,
    _time,
    _subsidy,
    _past,
    attribute,
    criterion,
    project_name,
    _recurring_meeting,
    _permitted,
    _weight,
)


_TELLING = frozenset((*_BODIES, *_OCCASIONS, *_SCORES, *HERDS))


@cache
def _checks(kind: str, unit: str, han: bool, quoted: bool, dated: bool) -> tuple[Check, ...]:
    """Return the checks that can object to such a figure; its sentence may hold a quotation or name a time.

    `unit` is empty where none of the checks asks for it.
    """
    only: dict[Check, bool] = {
        _rhetoric: han,
        _unitless: kind == "none",
        _in_quotes: quoted,
        _served: unit in _BODIES,
        _time: kind == "time",
        _subsidy: kind in _rules().subsidy_units,
        _recurring_meeting: dated and unit in _OCCASIONS,
        project_name: kind in SIZED or unit in HERDS,
        _weight: unit in _SCORES,
    }
    return tuple(check for check in NOT_TARGETS if only.get(check, True))


def objection(site: Site) -> Check | None:
    """Return the check that says the figure is no target, or None."""
    figure, sentence = site.figure, site.sentence
    unit = figure.unit if figure.unit in _TELLING else ""
    for check in _checks(figure.kind, unit, figure.han, sentence.quoted, sentence.dated):
        if check(site):
            return check
    return None


def is_scope(check: Check | None) -> bool:
    """Tell whether an objection was that the figure is a scope, which the next in a list then is too."""
    return check is _scope


def is_criterion(check: Check | None) -> bool:
    """Tell whether an objection was that the figure picks things out: what stands behind it goes on."""
    return check is criterion


def is_earlier_value(check: Check | None) -> bool:
    """Tell whether an objection was that the figure is past or a baseline: its subject still stands."""
    return check in (_past, _baseline_value, _scope)
