"""Pages woven of a frame made for each request and a large part that is kept, ready encoded and compressed.

Deflated pieces can stand one behind the other where each ends at a whole byte and refers to nothing before itself
(RFC 1951, RFC 1952). Nothing that a request brought may stand in a kept part, so sizes tell nobody anything.
"""

import struct
import zlib
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

# Stands in the frame where the part belongs; no text holds it, for a NUL is refused everywhere.
PLACE = "\x00part\x00"
_PLACE = PLACE.encode()
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_FAST, _BEST = 1, 9


class Part(NamedTuple):
    """A kept part of a page: its bytes, and the same deflated."""

    data: bytes
    deflated: bytes

    @property
    def size(self) -> int:
        """Bytes it takes to keep."""
        return len(self.data) + len(self.deflated)


def part(text: str) -> Part:
    """Return a text ready to be woven in."""
    data = text.encode()
    return Part(data, _deflated(data, _BEST, zlib.Z_FULL_FLUSH))


def woven(request: HttpRequest, frame: HttpResponse, inside: Part) -> HttpResponse:
    """Put a part into the frame's place; compressed where the browser takes that."""
    before, _, behind = frame.content.partition(_PLACE)
    patch_vary_headers(frame, ("Accept-Encoding",))
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        frame.content = b"".join((before, inside.data, behind))
        return frame
    frame["Content-Encoding"] = "gzip"
    check = zlib.crc32(behind, zlib.crc32(inside.data, zlib.crc32(before)))
    length = len(before) + len(inside.data) + len(behind)
    frame.content = b"".join(
        (
            _HEAD,
            _deflated(before, _FAST, zlib.Z_FULL_FLUSH),
            inside.deflated,
            _deflated(behind, _FAST, zlib.Z_FINISH),
            struct.pack("<LL", check, length & 0xFFFFFFFF),
        )
    )
    return frame


def _deflated(data: bytes, level: int, end: int) -> bytes:
    press = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return press.compress(data) + press.flush(end)
