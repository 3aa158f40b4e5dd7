"""Tables as PDF, read back by pypdfium2 and poppler."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_tables import HOSTILE, UNPRINTABLE, UNWIELDY, one_row, wide
from printed import has_font
from sample_tables import dispatch_table, issued_table

from yibiao.core.tables.values import TableRow, UnitTable
from yibiao.files.errors import UnusableInput
from yibiao.files.pdf import read_pdf
from yibiao.files.tables import pdf as module
from yibiao.files.tables.fonts import Chain, shelf
from yibiao.files.tables.lines import balanced, broken, is_shaped
from yibiao.files.tables.paper import clean
from yibiao.files.tables.pdf import pdf, pdfs

pytestmark = pytest.mark.skipif(
    not has_font(), reason="no font for Chinese text is installed (Debian: fonts-noto-cjk)"
)
MM = 72 / 25.4


def pages(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as made:
        return [made[at].get_textpage().get_text_bounded() for at in range(len(made))]


def squeezed(text: str) -> str:
    """`text` without blanks and line ends, which a page sets as it likes; a hyphen at a line end is U+FFFE."""
    return re.sub(r"\s", "", text.replace("\ufffe", "-"))


def boxes(data: bytes, page: int) -> list[tuple[str, float, float, float, float]]:
    """The characters of a page with left, bottom, right and top in millimetres."""
    with pypdfium2.PdfDocument(data) as made:
        text = made[page].get_textpage()
        found = []
        for at in range(text.count_chars()):
            char = text.get_text_range(at, 1)
            if char.strip():
                left, bottom, right, top = (value / MM for value in text.get_charbox(at))
                found.append((char, left, bottom, right, top))
        return found


def chain(part: str = "body") -> Chain:
    return shelf().chains({part: "一"}, "a")[part]


# --- the page


@pytest.mark.parametrize(("table", "size"), [(issued_table(), (297, 210)), (dispatch_table(), (420, 297))])
def test_size_and_margins(table: UnitTable, size: tuple[int, int]) -> None:
    data = pdf(table)
    with pypdfium2.PdfDocument(data) as made:
        assert tuple(round(length / MM) for length in made[0].get_size()) == size
    text = [one for one in boxes(data, 0) if one[2] > 26]
    assert min(one[1] for one in text) >= 35 - 0.1
    assert max(one[3] for one in text) <= size[0] - 37 + 0.1
    assert max(one[4] for one in text) <= size[1] - 15


def test_everything_stands_on_the_page() -> None:
    table = issued_table(9)
    text = squeezed("".join(pages(pdf(table))))
    for row in table.rows:
        for value in row.cells:
            assert squeezed(str("" if value is None else value)) in text
    for wanted in (
        "附件",
        "硚口区2021年度目标任务表",
        "单位：硚口区人民政府",
        "单位负责人（签字）：",
        "（盖章）",
        "日期：年月日",
    ):
        assert wanted in text
    assert "注：1.序时目标为本期末" in text


def test_heading_band_and_number_on_every_page() -> None:
    table = dispatch_table(40)
    made = pages(pdf(table))
    assert len(made) > 3
    for number, page in enumerate(made, start=1):
        assert "序时目标" in page
        assert any(band in page for band in {row.section for row in table.rows})
        assert f"— {number} —" in page
        assert "征求意见稿" in page
    assert not any("征求意见稿" in page for page in pages(pdf(dispatch_table(40, draft=False))))


def test_numbers_stand_outside() -> None:
    data = pdf(dispatch_table(40))
    odd, even = (
        next(box[1] for box in boxes(data, page) if box[2] < 26 and box[0].isdigit()) for page in (0, 1)
    )
    assert odd > 350
    assert even < 60


@pytest.mark.parametrize("rows", [20, 21, 22, 23, 24])
def test_a_signature_never_stands_alone(rows: int) -> None:
    table = issued_table(rows)
    made = pages(pdf(table))
    assert "单位负责人（签字）" in made[-1]
    assert "任务事项" in made[-1]
    text = squeezed("".join(made))
    assert text.count("市科技局、武汉东湖新技术开发区管理委员会") == rows


def test_a_row_higher_than_the_page_runs_on() -> None:
    table = issued_table(1)
    row = table.rows[0]._replace(cells=(1, "中" * 4000, *table.rows[0].cells[2:]))
    made = pages(pdf(table._replace(rows=(row,))))
    assert len(made) > 5
    assert "".join(made).count("中") >= 4000


def test_a_table_without_rows() -> None:
    assert "任务事项" in pages(pdf(issued_table(0)))[0]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0.1, 500), min_size=1, max_size=60), st.sampled_from(["A4", "A3"]))
def test_any_columns_fit_the_paper(widths: list[float], paper: str) -> None:
    data = pdf(wide(widths, paper=paper))
    text = [one for one in boxes(data, 0) if one[2] > 26]
    assert min(one[1] for one in text) >= 35 - 0.1
    assert max(one[3] for one in text) <= (260 if paper == "A4" else 383) + 0.1


def test_more_columns_than_can_be_read_are_refused() -> None:
    with pytest.raises(UnusableInput) as caught:
        pdf(wide([10] * 200))
    assert caught.value.key == "printing.too-many-columns"


# --- text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    table = one_row(text)
    made = squeezed("".join(pages(pdf(table))))
    # Title, subtitle, band, head, the cells, two notes, foot.
    assert made.count(squeezed(text)) >= len(table.form.columns)


@pytest.mark.parametrize("text", UNPRINTABLE)
def test_what_is_no_character_is_printed_as_a_mark(text: str) -> None:
    marks = sum("\u2400" <= char <= "\u2421" or char == "\ufffd" for char in clean(text))
    assert "".join(pages(pdf(one_row(text)))).count("〓") >= 10 * marks


@pytest.mark.parametrize("text", UNWIELDY)
def test_unwieldy_text_is_all_there_and_stays_in_its_column(text: str) -> None:
    table = wide([10, 10, 10, 10, 10, 10, 10, 10])
    table = table._replace(rows=(TableRow("k", ("", text, *[""] * 6)),))
    data = pdf(table)
    with pypdfium2.PdfDocument(data) as made:
        count = len(made)
    found = [box for page in range(count) for box in boxes(data, page) if box[0] in set(text)]
    assert len(found) >= len(text)
    width = 225 / 8
    inside = [box for box in found if 35 + width - 0.1 <= box[1] and box[3] <= 35 + 2 * width + 0.1]
    assert len(inside) >= len(text)


def test_text_from_right_to_left() -> None:
    codes = {ord(char) for char in "שלוםעربحم"}
    if not any(codes <= set(face.glyphs.glyph) for face in [shelf().face("DejaVu Sans", 400)] if face):
        pytest.skip("no font with Hebrew and Arabic is installed (Debian: fonts-dejavu-core)")
    assert "שלום" in "".join(pages(pdf(one_row("שלום 12 مرحبا"))))


def test_a_character_no_font_has_is_named() -> None:
    with pytest.raises(UnusableInput) as caught:
        pdf(issued_table(1)._replace(notes=("\U0002ffff", "\ue123")))
    assert "U+E123" in caught.value.line("zh")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text("中文年硚（）“”《》，。、；：—…·AWfij1290 -/%\n"), min_size=1, max_size=30))
def test_lines_are_never_wider_than_reckoned(words: list[str]) -> None:
    """typst sets each text in no more room than was reckoned for it: so no line of a cell is broken again."""
    body = chain()
    source = (
        f'#set text(font: {json.dumps(body.families[0])}, size: 10pt, lang: "zh", region: "CN", kerning: false,'
        " cjk-latin-spacing: none, fallback: false)\n"
        "#context [#metadata(json(bytes(sys.inputs.t)).map(it => measure(it).width / 1pt))<w>]"
    )
    lines = [line for word in words for line in broken(word, body, 6000)]
    compiler = typst.Compiler(
        source.encode(),
        font_paths=shelf().handle,
        ignore_system_fonts=True,
        sys_inputs={"t": json.dumps(lines)},
    )
    (measured,) = json.loads(compiler.query("<w>", field="value"))
    for line, width in zip(lines, measured, strict=True):
        assert width * 100 <= sum(body.widths(line)) + 1
        assert sum(body.widths(line)) <= 6000 or len(line) == 1


@given(st.text("中文，。（）“”ab1 /-\u0301\u200d\n", max_size=60), st.integers(1000, 9000))
def test_lines_hold_the_whole_text(text: str, room: int) -> None:
    lines = broken(text, chain(), room)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert len(lines) >= len(text.split("\n"))


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("建设孵化器，培育企业", 5000, ["建设孵化", "器，培育企", "业"]),
        ("发展（含园区）平台", 3000, ["发展", "（含园", "区）平", "台"]),
        ("新增2000家以上", 3500, ["新增", "2000家", "以上"]),
        ("abcdefghijklmnop", 3000, None),
        ("甲乙", 2000, ["甲乙"]),
        ("", 1000, [""]),
        ("一——二", 2500, ["一", "——", "二"]),
    ],
)
def test_where_lines_are_broken(text: str, room: int, lines: list[str] | None) -> None:
    made = broken(text, chain(), room)
    assert made == lines if lines else "".join(made) == text
    assert all(sum(chain().widths(line)) <= room for line in made)


def test_headings_are_broken_in_the_middle() -> None:
    assert balanced("市级牵头单位", chain(), 5000) == ["市级牵", "头单位"]
    assert balanced("序号", chain(), 2000) == ["序号"]


def test_scripts_whose_width_cannot_be_reckoned() -> None:
    assert is_shaped("नमस्ते")
    assert not is_shaped("硚口区2021")


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(st.text("硚口区ab1 #$*_`\\<>&[]{}@~=\"'/", max_size=40), st.booleans()), max_size=8)
)
def test_random_tables_are_set(rows: list[tuple[str, bool]]) -> None:
    made = tuple(TableRow(str(at), (text, at), "带" * band) for at, (text, band) in enumerate(rows))
    text = squeezed("".join(pages(pdf(wide([30, 5])._replace(rows=made)))))
    for word, _ in rows:
        assert squeezed(word) in text


# --- the file


def test_the_same_table_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]\n"
        "from sample_tables import dispatch_table\n"
        "from yibiao.files.tables.pdf import pdf\n"
        "open(sys.argv[1], 'wb').write(pdf(dispatch_table(6)))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "a.pdf"), str(Path(__file__).parent)]
    subprocess.run(command, check=True, timeout=120)
    assert (tmp_path / "a.pdf").read_bytes() == pdf(dispatch_table(6)) == pdf(dispatch_table(6))


def test_many_tables_at_once_are_the_same_as_one_by_one() -> None:
    tables = [issued_table(rows, unit) for rows, unit in ((3, "硚口区"), (5, "武昌区"), (1, "青山区"))]
    assert list(pdfs(tables)) == [pdf(table) for table in tables]


def test_it_is_for_the_archive_and_tagged() -> None:
    data = pdf(issued_table(3))
    part = re.search(rb"<pdfaid:part>(\d)</pdfaid:part>", data)
    level = re.search(rb"<pdfaid:conformance>(\w)</pdfaid:conformance>", data)
    assert part
    assert level
    assert (part[1], level[1]) == (b"2", b"A")
    assert b"/StructTreeRoot" in data
    assert "硚口区2021年度目标任务表".encode() in data
    with pypdfium2.PdfDocument(data) as made:
        assert made.get_metadata_value("Keywords") == "印发版, 武政办〔2021〕26号 1f3c9a07, 1f3c9a07"


def test_every_font_is_in_the_file(tmp_path: Path) -> None:
    program = shutil.which("pdffonts")
    if program is None:
        pytest.skip("poppler is not installed (Debian: poppler-utils)")
    (tmp_path / "a.pdf").write_bytes(pdf(dispatch_table(3)))
    said = subprocess.run([program, tmp_path / "a.pdf"], check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in said.splitlines()[2:]]
    assert rows
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows)  # embedded, a part, with Unicode


def test_a_second_reader_finds_the_text(tmp_path: Path) -> None:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("poppler is not installed (Debian: poppler-utils)")
    (tmp_path / "a.pdf").write_bytes(pdf(issued_table(3)))
    command = [program, "-layout", tmp_path / "a.pdf", "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "硚口区2021年度目标任务表" in said
    assert "二（二）" in said


def test_our_own_reader_finds_the_table() -> None:
    source = read_pdf(pdf(dispatch_table(4)), "a.pdf")
    assert "硚口区2021年4月工作调度表" in source.text
    assert source.tables


class _Broken(BaseException):
    """What typst raises where it breaks down itself."""


_Broken.__name__ = "PanicException"


@pytest.mark.parametrize(
    "source",
    [
        '#set text(font: "Nowhere")\na',
        '#panic("硚")',
        '#set text(font: "Noto Serif CJK SC", fallback: false)\n\U0001f44d',
    ],
)
def test_what_typst_only_warns_of_is_an_error(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setattr(module, "_template", source.encode)
    with pytest.raises(UnusableInput) as caught:
        pdf(issued_table(1))
    assert caught.value.key == "printing.not-set"
    assert caught.value.name == "硚口区-印发版"


@pytest.mark.parametrize("fault", [_Broken("byte range"), KeyError("x")])
def test_where_typst_breaks_down_the_user_is_told(
    monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    def broken_compiler(_: object) -> object:
        raise fault

    monkeypatch.setattr(module, "_compiler", broken_compiler)
    with pytest.raises(UnusableInput if isinstance(fault, _Broken) else KeyError):
        pdf(issued_table(1))
