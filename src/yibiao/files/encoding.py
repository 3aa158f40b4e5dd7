"""Bytes to text: which encoding a document is in, found from the bytes and not asked for.

UTF-8 is recognised by its own structure. What is not UTF-8 is decoded in each encoding that Chinese offices
use, and the decoding made of the characters that policy documents are made of wins (`packs/encodings`):
a wrong one is full of rare characters, private-use and undefined ones. Time is linear in the length.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from yibiao import packs
from yibiao.files.errors import UnusableInput

# Bytes that tell the encodings apart are looked at up to here; more would not change the answer.
_SAMPLE = 3000
# Mending costs some microseconds a byte; damaged lines beyond this many bytes are decoded plainly.
_MENDABLE = 100_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
)
_WIDE = ("utf-16-le", "utf-16-be")
_NARROW = ("utf-8", "gb18030", "big5")
# Big5 has dialects; the strictest that can read the whole file is the right one.
_DIALECTS = {"big5": ("big5", "big5hkscs", "cp950")}
# What pages and mail call the encodings they declare.
_DECLARED = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "cp936": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5",
    "big5-hkscs": "big5",
    "x-x-big5": "big5",
    "cp950": "big5",
    "utf-8": "utf-8",
    "utf8": "utf-8",
}

# A lead byte of three-byte UTF-8 sequences: Han characters, kana, full-width forms, Chinese punctuation.
_WIDE_LEAD = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf][\x80-\xbf]")
# The stretches of a file that differ between encodings: from a high byte on, as far as a character may go.
_STRETCH = re.compile(rb"[\x80-\xff][0-9@-\x7e\x80-\xff]{0,200}")
_CONTROLS = bytes(set(range(32)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B}) + b"\x7f"

# Log-odds of a character in a right decoding against a wrong one.
_FREQUENT, _LEVEL_ONE, _RARE, _ODD, _BROKEN = 2.0, -1.0, -3.0, -3.0, -6.0
# A score per byte that no wrong decoding reaches: three characters in five are frequent ones.
_CLEAR = 0.6
# UTF-8 is rarely well formed by chance; then it may hold letters of any script.
_WELL_FORMED = 1.0
# Nearly every character is a rare one: no text in any of these encodings.
_HOPELESS = -1.2
_PUNCTUATION = frozenset("，。、；：？！（）〔〕【】《》〈〉“”‘’「」『』—…·％　①②③④⑤⑥⑦⑧⑨０１２３４５６７８９")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def decode(data: bytes, declared: str | None = None, *, name: str = "-") -> tuple[str, str]:
    """Return the text of `data`, without mark and with line ends as ``\\n``, and the encoding's name.

    `declared` is what the file itself claims (a page's charset): a hint, believed only where it reads well.
    A few undecodable bytes become U+FFFD; too many, or binary data, raise `UnusableInput`.
    """
    text, encoding = _decode(data, declared, name)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, encoding


def _decode(data: bytes, declared: str | None, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding, name), encoding
    if _WIDE_LEAD.search(data) and b"\0" not in data:
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    encoding = _detect(data, declared, name)
    return _lenient(data, encoding, name), encoding


# --- which encoding -----------------------------------------------------------------------------------


def _detect(data: bytes, declared: str | None, name: str) -> str:
    """Return the encoding in which `data` reads best; raise where it reads badly in all of them."""
    head = data[: 2 * _SAMPLE]
    sample = _telling_bytes(data)
    if head.count(0) * 20 > len(head):
        scores = _wide_scores(data)
    elif not sample:
        return _ascii_or_wide(head)
    else:
        scores = _narrow_scores(data, sample, declared)
        if max(scores.values()) < _CLEAR:
            scores |= _wide_scores(data)
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] < _HOPELESS:
        _refuse_binary(data[:65536].decode("latin-1"), name)
        raise UnusableInput("errors.undecodable", name, bad=len(sample))
    return best


def _narrow_scores(data: bytes, sample: bytes, declared: str | None) -> dict[str, float]:
    scores = {encoding: _score(sample, encoding) for encoding in _NARROW}
    claimed = _DECLARED.get((declared or "utf-8").strip().lower())
    if claimed:
        scores[claimed] += 3 / len(sample)
    if not _controls(data[:_SAMPLE].decode("latin-1")) and _strict(data, "utf-8") is not None:
        scores["utf-8"] += _WELL_FORMED
    return scores


def _wide_scores(data: bytes) -> dict[str, float]:
    return {encoding: _score(_whole_units(data), encoding) for encoding in _WIDE}


def _telling_bytes(data: bytes) -> bytes:
    """Return the stretches of `data` that are not ASCII, up to the sample size, one a line."""
    kept: list[bytes] = []
    size = 0
    for match in _STRETCH.finditer(data):
        kept.append(match[0])
        size += len(match[0])
        if size > _SAMPLE:
            break
    return b"\n".join(kept)


def _whole_units(data: bytes) -> bytes:
    return data[: min(_SAMPLE, len(data) & ~1)]


def _ascii_or_wide(head: bytes) -> str:
    """Return UTF-8 for ASCII text, unless its byte pairs are all frequent Han characters."""
    for encoding in _WIDE:
        if len(head) >= 8 and _score(_whole_units(head), encoding) >= _FREQUENT / 2 * 0.95:
            return encoding
    return "utf-8"


def _score(sample: bytes, encoding: str) -> float:
    """Return the log-odds, per byte, that `sample` is text in `encoding`."""
    values = _values()
    counts = Counter(sample.decode(encoding, "replace"))
    total = sum(_value(char, values) * count for char, count in counts.items())
    return total / max(len(sample), 1)


@cache
def _values() -> dict[str, float]:
    """Return the log-odds of the characters that tell most."""
    pack = packs.load("encodings")
    values = dict.fromkeys(_level_one(), _LEVEL_ONE)
    values |= dict.fromkeys(map(chr, range(0x20, 0x7F)), 0.0) | dict.fromkeys("\t\n\r\v\f", 0.0)
    values |= dict.fromkeys(pack["simplified"] + pack["traditional"], _FREQUENT)
    values |= dict.fromkeys(_PUNCTUATION, _FREQUENT)
    return values | {" ": 0.0}


def _level_one() -> str:
    """Return the characters of daily use: level 1 of GB 2312 (Simplified) and of Big5 (Traditional)."""
    gb = bytes(byte for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for byte in (lead, trail))
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    big5 = bytes(byte for lead in range(0xA4, 0xC7) for trail in trails for byte in (lead, trail))
    return gb.decode("gb18030", "ignore") + big5.decode("big5", "ignore")


def _value(char: str, values: dict[str, float]) -> float:
    known = values.get(char)
    if known is not None:
        return known
    if "\u3400" <= char <= "\u9fff" or char >= "\U00020000":
        return _RARE
    if char < " " or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\uf8ff" or char == _REPLACEMENT:
        return _BROKEN
    return _ODD


# --- reading what is damaged --------------------------------------------------------------------------


def _lenient(data: bytes, encoding: str, name: str) -> str:
    """Decode `data`, with U+FFFD for what can't be; refuse binary data and text mostly broken."""
    text = _strict(data, encoding)
    if text is None:
        text = _mended(data, encoding)
        _refuse_garbage(data, text, name)
    if "\0" in text or len(text) < 4096 or encoding != "utf-8":
        _refuse_binary(text, name)
    return text.replace("\0", _REPLACEMENT)


def _strict(data: bytes, encoding: str) -> str | None:
    for dialect in _DIALECTS.get(encoding, (encoding,)):
        try:
            return data.decode(dialect)
        except UnicodeDecodeError:
            continue
    return None


def _mended(data: bytes, encoding: str) -> str:
    """Decode damaged `data`; where characters are byte pairs, a stray byte must not shift what follows."""
    for cut in (1, 2, 3):  # most often the end is missing, in the middle of a character
        text = _strict(data[:-cut], encoding)
        if text:
            return text + _REPLACEMENT
    dialect = _DIALECTS.get(encoding, (encoding,))[0]
    if encoding in _WIDE:
        return _mended_line(data, dialect) if len(data) <= _MENDABLE else data.decode(dialect, "replace")
    if encoding not in _NARROW[1:]:
        return data.decode(dialect, "replace")
    return "\n".join(_mended_lines(data.split(b"\n"), encoding, dialect))


def _mended_lines(lines: list[bytes], encoding: str, dialect: str) -> Iterator[str]:
    left = _MENDABLE
    for line in lines:
        text = _strict(line, encoding)
        if text is None:
            text = _mended_line(line, dialect) if len(line) <= left else line.decode(dialect, "replace")
            left -= len(line)
        yield text


def _mended_line(line: bytes, encoding: str) -> str:
    """Return the best reading of a damaged line, where a stray byte may stand between any two characters.

    The best row of characters is found from left to right (Viterbi): `best[i]` is the score of the first
    i bytes, `step[i]` the length of the last character in it.
    """
    best, step = [0.0], [0]
    for end in range(1, len(line) + 1):
        score, size = max(
            (best[end - size] + _piece(line[end - size : end], encoding), size) for size in _sizes(end)
        )
        best.append(score)
        step.append(size)
    return "".join(reversed(_pieces(line, step, encoding)))


def _sizes(end: int) -> tuple[int, ...]:
    return tuple(size for size in (1, 2, 4) if size <= end)


@lru_cache(maxsize=1 << 16)
def _character(piece: bytes, encoding: str) -> str:
    """Return the one character that `piece` is, or an empty string."""
    text = piece.decode(encoding, "ignore")
    return text if len(text) == 1 and text.encode(encoding, "ignore") == piece else ""


def _piece(piece: bytes, encoding: str) -> float:
    """Return the log-odds of `piece` as one character; a single stray byte is broken."""
    char = _character(piece, encoding)
    if char:
        return _value(char, _values())
    return _BROKEN * (1 if len(piece) == 1 else 100)


def _pieces(line: bytes, step: list[int], encoding: str) -> list[str]:
    """Return the characters of the best reading, last first."""
    found = []
    end = len(line)
    while end:
        size = step[end]
        found.append(_character(line[end - size : end], encoding) or _REPLACEMENT)
        end -= size
    return found


def _refuse_garbage(data: bytes, text: str, name: str) -> None:
    """Raise when more than a few characters, 2 % of the text, are broken."""
    bad = text.count(_REPLACEMENT)
    if bad > 3 + len(text) // 50 or 2 * bad > len(text):
        _refuse_binary(data[:65536].decode("latin-1"), name)
        raise UnusableInput("errors.undecodable", name, bad=bad)


def _refuse_binary(text: str, name: str) -> None:
    """Raise when more than a few characters, 2 % of the text, are control codes."""
    head = text[:65536]
    controls = _controls(head)
    if controls > 1 + len(head) // 50 or 2 * controls > len(head):
        raise UnusableInput("errors.binary", name)


def _controls(text: str) -> int:
    return len(text) - len(text.translate(_NO_CONTROLS))


_NO_CONTROLS = dict.fromkeys(_CONTROLS)
