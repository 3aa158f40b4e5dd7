"""The straight lines drawn on a PDF page: strokes, thin filled boxes, outlines of boxes."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from yibiao.files.layout import Ruling
from yibiao.files.layout.strokes import Point, strokes
from yibiao.files.pdf import calls
from yibiao.files.pdf.glyphs import Turned

_MOST_OBJECTS = 50_000
_MOST_RULINGS = 6_000
_MOST_POINTS = 200  # of a path: more is a drawing
_DEEPEST = 8  # form within form

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)


def rulings(page: Any, turned: Turned) -> list[Ruling]:
    """Return the straight lines on a loaded page; none where it holds a drawing of very many."""
    found: list[Ruling] = []
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    for path, matrix in _paths(page):
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        if not fill.value and not stroke.value:
            continue
        for run in _outlines(path, matrix):
            points = [turned.point(x, y) for x, y in run]
            found.extend(strokes(points, filled=bool(fill.value), stroked=bool(stroke.value)))
        if len(found) > _MOST_RULINGS:
            return []
    return found


def _paths(page: Any) -> Iterator[tuple[Any, _Matrix]]:
    """Yield the path objects of `page` and of the forms in it, with the matrix of where they stand."""
    left = _MOST_OBJECTS
    stack = [(calls.address(page), min(left, pdfium.FPDFPage_CountObjects(page)), _IDENTITY, 0)]
    while stack and left > 0:
        holder, count, matrix, depth = stack.pop()
        found = calls.objects(holder, min(count, left), inner=depth > 0)
        left -= len(found)
        for where, kind in found:
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                item = ctypes.cast(where, pdfium.FPDF_PAGEOBJECT)
                yield item, _times(_matrix(item), matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                item = ctypes.cast(where, pdfium.FPDF_PAGEOBJECT)
                inside = pdfium.FPDFFormObj_CountObjects(item)
                stack.append((where, inside, _times(_matrix(item), matrix), depth + 1))


def _matrix(item: Any) -> _Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(m: _Matrix, n: _Matrix) -> _Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _outlines(path: Any, matrix: _Matrix) -> list[list[Point]]:
    """Return the runs of points of a path in page space; a curve ends a run, a closed one returns."""
    count = pdfium.FPDFPath_CountSegments(path)
    runs: list[list[Point]] = []
    if count > _MOST_POINTS:
        return runs
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        a, b, c, d, e, f = matrix
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind == pdfium.FPDF_SEGMENT_LINETO and runs:
            runs[-1].append(point)
        else:
            runs.append([point])
        if pdfium.FPDFPathSegment_GetClose(segment) and runs[-1][0] != point:
            runs[-1].append(runs[-1][0])
    return runs


def has_picture(page: Any) -> bool:
    """Tell whether an image covers a third of the page or more."""
    left, bottom, right, top = page.get_bbox()
    least = (right - left) * (top - bottom) / 3
    box = [ctypes.c_float() for _ in range(4)]
    count = min(pdfium.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)
    for where, kind in calls.objects(calls.address(page.raw), count, inner=False):
        if kind != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        pdfium.FPDFPageObj_GetBounds(ctypes.cast(where, pdfium.FPDF_PAGEOBJECT), *box)
        if (box[2].value - box[0].value) * (box[3].value - box[1].value) >= least:
            return True
    return False
