"""Random unit tables with hostile text."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from yibiao.core.tables.values import Column, Form, HeadLine, TableRow, UnitTable

NASTY = [
    "=1+1", "+86 27", "-推进", "@名", "\t制表", "=HYPERLINK(\"http://x\",\"y\")", "http://example.org/", "mailto:a@b",
    "😀", "\u202e左", "a\x00b", "a\x0bb", "第一行\n第二行", "a\r\nb", "a\rb", "_x000D_", "_x0041_", "_x005F_x0041_",
    "<r>粗</r>", "<t>&amp;</t>", "&lt;", "'引", '"', " 前后 ", "　", "  ", "\ufeff标", "a\u2028b", "a\x85b", "\x7f",
    "硚口区", "１２", "1,200", "约50", "#DIV/0!", "#heading~0", "~", "row:", "字" * 900, "TRUE", "2021-04-30", "1e5",
    "{=1}", "[1]", "%", "12", "0",
]  # fmt: skip
# What a file can hold only as a replacement: it occurs in printed text, and can't be typed.
LOST = ["\ud800", "\udfffx", "\ufffe", "\uffff"]

typed_text = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=30),
)
printed_text = st.one_of(st.sampled_from(NASTY + LOST), st.text(st.characters(), max_size=20))
numbers = st.one_of(
    st.integers(-(10**12), 10**12),
    st.decimals(-(10**6), 10**6, places=3),
    st.just(10**20),
    st.just(Decimal("0.1")),
)
_values = st.one_of(st.none(), printed_text, numbers)


@st.composite
def tables(draw: Any, *, filled: bool = True) -> UnitTable:
    """A table of up to eight columns and six rows; with `filled` at least one column is to be filled in."""
    count = draw(st.integers(1, 8))
    fills = [draw(st.sampled_from([None, None, "number", "date", "list", "text"])) for _ in range(count)]
    if filled and not any(fills):
        fills[0] = "text"
    columns = tuple(
        Column(
            f"c{at}",
            draw(printed_text) or "栏",
            "blank",
            draw(st.sampled_from([8.0, 20.0, 62.5])),
            draw(st.sampled_from(["left", "center", "right"])),
            fill,
            ("达进度", "欠进度", "a,b", "=x") if fill == "list" else (),
        )
        for at, fill in enumerate(fills)
    )
    keys = draw(st.lists(printed_text, max_size=6, unique=True))
    rows = tuple(
        TableRow(
            key,
            tuple(None if column.fill else draw(_values) for column in columns),
            draw(st.sampled_from(["", "一、任务", "=带"])),
        )
        for key in keys
    )
    head = tuple(HeadLine(draw(printed_text), draw(st.sampled_from(["", "=值", "武昌区"]))) for _ in range(3))
    form = Form(draw(printed_text), "版", "题", draw(st.sampled_from(["A3", "A4"])), columns, (), ())
    return UnitTable(
        unit=draw(printed_text),
        unit_name=draw(printed_text),
        form=form,
        title=draw(printed_text),
        subtitle=draw(st.sampled_from(["", "依据"])),
        head=head[: draw(st.integers(0, 3))],
        rows=rows,
        notes=tuple(draw(st.lists(printed_text, max_size=2))),
        foot=(HeadLine("填报人"), HeadLine("（盖章）"), HeadLine("日期"))[: draw(st.integers(0, 3))],
        draft=draw(st.booleans()),
        file_name="表",
        plan_version=draw(printed_text),
        plan_digest=draw(st.sampled_from(["1f3c9a07", "00000000"])),
    )
