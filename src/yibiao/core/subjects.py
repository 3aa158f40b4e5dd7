"""What a figure counts: the noun phrase before it (覆盖率达到70%) or behind it (引进10名人才).

Reads: the words around a figure within its segment. Writes: the subject, as short as it stays distinct.
"""

import re
from functools import cache
from typing import NamedTuple

from yibiao import packs
from yibiao.core.figures import alternation
from yibiao.core.plan import Comparator

_TIME = (r"(?:到|至|在|截至|自|从)?(?:20\d\d年?(?:[-—~－至到])?)?(?:(?:19|20)\d\d年|今年|本年度?|当年|明年|全年|年内|年底|年末|上半年|下半年|每年|每季度?|每月|每周|每半年|期间|[“\"]?十[一二三四五]五[”\"]?(?:期间|末|时期)?)(?:度)?(?:底|末|前|之前|底前|末前|起|内)?"
         r"|\d{1,2}月(?:\d{1,2}日)?(?:底|末|份|上旬|中旬|下旬)?(?:前|之前|以前)?|\d{1,2}年(?:内|时间)|[一二两三四五六七八九十]{1,2}年内")
_LOOSE = (r"以后|此后|今后|其中|力争|争取|力求|努力|确保|保证|并|且|同时|还|又|也|把|将|使|让|以|于|再|要|应|须|均|都|可|约|共|累计|总计|合计|计划|预计|原则上|平均|重点|大力|积极|全面|进一步|加快|持续|继续|稳步|逐步|主要|年度|当年|首批|"
          r"全市|全省|全区|全县|全镇|全乡|全街|全域|全国|我市|我省|我区|我县|我镇|本市|本区|本县|市级财政|有针对性地|靶向|推荐|高质量|高标准|高水平|滚动|分批|分期|集中|统筹|联合|公开|在(?=全)|提供|为(?!\d)|对(?!接)|给|向|面向|围绕|通过|利用|依托|的|等|：|:|、|和|及|与|以及|，|,|“|”|（|）|至少|不少于|左右|每家|原有")


class Words(NamedTuple):
    """The parts of the words before a figure: subject, and the comparator that stands at their end."""

    subject: str
    before: Comparator | None
    leading_verb: str


class _Lexicon:
    def __init__(self) -> None:
        pack = packs.load("language/figures")
        before = pack["comparators"]["before"]
        self.sign: dict[str, Comparator] = {word: sign for sign, words in before.items() for word in words}
        comparators = alternation(list(self.sign))
        growth = alternation(pack["growth_up"] + pack["growth_down"])
        verbs = alternation(pack["increment"] + pack["verbs"])
        self.comparator = re.compile(f".*?(?P<word>{comparators})$", re.S)
        self.tail = re.compile(
            rf"(?:(?:{comparators})|(?:年均|同比|环比|平均|累计|分别|比重|各|均|再|原则上|严格|稳定|总体|基本|全部|力争|争取|确保|努力|必须|应当?|要|须|需|数|能|可|由|从|已|并|又|有|每年|每季度|每月|全年|年内|不)*?(?:{growth})(?:率|幅度)?|力争|争取|确保|努力|年均|分别|均|各|同比|环比|不得|原则上|严格|总体|要|应|须|"
            rf"(?<!占)(?:比|较)(?:20\d\d年|上年同期|上年|去年|同期|上一年度?|基准年)|新增|增加|净增|(?:累计|全年|年内|共)?(?:完成|实现|建成|达成)|每年|每季度|每月|全年|年内|累计|共计|共|达|(?:由|从)[^，,]*?\d[^，,]*)$")
        self.head = re.compile(rf"(?:{_TIME}|{_LOOSE})")
        self.verb = re.compile(f"(?:{verbs})")
        self.increment = re.compile(alternation(pack["increment"]))
        self.increment_first = re.compile(f"(?:{alternation(pack['increment'])})")
        self.growth = re.compile(growth)
        self.down = re.compile(alternation(pack["growth_down"]))


@cache
def lexicon() -> _Lexicon:
    """Return the compiled patterns."""
    return _Lexicon()


def comparator_before(words: str) -> tuple[Comparator | None, str]:
    """Return the comparator that `words` end in, and the words without it."""
    stripped = words.rstrip(" 　“”\"")
    for length in range(min(5, len(stripped)), 0, -1):
        sign = lexicon().sign.get(stripped[-length:])
        if sign and not (length == 1 and stripped[-length:] in ("各", "是", "计") and False):
            return sign, stripped[:-length]
    inner = _INNER.search(stripped)
    if inner:
        return lexicon().sign[inner.group(1)], stripped[:inner.start()] + inner.group(2)
    return None, stripped


# A comparator before the verb: 至少推出2个, 不少于建成3个.
_INNER = re.compile(r"(至少|不少于|不低于|最少)([\u4e00-\u9fff]{1,6})$")


def noun_before(words: str) -> tuple[str, str]:
    """Return the subject in the words before a figure, and the verb it was taken from."""
    lex = lexicon()
    words = _without_tail(words.strip(" 　-—－–·•●◆■*"), lex)
    words = _without_head(words, lex)
    verb = lex.verb.match(words)
    taken = ""
    while verb and verb.end() < len(words):
        rest = _without_head(words[verb.end():], lex)
        if len(rest) < 3 and not (len(rest) == 2 and rest in _SHORT_THINGS):
            break
        taken = taken or verb.group()
        words = rest
        verb = lex.verb.match(words)
    return words.strip(" 　、，,的“" if not words.endswith("”") else " 　、，,的"), taken or (verb.group() if verb else "")


# Two characters that are a subject by themselves; else the verb before them stays (处置时间).
_SHORT_THINGS = frozenset({"人才", "公园", "公厕", "危桥", "绿地", "企业", "学校", "医院", "项目", "平台", "园区", "基地", "设备", "病床", "床位", "学位", "岗位", "就业", "路长", "冷库"})


def _without_tail(words: str, lex: _Lexicon) -> str:
    for _ in range(6):
        tail = _ends(words, lex)
        if not tail or tail == len(words):
            return words if not tail else ""
        words = words[:-tail].rstrip(" 　")
    return words


def _ends(words: str, lex: _Lexicon) -> int:
    """Return how many characters at the end of `words` are comparators or words of change."""
    window = words[-24:]
    match = lex.tail.search(window)
    return len(window) - match.start() if match else 0


def _without_head(words: str, lex: _Lexicon) -> str:
    for _ in range(12):
        match = lex.head.match(words)
        if not match or match.end() == 0:
            return words
        if match.end() >= len(words):
            return ""
        words = words[match.end():].lstrip(" 　")
    return words


_STOP = re.compile(r"[（(，,。；;：:\n\t]")
_CONJOINED = re.compile(r"(?:、|和|及|以及|并|，|；)$")


def noun_behind(words: str) -> str:
    """Return the subject in the words behind a figure, up to the first mark; empty if there is none."""
    stop = _STOP.search(words)
    words = (words[:stop.start()] if stop else words).strip(" 　")
    if words.startswith(("、", "和", "及", "并", "以及", "或", "）", ")", "”")):
        return ""
    while _CONJOINED.search(words):
        words = _CONJOINED.sub("", words)
    words = words.removeprefix("的")
    cut = words.rfind("的")
    if cut >= 0 and len(words) - cut > 2 and len(words) > 12:
        words = words[cut + 1:]
    return words.strip(" 　、")
