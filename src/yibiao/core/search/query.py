"""A query as it is typed: words, phrases in quotation marks, a document number; all of them must occur."""

import re
from typing import NamedTuple

from yibiao.core.search.folding import fold_words
from yibiao.core.search.pairs import runs_of

LONGEST = 100  # characters of a query that are read
MOST = 8  # terms of a query that count
_ALONE = 4  # terms that are offered alone
_PARTS = re.compile(
    r"\"([^\"]+)\"|“([^”]+)”|＂([^＂]+)＂|「([^」]+)」|『([^』]+)』|《([^》]+)》|([^\s\"“”＂「」『』《》，、；。,;]+)"
)


class Query(NamedTuple):
    """The terms that a document must hold, folded, in the order they were typed; `cut` tells that some were left out."""

    terms: tuple[str, ...]
    cut: bool = False


def shorter(terms: tuple[str, ...]) -> tuple[str, ...]:
    """Return what may be looked for where nothing holds all terms: each alone, of a single long one its ends of two characters."""
    if len(terms) != 1:
        return terms[:_ALONE]
    term = terms[0]
    return tuple(dict.fromkeys((term[:2], term[-2:]))) if len(term) > 2 and not term.isascii() else ()


def read_query(text: str) -> Query:
    """Return the terms of what somebody typed. What stands in quotation marks is one term, spaces and all."""
    words = (next(filter(None, found)) for found in _PARTS.findall(text[:LONGEST]))
    terms = tuple(dict.fromkeys(term for term in map(fold_words, words) if any(runs_of(term))))
    return Query(terms[:MOST], len(text) > LONGEST or len(terms) > MOST)
