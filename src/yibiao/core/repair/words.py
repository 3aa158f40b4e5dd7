"""Words whose spelling conversion must not decide alone: names, and words a bad converter has spoiled."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from opencc import OpenCC

from yibiao import packs


class Words(NamedTuple):
    """Words with their right spelling (of the same length), and one pattern that finds them.

    None needs a change in a text that has none of the characters `rare`. A word that a hit of `shield` begins
    in (提昇 before 腾) is left alone.
    """

    spelling: dict[str, str]
    pattern: "re.Pattern[str]"
    rare: frozenset[str]
    shield: "re.Pattern[str] | None" = None

    def may_occur(self, text: str) -> bool:
        """Tell quickly whether `text` can hold one of the words; for few `rare` characters."""
        return any(char in text for char in self.rare)

    def correct(self, text: str) -> tuple[str, list[tuple[int, str, str]]]:
        """Return `text` with every word spelled right, and (offset, was, now) of each that was not."""
        changes: list[tuple[int, str, str]] = []

        def spell(hit: "re.Match[str]") -> str:
            right = self.spelling.get(hit[0], hit[0])
            if right == hit[0] or self._shielded(text, hit):
                return hit[0]
            changes.append((hit.start(), hit[0], right))
            return right

        return self.pattern.sub(spell, text), changes

    def _shielded(self, text: str, hit: "re.Match[str]") -> bool:
        shield = self.shield
        return shield is not None and any(shield.match(text, at) for at in range(hit.start() + 1, hit.end()))


def _alternation(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


def _changed(spelling: dict[str, str]) -> frozenset[str]:
    return frozenset(char for wrong, right in spelling.items() for char in set(wrong) - set(right))


@cache
def converter() -> OpenCC:
    """Return OpenCC `t2s`: characters and phrases, no regional words (`tw2sp` rewrites 新增 to 添加)."""
    return OpenCC("t2s")


@cache
def names() -> Words:
    """Names as Traditional text writes them, with their Simplified spelling (昇騰 is 昇腾, not 升腾).

    Rare are the characters that OpenCC would get wrong.
    """
    written: dict[str, str] = packs.load("language/damage")["names"]
    spelling = written | {right: right for right in written.values()}
    usual = converter().convert("\n".join(spelling)).split("\n")
    wrong = _wrong(zip(spelling, usual, spelling.values(), strict=True))
    return Words(spelling, re.compile(_alternation(spelling)), wrong)


def _wrong(rows: Iterable[tuple[str, str, str]]) -> frozenset[str]:
    return frozenset(
        char
        for written, usual, right in rows
        for char, made, wanted in zip(written, usual, right, strict=True)
        if made != wanted
    )


@cache
def spoiled() -> Words:
    """Words of Simplified text that a converter has spoiled (限製); a name wins over a word in it."""
    wrong: dict[str, str] = packs.load("language/damage")["spoiled"]
    pattern = "|".join((_alternation(names().spelling), _alternation(wrong)))
    return Words(wrong, re.compile(pattern), _changed(wrong), names().pattern)


@cache
def leftover() -> Words:
    """Words that `t2s` leaves as Taiwan or Hong Kong write them (著力)."""
    data = packs.load("language/damage")["leftover"]
    pattern = f"(?:{_alternation(data['words'])})(?![{data['not_before']}])"
    return Words(data["words"], re.compile(pattern), _changed(data["words"]))
