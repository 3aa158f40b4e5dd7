"""Lists of units as documents write them: 市发改委、国土房管局,洪山区、江夏区人民政府及有关单位.

Carries levels forward (市发改委、财政局 = 市财政局) and ends backward (洪山区、江夏区人民政府), keeps class
units whole (各县、区人民政府), and tells 和 inside a name from 和 between names. Pure text: who a name is,
is decided later, by a unit pack.
"""

import re
from typing import NamedTuple

from yibiao.core.pieces import pieces
from yibiao.core.unitnames import Lexicon, Names, Shape, level_of, lexicon, shape_of


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
    """A name within a list."""

    start: int
    end: int
    text: str
    mark: str  # in front of it
    note: str | None  # what the bracket behind it says
    shape: Shape


# A piece of a list: (start, words, mark in front, what the bracket behind it says)
Piece = tuple[int, str, str, str | None]

_new = tuple.__new__  # makes a tuple without the detour of its class: a page has hundreds of units


_ROLE_REMARK = re.compile(r"牵头|主办|主责|负责|责任|配合|协办|参与|数据")
_WIDENED = re.compile(r"(?:均)?(?:含|包括|包含)(.+?)(?:[，,；;]\s*(?:下同|以下同|下文同)|$)")
_INNER_CLASS = re.compile(r"[市区县旗州镇乡、,，街道园开发新管委会村社场自治]+$")


# One of these stands in every list of more than one name, and in what is not all name.
_PARTING = re.compile(r"[、，,；;。/\s（(〈<〔\[［【）)〉>〕\]］】此该本上以并其及和与由请等:：.]")


def split_units(
    text: str, start: int = 0, end: int | None = None, names: Names | None = None
) -> list[ListedUnit]:
    """Return the units that `text[start:end]` lists, in order; words that name nobody are left out."""
    end = len(text) if end is None else end
    if start < end and text[start].isalnum() and not _PARTING.search(text, start, end):
        # A single name: nobody stands beside it to take a level or an office from.
        name = text[start:end]
        return [_new(ListedUnit, (start, end, name, name, lexicon().is_group(name), None, None, None))]
    return split_stretches(text, [(start, end)], names)


def split_stretches(
    text: str, stretches: list[tuple[int, int]], names: Names | None = None
) -> list[ListedUnit]:
    """Return the units of one list that other words interrupt; levels carry from stretch to stretch.

    `names` are those of the document so far, if the list stands in one.
    """
    found: list[Piece] = []
    for start, end in stretches:
        for first, last, mark, bracket in pieces(text, start, end):
            note = text[bracket[0] + 1 : bracket[1] - 1] if bracket else None
            found.append((first, text[first:last], mark, note))
    return units_of(text, found, Names() if names is None else names)


def units_of(text: str, found: list[Piece], names: Names) -> list[ListedUnit]:
    """Return the units of one list by its pieces."""
    units = _as_written(found, names)
    if units is not None:
        return units
    items = _merge_classes(text, _items(found, names))
    parts = zip(items, _carried_levels(items), _carried_offices(items), strict=True)
    return [_listed(text, item, level + item.text + office) for item, level, office in parts]


def _as_written(found: list[Piece], names: Names) -> list[ListedUnit] | None:
    """Return the units of a list in which no name bears on another, as in most; None for any other list."""
    units: list[ListedUnit] = []
    group = False
    for first, piece, _, note in found:
        for start, end, words, _, _, shape in names[piece]:
            if shape.carries or group or note:
                return None
            group = shape.group  # a class word behind it would continue it
            units.append(
                _new(ListedUnit, (first + start, first + end, words, words, group, None, None, None))
            )
    return units


def _items(found: list[Piece], names: Names) -> list[_Item]:
    """Split pieces at 等, 及 and 和 where they join names."""
    items: list[_Item] = []
    for first, piece, mark, note in found:
        for begin, stop, words, own, noted, shape in names[piece]:
            item = (first + begin, first + stop, words, own or mark, note if noted else None, shape)
            items.append(_new(_Item, item))
    return items


