"""How evidence is numbered and named: ``佐2026-0012``, unique within a unit and year; files by what they hold."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"佐?\s*(\d{4})\s*[-－—–]\s*(\d{1,6})")
_SERIAL_WIDTH = 4
_LONGEST = 120  # characters of a file's name
_SEPARATOR = "、"
_SEPARATORS = re.compile(r"[、，,；;\s]+")
# A host as it stands in an address: no user, no password, a port perhaps.
_ADDRESS = re.compile(r"https://[^\s/?#@\\:]{1,253}(?::\d{1,5})?(?:[/?#][^\s\\]*)?", re.I)
_LONGEST_ADDRESS = 500


def number_of(year: int, serial: int) -> str:
    """Return a number as forms show it: ``佐2026-0012``."""
    return f"佐{year}-{serial:0{_SERIAL_WIDTH}}"


def read_number(text: str) -> tuple[int, int] | None:
    """Return year and serial of a number that somebody typed (``佐2026-0012``, ``2026-12``), None for another text."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text.strip()))
    return (int(found[1]), int(found[2])) if found else None


def own_name(name: str) -> str:
    """Return the name of a file without the folders it lay in, and without characters that do not show."""
    base = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in base).strip(" .")
    if len(plain) <= _LONGEST:
        return plain
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: _LONGEST - len(ending) - 2]}…{dot}{ending}" if dot and len(ending) < 10 else plain[:_LONGEST]


def fitting_name(name: str, endings: Sequence[str]) -> str:
    """Return a file's name with an ending that fits what it holds: its own where that does, else the usual one."""
    stem, dot, ending = name.rpartition(".")
    if dot and stem and f".{ending.lower()}" in endings:
        return name
    # What stands behind the last point is an ending only if it looks like one: 「26号.关于印发」 is a name.
    looks = dot and stem and re.fullmatch(r"[A-Za-z0-9]{1,8}", ending)
    return f"{stem if looks else name}{endings[0]}"


def cell_text(numbers: Iterable[str], typed: str) -> str:
    """Return what stands in 佐证编号: the numbers of what is attached, then what was typed, each number once."""
    known = list(dict.fromkeys(numbers))
    rest = typed.strip()
    if known and rest and set(_SEPARATORS.split(rest)) <= set(known):
        rest = ""
    return _SEPARATOR.join([*known, *([rest] if rest else [])])


def is_secure_address(text: str) -> bool:
    """Tell whether a text is an https address of a host, without name and password of anybody."""
    return len(text) <= _LONGEST_ADDRESS and text.isprintable() and _ADDRESS.fullmatch(text) is not None
