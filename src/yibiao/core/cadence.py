"""The cadence a document orders: 每月一调度、每季一小结、半年一讲评、全年一考核, with due days.

Reads: sentences outside responsibility clauses. Writes: `CadenceDraft`s. A later sentence that only
spells out a duty already stated (每月召开工作调度会) adds nothing.
"""

import re
from functools import cache
from typing import NamedTuple

from yibiao import packs
from yibiao.core.figures import alternation
from yibiao.core.hints import places_of
from yibiao.core.plan import Due, Every


class CadenceDraft(NamedTuple):
    """A recurring duty by clean offsets."""

    every: Every
    activity: str
    family: str
    start: int
    end: int
    due: Due | None


# Each begins with one certain character, so that a whole text is searched for them in no time.
_HINTS = (
    "每[日天周旬半双两月季年个星一]",
    "按[月季年周旬]",
    "半[月年]",
    "全年一",
    "年[终底末]",
    *(f"{rhythm}(?:调度|通报|报|小结|督查)" for rhythm in "旬月季"),
)


class _Lexicon:
    def __init__(self) -> None:
        pack = packs.load("language/cadence")
        self.every: dict[str, Every] = {word: name for name, words in pack["every"].items() for word in words}
        self.family = {word: family[0] for family in pack["families"] for word in family}
        # 年度 and 季度 alone are adjectives; a duty wants 每, 按, 一 or a clear word of its own.
        word = alternation(
            [
                entry
                for entry in self.every
                if len(entry) > 1 and entry not in ("季度", "年度", "双月", "年末", "全年")
            ]
        )
        single = alternation([entry for entry in self.every if len(entry) == 1])
        due = (
            r"(?P<due>(?:第?[一二三四1-4](?:个)?(?:季度|月|年)|季度|月|年)?(?:度)?(?:首月|末月|第[一二三]个月|最后一个月|(?P<month>1[0-2]|[1-9])月)?"
            r"(?:(?P<day>3[01]|[12]\d|[1-9])[日号](?:前|之前|以前)?"
            r"|(?:结束|终了|末|后|底|终)?(?:后|末|前|之)?(?P<days>\d{1,2}|[一二三五十])个?(?P<working>工作)?日(?:内|之内|以内|前)"
            r"|逢[一二三四五六七八九十]+|(?<=[周期])(?P<weekday>[二三四五六日天](?:前|之前|下午|上午|下班前)?|一(?:前|之前|下午|上午|下班前))|月底前|底前|底|末前|末|初))"
        )
        activity = alternation(list(self.family))
        self.rule = re.compile(
            rf"(?P<every>(?:{word})(?!前)|全年(?=一)|年末(?=组织|开展|进行)|(?<![\u4e00-\u9fff\d])(?:{single})(?=一(?:{activity}))|(?<=[、，,])(?:{single})(?=一)|(?<=[、行立施“])(?:旬|月|季|年)(?=(?:{activity}))){due}?(?P<between>(?:[^。；;\n，,、]{{0,24}}?|一次|[，,]))(?:一|进行|开展|组织|召开|实行|实施|予以)?(?:一次|1次|一)?[^。；;\n，,、]{{0,10}}?(?P<activity>{activity})(?P<tail>会议|会)?"
        )
        self.hint = re.compile(rf"(?!年[底末]前)(?:{'|'.join(_HINTS)})")
        self.hints = tuple(map(re.compile, _HINTS))


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon()


_NOT_A_DUTY = re.compile(r"\d|不少于|不低于|至少|增长|培训|巡路|安排|投入|新增|达到|给予|补")


def find_cadence(text: str, ranges: list[tuple[int, int]]) -> list[CadenceDraft]:
    """Return the recurring duties stated within `ranges` (sorted), each once, the first statement first."""
    lex = _lexicon()
    found: list[CadenceDraft] = []
    hints = [*places_of(text, lex.hints), len(text)]
    following = 0
    for start, end in ranges:
        while hints[following] < start:
            following += 1
        if hints[following] >= end or not lex.hint.search(text, start, end):
            continue
        at = start
        while True:
            match = lex.rule.search(text, at, end)
            if match is None:
                break
            at = match.end()
            draft = _draft(text, match, lex)
            if draft and not _known(draft, found):
                found.append(draft)
    return found


_NOUNS = frozenset("分析 研究 评价 汇总 总结".split())


def _draft(text: str, match: re.Match[str], lex: _Lexicon) -> CadenceDraft | None:
    between = match["between"] or ""
    due = _due(match)
    if _NOT_A_DUTY.search(between) and not due:
        return None
    inner = lex.hint.search(between)
    if inner:
        return None
    if match["activity"] in _NOUNS and text.startswith(("报告", "材料", "报表"), match.end()):
        return None  # 按季度发布分析报告: what is published, not what is done
    every = lex.every[match["every"]]
    if match["every"] == "半年" and not re.match(
        r"\s*(?:一|组织|开展|进行|实施|召开|集中|对|考核|评估|1次)", text[match.end("every") : match.end()]
    ):
        return None
    activity = match["activity"]
    return CadenceDraft(every, activity, lex.family[activity], match.start(), match.end(), due)


def _due(match: re.Match[str]) -> Due | None:
    words = match["due"]
    if not words or not match["every"]:
        return None
    whole = match["every"] + words
    days, han = match["days"], {"一": 1, "二": 2, "三": 3, "五": 5, "十": 10}
    weekday = match["weekday"]
    if weekday:
        return (
            Due(whole, "一二三四五六日".find(weekday[0].replace("天", "日")) + 1)
            if match["every"].endswith(("周", "星期"))
            else None
        )
    if days:
        count = han.get(days) or int(days)
        before = words.endswith("前") and "末" in words
        return Due(whole, count, after_end=not before, before_end=before, working_days=bool(match["working"]))
    if match["day"]:
        return Due(whole, int(match["day"]), int(match["month"]) if match["month"] else None)
    if words.startswith("逢"):
        return Due(whole)
    month = int(match["month"]) if match["month"] else None
    return Due(whole, month=month, before_end=True) if month or "月底" in words or "前" in words else None


def _known(draft: CadenceDraft, found: list[CadenceDraft]) -> bool:
    """Tell whether a duty is stated already: the same rhythm and family, or a formula spelled out."""
    for other in found:
        if other.every != draft.every:
            continue
        if other.family == draft.family and (other.due == draft.due or draft.due is None):
            return True
        # After 每月一调度、每季一小结 a sentence without due day only explains the formula.
        if (
            draft.due is None
            and other.due is None
            and _is_meeting(draft.family)
            and _is_meeting(other.family)
        ):
            return True
    return False


def family_of(activity: str) -> str:
    """Return the name of the family an activity stands in; one that the pack doesn't know stands alone."""
    return str(_lexicon().family.get(activity, activity))


def _is_meeting(family: str) -> bool:
    return family in ("调度", "小结", "讲评", "会商")
