"""The unit packs that come with the program, and which of them fits a plan."""

from functools import cache
from importlib.resources import files

from yibiao import packs
from yibiao.core.match import normal
from yibiao.core.orgs.book import unit_pack
from yibiao.core.orgs.names import Directory
from yibiao.core.orgs.pack import DISTRICT_LEVEL, UnitPack
from yibiao.core.plan import Document, Plan


@cache
def shipped_ids() -> tuple[str, ...]:
    """Return the ids of the shipped packs, which are the names of their files."""
    folder = files(packs).joinpath("units")
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml")))


@cache
def shipped_pack(pack_id: str) -> UnitPack:
    """Return a shipped pack by its id; an unknown id is a `KeyError`."""
    if pack_id not in shipped_ids():
        raise KeyError(pack_id)
    return unit_pack(packs.load(f"units/{pack_id}"))


def pack_for(plan: Plan) -> UnitPack | None:
    """Return the shipped pack whose city issued the plan's document, the one dated nearest to its year."""
    fitting = [pack for pack in map(shipped_pack, shipped_ids()) if issued_by(pack, plan.document)]
    year = _year(plan.document)
    if year is None:
        return max(fitting, key=lambda pack: pack.as_of, default=None)
    return min(fitting, key=lambda pack: (abs(int(pack.as_of[:4]) - year), pack.as_of), default=None)


def issued_by(pack: UnitPack, document: Document) -> bool:
    """Tell whether the city of a pack issued a document: under its own name, or one of its departments did."""
    issuers = document.issuers or ((document.issuer,) if document.issuer else ())
    known = {normal(name) for name in pack.issuers}
    return any(normal(issuer) in known or _is_department(pack, issuer) for issuer in issuers)


def _is_department(pack: UnitPack, issuer: str) -> bool:
    """武汉市科学技术局 issues for Wuhan; a district issues for itself, and 市科技局 could be any city's."""
    directory = Directory(pack)
    found = directory.find(issuer)
    if found is None or found.unit.kind in (*DISTRICT_LEVEL, "institution", "upper"):
        return False
    return normal(issuer).removeprefix("中共").startswith(normal(directory.units[pack.region].name))


def _year(document: Document) -> int | None:
    """Return the year a document speaks of, else the one it is dated in."""
    return document.year or (int(document.date[:4]) if document.date else None)
