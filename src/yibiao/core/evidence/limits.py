"""What is taken as evidence, read from the pack `evidence`."""

from functools import cache
from typing import Literal, NamedTuple

from yibiao import packs

Shown = Literal["picture", "pages", "text", "sheets"]


class Limits(NamedTuple):
    """The most of each: bytes of a file, files at once, evidence of a row, rows at once, pixels, frames, pages."""

    file: int
    files: int
    row: int
    rows: int
    pixels: int
    frames: int
    pages: int


class Excerpt(NamedTuple):
    """How much of a file is shown: pixels of a picture and of a page's width, pages at once, characters, cells."""

    width: int
    page: int
    batch: int
    characters: int
    sheets: int
    rows: int
    columns: int


class Kind(NamedTuple):
    """A kind of file: how it is shown, and the endings that fit it, the usual one first."""

    name: str
    shown: Shown
    endings: tuple[str, ...]


@cache
def limits() -> Limits:
    """Return the limits."""
    return Limits(**packs.load("evidence")["limits"])


@cache
def excerpt() -> Excerpt:
    """Return how much is shown."""
    return Excerpt(**packs.load("evidence")["preview"])


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind of file by its name."""
    found = packs.load("evidence")["kinds"]
    return {name: Kind(name, entry["shown"], tuple(entry["endings"])) for name, entry in found.items()}
