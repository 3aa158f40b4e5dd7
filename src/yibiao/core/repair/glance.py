"""One look at a text that tells whether it needs any repair of its characters: most documents do not."""

import re
from collections.abc import Iterable
from functools import cache

from yibiao.core.repair import gbk_shift, invisible, pinyin, script, words


def _class(chars: Iterable[str]) -> "re.Pattern[str]":
    return re.compile("[" + re.escape("".join(sorted(chars))) + "]")


def _rare() -> frozenset[str]:
    return invisible.INVISIBLE | invisible.SPACES | invisible.lookalike() | gbk_shift.SEEDS | {"\ufffd"}


@cache
def _suspect() -> "re.Pattern[str]":
    return _class(_rare() | pinyin.TONES | words.spoiled().rare | script.scripts().traditional)


@cache
def _odd() -> "re.Pattern[str]":
    return _class(_rare())


def is_clean(text: str) -> bool:
    """Tell whether no pass over characters can find anything in `text`."""
    return _suspect().search(text) is None and not gbk_shift.has_debris(text)


def suspicious(text: str) -> frozenset[str]:
    """Return the characters of `text` that are rare in a sound document; script and pinyin aside."""
    return frozenset(_odd().findall(text))
