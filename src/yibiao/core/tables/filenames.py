"""Names of files and folders that every system can hold: safe in each of its marks, short, no two alike."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

# What no file may be called by on one system or the other, and marks that don't show or turn the order of letters.
_UNSAFE = re.compile(
    '[\\\\/:*?"<>|\\x00-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufffe\\uffff\\ud800-\\udfff]+'
)
# Names that Windows keeps for devices, with any ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.I)
# 255 bytes hold a name with its ending everywhere; a path has to fit into 260 characters on Windows.
_MOST_BYTES = 180


def safe_name(text: str) -> str:
    """Return `text` as a name a file or folder may have, without ending.

    Leading points and ``~$`` would hide the file, or have it taken for a lock file.
    """
    name = re.sub(r"^(?:[.\s]|~(?=\$))+", "_", _UNSAFE.sub("_", text)).rstrip(". ")
    if not name or _DEVICE.fullmatch(name):
        name += "_"
    return _cut(name, _MOST_BYTES)


def safe_names(texts: Iterable[str]) -> Iterator[str]:
    """Yield a name for each text, all of them different on a system that ignores case and width."""
    taken: set[str] = set()
    for text in texts:
        base = name = safe_name(text)
        number = 1
        while _folded(name) in taken:
            number += 1
            mark = f"（{number}）"
            name = _cut(base, _MOST_BYTES - len(mark.encode())) + mark
        taken.add(_folded(name))
        yield name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _cut(name: str, most: int) -> str:
    """Return the beginning of `name` that takes at most `most` bytes."""
    return name.encode()[:most].decode(errors="ignore").rstrip(". ")
