"""Where the terms of a query stand in a text, and the sentence that shows them best."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from yibiao.core.quoting import Piece, quoted
from yibiao.core.search.folding import Folded
from yibiao.core.spans import Span

# Characters of the source that a result shows hits from, beginning at the best of them.
_WINDOW = 160
_LOOKED_AT = 400  # hits among which the best is chosen
_ENDS = "。；！？"


class Hit(NamedTuple):
    """A term of a query where it stands in the source."""

    start: int
    end: int
    term: int

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


def find_hits(folded: Folded, terms: Sequence[str]) -> list[Hit]:
    """Return every place of the terms in the source, in order; the same term never overlaps itself."""
    found = [Hit(*folded.source(*span), number) for number, term in enumerate(terms) for span in _places(folded.text, term)]
    return sorted(found)


def _places(text: str, term: str) -> Iterator[tuple[int, int]]:
    at = text.find(term)
    while at >= 0:
        yield at, at + len(term)
        at = text.find(term, at + len(term))


def shown_in(text: str, hits: Sequence[Hit]) -> tuple[Piece, ...]:
    """Return the sentences around the best stretch of the source, the first such, in pieces.

    The most terms count first, then that it is a sentence and no heading or title, then that they stand close.
    """
    stretches = [_stretch(hits, at) for at in range(min(len(hits), _LOOKED_AT))]
    best = max(stretches, key=lambda some: _worth(text, some), default=[])
    return quoted(text, [hit.span for hit in best])


def _worth(text: str, stretch: Sequence[Hit]) -> tuple[int, bool, int]:
    last = {hit.term: hit.end for hit in reversed(stretch)}
    return len(last), _says_something(text, stretch[0]), stretch[0].start - max(last.values())


def _says_something(text: str, hit: Hit) -> bool:
    """Tell whether a hit stands in a sentence: not in a line without one, not within the title of a document."""
    start, end = text.rfind("\n", 0, hit.start) + 1, text.find("\n", hit.end)
    line = text[start : end if end >= 0 else len(text)]
    quoted_title = text.rfind("《", start, hit.start) > text.rfind("》", start, hit.start)
    return not quoted_title and any(mark in line for mark in _ENDS)


def _stretch(hits: Sequence[Hit], at: int) -> list[Hit]:
    stretch = []
    for place in range(at, min(len(hits), at + 12)):
        if hits[place].end > hits[at].start + _WINDOW:
            break
        stretch.append(hits[place])
    return stretch


def pieces(text: str, spans: Sequence[Sequence[int]]) -> tuple[Piece, ...]:
    """Return the whole of `text` in pieces, the characters of `spans` lit; spans that overlap are one."""
    made: list[Piece] = []
    at = 0
    for start, end in _merged(spans):
        made += [Piece(text[at:start]), Piece(text[start:end], lit=True)]
        at = end
    made.append(Piece(text[at:]))
    return tuple(piece for piece in made if piece.text)


def _merged(spans: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((span[0], span[1]) for span in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
