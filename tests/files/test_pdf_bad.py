"""PDF files that nobody should trust: read or refused with a reason, never a traceback."""

import io
import zlib

import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from yibiao.core.source import SourceText
from yibiao.files import pdf
from yibiao.files.errors import UnusableInput
from yibiao.files.pdf import read_pdf
from yibiao.files.sandbox import run_limited

# No font is asked for: without a Chinese one typst still prints the Latin text and the figures.
SAMPLE = typst.compile(
    b'#set page("a5", numbering: "1")\n'
    b"1. Plan for 2021, 300 units\n\n#table(columns: (1fr, 1fr), [No], [Task], [1], [Build 5 parks])\n"
    b"#pagebreak()\n2. More on the second page\n",
    timestamp=0,
)


def refusal(data: bytes) -> UnusableInput:
    with pytest.raises(UnusableInput) as caught:
        read_pdf(data, "坏.pdf", ocr=False)
    assert "\n" not in caught.value.line("zh") + caught.value.line("en")
    return caught.value


def made(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Return a PDF of numbered objects (the first is the catalogue) with a correct table of them."""
    data, places = b"%PDF-1.7\n", []
    for number, inner in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, inner)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    size = b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (len(objects) + 1, trailer)
    return data + head + table + size + b"startxref\n%d\n%%%%EOF" % len(data)


def one_page(content: bytes, extra: bytes = b"") -> bytes:
    return made(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>%s>>>>" % extra,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def test_the_sample_is_sound():
    source = read_pdf(SAMPLE, "a.pdf")
    assert source.text.split("\n")[0].startswith("1.")
    assert len(source.tables) == 1
    assert source.notices == ()


def test_a_file_that_ends_early_is_recovered_with_a_notice_or_refused():
    for keep in (0.05, 0.3, 0.6, 0.9):
        cut = SAMPLE[: int(len(SAMPLE) * keep)]
        try:
            source = read_pdf(cut, "a.pdf")
        except UnusableInput as error:
            assert error.key in ("errors.truncated", "errors.empty")  # noqa: PT017  either is right
        else:
            assert [notice.code for notice in source.notices] == ["recovered-file"]


def test_what_is_no_pdf_is_refused():
    assert refusal(b"%PDF-1.7\n").key == "errors.truncated"
    assert refusal(b"PK\x03\x04" + bytes(99)).key == "errors.truncated"


def locked() -> bytes:
    """Return a PDF with a user password; its digests only have to have the right length."""
    return made(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</Filter/Standard/V 2/R 3/Length 128/P -44/O(%s)/U(%s)>>" % (b"o" * 32, b"u" * 32),
        trailer=b"/Encrypt 3 0 R/ID[(0123456789abcdef)(0123456789abcdef)]",
    )


def test_a_password_is_named():
    assert refusal(locked()).key == "errors.encrypted"


def picture(pages: int = 1) -> bytes:
    stream = io.BytesIO()
    images = [Image.new("L", (600, 800), 200 + at) for at in range(pages)]
    images[0].save(stream, "PDF", save_all=True, append_images=images[1:])
    return stream.getvalue()


def test_pictures_without_text_are_named_by_page():
    error = refusal(picture(3))
    assert error.key == "errors.no-text-layer"
    assert error.args_["pages"] == "1–3"


def test_a_picture_among_pages_of_text_is_a_notice():
    both = pypdfium2.PdfDocument(SAMPLE)
    both.import_pages(pypdfium2.PdfDocument(picture()))
    stream = io.BytesIO()
    both.save(stream)
    source = read_pdf(stream.getvalue(), "a.pdf", ocr=False)
    assert [(n.code, dict(n.args)["pages"]) for n in source.notices] == [("pages-without-text", "3")]
    assert "second page" in source.text


def test_an_empty_page_is_an_empty_document():
    assert refusal(one_page(b"")).key == "errors.empty"


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    assert refusal(SAMPLE).key == "errors.too-many-pages"


def test_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 20)
    assert refusal(SAMPLE).key == "errors.too-long"


def test_pages_that_contain_themselves_end():
    loop = made(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")
    assert refusal(loop).key in ("errors.empty", "errors.truncated")


def form_in_itself(times: int) -> bytes:
    again = b"/X Do " * times
    return made(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        b"<</Length 5>>stream\n/X Do\nendstream",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length %d>>stream\n"
        b"%s\nendstream" % (len(again), again),
    )


def test_a_form_that_contains_itself_ends():
    assert refusal(form_in_itself(1)).key == "errors.empty"


def test_a_form_that_contains_itself_twice_is_stopped_by_the_sandbox():
    # PDFium itself follows such forms to a fixed depth: 2 to the 12th and more copies.
    with pytest.raises(UnusableInput) as caught:
        run_limited(read_pdf, form_in_itself(2), "a.pdf", name="a.pdf", seconds=1.5)
    # Out of memory, PDFium ends its process.
    assert caught.value.key in ("errors.time-limit", "errors.memory-limit", "errors.crashed")


def test_a_drawing_of_very_many_lines_costs_only_its_tables():
    lines = b"".join(
        b"%d %d m %d %d l S\n" % (x, y, x + 9, y) for x in range(0, 590, 10) for y in range(0, 840, 6)
    )
    source = read_pdf(one_page(lines + b"BT /F 12 Tf 100 400 Td (text) Tj ET"), "a.pdf")
    assert source.text == "text"
    assert source.tables == ()


@pytest.mark.parametrize("scale", [b"1e30", b"0", b"-1", b"1e-30", b"nan"])
def test_absurd_places_are_survived(scale: bytes):
    content = b"%s 0 0 %s 0 0 cm BT /F 12 Tf 9 9 Td (text) Tj ET 0 0 m 9e30 0 l S" % (scale, scale)
    outcome(one_page(content))


# --- properties ------------------------------------------------------------------------------------------


def outcome(data: bytes) -> None:
    """Read `data`; anything but a text with sound tables, or a refusal, fails."""
    try:
        source = read_pdf(data, "a.pdf", ocr=False)
    except UnusableInput:
        return
    assert isinstance(source, SourceText)
    assert source.text
    for table in source.tables:
        assert len({len(row) for row in table.rows}) == 1
        for row in table.rows:
            assert all(table.span.start <= start <= end <= table.span.end for start, end in row)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_bytes_changed_in_the_file(data: st.DataObject):
    damaged = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 12))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(damaged) // 3, len(damaged)))
    outcome(bytes(damaged[:cut]))


SAID = [b"1.", b"text", b"a b", b"2021", b"  ", b"- 1 -"]
numbers = st.integers(-50, 900) | st.sampled_from([0, 100, 200, 300])
operators = st.one_of(
    st.builds(lambda a, b, c: b"%d %d m %d %d l S " % (a, b, c, b), numbers, numbers, numbers),
    st.builds(lambda a, b, c: b"%d %d m %d %d l S " % (a, b, a, c), numbers, numbers, numbers),
    st.builds(lambda a, b, c, d: b"%d %d %d %d re S " % (a, b, c, d), numbers, numbers, numbers, numbers),
    st.builds(lambda a, b, c: b"%d %d %d 1 re f " % (a, b, c), numbers, numbers, numbers),
    st.builds(
        lambda a, b, s, t: b"BT /F %d Tf %d %d Td (%s) Tj ET " % (s, a, b, t),
        numbers, numbers, st.integers(0, 60), st.sampled_from(SAID),
    ),
    st.builds(lambda a, b: b"%d 0 0 %d 5 5 cm " % (a, b), st.integers(-2, 3), st.integers(-2, 3)),
    st.sampled_from([b"0 1 -1 0 300 300 cm ", b"q ", b"Q "]),
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(operators, max_size=40))
def test_any_page_of_lines_and_words(parts: list[bytes]):
    outcome(one_page(b"".join(parts)))


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=200))
def test_any_compressed_content(noise: bytes):
    content = zlib.compress(b"BT /F 12 Tf 9 9 Td (text) Tj ET " + noise)
    data = made(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    outcome(data)
