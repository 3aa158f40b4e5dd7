"""Maps of repairs: the quick way equals the plain one, and repairs can follow each other."""

from hypothesis import given
from hypothesis import strategies as st

from yibiao.core.spans import Edit, Span, apply_edits, cut

KEPT = st.text("区创", min_size=1, max_size=3)
REMOVED = st.text("(x)", min_size=1, max_size=3)
PIECES = st.lists(st.tuples(KEPT, REMOVED), max_size=6)


@given(PIECES, st.text("尾", max_size=2))
def test_cut_equals_attached_edits(pieces: list[tuple[str, str]], last: str) -> None:
    parts = [part for pair in pieces for part in pair] + [last]
    edits, at = [], 0
    for kept, removed in pieces:
        at += len(kept)
        edits.append(Edit(at, at + len(removed), "", True))
        at += len(removed)
    clean, plain = apply_edits("".join(parts), edits)
    quick_clean, quick = cut(parts)
    assert quick_clean == clean
    for start in range(len(clean)):
        for end in range(start, len(clean) + 1):
            assert quick.raw_span(start, end) == plain.raw_span(start, end)


def test_whole_edit_is_never_covered_in_part() -> None:
    _, linear = apply_edits("前旧字后", [Edit(1, 3, "新词")])
    _, whole = apply_edits("前旧字后", [Edit(1, 3, "新词", whole=True)])
    assert linear.raw_span(1, 2) == Span(1, 2)
    assert whole.raw_span(1, 2) == Span(1, 3)


def test_map_of_two_repairs_in_a_row() -> None:
    seen, first = apply_edits("区\u200b(qū)人\u200b民", [Edit(1, 2), Edit(7, 8)])
    clean, second = apply_edits(seen, [Edit(1, 5, "", True)])
    both = second.after(first)
    assert clean == "区人民"
    assert both.raw_span(0, 1) == Span(0, 6)
    assert both.raw_span(1, 3) == Span(6, 9)
    assert [both.clean_offset(raw) for raw in range(10)] == [0, 1, 1, 1, 1, 1, 1, 2, 2, 3]
