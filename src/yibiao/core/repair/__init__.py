"""Extracted text to clean Simplified text, with a map back and a report of what was repaired.

The passes, each on the extracted text: odd spaces and lookalikes (one character for one), invisible
characters, stray pinyin, shifted GBK, wrapped lines; their edits are applied together, and then the script
is converted, which keeps the length. One map leads back through all of it.
"""

from typing import NamedTuple

from yibiao.core.repair import gbk_shift, glance, invisible, pinyin, script, wraps
from yibiao.core.repair.base import Damage
from yibiao.core.source import Table
from yibiao.core.spans import Edit, Span, TextMap, apply_edits, cut

__all__ = ["Damage", "Repaired", "repair", "repair_text"]


class Repaired(NamedTuple):
    """Clean text, the map from it to the extracted text, and the damage that was repaired."""

    text: str
    map: TextMap
    damages: tuple[Damage, ...]


# Full-width digits and the percent sign: 〔２０２１〕２６号 is a number like any other. They are turned last,
# one for one, since shifted GBK holds such characters too and is read back by its bytes.
_FULL_WIDTH = "０１２３４５６７８９％"
_PLAIN = str.maketrans(_FULL_WIDTH, "0123456789%")


def repair(text: str, *, layout: tuple[Table, ...] = ()) -> Repaired:
    """Repair extracted `text`; its tables (`layout`) are not joined across lines. Never raises."""
    made = _repair(text, layout)
    wide = any(map(made.text.__contains__, _FULL_WIDTH))
    return made._replace(text=made.text.translate(_PLAIN)) if wide else made


def _repair(text: str, layout: tuple[Table, ...]) -> Repaired:
    if glance.is_clean(text):
        return _unwrap(text, wraps.spans(layout))
    chars = glance.suspicious(text)
    plain, lookalikes = invisible.same_length(text, chars)
    hidden = invisible.find(plain, chars)
    if not hidden.edits:
        made = _repair_visible(plain, chars, wraps.spans(layout))
        return made._replace(damages=(*lookalikes, *made.damages)) if lookalikes else made
    # What is invisible can stand between any two characters that the other passes must see together.
    seen, first = apply_edits(plain, hidden.edits)
    tables = tuple(Span(*map(first.clean_offset, span)) for span in wraps.spans(layout))
    made = _repair_visible(seen, chars, tables)
    damages = (_moved(damage, first) for damage in made.damages)
    return Repaired(made.text, made.map.after(first), (*lookalikes, *hidden.damages, *damages))


def repair_text(text: str) -> str:
    """Return `text` repaired and in Simplified script."""
    return repair(text).text


def _moved(damage: Damage, before: TextMap) -> Damage:
    also = tuple(before.raw_span(*span) for span in damage.also)
    return damage._replace(span=before.raw_span(*damage.span), also=also)


def _unwrap(text: str, tables: tuple[Span, ...]) -> Repaired:
    """Repair a text whose characters are all sound."""
    found = wraps.find(text, tables)
    if not found.edits:
        return Repaired(text, TextMap.identity(len(text)), ())
    return Repaired(*apply_edits(text, found.edits), tuple(found.damages))


def _repair_visible(text: str, chars: frozenset[str], tables: tuple[Span, ...]) -> Repaired:
    parts = pinyin.split(text)
    shifted = gbk_shift.find(text, chars)
    wrapped = wraps.find(text, tables)
    if shifted.edits or wrapped.edits:
        clean, back = apply_edits(text, _merged(pinyin.edits(parts), shifted.edits, wrapped.edits))
    else:
        clean, back = cut(parts)
    made, found = script.simplify(clean)
    damages = [*_pinyin_damage(parts), *shifted.damages, *wrapped.damages]
    return Repaired(made, back, (*damages, *(_moved(damage, back) for damage in found)))


def _pinyin_damage(parts: list[str]) -> list[Damage]:
    if len(parts) == 1:
        return []
    first = len(parts[0])
    return [Damage("pinyin", Span(first - 1, first + len(parts[1])), len(parts) // 2)]


def _merged(*rows: list[Edit]) -> list[Edit]:
    """Return all edits in order; where two overlap, the one that begins first counts."""
    kept: list[Edit] = []
    for edit in sorted(edit for row in rows for edit in row):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept
