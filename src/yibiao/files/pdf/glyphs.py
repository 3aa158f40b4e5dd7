"""The characters of a PDF page and their places, turned so that most of them read from left to right."""

import ctypes
import math
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache, partial
from itertools import chain
from typing import Any, NamedTuple, cast

import pypdfium2.raw as pdfium

from yibiao.files.layout import Glyph
from yibiao.files.pdf import calls
from yibiao.files.pdf.characters import is_text, plain

_SPACES = frozenset(" \t\xa0")
_FAR = 1e5  # points
_AT_ONCE = 10_000  # characters, so that a page of millions needs no more memory than its text

# A character in page space (y upwards): what it says, its box (left, bottom, right, top), its origin (x, y),
# its size. A bare tuple, for there is one a character.
Raw = tuple[str, float, float, float, float, float, float, float]

# As `Glyph(…)` does it, without the call in between.
_glyph = cast(Callable[[tuple[str, float, float, float, float]], Glyph], partial(tuple.__new__, Glyph))


class Raws(NamedTuple):
    """The characters of a page by quarter turns anticlockwise; None: slanted, as watermarks are.

    `unknown` counts the characters that no font gives a meaning.
    """

    by_turn: dict[int | None, list[Raw]]
    unknown: int

    @property
    def total(self) -> int:
        """How many characters there are."""
        return sum(map(len, self.by_turn.values()))

    @property
    def turn(self) -> int:
        """The quarter turns of most of the text, 0 without any."""
        turns = {turn: len(raws) for turn, raws in self.by_turn.items() if turn is not None}
        return max(turns, key=turns.__getitem__, default=0)


class _Look(NamedTuple):
    """What all characters of a text object share: where they go, and the size of a unit of its font."""

    into: list[Raw]
    upright: bool
    scale: float


def characters(text_page: Any, most: int) -> Raws:
    """Return up to `most` characters of a loaded text page."""
    count = min(pdfium.FPDFText_CountChars(text_page), most)
    reader = _Reader(calls.address(text_page))
    for start in range(0, count, _AT_ONCE):
        reader.read(range(start, min(start + _AT_ONCE, count)))
    return Raws(dict(reader.by_turn), reader.unknown)


class _Reader:
    """Reads the characters of the text page at the address `page`."""

    def __init__(self, page: int) -> None:
        self.by_turn: dict[int | None, list[Raw]] = defaultdict(list)
        self.unknown = 0
        self._page = page
        self._looks: dict[int, _Look] = {}
        self._high = (-1, 0)
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._xy = ctypes.addressof(self._x), ctypes.addressof(self._y)

    def read(self, places: range) -> None:
        """Read the characters at `places`."""
        page, last, size, x, y = self._page, -1, 0.0, 0.0, 0.0
        look = _Look([], False, 0.0)
        line: tuple[float, float] | None = None
        codes, holders = calls.unicodes(page, places), calls.text_objects(page, places)
        boxes = zip(*calls.boxes(page, places), strict=True)
        for at, code, holder, (left, top, right, bottom) in zip(places, codes, holders, boxes, strict=True):
            char = _said(code) or self._rare(at, code)
            if not char or (char in _SPACES and calls.is_generated(page, at)):
                continue
            if holder != last or not holder:
                look, last, line = self._look(at, holder), holder, None
                size = calls.font_size(page, at) * look.scale
            # In one text object, boxes of the same height at the same height have the same baseline.
            if line != (bottom, top) or not look.upright:
                line, (x, y) = (bottom, top), self._origin(at)
            if 0.5 < size < 2000 and _sane(left, bottom, right, top) and math.isfinite(x + y):
                look.into.append((char, left, bottom, right, top, x, y, size))

    def _rare(self, at: int, code: int) -> str:
        """Return the character that ends with the unit `code`, if any; count it where it says nothing."""
        if 0xD800 <= code < 0xDC00:
            self._high = (at, code)
            return ""
        if 0xDC00 <= code < 0xE000:
            before, high = self._high
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if before == at - 1 else 0xFFFD
        self.unknown += code in (0, 0xFFFD)
        return _said(code)

    def _look(self, at: int, holder: int) -> _Look:
        found = self._looks.get(holder)
        if found is None:
            a, b, c, d = calls.matrix_at(self._page, at)
            turn = _turn(a, b)
            found = self._looks[holder] = _Look(self.by_turn[turn], turn == 0, math.hypot(c, d) or 1.0)
        return found

    def _origin(self, at: int) -> tuple[float, float]:
        calls.origin(self._page, at, *self._xy)
        return self._x.value, self._y.value


@lru_cache(maxsize=2**16)
def _said(code: int) -> str:
    """Return what a code point says: nothing for controls, several letters for a ligature."""
    return plain(chr(code)) if is_text(code) and code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else ""


def _sane(left: float, bottom: float, right: float, top: float) -> bool:
    # Also false for NaN. Written out, for it is asked of every character.
    return -_FAR < left < _FAR and -_FAR < bottom < _FAR and -_FAR < right < _FAR and -_FAR < top < _FAR


def _turn(a: float, b: float) -> int | None:
    if b == 0 < a < math.inf:
        return 0
    if not (math.isfinite(a) and math.isfinite(b)):
        return None
    angle = math.degrees(math.atan2(b, a)) % 360
    quarter = round(angle / 90)
    return quarter % 4 if abs(angle - 90 * quarter) < 3 else None


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

    def glyphs(self, raws: Raws) -> list[Glyph]:
        """Return the characters that read with this turn; slanted ones (watermarks) are left out."""
        found = raws.by_turn.get(self._turn, [])
        made = self._upright(found) if self._turn == 0 else [self._seen(raw) for raw in found]
        if sum(len(glyph.char) for glyph in made) == len(made):
            return made
        return list(chain.from_iterable(map(_letters, made)))

    def _upright(self, raws: list[Raw]) -> list[Glyph]:
        zero, top = self._left, self._top
        return [
            _glyph((char, left - zero, right - zero, top - y, size))
            if left <= right
            else _glyph((char, right - zero, left - zero, top - y, size))
            for char, left, _, right, _, _, y, size in raws
        ]

    def _seen(self, raw: Raw) -> Glyph:
        char, left, bottom, right, top, x, y, size = raw
        xs = self.point(left, bottom)[0], self.point(right, top)[0]
        return Glyph(char, min(xs), max(xs), self.point(x, y)[1], size)


def _letters(glyph: Glyph) -> list[Glyph]:
    """Return one glyph a letter: a ligature shares its box out."""
    chars, x0, x1, base, size = glyph
    step = (x1 - x0) / max(len(chars), 1)
    return [Glyph(char, x0 + i * step, x0 + (i + 1) * step, base, size) for i, char in enumerate(chars)]
