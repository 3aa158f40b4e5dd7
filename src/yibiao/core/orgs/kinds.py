"""What a unit is by the look of its name, for drafts: an office confirms it."""

import re
from collections.abc import Sequence

from yibiao.core.orgs.pack import OrgUnit, UnitKind
from yibiao.core.plan import Document

_PLACE_END = "自治区|自治州|自治县|自治旗|省|市|县|区|州|盟|旗|镇|乡|街道"
# 杭州市 and 新乡县 are one place each.
_PLACES = re.compile(f".+?(?:[州乡镇盟旗][市县区]|{_PLACE_END})")
_SEAT = re.compile("(.+?)(?:人民政府|政府|委员会|委办公|委$)")
_SUBDISTRICT = re.compile(".*(?:区|市|县)(?:人民政府)?(.+?街道)(?:办事处)?")
_OFFICE = re.compile("(?<=[区县市州旗镇乡盟])(?:人民政府|政府)$|(?<=[区城港园])(?:管委会|管理委员会)$")
_ZONE = re.compile(
    "(?:开发区|高新区|经开区|新区|新城|风景区|度假区|功能区|示范区|保税区|园区|科学城|管委会|管理委员会)$"
)
_ANY_ZONE = re.compile(
    "(?:各|所有|国家级|省级|市级|经济|技术|高新|产业|工业|综合|城市|开发区|高新区|经开区|功能区|园区|新区|新城|"
    "风景区|度假区|示范区|保税区|科学城|管委会|管理委员会|类|等|[和、])*"
)
_DISTRICT = re.compile("^.{1,8}(?:区|县|市|州|旗|盟|镇|乡|街道|街道办事处|社区|村)$")

# The first that fits; what none fits is a department.
_KINDS: tuple[tuple[UnitKind, re.Pattern[str]], ...] = (
    ("court", re.compile("法院|检察院")),
    ("zone", _ZONE),
    (
        "party",
        re.compile(
            "^[省市县区]?委(?!员会)|^中共|共青团|团[省市县区工]?委$|(?:工会|妇联|科协|文联|残联|侨联|工商联|社科联|红十字会)$"
        ),
    ),
    ("association", re.compile("(?:协会|商会|学会|联合会|促进会|研究会)$")),
    ("company", re.compile("集团|公司|银行|支行|分行|合作联社|国网|电网|联通|电信|移动$")),
    ("district", _DISTRICT),
    (
        "institution",
        re.compile("(?:大学|学院|学校|中心校|医院|卫生院|研究院|研究所|实验室|中心|博物馆|图书馆)$"),
    ),
)
# The levels above each level, as the names of their bodies begin.
_HIGHER = (
    ("省|自治区", "国家|国务院|中央|部"),
    ("市|州|盟", "国家|国务院|中央|省|自治区"),
    ("街道|镇|乡", "国家|省|市|州|区|县|旗"),
    ("区|县|旗", "国家|省|市|州|盟"),
)

_CLASS_OF_ZONES = re.compile("开发区|高新区|经开区|功能区|新区|园区|管委会")
_PLACE_WORDS = "自治县|街道|社区|[县区市州旗盟镇乡村]"
_CLASS_OF_PLACES = re.compile(f"(?:设区的?|地级|县级)?(?:(?:{_PLACE_WORDS}|街|级|办事处)[、和（）()]*)+")
# Who is meant by 有关部门 or 有关单位 is one of the departments; a host or a project unit is anybody.
CLASS_OF_BODIES = re.compile("(?:部门|部门和单位|部门单位|委办局|专班单位)$|^[省市县区]?[直属]?单位$")
_PADDING = re.compile(
    "全[省市州县区]|各个|各|每个|每|所有|有关的?|相关的?|涉及的?|人民政府|政府|管委会|管理委员会|"
    "[一二三四五六七八九十两]+(?:个|大)|含|国家级|省级"
)


def city_of(document: Document) -> str:
    """Return the name of the city, county or district that issues a document, as far as its head says.

    武汉市江岸区人民政府办公室 → 江岸区; a body that runs no place (国务院办公厅) is taken itself.
    """
    for name in (*document.issuers, document.issuer or "", document.title or "", document.plan_title or ""):
        found = _city(name)
        if found:
            return found
    named = re.sub("办公[厅室]$", "", document.issuer or "")
    return named if re.fullmatch(r"\w{2,20}", named) else "本市"


def _city(name: str) -> str | None:
    subdistrict = _SUBDISTRICT.match(name)
    if subdistrict:
        return subdistrict.group(1)
    seat = _SEAT.match(name.removeprefix("中共"))
    places: list[str] = _PLACES.findall(seat.group(1)) if seat else []
    if seat is None or "".join(places) != seat.group(1):
        return None
    return places[-1] if re.fullmatch(r"\w{2,12}", places[-1]) else None


def plain_place(name: str) -> str:
    """Return the place itself where a name is that of its government: 江岸区人民政府 → 江岸区."""
    return _OFFICE.sub("", name) if len(_OFFICE.sub("", name)) > 1 else name


def names_a_zone(name: str) -> bool:
    """Tell a zone with a name of its own (松岭经济开发区管委会) from a class of zones (各开发区管委会)."""
    plain = plain_place(name)
    return _ZONE.search(plain) is not None and _ANY_ZONE.fullmatch(plain) is None


def guess_kind(name: str, city: str) -> UnitKind:
    """Return what kind of unit `name` is likely to be under the city (or county, district) `city`."""
    above = next((higher for level, higher in _HIGHER if re.search(f"(?:{level})$", city)), "(?!)")
    if re.match(above, name) and not (_ZONE.search(name) or _DISTRICT.search(name)):
        return "upper"
    return next((kind for kind, pattern in _KINDS if pattern.search(name)), "department")


def guess_members(name: str, units: Sequence[OrgUnit]) -> tuple[tuple[str, ...], bool]:
    """Return who a class is likely to be, and whether its words say that it is all of them."""
    words = _PADDING.sub("", name).strip("、（）()和")
    if CLASS_OF_BODIES.search(words):
        return _of(units, "department"), False
    zones = _of(units, "zone") if _CLASS_OF_ZONES.search(name) else ()
    places = _CLASS_OF_ZONES.sub("", words).strip("、（）()和")
    if _CLASS_OF_PLACES.fullmatch(places):
        return (*_places(places, units), *zones), True
    if zones and not places:
        return zones, name[0] in "各全所每开管"
    # 中心城区: some of the districts, but which?
    return _places(places, units), False


def _places(words: str, units: Sequence[OrgUnit]) -> tuple[str, ...]:
    """Return the districts of the kinds that the words of a class name: 各社区、村."""
    ends = tuple(re.findall(_PLACE_WORDS, words))
    by_name = {unit.id: unit.name for unit in units if unit.kind == "district"}
    return tuple(unit for unit, name in by_name.items() if name.endswith(ends)) if ends else ()


def _of(units: Sequence[OrgUnit], *kinds: str) -> tuple[str, ...]:
    return tuple(unit.id for unit in units if unit.kind in kinds)
