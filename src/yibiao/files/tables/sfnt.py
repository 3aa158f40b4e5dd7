"""What a font file can show: its characters, their widths, and whether it may be embedded.

Only the few tables of the file that say so are read (OpenType 1.9: `cmap`, `hhea`, `hmtx`, `head`, `OS/2`), in some
milliseconds for a collection of 20 MB; a general font library takes twenty times as long, and that would be
most of what a table costs.
"""

import mmap
from array import array
from pathlib import Path
from struct import Struct, error, iter_unpack, unpack_from
from sys import byteorder
from typing import NamedTuple

_GROUP = Struct(">III")
# Restricted licence embedding: the file says it must not stand in a document (OpenType, OS/2 fsType).
_RESTRICTED = 0x2
_USAGE = 0xF


class Glyphs(NamedTuple):
    """The glyph of each character (by code point), and widths of glyphs in thousandths of an em."""

    glyph: dict[int, int]
    widths: "array[int]"
    units: int
    embeddable: bool

    def width(self, code: int) -> int:
        """Return the advance width of a character the font has, in thousandths of an em, rounded up."""
        at = min(self.glyph[code], len(self.widths) // 2 - 1)
        return -(-self.widths[2 * at] * 1000 // self.units)


def read_glyphs(path: str, index: int) -> Glyphs:
    """Return what face `index` of the font file at `path` can show.

    `OSError` where the file can't be read, `ValueError` where it is no font or has no Unicode characters.
    """
    with Path(path).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            return _read(data, index)
        except (error, IndexError, KeyError) as fault:
            raise ValueError(f"{path} is no font that can be read: {fault}") from None


def _read(data: mmap.mmap, index: int) -> Glyphs:
    start = unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    count = unpack_from(">H", data, start + 4)[0]
    entries = (unpack_from(">4sIII", data, start + 12 + 16 * at) for at in range(count))
    places = {tag: (place, length) for tag, _, place, length in entries}
    units = unpack_from(">H", data, places[b"head"][0] + 18)[0]
    return Glyphs(
        _characters(data, places[b"cmap"][0]), _widths(data, places), units, _is_embeddable(data, places)
    )


def _widths(data: mmap.mmap, places: dict[bytes, tuple[int, int]]) -> "array[int]":
    """Return pairs of advance width and side bearing, as the file holds them."""
    count = unpack_from(">H", data, places[b"hhea"][0] + 34)[0]
    place = places[b"hmtx"][0]
    widths = array("H", data[place : place + 4 * count])
    if byteorder == "little":
        widths.byteswap()
    return widths


def _is_embeddable(data: mmap.mmap, places: dict[bytes, tuple[int, int]]) -> bool:
    if b"OS/2" not in places:
        return True
    return bool(unpack_from(">H", data, places[b"OS/2"][0] + 8)[0] & _USAGE != _RESTRICTED)


def _characters(data: mmap.mmap, place: int) -> dict[int, int]:
    """Return the glyphs of the best Unicode table: one for all planes (format 12), else for the first (4)."""
    count = unpack_from(">H", data, place + 2)[0]
    tables = [unpack_from(">HHI", data, place + 4 + 8 * at) for at in range(count)]
    unicode = {
        unpack_from(">H", data, place + offset)[0]: place + offset
        for platform, encoding, offset in tables
        if platform == 0 or (platform == 3 and encoding in {1, 10})
    }
    if 12 in unicode:
        return _all_planes(data, unicode[12])
    if 4 in unicode:
        return _first_plane(data, unicode[4])
    raise ValueError("the font has no table of Unicode characters")


def _all_planes(data: mmap.mmap, place: int) -> dict[int, int]:
    made: dict[int, int] = {}
    count = unpack_from(">I", data, place + 12)[0]
    for first, last, glyph in iter_unpack(_GROUP.format, data[place + 16 : place + 16 + 12 * count]):
        if first == last:
            made[first] = glyph
        else:
            made.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return {code: glyph for code, glyph in made.items() if glyph}


def _first_plane(data: mmap.mmap, place: int) -> dict[int, int]:
    """Read segments of codes: glyphs are the code plus a difference, or stand in a list behind the segments."""
    count = unpack_from(">H", data, place + 6)[0] // 2
    shape = f">{count}H"
    ends = unpack_from(shape, data, place + 14)
    starts = unpack_from(shape, data, place + 16 + 2 * count)
    deltas = unpack_from(shape, data, place + 16 + 4 * count)
    ranges = place + 16 + 6 * count
    offsets = unpack_from(shape, data, ranges)
    made: dict[int, int] = {}
    for at, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                glyph = unpack_from(">H", data, ranges + 2 * at + offset + 2 * (code - first))[0]
            if glyph and (glyph := (glyph + delta) & 0xFFFF):
                made[code] = glyph
    return made
