"""The same document printed by several programs reads as what it was printed from."""

import io
from pathlib import Path
from typing import Any

import printed
import pypdfium2
import pytest
import typst
from printed import Grid, Paragraph, as_docx, as_html, as_libreoffice, as_typst, document, lines_of

from yibiao.core.source import SourceText
from yibiao.files.docx import read_docx
from yibiao.files.layout import Glyph
from yibiao.files.layout.cells import Filled, text_of
from yibiao.files.layout.join import first_piece
from yibiao.files.layout.rulings import Region
from yibiao.files.layout.types import Line
from yibiao.files.pdf import read_pdf
from yibiao.files.pdf.characters import plain
from yibiao.files.sandbox import run_limited

pytestmark = pytest.mark.skipif(
    not printed.has_font(), reason=f"{printed.FONT} is not installed (Debian: fonts-noto-cjk)"
)


def cells(source: SourceText) -> list[list[list[str]]]:
    return [[[source.text[start:end] for start, end in row] for row in table.rows] for table in source.tables]


def paragraphs(source: SourceText) -> list[str]:
    """Return the lines of the text that stand in no table."""
    text = source.text
    for table in reversed(source.tables):
        text = text[: table.span.start] + text[table.span.end :]
    return [line for line in text.split("\n") if line]


def assert_same(source: SourceText, parts: list[printed.Part]) -> None:
    assert paragraphs(source) == lines_of(parts)
    assert cells(source) == [part.expected() for part in parts if isinstance(part, Grid)]


@pytest.mark.parametrize("seed", [1, 2])
def test_libreoffice(tmp_path: Path, seed: int):
    parts = document(seed)
    data = as_docx(parts)
    word, pdf = read_docx(data, "a.docx"), read_pdf(as_libreoffice(data, tmp_path), "a.pdf")
    assert_same(word, parts)
    assert pdf.text == word.text
    assert pdf.tables == word.tables


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"justify": False},
        {"indent": False},
        {"size": 10.5, "number": "1 / 1"},
        {"size": 12, "number": "第1页", "margin": "3cm"},
        {"number": "1", "flipped": True},
    ],
    ids=str,
)
def test_typst(how: dict[str, Any]):
    parts = document(5)
    assert_same(read_pdf(as_typst(parts, **how), "a.pdf"), parts)


def test_chromium(chromium: Any):
    parts = document(3)
    page = chromium.new_page()
    page.set_content(as_html(parts))
    data = page.pdf(prefer_css_page_size=True)
    page.close()
    assert_same(read_pdf(data, "a.pdf"), parts)


def test_a_title_broken_by_hand_is_one_line_but_a_signature_is_not():
    parts = [
        Paragraph("江州市人民政府办公厅", "center", 22, False),
        Paragraph("关于印发推进科技创新工作方案的通知", "center", 22, False),
        Paragraph("江政办〔2021〕26号", "center", 16, False),
        Paragraph("各区人民政府：", indent=False),
        Paragraph("现印发给你们，请认真组织实施，并按时报送进展情况，确保全年目标任务顺利完成。"),
        Paragraph("江州市人民政府办公厅", "right", indent=False),
        Paragraph("2021年3月28日", "right", indent=False),
    ]
    lines = read_pdf(as_typst(parts, header=""), "a.pdf").text.split("\n")
    assert lines[0] == "江州市人民政府办公厅关于印发推进科技创新工作方案的通知"
    assert lines[1:] == lines_of(parts)[2:]


def typeset(body: str, page: str = "") -> SourceText:
    setting = f'#set page("a4", {page})\n#set text(font: "{printed.FONT}", size: 12pt, lang: "zh")\n'
    return read_pdf(typst.compile((setting + body).encode()), "a.pdf")


def test_numbers_of_lists_stand_right_before_their_text():
    source = typeset("+ 完善机制\n+ 加强保障\n")
    assert source.text == "1.完善机制\n2.加强保障"


def test_typed_spaces_between_names_stay():
    assert typeset("市委组织部 市科技局 市财政局").text == "市委组织部 市科技局 市财政局"


def test_a_letterhead_spread_over_the_line_has_no_spaces():
    assert typeset("#text(tracking: 1em, size: 20pt)[江州市人民政府文件]").text == "江州市人民政府文件"


def test_a_watermark_is_left_out():
    mark = "place(center + horizon, rotate(-45deg, text(60pt, gray)[内部资料]))"
    assert typeset("一、工作目标", f"background: {mark}").text == "一、工作目标"


def test_a_page_turned_on_its_side_is_read():
    source = typeset("#rotate(-90deg, reflow: true)[#box(width: 20em)[一、工作目标\n\n二、主要任务]]")
    assert source.text == "一、工作目标\n二、主要任务"


