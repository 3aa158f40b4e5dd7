"""Scanned pages, through RapidOCR (extra ``ocr``; its models are in the wheel, nothing is downloaded).

A recognised line becomes glyphs in its box, and from there on a scan is read like a PDF with a text layer.
Rulings are not looked for: a table in a scan becomes lines with tabs between its columns.
"""

import io
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from statistics import median
from typing import Any, NamedTuple

import pypdfium2

from yibiao.core.source import Notice, SourceText
from yibiao.core.spans import Span
from yibiao.files.blocks import assemble
from yibiao.files.errors import UnusableInput
from yibiao.files.layout import Glyph, Page, flow
from yibiao.files.layout.chars import NO_END, NO_START, is_wide
from yibiao.files.sandbox import grant

_DPI = 150
_LONGEST = 2000  # pixels: the recogniser shrinks larger pages itself
_LEAST_SCORE = 0.5
# What recognition is known to need: some 3 s and 700 MiB, address space several times that.
_SECONDS_A_PAGE = 30.0
_MEMORY = 6 * 2**30
MAX_SCANNED = 300  # pages
_MOST_PIXELS = 80_000_000  # of a picture: an A3 sheet at 600 dpi has 70 million
_A4_HEIGHT = 842.0  # points
_MAGIC = (
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"RIFF", "image/webp"),
)


class Recognised(NamedTuple):
    """A line of text and its box (left, top, right, bottom) in points, y downwards."""

    text: str
    box: tuple[float, float, float, float]


def is_installed() -> bool:
    """Tell whether the extra ``ocr`` is here."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read_image(data: bytes, name: str, *, ocr: bool = True) -> SourceText:
    """Return the recognised text of a picture of pages (PNG, JPEG, TIFF …; a TIFF may hold several).

    Raises `UnusableInput` without the extra, where `ocr` is not wanted, and for a picture without text.
    """
    if not ocr:
        raise UnusableInput("errors.is-picture", name)
    if not is_installed():
        raise UnusableInput("errors.ocr-missing", name)
    grant(seconds=_SECONDS_A_PAGE, memory=_MEMORY)
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  comes with the extra

    try:
        with Image.open(io.BytesIO(data)) as image:
            pages = [_picture(frame, name) for frame in _frames(image, name)]
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        kind = "kinds.image"
        raise UnusableInput("errors.truncated", name, kind=kind, reason=type(error).__name__) from error
    text, tables = assemble(flow(pages, name))
    listed = "1" if len(pages) == 1 else f"1–{len(pages)}"
    notice = Notice("recognised-text", Span(0, 0), (("pages", listed),))
    return SourceText(text, name, media_type=_media_type(data), tables=tables, notices=(notice,))


def _media_type(data: bytes) -> str:
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), "image/tiff")


def _frames(image: Any, name: str) -> Iterator[Any]:
    count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    if count > MAX_SCANNED:
        raise UnusableInput("errors.too-many-pages", name, found=count, limit=MAX_SCANNED)
    for at in range(count):
        grant(seconds=_SECONDS_A_PAGE)
        image.seek(at)
        yield image


def _picture(image: Any, name: str) -> Page:
    """Return what is written on a picture, as if it were a sheet of A4."""
    if image.width * image.height > _MOST_PIXELS:
        raise UnusableInput("errors.too-large", name, limit=f"{_MOST_PIXELS / 1e6:g} MP")
    from PIL import ImageOps  # noqa: PLC0415

    upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((_LONGEST, _LONGEST))
    scale = max(upright.size) / _A4_HEIGHT
    lines = _lines(_pixels(upright), scale)
    return Page(upright.width / scale, upright.height / scale, glyphs_of(lines), [])


def _pixels(image: Any) -> Any:
    """Return the pixels of a picture, blue before red as the recogniser wants them."""
    import numpy  # noqa: PLC0415  comes with the extra

    return numpy.asarray(image)[:, :, ::-1]


def recognise(document: pypdfium2.PdfDocument, pages: list[int]) -> list[Page]:
    """Return what is written on the `pages` (from 0) of `document`."""
    if len(pages) > MAX_SCANNED:
        raise UnusableInput("errors.too-many-pages", "-", found=len(pages), limit=MAX_SCANNED)
    made: list[Page] = []
    for at in pages:
        grant(seconds=_SECONDS_A_PAGE, memory=_MEMORY)
        made.append(_page(document[at]))
    return made


def _page(page: pypdfium2.PdfPage) -> Page:
    width, height = page.get_size()
    scale = min(_DPI / 72, _LONGEST / max(width, height, 1.0))
    image = page.render(scale=scale).to_numpy()
    return Page(width, height, glyphs_of(_lines(image, scale)), [])


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415  a second to load, and only with the extra

    return RapidOCR(params={"Global.log_level": "critical"})


def _lines(image: Any, scale: float) -> list[Recognised]:
    result = _engine()(image)
    if result.boxes is None or result.txts is None:
        return []
    return [
        Recognised(text, _box(corners, scale))
        for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
        if score >= _LEAST_SCORE and text.strip()
    ]


def _box(corners: Any, scale: float) -> tuple[float, float, float, float]:
    """Return the upright box of four corners: left sides and right sides averaged, so a slant cancels."""
    xs = sorted(float(corner[0]) / scale for corner in corners)
    ys = sorted(float(corner[1]) / scale for corner in corners)
    return (xs[0] + xs[1]) / 2, (ys[0] + ys[1]) / 2, (xs[2] + xs[3]) / 2, (ys[2] + ys[3]) / 2


def glyphs_of(lines: list[Recognised]) -> list[Glyph]:
    """Return the characters of recognised lines, each with its share of the line's box."""
    shares = [_shares(text) for text, _ in lines]
    sizes = [(box[2] - box[0]) / _ink(text, share) for (text, box), share in zip(lines, shares, strict=True)]
    usual = median(sizes) if sizes else 0.0
    made: list[Glyph] = []
    for (text, box), share, size in zip(lines, shares, sizes, strict=True):
        # Boxes are a little uneven: nearly the usual size is the usual size.
        near = usual if abs(size - usual) < 0.2 * usual else size
        made += _spread(text, share, size, near, box)
    return made


def _shares(text: str) -> list[float]:
    """Return how wide each character is in em, with the quarter set between Han characters and figures."""
    wide = [is_wide(char) for char in text]
    return [
        (1.0 if one else 0.55) + (0.2 if one != two and " " not in text[at : at + 2] else 0.0)
        for at, (one, two) in enumerate(zip(wide, [*wide[1:], wide[-1]], strict=True))
    ]


def _ink(text: str, share: list[float]) -> float:
    """Return the width of the ink of a line in em: brackets and full stops fill half their square."""
    return max(sum(share) - 0.5 * (text[0] in NO_END and share[0] >= 1) - 0.5 * _ends_half(text), 0.3)


def _ends_half(text: str) -> bool:
    return text[-1] in NO_START and is_wide(text[-1])


def _spread(
    text: str, share: list[float], step: float, size: float, box: tuple[float, float, float, float]
) -> list[Glyph]:
    at = box[0] - (0.5 * step if text[0] in NO_END and is_wide(text[0]) else 0.0)
    base = (box[1] + box[3]) / 2 + 0.38 * size
    made: list[Glyph] = []
    for char, part in zip(text, share, strict=True):
        made.append(Glyph(char, at, at + part * step, base, size))
        at += part * step
    return made