def _listed(text: str, item: _Item, name: str) -> ListedUnit:
    """Return the unit that an item means by `name`, with what its bracket says."""
    start, end, words, _, note, shape = item
    if not note:
        return ListedUnit(start, end, words, name, shape.group)
    if shape.group and not shape.office and _INNER_CLASS.match(note):
        # 各县（市、区）: the bracket widens the class itself.
        close = min(end + len(note) + 2, len(text))
        return ListedUnit(start, close, text[start:close], name + text[end:close], shape.group)
    return ListedUnit(start, end, words, name, shape.group, *_bracket(note))


def looks_like_unit(name: str) -> bool:
    """Tell whether `name` could be a unit at all, by its end and length."""
    return 1 < len(name) <= 30 and lexicon().is_unit(name)


def is_open_class(name: str) -> bool:
    """Tell whether a class names members that no unit tree can list (有关部门, 各依托单位)."""
    return lexicon().open.search(name) is not None


def _carried_levels(items: list[_Item]) -> list[str]:
    """Return what each name gets from the front: 市发改委、财政局 gives 财政局 its 市."""
    carried = [""] * len(items)
    level = ""
    for at, item in enumerate(items):
        shape = item.shape
        if shape.party:
            carried[at] = level
        elif shape.bare:
            carried[at] = level.removesuffix("委")
        own = None if shape.group else level_of(item.text)
        if own:
            level = own
        elif (shape.office or shape.place) and not shape.group:
            level = ""  # 黄埔区政府 ends the carrying: what follows may be the district's own
    return carried


def _merge_classes(text: str, items: list[_Item]) -> list[_Item]:
    """Join 各县 + 区人民政府 and 各区 + 县级市: a class word behind a class continues it."""
    runs: list[list[_Item]] = []
    for item in items:
        if runs and item.mark == "、" and _continues(runs[-1][0], item):
            runs[-1].append(item)
        else:
            runs.append([item])
    return [run[0] if len(run) == 1 else _joined(text, run) for run in runs]


def _joined(text: str, run: list[_Item]) -> _Item:
    start, end = run[0].start, run[-1].end
    words = text[start:end]
    return _Item(start, end, words, run[0].mark, run[-1].note, shape_of(words))


def _continues(head: _Item, item: _Item) -> bool:
    if not head.shape.group or not lexicon().class_word.match(item.text):
        return False
    return head.text[0] in "各有相所" or "各" in head.text


def _carried_offices(items: list[_Item]) -> list[str]:
    """Return what each name gets from behind: 洪山区、江夏区人民政府 gives 洪山区 its 人民政府."""
    lex = lexicon()
    carried = like = ""
    offices = [""] * len(items)
    for at in range(len(items) - 1, -1, -1):
        _, _, words, mark, _, shape = items[at]
        if shape.office:
            carried = "" if shape.group and lex.class_word.match(words) else shape.office
            like = words.removesuffix(carried)[-1:]
        elif carried and shape.place and not shape.group and _fits(words, carried, lex):
            offices[at] = _suited(words, carried, like, lex)
        else:
            carried = ""
        if mark != "、":
            carried = ""
    return offices


_STREETS = ("街道", "街")
_TOWNS = ("镇", "乡", "区", "县")


def _suited(place: str, office: str, like: str, lex: Lexicon) -> str:
    """Return what of an office a place takes, `like` being what the name that has it ends in before it.

    东山街道 needs no second 街道 of 西河街道办事处, and 东山镇 has no such office: its name is whole.
    """
    if office not in lex.street_offices:
        return office
    if place.endswith(_STREETS):
        return office.removeprefix("街道")
    alien = _TOWNS[:2] if office == "党工委" else _TOWNS
    return "" if place.endswith(alien) and not place.endswith(like) else office


def _fits(place: str, office: str, lex: Lexicon) -> bool:
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
