"""Old Word files (.doc, .wps) without LibreOffice: whether they are locked, and the words that stand in them.

The words are told apart by their characters, not by the file's tables: enough to find a mark of secrecy, no more.
[MS-DOC] keeps Chinese text as UTF-16 and begins the stream WordDocument with 0xA5EC, flags ten bytes on.
"""

import re

_SECTOR = 512
_WORD = b"\xec\xa5"
_FLAGS, _ENCRYPTED = 0x0A, 0x0100
# Characters of Chinese text, of ASCII and of its marks, as UTF-16: the second byte of each tells.
_RUN = re.compile(rb"(?:[\x20-\x7e\r\n\t\x07\x0b]\x00|[\x00-\xff][\x4e-\x9f]|[\x00-\xff]\x30|[\x00-\xff]\xff|[\x00-\xff][\x20-\x26])+")
_LEAST = 8  # bytes


def is_locked(data: bytes) -> bool:
    """Tell whether an old Word file asks for a password."""
    at = data.find(_WORD)
    while at >= 0:
        if at % _SECTOR == 0:
            flags = int.from_bytes(data[at + _FLAGS : at + _FLAGS + 2], "little")
            return bool(flags & _ENCRYPTED)
        at = data.find(_WORD, at + 1)
    return False


def words_of(data: bytes) -> str:
    """Return the text of an old Word file as far as it can be told from its bytes, a paragraph a line."""
    parts = []
    for start in (0, 1):
        aligned = data[start : start + ((len(data) - start) & ~1)]
        for found in _RUN.finditer(aligned):
            if found.start() % 2 == 0 and len(found[0]) >= _LEAST:
                parts.append(found[0].decode("utf-16-le", "replace"))
    return re.sub(r"[\r\x07\x0b]", "\n", "\n".join(parts))
