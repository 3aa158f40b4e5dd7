"""Names of units: what each looks like by itself, and which of them a piece of a list holds.

Tells 和 inside a name (市自然资源和规划局) from 和 between names. Pure text, by the pack `language/units`.
"""

import re
from functools import cache
from typing import Any, NamedTuple

from yibiao import packs
from yibiao.core.affixes import Heads, Tails


class Shape(NamedTuple):
    """What a name looks like by itself, as far as it bears on the names beside it."""

    bare: bool  # a department without level
    party: bool  # a party organ without level
    place: bool  # ends in a place, without an office
    office: str  # the carried end it has (人民政府), or nothing
    group: bool
    carries: bool  # it may take a level or an office from beside it


ORDINARY = Shape(False, False, False, "", False, False)
"""The shape of most names (市财政局): a list of nothing else names its units as they are written."""


class Name(NamedTuple):
    """A name within a piece of a list, by offsets in the piece."""

    start: int
    end: int
    text: str
    mark: str | None  # the mark in front, if it is not the piece's
    noted: bool  # the bracket behind the piece is its own
    shape: Shape


_new = tuple.__new__  # makes a tuple without the detour of its class


def _any(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


class Lexicon:
    """The patterns compiled from the pack `language/units`."""

    def __init__(self, pack: dict[str, Any]) -> None:
        offices = _any(pack["carried_ends"])
        words = _any(pack["class_words"])
        self.levels = Heads(pack["levels"])
        self.department = re.compile(
            f"(?:{_any(pack['departments'])}).{{0,10}}?(?:{_any(pack['department_ends'])})$"
        )
        self.departments = Heads(pack["departments"])
        self.associations = frozenset(_ASSOCIATIONS)
        self.party = frozenset(pack["party"])
        self.places = Tails(pack["places"])
        self.offices = Tails(pack["carried_ends"])
        self.street_offices = frozenset(pack["street_offices"])
        self.group_heads = Heads(pack["group_heads"])
        self.class_word = re.compile(f"(?:{words})(?:[（(][^）)]*[）)])?(?:{offices})?$")
        self.ends = Tails(pack["ends"])
        self.wholes = frozenset(pack["wholes"])
        self.open = re.compile(_any(pack["open_classes"]))
        self.zone = re.compile(".*(?:开发区|高新区|经开区|新区|风景区|园区|示范区|保税区|功能区|科学城)$")
        heads = [*pack["group_heads"], *pack["departments"], *pack["party"], *_ASSOCIATIONS]
        self._odd_heads = frozenset(head[:2] for head in heads)
        self._odd_ends = frozenset(end[-1] for end in [*pack["places"], *pack["carried_ends"]])

    def is_ordinary(self, name: str) -> bool:
        """Tell quickly that nothing in the pack speaks of a name, true of most."""
        return not (
            name[:2] in self._odd_heads
            or name[0] in self._odd_heads
            or name[-1] in self._odd_ends
            or "各" in name
            or "关" in name
        )

    def is_bare(self, name: str) -> bool:
        """Tell whether a name is a department without level, or an association."""
        if self.departments.starts(name) and self.department.match(name):
            return True
        return name in self.associations

    def is_group(self, name: str) -> bool:
        """Tell whether a name is a class of units."""
        return self.group_heads.starts(name) or (
            ("各" in name or "关" in name) and _INNER_GROUP.match(name) is not None
        )

    def is_unit(self, name: str) -> bool:
        """Tell whether a name ends as units do."""
        return self.ends.ends(name) or name in self.wholes


_ASSOCIATIONS = ("残联", "妇联", "工商联", "科协", "文联", "社科联", "侨联", "总工会")
_INNER_GROUP = re.compile(".{0,8}?(?:各|有关|相关)")


@cache
def lexicon() -> Lexicon:
    """Return the compiled pack."""
    return Lexicon(packs.load("language/units"))


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


class Names(dict[str, list[Name]]):
    """The names that each piece of a list holds; offices repeat, so a document keeps one of these.

    `only` are pieces that the grammar of clauses has found to be names and nothing else.
    """

    def __init__(self) -> None:
        super().__init__()
        self.only: set[str] = set()

    def __missing__(self, piece: str) -> list[Name]:
        found = self[piece] = _names_in(piece)
        return found


def shape_of(name: str) -> Shape:
    """Return what a name looks like."""
    lex = lexicon()
    if lex.is_ordinary(name):
        return ORDINARY
    group = lex.is_group(name)
    office = lex.offices.of(name)
    bare = lex.is_bare(name) and (group or level_of(name) is None)
    party = not bare and name in lex.party
    place = not office and not bare and lex.places.ends(name)
    if group or office or bare or party or place:
        return Shape(bare, party, place, office, group, bare or party or place)
    return ORDINARY


def level_of(name: str) -> str | None:
    """Return the level a name begins with, to be carried on."""
    lex = lexicon()
    end = lex.levels.at(name)
    if not end or len(name) < 3:
        return None
    level, rest = name[:end], name[end:]
    if rest.startswith("委") and len(rest) > 1 and not rest.startswith("委员会"):
        return level + "委"
    if lex.is_bare(rest) or rest.startswith(("政府", "人民政府", "中级", "人大", "政协", "属", "直")):
        return level
    # 市场监管局 has no level; 市中区 and 市南区 are places, not departments of a 市.
    if lex.is_bare(name) or lex.places.ends(rest):
        return None
    return level if lex.is_unit(rest) else None


# Longer than this between two marks is no row of names; it is not taken apart (and not recursed into).
_LONGEST_PIECE = 120


# One of these stands in every piece that `_LEADING`, `_ETC` or `_AND` can part.
_JOINING = re.compile("[此该本上以并其及和与由请等]")


def _names_in(piece: str) -> list[Name]:
    """Return the names that one piece of a list holds."""
    if len(piece) > _LONGEST_PIECE:
        return [Name(0, len(piece), piece, None, True, shape_of(piece))]
    if _JOINING.search(piece):
        return _conjoined(piece, 0, len(piece), None, True)
    return _trimmed(piece, 0, len(piece), None, True)


def _conjoined(text: str, first: int, last: int, mark: str | None, noted: bool) -> list[Name]:
    lead = _LEADING.match(text, first, last)
    if lead and (lead.group() in ("由", "以", "请") or not _NAME_HEAD.match(text, first, last)):
        first = lead.end()
    etc = _ETC.search(text, first, last) if "等" in text else None
    if not etc:
        return _conjoined_names(text, first, last, mark, noted)
    found = _conjoined_names(text, first, etc.start(), mark, noted)
    if text[etc.end() : last].lstrip("各") not in _LOOSE_TAIL:
        found += _conjoined(text, etc.end(), last, "，", False)
    return found


def _conjoined_names(text: str, first: int, last: int, mark: str | None, noted: bool) -> list[Name]:
    lex = lexicon()
    for joint in _AND.finditer(text, first + 2, last):
        left, right = text[first : joint.start()], text[joint.end() : last]
        if len(right) < 2 or right in _BARE_TAILS or not lex.is_unit(right) or not _whole(left, right):
            continue
        return [
            *_trimmed(text, first, joint.start(), mark, False),
            *_conjoined_names(text, joint.end(), last, "、", noted),
        ]
    return _trimmed(text, first, last, mark, noted)


_BARE_TAILS = {"单位", "部门", "企业", "机构", "个人", "有关", "社会", "人民政府", "政府", "办事处", "管委会"}
_NOT_AN_END = re.compile(
    r"(?:社会|机会|城市|都市|超市|股市|上市|全部|内部|干部|举办|城区|社区|执行|运行|银行业|规划和自然资|市|^实验室)$"
)


def _whole(left: str, right: str) -> bool:
    """Tell whether the words before 和 are a unit by themselves (市教育局, not 市自然资源)."""
    if not lexicon().is_unit(left):
        return False
    if len(left) <= 3 and left[0] in "市省区县" and not left.endswith(("委", "办", "府", "院")):
        return False
    return not _NOT_AN_END.search(left) or lexicon().is_group(left)


def _trimmed(text: str, first: int, last: int, mark: str | None, noted: bool) -> list[Name]:
    words = text[first:last]
    if not words.isalnum():  # as most are
        while first < last and text[first] in " \t\u3000:：":
            first += 1
        while last > first and text[last - 1] in " \t\u3000.。:：":
            last -= 1
        words = text[first:last]
        if not any(letter.isalnum() for letter in words):
            return []
    return [_new(Name, (first, last, words, mark, noted, shape_of(words)))]
