"""Scans: pages printed, made into pictures, and recognised for real where the extra is installed."""

import io

import printed
import pypdfium2
import pytest
from PIL import Image
from printed import Paragraph, as_typst

from yibiao.files import ocr
from yibiao.files.errors import UnusableInput
from yibiao.files.layout import Page, flow
from yibiao.files.pdf import read_pdf
from yibiao.files.read import read_bytes
from yibiao.files.sandbox import run_limited

needs_ocr = pytest.mark.skipif(not ocr.is_installed(), reason="the extra ocr is not installed")
needs_font = pytest.mark.skipif(not printed.has_font(), reason=f"{printed.FONT} is not installed")

PARTS = [
    Paragraph("一、工作目标"),
    Paragraph(
        "围绕产业链部署创新链，加快构建以科学城为核心的创新格局，到2025年底新增高新技术企业1000家以上。"
    ),
    Paragraph("二、主要任务"),
    Paragraph("完善实验室运行机制，建设创新平台12个，力争突破3000亿元。"),
]
_WIDE = str.maketrans(",:;()", "，：；（）")


def picture(parts: list[Paragraph], form: str = "PNG") -> bytes:
    with pypdfium2.PdfDocument(as_typst(parts, header="")) as document:
        image = document[0].render(scale=150 / 72).to_pil()
    stream = io.BytesIO()
    image.save(stream, form)
    return stream.getvalue()


def scanned(data: bytes) -> bytes:
    with pypdfium2.PdfDocument(data) as document:
        images = [page.render(scale=150 / 72).to_pil().convert("L") for page in document]
    stream = io.BytesIO()
    images[0].save(stream, "PDF", save_all=True, append_images=images[1:], resolution=150)
    return stream.getvalue()


@needs_ocr
@needs_font
def test_a_scan_reads_like_what_was_printed_within_the_limits_of_the_sandbox():
    data = scanned(as_typst(PARTS, header=""))
    source = run_limited(read_pdf, data, "扫描.pdf", name="扫描.pdf")
    # The recogniser does not tell a wide comma from a narrow one.
    assert source.text.translate(_WIDE).split("\n") == [part.text for part in PARTS]
    assert [(n.code, dict(n.args)["pages"]) for n in source.notices] == [("recognised-text", "1")]


@needs_font
def test_a_scan_is_refused_where_recognition_is_not_wanted():
    with pytest.raises(UnusableInput) as caught:
        read_pdf(scanned(as_typst(PARTS)), "扫描.pdf", ocr=False)
    assert caught.value.key == "errors.no-text-layer"


def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(UnusableInput) as caught:
        read_bytes(picture([PARTS[0]]), "a.png")
    assert caught.value.key == "errors.ocr-missing"


@needs_ocr
@needs_font
@pytest.mark.parametrize(
    ("form", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("TIFF", "image/tiff")]
)
def test_a_picture_of_pages_is_recognised(form: str, media_type: str):
    name = f"扫描.{form.lower()}"
    source = run_limited(read_bytes, picture(PARTS, form), name, name=name)
    assert source.text.translate(_WIDE).split("\n") == [part.text for part in PARTS]
    assert source.media_type == media_type
    assert [notice.code for notice in source.notices] == ["recognised-text"]


@needs_ocr
@needs_font
def test_a_tiff_of_two_pages_is_read_to_its_end():
    stream = io.BytesIO()
    first, second = (Image.open(io.BytesIO(picture([part]))) for part in (PARTS[1], PARTS[3]))
    first.save(stream, "TIFF", save_all=True, append_images=[second])
    source = run_limited(read_bytes, stream.getvalue(), "a.tif", name="a.tif")
    assert source.text.translate(_WIDE).split("\n") == [PARTS[1].text, PARTS[3].text]
    assert dict(source.notices[0].args)["pages"] == "1–2"


@needs_ocr
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(99), b"\xff\xd8\xff\xe0", b"GIF89a"])
def test_a_broken_picture_is_refused(data: bytes):
    with pytest.raises(UnusableInput) as caught:
        read_bytes(data, "-")
    assert caught.value.key == "errors.truncated"


@needs_ocr
def test_a_picture_without_text_is_empty_and_one_of_too_many_points_refused(monkeypatch: pytest.MonkeyPatch):
    stream = io.BytesIO()
    Image.new("L", (300, 300), 255).save(stream, "PNG")
    with pytest.raises(UnusableInput) as caught:
        read_bytes(stream.getvalue(), "a.png")
    assert caught.value.key == "errors.empty"
    monkeypatch.setattr(ocr, "_MOST_PIXELS", 1000)
    with pytest.raises(UnusableInput) as caught:
        read_bytes(stream.getvalue(), "a.png")
    assert caught.value.key == "errors.too-large"


def test_a_picture_is_refused_where_recognition_is_not_wanted():
    with pytest.raises(UnusableInput) as caught:
        read_bytes(b"\x89PNG\r\n\x1a\n", "a.png", ocr=False)
    assert caught.value.key == "errors.is-picture"


def test_uneven_boxes_of_lines_join_to_one_paragraph():
    lines = [
        ocr.Recognised("围绕产业链部署创新链加快构建格局，", (124.0, 100.4, 380.0, 116.0)),
        ocr.Recognised("新增高新技术企业数量达到前列水平，努力", (91.5, 128.0, 396.0, 145.5)),
        ocr.Recognised("建设平台。", (92.0, 156.7, 164.0, 172.0)),
    ]
    page = Page(487.0, 700.0, ocr.glyphs_of(lines), [])
    assert flow([page], "a.pdf") == ["".join(line.text for line in lines)]
