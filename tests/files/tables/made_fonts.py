"""Small fonts made on the spot, so that what is missing is known."""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

LATIN = "".join(map(chr, range(0x20, 0x7F)))


def _box(width: int) -> Glyph:
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    pen.lineTo((50, 700))
    pen.lineTo((width - 50, 700))
    pen.lineTo((width - 50, 0))
    pen.closePath()
    return pen.glyph()


def write_font(folder: Path, family: str, chars: str, usage: int = 0) -> Path:
    """Write a font of boxes with a glyph for each of `chars`; `usage` is the file's word on embedding."""
    names = {char: f"u{ord(char):04X}" for char in dict.fromkeys(chars)}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(char): name for char, name in names.items()})
    widths = {".notdef": 500} | {name: 500 if char < "\x7f" else 1000 for char, name in names.items()}
    builder.setupGlyf({name: _box(width) for name, width in widths.items()})
    builder.setupHorizontalMetrics({name: (width, 50) for name, width in widths.items()})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    plain = family.replace(" ", "")
    builder.setupNameTable(
        {"familyName": family, "styleName": "Regular", "fullName": family, "psName": f"{plain}-Regular"}
    )
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, fsType=usage)
    builder.setupPost()
    path = folder / f"{family}.ttf"
    builder.save(path)
    return path