def test_raised_note_marks_are_dropped_and_exponents_kept():
    text = "达到1000亿元#super(typographic: false)[1]，面积5km#super(typographic: false)[2]。"
    assert typeset(text).text == "达到1000亿元，面积5km2。"


def test_footnotes_come_last():
    filler = "推进科技创新。" * 40
    source = typeset(f"甲方案#footnote[此处是脚注。]。{filler}\n\n#pagebreak()\n\n乙结尾。")
    assert source.text.split("\n")[0].startswith("甲方案。")
    assert source.text.split("\n")[1] == "乙结尾。"
    assert "此处是脚注。" in source.text.split("\n")[-1]


def test_a_table_of_contents_is_left_out():
    lines = "\n\n".join(f"{n}、章节标题 #box(width: 1fr, repeat[.]) {n}" for n in range(1, 4))
    assert typeset(f"目录\n\n{lines}\n\n一、工作目标").text == "一、工作目标"


def test_a_frame_around_text_is_no_table():
    source = typeset("#rect(width: 100%)[推进科技创新]\n\n后文")
    assert source.tables == ()
    assert source.text == "推进科技创新\n后文"


def test_a_table_without_outer_sides_is_a_table():
    source = typeset(
        "#table(columns: (1fr, 1fr), stroke: (x, y) => (top: 1pt, bottom: 1pt, left: if x > 0 { 1pt }), "
        "[任务], [单位], [甲], [市科技局])"
    )
    assert cells(source) == [[["任务", "单位"], ["甲", "市科技局"]]]


def test_two_tables_on_a_page_stay_two():
    one = "#table(columns: (1fr, 1fr), [甲], [乙])"
    assert len(typeset(f"{one}\n中间\n{one}").tables) == 2


def test_look_alikes_of_han_characters_are_put_back():
    assert "".join(map(plain, "⼀⽉⻓⻔⺠豈ﬁA，①")) == "一月长门民豈fiA，①"


def test_text_and_spans_agree():
    source = read_pdf(as_typst(document(5)), "a.pdf")
    table = source.tables[0]
    lines = source.text[table.span.start : table.span.end]
    for row in table.rows:
        for start, end in row:
            assert source.text[start:end].strip("\t\n") == source.text[start:end]
    assert lines.count("\t") == sum(len(row) - 1 for row in table.rows)


def column(characters: int) -> str:
    """Return the setting of a page whose lines hold as many Han characters of 12 points."""
    return f"width: {characters * 12 + 102}pt, margin: 50pt"


def test_a_full_line_that_ends_in_a_colon_goes_on_where_nothing_is_indented():
    head = "深化改革攻坚。推进平台建设五个以上。牵头单位：市科技局；责任单位："
    source = typeset(f"{head}市财政局、市发改委\n\n推进建设。", column(len(head)))
    assert source.text.split("\n") == [f"{head}市财政局、市发改委", "推进建设。"]


def test_the_next_number_begins_a_paragraph_behind_a_full_line_without_a_stop():
    one, two = "八、优化结构。停招专业点八十个。牵头单位：省教育厅", "九、建强平台。牵头单位：省科技厅"
    source = typeset(f"{one}\n\n{two}", column(len(one)))
    assert source.text.split("\n") == [one, two]


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("施“165”产业集群", "施“165”产"),
        ("设“5G+工业互联网”", "设“5G+工"),
        ("（一）推进", "（一）"),
        ("甲，乙", "甲，"),
        ("95%、100%以上", "95%、100%"),
    ],
)
def test_what_some_typesetter_does_not_break(text: str, piece: str):
    glyphs = [Glyph(char, 12.0 * at, 12.0 * at + 12, 20, 12) for at, char in enumerate(text)]
    assert first_piece(Line(text, glyphs, 0, 12.0 * len(text), 20, 12)) == len(piece)


def test_a_piece_too_long_for_its_narrow_cell_stays_one_paragraph():
    def line(text: str, base: float) -> Line:
        glyphs = [Glyph(char, 6.0 + 6 * at, 12.0 + 6 * at, base, 12) for at, char in enumerate(text)]
        return Line(text, glyphs, 6, 6 + 6.0 * len(text), base, 12)

    lines = [line("到", 20), line("95%", 34), line("、100%", 48)]
    cell = Filled(Region(0, 0, 1, 1, (0, 0, 60, 60)), lines)
    assert text_of(cell, 6) == "到95%、100%"


def test_a_long_document_earns_the_time_it_takes():
    made = pypdfium2.PdfDocument.new()
    with pypdfium2.PdfDocument(as_typst(document(3))) as source:
        for _ in range(25):
            made.import_pages(source)
    stream = io.BytesIO()
    made.save(stream)
    assert run_limited(read_pdf, stream.getvalue(), "长.pdf", name="长.pdf", seconds=0.3).text
