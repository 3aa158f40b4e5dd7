"""What a figure counts: the noun phrase before it (覆盖率达到70%) or behind it (引进10名人才).

Reads: the words around a figure within its segment. Writes: the subject, as short as it stays distinct.
"""

import re
from functools import cache

from yibiao import packs
from yibiao.core.affixes import Heads, Tails
from yibiao.core.figures import alternation
from yibiao.core.plan import Comparator

_TIME = re.compile(
    r"(?:到|至|在|截至|自|从)?(?:20\d\d年?(?:[-—–~－至到])?)?(?:(?:19|20)\d\d年|今年|本年度?|当年|明年|全年|年内|年底|年末|上半年|下半年"
    r"|每年|每季度?|每月|每周|每半年|期间|[“\"]?十[一二三四]五[”\"]?(?:期间|末|时期)?)(?:度)?(?:底|末|前|之前|以前|底前|末前|起|内)?"
    r"|\d{1,2}月(?:\d{1,2}日)?(?:底|末|份|上旬|中旬|下旬)?(?:前|之前|以前)?|\d{1,2}年(?:内|时间)|[一二两三四五六七八九十]{1,2}年(?:内|(?=累计))|第?[一二三四]季度"
    r"|在(?=全)|为(?!\d)|对(?!接)"
)
_TIME_FIRST = frozenset('0123456789到至在截自从今本当明全年上下每期十“"一二两三四五六七八九第为对')
# Two characters that are a subject by themselves; else the verb before them stays (处置时间).
_SHORT_THINGS = frozenset(
    "人才 公园 公厕 危桥 绿地 企业 学校 医院 项目 平台 园区 基地 设备 病床 床位 学位 岗位 就业 路长 冷库".split()
)


class _Lexicon:
    def __init__(self) -> None:
        pack = packs.load("language/figures")
        before = pack["comparators"]["before"]
        self.sign: dict[str, Comparator] = {word: sign for sign, words in before.items() for word in words}
        self.comparators = Tails(self.sign)
        growth = pack["growth_up"] + pack["growth_down"]
        rates = [word + end for word in growth for end in ("率", "幅度")]
        self.tails = Tails([*self.sign, *growth, *rates, *pack["loose_tails"]])
        self.heads = Heads(pack["loose_heads"])
        self.stages = frozenset(pack["stages"])
        self.whole_heads = Heads(pack["whole_heads"])
        self.whole_tails = Tails(pack["whole_tails"])
        self.verb_words = frozenset(pack["increment"] + pack["verbs"])
        self.verbs = Heads(self.verb_words)
        self.some_verb = re.compile(alternation(self.verb_words))
        self.increments = re.compile(alternation(pack["increment"]))
        self.growth = Tails(growth + rates)
        self.down = frozenset(pack["growth_down"])
        bounds = [word for sign in (">=", ">", "<=", "<") for word in before[sign] if word != "至"]
        self.strong = Tails([*bounds, "保持在", "稳定在", "维持在", "巩固在", "约"])
        self.ends_in_verb = Tails([*self.verb_words, "争取", "力争"])
        self.beside_growth = Tails(pack["beside_growth"])
        self.about_growth = Tails([*growth, *rates, *pack["beside_growth"]])


@cache
def lexicon() -> _Lexicon:
    """Return the compiled words of the pack `language/figures`."""
    return _Lexicon()


# 提高到每人每月850元: what the figure is counted by stands between it and its comparator.
_PER_HEAD = re.compile(
    r"(?:每人|每户|每亩|每月|每年|每名|每吨|每立方米|每平方米|每天|每日|每[百千万]人口?|人均|户均)+$"
)
# A comparator before the verb: 至少推出2个, 不少于建成3个.
_INNER = re.compile(r"(至少|不少于|不低于|最少|起码)([\u4e00-\u9fff]{1,6})$")


def comparator_before(words: str) -> tuple[Comparator | None, str]:
    """Return the comparator that `words` end in, and the words without it."""
    stripped = words.rstrip(' 　“”"')
    rate = _PER_HEAD.search(stripped) if "每" in stripped[-6:] or stripped.endswith("均") else None
    if rate and lexicon().comparators.of(stripped[: rate.start()]):
        stripped = stripped[: rate.start()]
    if stripped.endswith(_YEAR_ENDS):
        stripped, _ = reached_in(stripped)
    lex = lexicon()
    found = lex.comparators.of(stripped)
    if found and not lex.whole_tails.ends(stripped):
        return lex.sign[found], stripped[: -len(found)]
    inner = (
        _INNER.search(stripped) if "少" in stripped or "不低于" in stripped or "起码" in stripped else None
    )
    if inner:
        return lex.sign[inner.group(1)], stripped[: inner.start()] + inner.group(2)
    return None, stripped


_REACHED_IN = re.compile(r"(?<=[高升加长大展降低减少短缩增][到至])(20\d\d)年[底末]?的?$")
_YEAR_ENDS = ("的", "年", "底", "末")


