"""Pictures: opened by the one decoder that fits, measured before they are unpacked, drawn anew to be shown.

What is shown is made of pixels alone: whatever else the file held (a place, a script, another file) stays in it.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from yibiao.core.evidence.limits import excerpt, limits
from yibiao.files.errors import UnusableInput
from yibiao.files.sandbox import grant

if TYPE_CHECKING:
    from PIL import Image

_QUALITY = 85
_SECONDS = 20.0
_FAULTS = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError)


class Drawn(NamedTuple):
    """A picture drawn anew: its bytes, their media type, its size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


@contextmanager
def opened(data: bytes, kind: str, name: str) -> Iterator["Image.Image"]:
    """Open a picture of a kind; one that is broken or far too large is `UnusableInput`."""
    from PIL import Image  # noqa: PLC0415  loads slowly

    Image.MAX_IMAGE_PIXELS = None  # measured here, with a sentence
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=(kind.upper(),)) as image:
                _measured(image, name)
                yield image
    except _FAULTS as error:
        raise UnusableInput("errors.truncated", name, kind="kinds.image", reason=type(error).__name__) from None


def _measured(image: "Image.Image", name: str) -> None:
    if image.width * image.height > limits().pixels:
        raise UnusableInput(
            "evidence.too-many-pixels", name, found=f"{image.width} × {image.height}", limit=limits().pixels // 10_000
        )


def frames_of(image: "Image.Image") -> int:
    """Return how many pictures are shown of a file: a TIFF holds the pages of a scan, a GIF shows its first."""
    return min(int(getattr(image, "n_frames", 1)), limits().frames) if image.format == "TIFF" else 1


def drawn(image: "Image.Image", longest: int) -> Drawn:
    """Return a picture drawn anew, upright and not longer than so many pixels."""
    from PIL import ImageOps  # noqa: PLC0415

    image.draft("RGB", (longest, longest))  # a JPEG is unpacked as small as it will be
    upright = ImageOps.exif_transpose(image)
    clear = upright.has_transparency_data
    plain = upright.convert("RGBA" if clear else "RGB")
    plain.thumbnail((longest, longest))
    plain.info.clear()
    out = io.BytesIO()
    if clear or image.format in {"PNG", "GIF", "BMP"}:
        plain.save(out, "PNG")
        return Drawn(out.getvalue(), "image/png", *plain.size)
    plain.save(out, "JPEG", quality=_QUALITY)
    return Drawn(out.getvalue(), "image/jpeg", *plain.size)


def picture_pages(data: bytes, kind: str, name: str, first: int) -> tuple[int, list[Drawn]]:
    """Return how many pictures a file shows, and some of them from `first` (1 is the first one)."""
    with opened(data, kind, name) as image:
        total = frames_of(image)
        made = []
        for at in range(first, min(total, first + excerpt().batch - 1) + 1):
            grant(seconds=_SECONDS)
            if at > 1:
                image.seek(at - 1)
            _measured(image, name)
            made.append(drawn(image, excerpt().width))
        return total, made
