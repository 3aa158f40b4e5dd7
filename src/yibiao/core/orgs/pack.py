"""The values of a unit pack: the org units of one city or county as of a date, their names and groups.

A pack is data with dates and sources (`packs/units/*.yaml`, or an operator's own file); the facts of the
Wuhan pack come with their marks: S read in the source, S2 read in a secondary page, G general knowledge.
"""

from typing import Literal, NamedTuple, get_args

FORMAT = "yibiao-units/1"

# A region has districts and zones; the other kinds are bodies of its own level, or above or below it.
UnitKind = Literal[
    "region",  # the city, county or province itself
    "district",  # 区, 县, 县级市, 街道, 乡镇: the next level of government
    "zone",  # 开发区, 功能区, 风景区: a committee that runs an area, without a GB/T 2260 code
    "department",  # 政府部门, 直属机构
    "party",  # 党委部门, 群团
    "court",  # 法院, 检察院
    "association",
    "company",  # 国有企业, 平台公司
    "institution",  # 事业单位, 高校院所, 依托单位
    "upper",  # bodies of a higher level named in documents (省科技厅)
]
# 督办: can be supervised; 商请函: can only be asked by letter, without notice, score or rank.
Supervision = Literal["supervised", "letter"]

KINDS: tuple[UnitKind, ...] = get_args(UnitKind)
# Bodies that government supervision reaches; all others are asked by letter unless a pack says otherwise.
SUPERVISED = ("region", "district", "zone", "department")
MARKS = ("", "S", "S2", "G", "?")

# The kinds that get a table of their own as a district does (一区一表).
DISTRICT_LEVEL = ("district", "zone")


class Alias(NamedTuple):
    """Another name of a unit; `since` and `until` are dates (inclusive), None where it is open.

    A date of a pack is an ISO date as far as it is known: ``2019``, ``2019-01`` or ``2019-01-15``.
    """

    name: str
    since: str | None = None
    until: str | None = None
    mark: str = ""


class OrgUnit(NamedTuple):
    """One unit of the tree. `code` is its GB/T 2260 code, None for bodies and for zones, which have none.

    `table` is the id of the unit in whose table this one's commitments stand where two share one body
    (汉南区 with 武汉经济技术开发区). `successor` is the id of the unit that took over when `until` passed.
    """

    id: str
    name: str
    kind: UnitKind
    code: str | None = None
    parent: str | None = None
    aliases: tuple[Alias, ...] = ()
    supervision: Supervision = "supervised"
    since: str | None = None
    until: str | None = None
    successor: str | None = None
    table: str | None = None
    overlaps: tuple[str, ...] = ()
    source: str = ""
    mark: str = ""


class Group(NamedTuple):
    """A class of units (各区): `names` are its spellings, `members` unit ids in table order.

    `open` is true for a class whose members only the office can name (各相关区): `members` are then the
    candidates.
    """

    names: tuple[str, ...]
    members: tuple[str, ...]
    open: bool = False
    source: str = ""
    mark: str = ""


class UnitPack(NamedTuple):
    """A unit pack: `issuers` are the names under which the city issues documents."""

    id: str
    title: str
    as_of: str
    region: str
    issuers: tuple[str, ...]
    units: tuple[OrgUnit, ...]
    groups: tuple[Group, ...]
    notes: tuple[str, ...] = ()
