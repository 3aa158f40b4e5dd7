"""Lists of units as documents write them: 市发改委、国土房管局,洪山区、江夏区人民政府及有关单位.

Carries levels forward (市发改委、财政局 = 市财政局) and ends backward (洪山区、江夏区人民政府), keeps class
units whole (各县、区人民政府), and tells 和 inside a name from 和 between names. Pure text: who a name is,
is decided later, by a unit pack.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from yibiao import packs
from yibiao.core.pieces import pieces


class ListedUnit(NamedTuple):
    """A unit of a list: `[start, end)` in the text that was parsed, `text` as written, `name` as meant.

    `remark` is what a bracket behind the name says (an alias, or 牵头); `widened` the content of 含….
    """

    start: int
    end: int
    text: str
    name: str
    group: bool
    alias: str | None = None
    remark: str | None = None
    widened: str | None = None


class _Item(NamedTuple):
    start: int
    end: int
    text: str
    separator: str  # the mark in front of it
    bracket: str | None = None


class _Shape(NamedTuple):
    """What a name looks like by itself."""

    level: str | None  # the level it begins with, to be carried on
    bare: bool  # a department without level
    party: bool  # a party organ without level
    place: bool  # ends in a place, without an office
    office: str | None  # the carried end it has (人民政府)
    group: bool
    class_word: bool


def _any(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


class _Lexicon:
    """The patterns compiled from the pack `language/units`."""

    def __init__(self, pack: dict[str, Any]) -> None:
        offices = _any(pack["carried_ends"])
        words = _any(pack["class_words"])
        self.levels = re.compile(f"(?:{_any(pack['levels'])})")
        self.bare = re.compile(
            f"(?:{_any(pack['departments'])}).{{0,10}}?(?:{_any(pack['department_ends'])})$|"
            f"(?:{_any(['残联', '妇联', '工商联', '科协', '文联', '社科联', '侨联', '总工会'])})$"
        )
        self.party = re.compile(f"(?:{_any(pack['party'])})$")
        self.place = re.compile(f".*(?:{_any(pack['places'])})$", re.S)
        self.office = re.compile(f"({offices})$")
        self.group = re.compile(f"(?:{_any(pack['group_heads'])})|.{{0,8}}?(?:各|有关|相关)")
        self.class_word = re.compile(f"(?:{words})(?:[（(][^）)]*[）)])?(?:{offices})?$")
        self.ends = re.compile(f".*(?:{_any(pack['ends'])})$|(?:{_any(pack['wholes'])})$", re.S)
        self.open = re.compile(_any(pack["open_classes"]))
        self.zone = re.compile(".*(?:开发区|高新区|经开区|新区|风景区|园区|示范区|保税区|功能区|科学城)$")


@cache
def lexicon() -> _Lexicon:
    """Return the compiled pack."""
    return _Lexicon(packs.load("language/units"))


_ETC = re.compile(r"(?<!高)(?<!同)等(?!级|教育|院|学|候)")
_LEADING = re.compile(
    r"(?:(?:此|该|本|上述|以上)(?:项)?(?:工作|任务|事项)?由|以及|并由|其中|及|和|与|并|由|请|以)(?=[\u4e00-\u9fff]{2})"
)
_NAME_HEAD = re.compile(r"(?:和平|及第|与会|由|以)")
_AND = re.compile(r"以及|及其(?=他)|及|和|与")
_LOOSE_TAIL = {
    "",
    "部门",
    "单位",
    "部门和单位",
    "单位和部门",
    "部门、单位",
    "部门单位",
    "多部门",
    "市直部门",
    "市直单位",
    "企业",
}
_ROLE_REMARK = re.compile(r"牵头|主办|主责|负责|责任|配合|协办|参与|数据")
_WIDENED = re.compile(r"(?:均)?(?:含|包括|包含)(.+?)(?:[，,；;]\s*(?:下同|以下同|下文同)|$)")
_INNER_CLASS = re.compile(r"[市区县旗州镇乡、,，街道园开发新管委会村社场自治]+$")


def split_units(text: str, start: int = 0, end: int | None = None) -> list[ListedUnit]:
    """Return the units that `text[start:end]` lists, in order; words that name nobody are left out."""
    return split_stretches(text, [(start, len(text) if end is None else end)])


def split_stretches(text: str, stretches: list[tuple[int, int]]) -> list[ListedUnit]:
    """Return the units of one list that other words interrupt; levels carry from stretch to stretch."""
    items = _merge_classes(text, [item for start, end in stretches for item in _items(text, start, end)])
    offices = _carried_offices(items)
    found: list[ListedUnit] = []
    level: str | None = None
    for item, office in zip(items, offices, strict=True):
        shape = _shape(item.text)
        name = _carry_level(item.text, shape, level) + office
        level = _next_level(shape, level)
        start, end, text_here = item.start, item.end, item.text
        if item.bracket and shape.group and not shape.office and _INNER_CLASS.match(item.bracket):
            # 各县（市、区）: the bracket widens the class itself.
            end = min(end + len(item.bracket) + 2, len(text))
            name, text_here, alias, remark, widened = (
                name + text[item.end : end],
                text[start:end],
                None,
                None,
                None,
            )
        else:
            alias, remark, widened = _bracket(item.bracket)
        found.append(ListedUnit(start, end, text_here, name, shape.group, alias, remark, widened))
    return found


def looks_like_unit(name: str) -> bool:
    """Tell whether `name` could be a unit at all, by its end and length."""
    return 1 < len(name) <= 30 and lexicon().ends.match(name) is not None


def is_open_class(name: str) -> bool:
    """Tell whether a class names members that no unit tree can list (有关部门, 各依托单位)."""
    return lexicon().open.search(name) is not None


def _carry_level(name: str, shape: _Shape, level: str | None) -> str:
    if level is None:
        return name
    if shape.party:
        return level + name
    if shape.bare:
        return level.removesuffix("委") + name
    return name


def _next_level(shape: _Shape, level: str | None) -> str | None:
    if shape.level:
        return shape.level
    # 黄埔区政府 ends the carrying: what follows may be the district's own.
    return None if (shape.office or shape.place) and not shape.group else level


@lru_cache(8192)
def _shape(name: str) -> _Shape:
    lex = lexicon()
    group = lex.group.match(name) is not None
    office = lex.office.search(name)
    level = None if group else _level_of(name, lex)
    bare = level is None and lex.bare.match(name) is not None
    party = not bare and lex.party.match(name) is not None
    place = lex.place.match(name) is not None and not office and not bare
    return _Shape(
        level,
        bare,
        party,
        place,
        office.group(1) if office else None,
        group,
        lex.class_word.match(name) is not None,
    )


def _level_of(name: str, lex: _Lexicon) -> str | None:
    found = lex.levels.match(name)
    if not found or len(name) < 3:
        return None
    level, rest = found.group(), name[found.end() :]
    if rest.startswith("委") and len(rest) > 1 and not rest.startswith(("委员会",)):
        return level + "委"
    if lex.bare.match(rest) or rest.startswith(("政府", "人民政府", "中级", "人大", "政协", "属", "直")):
        return level
    # 市场监管局 has no level; 市中区 and 市南区 are places, not departments of a 市.
    if lex.bare.match(name) or lex.place.match(rest):
        return None
    return level if lex.ends.match(rest) else None


def _items(text: str, start: int, end: int) -> Iterator[_Item]:
    """Split at separators outside brackets, then at 等, 及 and 和 where they join names."""
    for first, last, separator, bracket in pieces(text, start, end):
        note = text[bracket[0] + 1 : bracket[1] - 1] if bracket else None
        for item in _names_in(text[first:last], separator, note):
            yield _Item(first + item.start, first + item.end, item.text, item.separator, item.bracket)


# Longer than this between two marks is no row of names; it is not taken apart (and not recursed into).
_LONGEST_PIECE = 120


@lru_cache(8192)
def _names_in(piece: str, separator: str, note: str | None) -> tuple[_Item, ...]:
    """Return the names that one piece of a list holds; offices repeat, so the answer is kept."""
    if len(piece) > _LONGEST_PIECE:
        return (_Item(0, len(piece), piece, separator, note),)
    return tuple(_conjoined(piece, 0, len(piece), separator, note))


def _conjoined(text: str, first: int, last: int, separator: str, note: str | None) -> Iterator[_Item]:
    lead = _LEADING.match(text, first, last)
    if lead and (lead.group() in ("由", "以", "请") or not _NAME_HEAD.match(text, first, last)):
        first = lead.end()
    etc = _ETC.search(text, first, last)
    if etc:
        yield from _conjoined_names(text, first, etc.start(), separator, note)
        rest = text[etc.end() : last]
        if rest.lstrip("各") not in _LOOSE_TAIL:
            yield from _conjoined(text, etc.end(), last, "，", None)
        return
    yield from _conjoined_names(text, first, last, separator, note)


def _conjoined_names(text: str, first: int, last: int, separator: str, note: str | None) -> Iterator[_Item]:
    lex = lexicon()
    for joint in _AND.finditer(text, first + 2, last):
        left, right = text[first : joint.start()], text[joint.end() : last]
        if len(right) < 2 or right in _BARE_TAILS or not lex.ends.match(right) or not _whole(left, right):
            continue
        yield from _trimmed(text, first, joint.start(), separator, None)
        yield from _conjoined_names(text, joint.end(), last, "、", note)
        return
    yield from _trimmed(text, first, last, separator, note)


_BARE_TAILS = {"单位", "部门", "企业", "机构", "个人", "有关", "社会"}
_NOT_AN_END = re.compile(
    r"(?:社会|机会|城市|都市|超市|股市|上市|全部|内部|干部|举办|城区|社区|执行|运行|银行业|规划和自然资|市)$"
)


def _whole(left: str, right: str) -> bool:
    """Tell whether the words before 和 are a unit by themselves (市教育局, not 市自然资源)."""
    if not lexicon().ends.match(left):
        return False
    if len(left) <= 3 and left[0] in "市省区县" and not left.endswith(("委", "办", "府", "院")):
        return False
    return not _NOT_AN_END.search(left) or lexicon().group.match(left) is not None


def _trimmed(text: str, first: int, last: int, separator: str, note: str | None) -> Iterator[_Item]:
    while first < last and text[first] in " \t\u3000:：":
        first += 1
    while last > first and text[last - 1] in " \t\u3000.。:：":
        last -= 1
    if last > first and any(mark.isalnum() for mark in text[first:last]):
        yield _Item(first, last, text[first:last], separator, note)


def _merge_classes(text: str, items: list[_Item]) -> list[_Item]:
    """Join 各县 + 区人民政府 and 各区 + 县级市: a class word behind a class continues it."""
    merged: list[_Item] = []
    for item in items:
        if merged and item.separator == "、" and _continues(merged[-1], item):
            head = merged[-1]
            merged[-1] = _Item(
                head.start, item.end, text[head.start : item.end], head.separator, item.bracket
            )
        else:
            merged.append(item)
    return merged


def _continues(head: _Item, item: _Item) -> bool:
    shape = _shape(head.text)
    if not _shape(item.text).class_word or not shape.group:
        return False
    return head.text[0] in "各有相所" or "各" in head.text


def _carried_offices(items: list[_Item]) -> list[str]:
    """Return what each name gets from behind: 洪山区、江夏区人民政府 gives 洪山区 its 人民政府."""
    lex = lexicon()
    carried = ""
    offices = [""] * len(items)
    for at in range(len(items) - 1, -1, -1):
        shape = _shape(items[at].text)
        if shape.office:
            carried = "" if shape.group and shape.class_word else shape.office
        elif carried and shape.place and not shape.group and _fits(items[at].text, carried, lex):
            offices[at] = carried
        else:
            carried = ""
        if items[at].separator not in ("、",):
            carried = ""
    return offices


def _fits(place: str, office: str, lex: _Lexicon) -> bool:
    zone = lex.zone.match(place) is not None
    return zone == office.startswith(("管委会", "管理委员会"))


def _bracket(note: str | None) -> tuple[str | None, str | None, str | None]:
    """Return (alias, role remark, what the name is widened by) of the words in a bracket behind a name."""
    if not note:
        return None, None, None
    widened = _WIDENED.search(note)
    if widened:
        return None, None, widened.group(1).strip("，,；; ")
    if len(note) <= 6 and _ROLE_REMARK.search(note):
        return None, note, None
    return note, None, None
