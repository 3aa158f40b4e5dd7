"""What kind of place a unit runs, by the end of its name: a county's table speaks of 本县 and 县级, not of 本区 and 市级."""

import re

from yibiao.core.orgs.kinds import plain_place
from yibiao.core.orgs.pack import DISTRICT_LEVEL, OrgUnit, UnitPack
from yibiao.messages import say

# Names that end with 区 alone are districts, unless they are of a level above one.
_PLACES = {
    "自治区": "autonomous-region", "省": "province", "市": "city", "州": "prefecture", "盟": "league",
    "县": "county", "旗": "banner", "街道": "subdistrict", "镇": "town", "乡": "township", "社区": "community",
    "村": "village",
}  # fmt: skip
_SEAT = re.compile("办事处$")


def place_of(unit: OrgUnit) -> str:
    """Return the kind of place, as the messages name it (``place-county``); a city for a region without one.

    A zone counts as a district, since it is spoken of as one (本区).
    """
    name = _SEAT.sub("", plain_place(unit.name))
    found = next((place for end, place in _PLACES.items() if name.endswith(end)), None)
    if unit.kind == "zone" or (unit.kind == "district" and found in (None, "autonomous-region")):
        return "district"
    return found or ("district" if name.endswith("区") else "city")


def speaks_of(unit: OrgUnit) -> str:
    """Return how a table speaks of its unit: by its kind of place, any other body as ``unit``."""
    return place_of(unit) if unit.kind in DISTRICT_LEVEL else "unit"


def region_place(pack: UnitPack, lang: str) -> str:
    """Return the kind of place a plan of the pack's region is for, in words: 省, 市, 县."""
    region = next(unit for unit in pack.units if unit.id == pack.region)
    return say(f"tables.place-{place_of(region)}", lang)