def reached_in(words: str) -> tuple[str, str]:
    """Return `words` without the year between a comparator and its figure (增长到2025年的6亿元), and that year."""
    found = _REACHED_IN.search(words) if words.endswith(_YEAR_ENDS) else None
    return (words[: found.start()], found[1]) if found else (words, "")


def bound_before(words: str) -> bool:
    """Tell whether a figure behind `words` is bounded (不少于, 控制在), so that even a bare one counts."""
    return lexicon().strong.ends(words)


def verb_before(words: str) -> bool:
    """Tell whether a verb that orders stands right at the end of `words`."""
    return lexicon().ends_in_verb.ends(words)


def has_verb(words: str) -> bool:
    """Tell whether a verb that orders stands anywhere in `words`."""
    return lexicon().some_verb.search(words) is not None


def noun_alone(words: str) -> bool:
    """Tell whether a verb within `words` is only part of the name of a body or place (养老服务机构)."""
    return words.endswith(_BODIES) and not lexicon().verbs.starts(words)


_BODIES = ("机构", "中心", "站", "站点", "平台", "基地", "点", "厂", "企业", "园")


def growth_before(words: str) -> str:
    """Return the word of relative change that governs a figure behind `words` (增长, 下降率), or nothing."""
    lex = lexicon()
    if not lex.about_growth.ends(words):
        return ""
    for _ in range(5):
        found = lex.growth.of(words)
        if found:
            return found.removesuffix("率").removesuffix("幅度")
        loose = lex.beside_growth.of(words)
        if not loose:
            return ""
        words = words[: -len(loose)].rstrip(" 　")
    return ""


def noun_before(words: str) -> tuple[str, str]:
    """Return the subject in the words before a figure, and the verb it was taken from."""
    lex = lexicon()
    words = _without_head(_without_tail(words.strip(" 　-—－–·•●◆■*"), lex), lex)
    taken = ""
    end = _verb_end(words, lex)
    verb = words[:end]
    while 0 < end < len(words):
        rest = _without_head(words[end:], lex)
        if len(rest) < 3 and (rest not in _SHORT_THINGS or (rest == "项目" and words[:end] in lex.stages)):
            break
        taken = taken or words[:end]
        words = rest
        end = _verb_end(words, lex)
    words = words.strip(" 　、，,的" if words.endswith("”") else " 　、，,的“")
    if "”" in words and words.count("”") > words.count("“"):
        words = "“" + words
    return "" if _NO_NOUN.fullmatch(words) else words, taken or verb


def _verb_end(words: str, lex: _Lexicon) -> int:
    """Return where the verb that `words` begin with ends: 0 for none, and for 建成区 and the like."""
    return 0 if lex.whole_heads.starts(words) else lex.verbs.at(words)


# What is left when an elided subject had only an adjective or a term of years before its figure.
_NO_NOUN = re.compile(r"[\d一二两三四五六七八九十]+|最[长短多少高低大小]|单次|平均|原则上|其余|时间|时限|年")
_COMPARED_YEAR = re.compile(r"(?<!占)(?:比|较)20\d\d年$")
_FROM_VALUE = re.compile(r"(?:由|从)[^，,]*?\d[^，,]*$")


def _without_tail(words: str, lex: _Lexicon) -> str:
    for _ in range(8):
        if lex.whole_tails.ends(words):
            return words
        tail = len(lex.tails.of(words)) or _rare_tail(words)
        if not tail:
            return words
        words = words[:-tail].rstrip(" 　")
    return words


def _rare_tail(words: str) -> int:
    match = None
    if words.endswith("年"):
        match = _COMPARED_YEAR.search(words)
    elif "由" in words or "从" in words:
        match = _FROM_VALUE.search(words)
    return len(words) - match.start() if match else 0


def _without_head(words: str, lex: _Lexicon) -> str:
    at = 0
    for _ in range(14):
        if at >= len(words):
            return ""
        if lex.whole_heads.starts(words, at):
            break
        match = _TIME.match(words, at) if words[at] in _TIME_FIRST else None
        end = match.end() if match else lex.heads.at(words, at)
        if end == at:
            break
        at = end
        while at < len(words) and words[at] in " 　":
            at += 1
    return words[at:]


_STOP = re.compile(r"[（(，,。；;：:\n\t]")
_JOINED = ("以及", "、", "和", "及", "并", "，", "；")


def noun_behind(words: str) -> str:
    """Return the subject in the words behind a figure, up to the first mark; empty if there is none."""
    stop = _STOP.search(words)
    words = (words[: stop.start()] if stop else words).strip(" 　")
    if not words or words.startswith(("、", "和", "及", "并", "以及", "或", "）", ")", "”")):
        return ""
    while words.endswith(_JOINED):
        words = words[:-2] if words.endswith("以及") else words[:-1]
    words = words.removeprefix("的")
    cut = words.rfind("的")
    if cut >= 0 and len(words) - cut > 2 and len(words) > 12:
        words = words[cut + 1 :]
    return words.strip(" 　、")
