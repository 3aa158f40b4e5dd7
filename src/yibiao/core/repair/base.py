"""What every repair reports."""

from typing import NamedTuple

from yibiao.core.spans import Edit, Span


class Damage(NamedTuple):
    """Damage that was repaired: what kind, where first, how often, and where else.

    `kind` is an entry of the pack `language/damage`; spans are in extracted text. `args` tell more:
    ``lost`` the number of characters that cannot be recovered, ``was`` and ``now`` a sample.
    """

    kind: str
    span: Span
    count: int = 1  # type: ignore[assignment]  # nobody counts the fields
    args: tuple[tuple[str, str], ...] = ()
    also: tuple[Span, ...] = ()


class Found(NamedTuple):
    """What one pass asks for: its edits, sorted, and what it reports."""

    edits: list[Edit]
    damages: list[Damage]


NOTHING = Found([], [])
MARKS = "?？\ufffd"
"""What stands where a decoder lost a byte."""
