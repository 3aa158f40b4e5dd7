"""Functions of PDFium that are asked once a character or once an object, as plain C calls.

The bindings of pypdfium2 check and convert each argument, which costs more than the answer; these take
addresses and numbers as they are, so that `map` can ask for many in a row.
"""

import ctypes
from array import array
from collections.abc import Callable
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

_Call = Callable[..., Any]
_INT, _ADDRESS = ctypes.c_int, ctypes.c_void_p


def address(handle: Any) -> int:
    """Return the address that a handle or a function of the bindings holds; 0 for none."""
    return ctypes.cast(handle, _ADDRESS).value or 0


def _plain(function: Any, result: Any, *arguments: Any) -> _Call:
    call: _Call = ctypes.PYFUNCTYPE(result, *arguments)(address(function))
    return call


_unicode = _plain(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _INT)
_text_object = _plain(pdfium.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _INT)
_loose_box = _plain(pdfium.FPDFText_GetLooseCharBox, _INT, _ADDRESS, _INT, _ADDRESS)
_matrix = _plain(pdfium.FPDFText_GetMatrix, _INT, _ADDRESS, _INT, _ADDRESS)
_page_object = _plain(pdfium.FPDFPage_GetObject, _ADDRESS, _ADDRESS, _INT)
_inner_object = _plain(pdfium.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
_kind = _plain(pdfium.FPDFPageObj_GetType, _INT, _ADDRESS)

# Of a text page (its address) and the place of a character.
font_size = _plain(pdfium.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _INT)
is_generated = _plain(pdfium.FPDFText_IsGenerated, _INT, _ADDRESS, _INT)
origin = _plain(pdfium.FPDFText_GetCharOrigin, _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)

_BOX = ctypes.sizeof(pdfium.FS_RECTF)


def unicodes(page: int, places: range) -> list[int]:
    """Return the UTF-16 unit of each character of a text page."""
    return list(map(_unicode, repeat(page), places))


def text_objects(page: int, places: range) -> list[int]:
    """Return the address of the text object each character belongs to; 0 for generated ones."""
    return [found or 0 for found in map(_text_object, repeat(page), places)]


def boxes(page: int, places: range) -> tuple[list[float], list[float], list[float], list[float]]:
    """Return left, top, right and bottom of the loose boxes of characters, in page space."""
    held = (pdfium.FS_RECTF * len(places))()
    start = ctypes.addressof(held)
    list(map(_loose_box, repeat(page), places, range(start, start + len(places) * _BOX, _BOX)))
    flat = array("f", bytes(held)).tolist()
    return flat[0::4], flat[1::4], flat[2::4], flat[3::4]


def matrix_at(page: int, at: int) -> tuple[float, float, float, float]:
    """Return a, b, c, d of the matrix of a character."""
    found = pdfium.FS_MATRIX()
    _matrix(page, at, ctypes.addressof(found))
    return found.a, found.b, found.c, found.d


def objects(holder: int, count: int, *, inner: bool) -> list[tuple[int, int]]:
    """Return address and kind of the first `count` objects of a page, or of a form if `inner`."""
    found = [one or 0 for one in map(_inner_object if inner else _page_object, repeat(holder), range(count))]
    return [(one, _kind(one) if one else 0) for one in found]
