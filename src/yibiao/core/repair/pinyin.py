"""Stray pinyin: a Han character followed by its reading in brackets, as crawlers leave it (區(qū))."""

import re
from functools import cache, lru_cache

from yibiao.core.spans import Edit

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜĀÁǍÀĒÉĚÈŌÓǑÒếềńňǹḿ"
_MARKS = "\u0300\u0301\u0304\u030c"
TONES = frozenset(_TONED + _MARKS)
_SPACES = " \u00a0\u3000"
_OPENING = "(（"
_SPACE = f"[{_SPACES}]?"
_HAN = "[\u3400-\u9fff\uf900-\ufaff]"
# Any letters around a tone; `_is_syllable` looks closer.
_LOOSE = (
    f"(?:(?<={_HAN}.)|(?<={_HAN}[{_SPACES}].)){_SPACE}"
    f"[a-zA-Züɡɑ\u0308]{{0,6}}[{_TONED}{_MARKS}][a-zɡɑ]{{0,3}}{_SPACE}[)）]"
)
# Some converters write the script letters ɑ and ɡ, or v for ü, or the tone as a mark of its own.
_VOWEL = f"(?:[{_TONED}]|[aeiouüvɑAEO]\u0308?[{_MARKS}])"
_INITIAL = "(?:[zcsZCS]h|[bpmfdtnlgɡkhjqxrzcsywBPMFDTNLGKHJQXRZCSYW])?"
_FINAL = f"[aeiouüvɑ]{{0,2}}{_VOWEL}[aeiouɑ]?(?:n[gɡ]?|r)?"
_SYLLABLE = re.compile(f"{_INITIAL}{_FINAL}|h?[ńňǹḿ][gɡ]?|[nm][{_MARKS}][gɡ]?")


@lru_cache(maxsize=4096)
def _is_syllable(reading: str) -> bool:
    return _SYLLABLE.fullmatch(reading.strip("()（）" + _SPACES)) is not None


def split(text: str) -> list[str]:
    """Return `text` as pieces and stray readings by turns: every second entry is a reading to remove."""
    brackets = [mark for mark in _OPENING if mark in text]
    if not brackets:
        return [text]
    parts = _loose(*brackets).split(text)
    if len(parts) == 1:
        return parts
    sound = all(map(_is_syllable, set(parts[1::2])))
    return parts if sound and not _spaced(text, brackets) else _split_closely(parts)


@cache
def _loose(*brackets: str) -> "re.Pattern[str]":
    """Return the pattern of a reading that opens with one of `brackets`; it is quick if that is one only."""
    opening = re.escape(brackets[0]) if len(brackets) == 1 else f"[{''.join(brackets)}]"
    return re.compile(f"({opening}{_LOOSE})")


def _spaced(text: str, brackets: list[str]) -> bool:
    """Tell quickly whether a bracket may stand behind a space."""
    spaces = [space for space in _SPACES if space in text]
    return any(space + mark in text for space in spaces for mark in brackets)


def _split_closely(parts: list[str]) -> list[str]:
    """Return `parts` with what is no syllable put back, and a space before a reading removed with it."""
    made: list[str] = []
    pending: list[str] = []
    for piece, reading in zip(parts[::2], parts[1::2], strict=False):
        pending.append(piece)
        if not _is_syllable(reading):
            pending.append(reading)
            continue
        whole = "".join(pending)
        bare = whole[:-1] if whole[-1:] in _SPACES else whole
        made += [bare, whole[len(bare) :] + reading]
        pending = []
    return [*made, "".join([*pending, parts[-1]])]


def edits(parts: list[str]) -> list[Edit]:
    """Return the removals of a text split into `parts`."""
    made, at = [], 0
    for piece, reading in zip(parts[::2], parts[1::2], strict=False):
        at += len(piece)
        made.append(Edit(at, at + len(reading), "", True))
        at += len(reading)
    return made
