"""Figures in running text: a number with its magnitude, unit and the comparator around it.

Reads: text. Writes: `Figure`s in order. Whether a figure is a target is decided in `targets`.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from yibiao import packs
from yibiao.core.numerals import exact, han_number
from yibiao.core.plan import Comparator

Number = int | Decimal

_new = tuple.__new__  # makes a figure without the detour of its class

# No figure of a plan has more digits; a million of them is not a number but an attack or a data dump.
LONGEST = 24
# Han numerals that a figure may begin with.
_HAN = "一二两三四五六七八九十百千"


class Figure(NamedTuple):
    """A number as it stands: `[start, end)` covers number, unit and the comparator behind it.

    `kind` is the class of the unit (count, physical, money, ratio, time, none); `high` is set for a range;
    `after` is the comparator behind, if any.
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


def alternation(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of `words`, the longest first.

    `re` tries its alternatives one by one, so words that begin alike share their beginning; otherwise the
    order is kept: the commonest had best come first.
    """
    by_first: dict[str, set[str]] = {}
    for word in words:
        by_first.setdefault(word[0], set()).add(word[1:])
    return "|".join(re.escape(first) + _endings(rests) for first, rests in by_first.items())


def _endings(rests: set[str]) -> str:
    longer = sorted(rests - {""})
    if not longer:
        return ""
    return f"(?:{alternation(longer)})" + ("?" if "" in rests else "")


def gated(words: Iterable[str]) -> str:
    """Return the same behind a look at the next character, which is cheap where no word can stand."""
    words = list(words)
    firsts = "".join(sorted({re.escape(word[0]) for word in words}))
    return f"(?=[{firsts}])(?:{alternation(words)})"


class _Lexicon:
    def __init__(self, pack: dict[str, Any]) -> None:
        units = pack["units"]
        kinds = ("count", "ratio", "money", "physical", "time")  # the commonest first
        self.kind = {word: kind for kind in reversed(kinds) for word in units[kind]}
        self.kind |= {"％": "ratio", "﹪": "ratio", "": "none"}
        unit = gated([*(word for kind in kinds for word in units[kind]), "％", "﹪"])
        never = alternation(units["never"])
        behind = pack["comparators"]["after"]
        self.after: dict[str, Comparator] = {word: sign for sign, words in behind.items() for word in words}
        after = gated(self.after)
        number = r"\d+(?:,\d{3})*(?:[.．]\d+)?"
        magnitude = "万亿|千亿|百亿|亿|[十百千]?万|千(?![米克瓦伏])|百(?!分)"
        joints = "-－—–~～至到"
        reach = max(map(len, self.kind)) + 1
        tail = f"[余多]? ?(?P<unit>{unit})?(?P<slash>/(?:10|十)万|[/每](?:{unit}|年|月|日|天)(?:·(?:{unit}|年|月|日|天))?|（[间套次人处台个家户]）)? ?(?P<after>{after})?"
        self.digits = re.compile(
            rf"(?P<low>\d(?<![A-Za-z0-9.．\-+×*/·〔\[#№]\d)\d*(?:(?:[,，]|[ \u00a0](?=\d{{3}}(?!\d)))\d{{3}}(?!\d))*(?:[.．]\d+)?)\s?(?P<mag>{magnitude})?"
            rf"(?:(?=[^{joints}]{{0,{reach}}}[{joints}])(?P<first>{unit})?\s?(?:[{joints}]|——|--)\s?(?P<high>{number})(?P<mag2>{magnitude})?(?!\d|{never}))?\s?{tail}(?![+×xX*&])"
        )
        loose = set(pack["not_after_han"])
        words = (*units["count"], *units["money"], *units["physical"])
        counted = gated([word for word in words if word not in loose])
        self.han = re.compile(
            rf"(?P<low>[{_HAN}](?<![第一二两三四五六七八九十百千万几数\d.]\w)[一二两三四五六七八九十百千万亿]{{0,9}})(?:[至到\-—](?P<high>[一二两三四五六七八九十百千万亿]{{1,9}}))?(?P<unit>{counted})(?P<after>{after})?"
        )
        self.never = re.compile(never)


@cache
def lexicon() -> _Lexicon:
    """Return the compiled pack `language/figures`."""
    return _Lexicon(packs.load("language/figures"))


# What every figure begins with: most stretches have none.
_NUMERAL = re.compile(rf"[\d{_HAN}]")


def figures_in(text: str, start: int, end: int) -> list[Figure]:
    """Return every figure within `text[start:end]` that could be a target, in order."""
    numeral = _NUMERAL.search(text, start, end)
    if not numeral:
        return []
    lex, first = lexicon(), numeral.start()
    found = [
        figure for match in lex.digits.finditer(text, first, end) if (figure := _figure(text, match, lex))
    ]
    in_han = [
        figure for match in lex.han.finditer(text, first, end) if (figure := _han_figure(text, match, lex))
    ]
    return sorted(found + in_han) if found and in_han else found or in_han


def _figure(text: str, match: re.Match[str], lex: _Lexicon) -> Figure | None:
    low, mag, first, high, mag2, unit, slash, after = match.groups()
    if _in_ratio(text, match):
        return _ratio(text, match, lex)
    if unit:
        if high is None and _is_name(text, unit, match.end("unit")):
            return None
    elif first:
        unit = first
    elif _goes_on(text, match, lex):
        return _age(text, match, lex)
    else:
        unit = ""
    if len(low) > LONGEST or (high is not None and len(high) > LONGEST):
        return None
    magnitude = mag or mag2 or ""
    value = exact(low, magnitude)
    top = exact(high, mag2 or "") if high is not None else None
    if top is not None and top <= value:
        return None
    kind = lex.kind[unit]
    if unit in ("％", "﹪"):
        unit = "%"
    if slash:
        unit += slash
        kind = "ratio" if slash.endswith("万") else kind  # 9/10万: a rate
    start, end = match.span()
    return _new(Figure, (start, end, value, top, unit, kind, lex.after.get(after), magnitude, False))


def _in_ratio(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number is a side of 1∶1.2."""
    start, end = match.start(), match.end("low")
    if text[end : end + 1] in _COLONS and text[end + 1 : end + 2].isdigit():
        return True
    return start > 1 and text[start - 1] in _COLONS and text[start - 2].isdigit()


_COLONS = ("∶", "：", ":")
_TO_ONE = re.compile(r"[∶：:]1(?![\d.．个小时])")


def _ratio(text: str, match: re.Match[str], lex: _Lexicon) -> Figure | None:
    """Return the figure of 2.1∶1; any other pair of numbers is none."""
    one = _TO_ONE.match(text, match.end("low"))
    low = match["low"]
    if not one or len(low) > LONGEST:
        return None
    end, after = _bound_behind(text, one.end(), lex)
    return Figure(match.start(), end, exact(low), None, "", "ratio", after, "")


def _bound_behind(text: str, at: int, lex: _Lexicon) -> tuple[int, Comparator | None]:
    """Return the comparator that stands at `at`, and where it ends."""
    for word, sign in lex.after.items():
        if text.startswith(word, at):
            return at + len(word), sign
    return at, None


def _age(text: str, match: re.Match[str], lex: _Lexicon) -> Figure | None:
    """Return the figure of 预期寿命达到79岁: of all ages only that of a life is an aim."""
    end = match.end("low")
    low = match["low"]
    if text[end : end + 1] != "岁" or "寿命" not in text[max(0, match.start() - 24) : match.start()]:
        return None
    stop, after = _bound_behind(text, end + 1, lex)
    return (
        Figure(match.start(), stop, exact(low), None, "岁", "count", after, "")
        if len(low) < LONGEST
        else None
    )


_YEARS = re.compile(r"\s*(?:[-－—–~～至到]|——)\s*\d{2,4}\s*年")  # 2021—2025年


def _goes_on(text: str, match: re.Match[str], lex: _Lexicon) -> bool:
    """Tell whether a number without unit goes on as something else: 第3届, 2021—2025年."""
    end = max(match.end("low"), match.end("mag"), match.end("high"), match.end("mag2"))
    return lex.never.match(text, end) is not None or _YEARS.match(text, end) is not None


# Measure words that begin other words: 部门, 台账.
_NAME_BEHIND = {
    "个": "月|五年|五规划",
    "次": "产业|区域|生",
    "部": "门|委|队|长|分",
    "期": "间|限|工程|项目|末|初|货",
    "条": "例|件|款(?!道)",
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
    "方": "面|案|向|法|式",
    "里": "程",
    "度": "假|电",
    "类": "型",
    "端": "口",
    "镇": "级|区|街|乡",
    "对": "接|口|应|标|外|象",
    "种": "植|子|业|养",
    "升": "级|至|到",
    "米": "粉",
    "块": "链",
    "片": "区|长",
    "字": "号|段",
    "行": "政|业|动|为|驶",
    "首": "都|府",
    "例": "会",
    "网": "络",
    "件": "次",
    "具": "体|有|备",
}


@cache
def _name_patterns() -> dict[str, re.Pattern[str]]:
    return {unit: re.compile(words) for unit, words in _NAME_BEHIND.items()}


def _is_name(text: str, unit: str, at: int) -> bool:
    """Tell whether the measure word that ends at `at` is only the beginning of another word."""
    pattern = _name_patterns().get(unit)
    return pattern is not None and pattern.match(text, at) is not None


def _han_figure(text: str, match: re.Match[str], lex: _Lexicon) -> Figure | None:
    """Return a figure in Han numerals (每村两名); most of them are rhetoric, so the caller must choose."""
    low, high, unit, after = match.groups()
    value = han_number(low)
    if value is None or low.rstrip("万亿") in ("百", "千", "百千", "千百"):
        return None  # 百家名企 is a manner of speaking
    if _is_name(text, unit, match.end("unit")):
        return None
    start, end = match.span()
    top = han_number(high) if high else None
    magnitude = "万" if value >= 10_000 else ""
    return Figure(start, end, value, top, unit, lex.kind[unit], lex.after.get(after), magnitude, True)
