"""The characters of a PDF page and their places, turned so that most of them read from left to right."""

import ctypes
import math
from collections import Counter
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from yibiao.files.layout import Glyph
from yibiao.files.pdf.characters import is_text, plain

_SPACES = (0x20, 0x09, 0xA0)


class Raw(NamedTuple):
    """A character in page space (y upwards): its box from `start` to `end` along the text, its baseline."""

    char: str
    box: tuple[float, float, float, float]  # left, bottom, right, top
    origin: tuple[float, float]
    size: float
    turn: int | None  # quarter turns anticlockwise; None: slanted, as watermarks are


class Look(NamedTuple):
    """What all characters of a text object share."""

    scale: float
    turn: int | None


def characters(text_page: Any, most: int) -> tuple[list[Raw], int]:
    """Return up to `most` characters of a loaded text page, and how many have no known meaning."""
    found: list[Raw] = []
    unknown = 0
    looks: dict[int, Look] = {}
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    count = min(pdfium.FPDFText_CountChars(text_page), most)
    high = 0
    for at in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
        high = 0
        if not is_text(code) or code > 0x10FFFF:
            unknown += code in (0, 0xFFFD)
            continue
        if code in _SPACES and pdfium.FPDFText_IsGenerated(text_page, at):
            continue
        look = _look(text_page, at, looks)
        pdfium.FPDFText_GetLooseCharBox(text_page, at, box)
        pdfium.FPDFText_GetCharOrigin(text_page, at, x, y)
        size = pdfium.FPDFText_GetFontSize(text_page, at) * look.scale
        place = (box.left, box.bottom, box.right, box.top)
        if _sane(place) and 0.5 < size < 2000 and math.isfinite(x.value) and math.isfinite(y.value):
            found.append(Raw(plain(chr(code)), place, (x.value, y.value), size, look.turn))
    return found, unknown


def _sane(box: tuple[float, float, float, float]) -> bool:
    return all(math.isfinite(value) and abs(value) < 1e5 for value in box)


def _look(text_page: Any, at: int, looks: dict[int, Look]) -> Look:
    handle = pdfium.FPDFText_GetTextObject(text_page, at)
    key = ctypes.addressof(handle.contents) if handle else 0
    if key not in looks:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(text_page, at, matrix)
        looks[key] = Look(math.hypot(matrix.c, matrix.d) or 1.0, _turn(matrix.a, matrix.b))
    return looks[key]


def _turn(a: float, b: float) -> int | None:
    if not (math.isfinite(a) and math.isfinite(b)):
        return None
    angle = math.degrees(math.atan2(b, a)) % 360
    quarter = round(angle / 90)
    return quarter % 4 if abs(angle - 90 * quarter) < 3 else None


def reading_turn(raws: list[Raw]) -> int:
    """Return the quarter turns of most of the text, 0 without any."""
    turns = Counter(raw.turn for raw in raws if raw.turn is not None)
    return turns.most_common(1)[0][0] if turns else 0


class Turned:
    """Places of a page seen with `turn` quarter turns taken back: x to the right, y down from the top."""

    def __init__(self, box: tuple[float, float, float, float], turn: int) -> None:
        self._left, self._bottom, self._right, self._top = box
        self._turn = turn
        wide, high = self._right - self._left, self._top - self._bottom
        self.width, self.height = (high, wide) if turn % 2 else (wide, high)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where the point (`x`, `y`) of page space is seen."""
        if self._turn == 0:
            return x - self._left, self._top - y
        if self._turn == 1:
            return y - self._bottom, x - self._left
        if self._turn == 2:
            return self._right - x, y - self._bottom
        return self._top - y, self._right - x

    def glyphs(self, raws: list[Raw]) -> list[Glyph]:
        """Return the characters that read with this turn; slanted ones (watermarks) are left out."""
        made: list[Glyph] = []
        for raw in raws:
            if raw.turn != self._turn:
                continue
            left, bottom, right, top = raw.box
            xs = self.point(left, bottom)[0], self.point(right, top)[0]
            base = self.point(*raw.origin)[1]
            made += _letters(raw.char, min(xs), max(xs), base, raw.size)
        return made


def _letters(chars: str, x0: float, x1: float, base: float, size: float) -> list[Glyph]:
    """Return one glyph a letter: a ligature shares its box out."""
    step = (x1 - x0) / max(len(chars), 1)
    return [Glyph(char, x0 + i * step, x0 + (i + 1) * step, base, size) for i, char in enumerate(chars)]
