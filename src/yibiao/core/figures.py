"""Figures in running text: a number with its magnitude, unit and the comparator around it.

Reads: text. Writes: `Figure`s in order. Whether a figure is a target is decided in `targets`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from yibiao import packs
from yibiao.core.numerals import exact, han_number
from yibiao.core.plan import Comparator

Number = int | Decimal


# No figure of a plan has more digits; a million of them is not a number but an attack or a data dump.
LONGEST = 24


class Figure(NamedTuple):
    """A number as it stands: `[start, end)` covers number, unit and the comparator behind it.

    `number_start` is where the digits begin; `kind` the class of the unit (count, physical, money, ratio,
    time, none); `high` is set for a range; `after` is the comparator behind, if any.
    """

    start: int
    end: int
    low: Number
    high: Number | None
    unit: str
    kind: str
    after: Comparator | None
    magnitude: str
    han: bool = False


def alternation(words: list[str]) -> str:
    """Return a regular expression that matches any of `words`, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


class _Lexicon:
    def __init__(self, pack: dict[str, Any]) -> None:
        units = pack["units"]
        self.kind = {
            word: kind for kind in ("time", "ratio", "money", "physical", "count") for word in units[kind]
        }
        self.kind |= {"％": "ratio", "﹪": "ratio", "": "none"}
        unit = alternation([word for word in self.kind if word])
        never = alternation(units["never"])
        after = pack["comparators"]["after"]
        self.after: dict[str, Comparator] = {word: sign for sign, words in after.items() for word in words}
        number = r"\d+(?:,\d{3})*(?:[.．]\d+)?"
        magnitude = "万亿|千亿|百亿|亿|[十百千]?万|千(?![米克瓦伏])|百(?!分)"
        tail = f"(?P<more>余|多)? ?(?P<unit>{unit})?(?P<slash>[/每](?:{unit}|年|月|日|天)(?:·(?:{unit}|年|月|日|天))?|（[间套次人处台个家户]）)? ?(?P<after>{alternation(list(self.after))})?"
        self.digits = re.compile(
            rf"(?P<low>\d(?<![A-Za-z0-9.．\-+×*/·〔\[#№]\d)\d*(?:(?:[,，]|[ \u00a0](?=\d{{3}}(?!\d)))\d{{3}}(?!\d))*(?:[.．]\d+)?)\s?(?P<mag>{magnitude})?"
            rf"(?:(?P<first>{unit})?\s?(?:[-－—–~～至到]|——|--)\s?(?P<high>{number})(?P<mag2>{magnitude})?(?!\d|{never}))?\s?{tail}(?![+×xX*&])"
        )
        loose = set(pack["not_after_han"])
        words = (*units["count"], *units["money"], *units["physical"])
        counted = alternation([word for word in words if word not in loose])
        self.han = re.compile(
            rf"(?P<low>[一二两三四五六七八九十百千](?<![第一二两三四五六七八九十百千万几数\d.]\w)[一二两三四五六七八九十百千万亿]{{0,9}})(?:[至到\-—](?P<high>[一二两三四五六七八九十百千万亿]{{1,9}}))?(?P<unit>{counted})(?P<after>{alternation(list(self.after))})?"
        )
        self.never = re.compile(never)


@cache
def lexicon() -> _Lexicon:
    """Return the compiled pack `language/figures`."""
    return _Lexicon(packs.load("language/figures"))


def scan(text: str, start: int, end: int) -> Iterator[Figure]:
    """Yield every figure in digits within `text[start:end]` that could be a target."""
    lex = lexicon()
    for match in lex.digits.finditer(text, start, end):
        figure = _figure(text, match, lex)
        if figure:
            yield figure


