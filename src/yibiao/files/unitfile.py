"""A unit pack read from an operator's YAML file, or found among the shipped ones.

Whatever is wrong is said with its line, what was expected there and what to do; see `packs/messages/unitfile`.
"""

import os

from yibiao.core.orgs.book import pack_problems, unit_pack, units_schema
from yibiao.core.orgs.pack import UnitPack
from yibiao.core.orgs.shipped import pack_for, shipped_ids, shipped_pack
from yibiao.core.plan import Plan
from yibiao.files.errors import UnusableInput
from yibiao.files.handwritten import Kind, UnusableFile, read_path, read_values, unusable

# The most bytes of a pack that are read; a province of 2,500 units has some 500 KB.
MOST_BYTES = 8 * 1024 * 1024
_BOOK = "unitfile"


def find_pack(asked: str | None, plan: Plan) -> UnitPack:
    """Return the pack that `asked` names (the path of a file, or the id of a shipped pack).

    Without `asked` it is the one that fits the issuer of `plan`. None that fits, or a fault in the file,
    raises `UnusableInput`.
    """
    if asked is None:
        return _fitting(plan)
    if os.path.exists(asked):
        return read_pack_path(asked)
    if asked in shipped_ids():
        return shipped_pack(asked)
    raise UnusableInput("unitfile.no-such-pack", asked, choices="、".join(shipped_ids()))


def _fitting(plan: Plan) -> UnitPack:
    fitting = pack_for(plan)
    if fitting is None:
        name = plan.document.source.name or "-"
        raise UnusableInput("unitfile.none-fits", name, issuer=plan.document.issuer or "—")
    return fitting


def read_pack_path(path: str | os.PathLike[str]) -> UnitPack:
    """Read the unit pack at `path`; raise `UnusableInput` with one line that says what is wrong."""
    return read_pack(read_path(path, MOST_BYTES), os.fspath(path))


def read_pack(data: bytes, name: str = "-") -> UnitPack:
    """Read a unit pack from the bytes of a YAML file; every fault stands in the error with its line."""
    try:
        values = read_values(data, name, Kind(_BOOK, units_schema(), MOST_BYTES))
    except UnusableFile as fault:
        # Of a file of another kind only that is worth saying.
        kind = [(line, problem) for line, problem in fault.faults if problem.path == ("format",)]
        raise unusable(_BOOK, name, kind or fault.faults) from None
    found = pack_problems(values.value)
    if found:
        raise unusable(_BOOK, name, [(values.line(problem.path), problem) for problem in found])
    return unit_pack(values.value)
