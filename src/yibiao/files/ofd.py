"""OFD (GB/T 33190), the Chinese layout format: a zip of XML whose text objects give every character a place.

LibreOffice does not read it, and of all it can do only text and lines matter here.
"""

import hashlib
import posixpath
from collections.abc import Iterator

from lxml import etree

from yibiao.core.source import SourceText
from yibiao.files.archive import Archive
from yibiao.files.blocks import assemble
from yibiao.files.errors import UnusableInput
from yibiao.files.layout import Glyph, Page, Ruling, flow
from yibiao.files.layout.chars import is_wide
from yibiao.files.layout.strokes import Point, strokes

MEDIA_TYPE = "application/ofd"
MAX_PAGES = 2_000
MAX_CHARACTERS = 5_000_000
_MM = 72 / 25.4  # points
_A4 = (0.0, 0.0, 210.0, 297.0)
_POINTS = {"M": 1, "S": 1, "L": 1, "Q": 2, "B": 3}
_Matrix = tuple[float, float, float, float, float, float]


def read_ofd(data: bytes, name: str) -> SourceText:
    """Return the text and ruled tables of the OFD `data`; raise `UnusableInput` for anything else."""
    archive = Archive(data, name, "OFD")
    if any(part.lower().endswith("encryptions.xml") for part in archive.names()):
        raise UnusableInput("errors.encrypted", name, kind=" OFD ")
    pages = _pages(archive)
    if not any(page.glyphs for page in pages):
        raise UnusableInput("errors.empty", name)
    text, tables = assemble(flow(pages, name))
    return SourceText(text, name, hashlib.sha256(data).hexdigest(), MEDIA_TYPE, None, tables)


def _pages(archive: Archive) -> list[Page]:
    made: list[Page] = []
    total = 0
    for root in (_text(found) for found in archive.xml("OFD.xml").iter("{*}DocRoot")):
        document = archive.xml(root.lstrip("/"))
        usual = _box(next(document.iter("{*}PhysicalBox"), None), _A4)
        for entry in document.iterfind("{*}Pages/{*}Page"):
            page = _page(archive.xml(_located(root, entry.get("BaseLoc", ""))), usual)
            made.append(page)
            total += len(page.glyphs)
            if len(made) > MAX_PAGES:
                raise UnusableInput("errors.too-many-pages", archive.name, found=len(made), limit=MAX_PAGES)
            if total > MAX_CHARACTERS:
                raise UnusableInput("errors.too-long", archive.name, found=total, limit=MAX_CHARACTERS)
    return made


def _located(document: str, part: str) -> str:
    """Return the name in the archive of a part that the document at `document` names."""
    return posixpath.normpath(posixpath.join("/" + posixpath.dirname(document), part)).lstrip("/")


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _numbers(value: str | None) -> list[float]:
    found: list[float] = []
    for word in (value or "").split():
        try:
            found.append(float(word))
        except ValueError:
            return []
    return found


def _box(element: etree._Element | None, default: tuple[float, ...]) -> tuple[float, ...]:
    found = _numbers(None if element is None else element.text)
    return tuple(found) if len(found) == 4 else default


def _page(root: etree._Element, usual: tuple[float, ...]) -> Page:
    box = _box(root.find("{*}Area/{*}PhysicalBox"), usual)
    glyphs: list[Glyph] = []
    rulings: list[Ruling] = []
    for item in root.iter("{*}TextObject"):
        glyphs += _glyphs(item)
    for item in root.iter("{*}PathObject"):
        rulings += _rulings(item)
    return Page(box[2] * _MM, box[3] * _MM, glyphs, rulings)


class _Place:
    """Turns the coordinates of an object (mm, y downwards) into points of the page."""

    def __init__(self, item: etree._Element) -> None:
        found = _numbers(item.get("CTM"))
        self.matrix = tuple(found) if len(found) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        edges = _numbers(item.get("Boundary"))
        self._left, self._top = edges[:2] if len(edges) == 4 else (0.0, 0.0)

    def point(self, x: float, y: float) -> Point:
        a, b, c, d, e, f = self.matrix
        return (a * x + c * y + e + self._left) * _MM, (b * x + d * y + f + self._top) * _MM


def _glyphs(item: etree._Element) -> Iterator[Glyph]:
    place = _Place(item)
    given = _numbers(item.get("Size")) or [3.7]
    size = abs(given[0] * (place.matrix[3] or 1.0)) * _MM
    if abs(place.matrix[1]) > 0.1 * abs(place.matrix[0]) or not 0.5 < size < 2000:
        return  # slanted: a watermark
    for code in item.iter("{*}TextCode"):
        x, y = (_numbers(code.get(axis)) or [0.0] for axis in "XY")
        across, down = _steps(code.get("DeltaX")), _steps(code.get("DeltaY"))
        at, height = x[0], y[0]
        for number, char in enumerate((code.text or "").strip("\r\n")):
            left, base = place.point(at, height)
            width = size if is_wide(char) else 0.5 * size
            step = across[min(number, len(across) - 1)] if across else 0.0 if down else given[0]
            right = place.point(at + step, height)[0]
            yield Glyph(char, left, min(left + width, right) if right > left else left + width, base, size)
            at += step
            height += down[min(number, len(down) - 1)] if down else 0.0


def _steps(value: str | None) -> list[float]:
    """Return the distances of a DeltaX list, in which ``g 10 3.5`` stands for ten times 3.5."""
    words = (value or "").split()
    found: list[float] = []
    at = 0
    while at < len(words) and len(found) < 100_000:
        try:
            if words[at] == "g":
                found += [float(words[at + 2])] * min(int(words[at + 1]), 10_000)
                at += 3
            else:
                found.append(float(words[at]))
                at += 1
        except (ValueError, IndexError):
            break
    return found


def _rulings(item: etree._Element) -> Iterator[Ruling]:
    place = _Place(item)
    data = item.find("{*}AbbreviatedData")
    if data is None:
        return
    filled, stroked = item.get("Fill") == "true", item.get("Stroke") != "false"
    for run in _outlines((data.text or "").split()):
        yield from strokes([place.point(*point) for point in run], filled=filled, stroked=stroked)


def _outlines(words: list[str]) -> list[list[Point]]:
    """Return the runs of straight pieces of an abbreviated path (M L Q B A C); a curve ends a run."""
    runs: list[list[Point]] = []
    at = 0
    while at < len(words):
        command = words[at]
        count = 7 if command == "A" else 2 * _POINTS.get(command, 0)
        values = _numbers(" ".join(words[at + 1 : at + 1 + count]))
        at += 1 + count
        if command == "C" and runs:
            runs[-1].append(runs[-1][0])
        elif len(values) >= 2 and len(values) == count:
            point = (values[-2], values[-1])
            if command == "L" and runs:
                runs[-1].append(point)
            else:
                runs.append([point])
    return runs