def _figure(text: str, match: re.Match[str], lex: _Lexicon) -> Figure | None:
    low, mag, first, high, mag2, _, unit, slash, after = match.group(
        "low", "mag", "first", "high", "mag2", "more", "unit", "slash", "after"
    )
    unit = unit or first or ""
    at = match.end("unit") if match.group("unit") else -1
    if not unit and (lex.never.match(text, _number_end(match)) or _YEARS.match(text, _number_end(match))):
        return None
    if unit and high is None and _is_name(text, unit, at):
        return None
    if len(low) > LONGEST or (high is not None and len(high) > LONGEST):
        return None
    kind = lex.kind[unit]
    if unit in ("％", "﹪"):
        unit = "%"
    value = exact(low, mag or (mag2 or "" if high is not None else ""))
    top = exact(high, mag2 or "") if high is not None else None
    if top is not None and top <= value:
        return None
    sign = lex.after.get(after) if after else None
    if slash:
        unit += slash
    return Figure(match.start(), match.end(), value, top, unit, kind, sign, mag or mag2 or "")


_YEARS = re.compile(r"\s*(?:[-－—–~～至到]|——)\s*\d{2,4}\s*年")  # 2021—2025年


def _number_end(match: re.Match[str]) -> int:
    return (
        match.end("mag2")
        if match.group("mag2")
        else match.end("high")
        if match.group("high")
        else match.end("mag")
        if match.group("mag")
        else match.end("low")
    )


_NAME_BEHIND = {
    "个": "月|五年|五规划",
    "次": "产业|区域|生",
    "部": "门|委|队|长|分",
    "期": "间|限|工程|项目|末|初|货",
    "条": "例|件|款(?!道)",
    "级": "",
    "分": "钟|之|别|类|解|布|工|校|局",
    "道": "路|德",
    "面": "积|向|对",
    "门": "类|户|诊",
    "单": "位|元",
    "台": "账|风",
    "口": "径|岸",
    "班": "子",
    "层": "次",
    "位": "于|列|居",
    "项": "目(?!库)",
    "名": "单|录|称",
    "人": "民(?!币)|工|均|口|才(?!岗)",
    "家": "庭(?!农场|医生|签约|病床|养老)",
    "方": "面|案|向|法|式",
    "里": "程",
    "站": "点",
    "度": "假|电",
    "斤": "",
    "类": "型",
    "端": "口",
    "团": "队|结|体",
    "队": "伍",
    "课": "题|程",
    "组": "织|长|建",
    "村": "级|民|庄|集体|卫",
    "镇": "级|区|街|乡",
    "对": "接|口|应|标|外|象",
    "种": "植|子|业|养",
    "支": "持|撑|部|付|出",
    "升": "级|至|到",
    "米": "粉",
    "处": "理|置|于|级",
    "块": "链",
    "片": "区|长",
    "字": "号|段",
    "行": "政|业|动|为|驶",
    "首": "都|府",
    "例": "会",
    "网": "络",
    "件": "次",
}


@cache
def _name_patterns() -> dict[str, re.Pattern[str]]:
    return {unit: re.compile(words) for unit, words in _NAME_BEHIND.items() if words}


def _is_name(text: str, unit: str, at: int) -> bool:
    """Tell whether the measure word is only the beginning of another word (部门, 项目, 人民)."""
    pattern = _name_patterns().get(unit)
    if pattern is None or unit in ("项", "人", "家", "名", "处", "村", "支", "站", "课", "组", "队", "团"):
        return False
    return at >= 0 and pattern.match(text, at) is not None


def scan_han(text: str, start: int, end: int) -> Iterator[Figure]:
    """Yield the figures in Han numerals (每村两名); most of them are rhetoric, so the caller must choose."""
    lex = lexicon()
    for match in lex.han.finditer(text, start, end):
        value = han_number(match["low"])
        if value is None or match["low"].rstrip("万亿") in ("百", "千", "百千", "千百"):
            continue  # 百家名企 is a manner of speaking
        high = han_number(match["high"]) if match["high"] else None
        unit = match["unit"]
        if _is_name(text, unit, match.end("unit")):
            continue
        sign = lex.after.get(match["after"]) if match["after"] else None
        yield Figure(
            match.start(),
            match.end(),
            value,
            high,
            unit,
            lex.kind[unit],
            sign,
            "万" if value >= 10_000 else "",
            True,
        )
