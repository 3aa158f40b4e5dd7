"""What the names of a plan mean in a unit pack: each to a unit, to the members of a group, or to nobody yet."""

from typing import Literal, NamedTuple

from yibiao.core.orgs.pack import UnitPack
from yibiao.core.plan import Finding, UnitRef
from yibiao.core.spans import Span

How = Literal[
    "unit",  # one unit of the tree
    "group",  # the members of a class
    "open",  # a class whose members only the office can name (各相关区); `candidates` are who may be meant
    "unknown",  # in no pack
]


class Resolved(NamedTuple):
    """Who one mention is. `units` are ids of the pack in its order; `widened` is the document's own definition
    (含开发区管委会) that added members, None where none did; `chosen` is true where an operator named them."""

    ref: UnitRef
    how: How
    units: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    widened: Span | None = None
    chosen: bool = False


class Resolution(NamedTuple):
    """Every mention of a plan resolved. `by_ref` holds one entry per `UnitRef` (they carry their span)."""

    pack: UnitPack
    by_ref: dict[UnitRef, Resolved]
    findings: tuple[Finding, ...]
