"""Tables for the tests of print, Word and PDF alike: hostile texts, and forms of any shape."""

from collections.abc import Sequence

from sample_tables import issued_table

from yibiao.core.tables.values import Column, HeadLine, TableRow, UnitTable

# What must stay text: markup of typst, XML and templates, formulas, marks that turn the direction.
HOSTILE = [
    '#import "@preview/x:0.1": *',
    "$ x^2 $",
    "*b* _i_ `c` [d]",
    "\\ \\u{41} \\",
    "</w:t></w:r><w:r>",
    "&amp; &#65; < > ' \"",
    "=1+1",
    "//c /* d */",
    "%s %d %%",
    "{0} #{x}",
    "- 1. + / ~ -- ---",
    "硚口区",
]
# Texts that print shows in another form: what is no character becomes a mark.
UNPRINTABLE = ["a\0b\x07c", "\ud800x\udfff", "\u202egnp.exe", "\uffff\ufdd0", "\x85\u2028\r\n"]
UNWIELDY = ["x" * 400, "。" * 90, "“”" * 60, "1" * 80, "（" * 70, "—" * 50, "中" * 300]


def one_row(text: str, **changes: object) -> UnitTable:
    """A table that says `text` wherever it can say something."""
    base = issued_table(1)
    count = len(base.form.columns)
    return base._replace(
        title=text,
        subtitle=text,
        head=(HeadLine("单位", text),),
        rows=(TableRow("k", (text,) * count, text),),
        notes=(text, text),
        foot=(HeadLine(text, text),),
        plan_version=text,
        **changes,
    )


def wide(widths: Sequence[float], text: str = "硚口区2021年", paper: str = "A4") -> UnitTable:
    """A table with a column for each of `widths`."""
    columns = tuple(Column(f"c{at}", f"第{at}列", "item", width) for at, width in enumerate(widths))
    rows = tuple(TableRow(f"k{at}", (text,) * len(columns)) for at in range(3))
    base = issued_table(0)
    return base._replace(form=base.form._replace(columns=columns, paper=paper), rows=rows)
