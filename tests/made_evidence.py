"""Files as units bring them for evidence, made by other programs than the ones that read them; and hostile ones."""

import io
import zipfile
from typing import Any

import docx
import openpyxl
import typst
from PIL import Image

PICTURES = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")


def picture(kind: str = "PNG", size: tuple[int, int] = (320, 200), colour: Any = (180, 40, 40), **more: Any) -> bytes:
    """Return a picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def photograph() -> bytes:
    """Return a JPEG as a telephone makes it: turned, and with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (30.0, 35.0, 12.0)
    return picture("JPEG", exif=exif)


def pdf(pages: int = 2, text: str = "验收报告") -> bytes:
    """Return a PDF with a text on each page."""
    source = "#pagebreak()\n".join(f"{text} {number + 1}\n" for number in range(pages))
    made: bytes = typst.compile(source.encode(), format="pdf")
    return made


def word(*lines: str) -> bytes:
    """Return a Word file of some paragraphs and a table."""
    document = docx.Document()
    for line in lines or ("项目已通过验收", "<script>alert(1)</script>"):
        document.add_paragraph(line)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "名称", "数量"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def workbook(*rows: tuple[Any, ...], header: str = "") -> bytes:
    """Return a workbook of one sheet, with a header that is printed on it."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "名录"
    for row in rows or (("企业", "数量"), ("<b>甲公司</b>", 3), ("乙公司", 2.5)):
        sheet.append(row)
    sheet.oddHeader.center.text = header or None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table() -> bytes:
    """Return a CSV file as Chinese Excel writes it."""
    return "企业,数量\r\n甲公司,3\r\n".encode("gb18030")


def ofd(text: str = "版式验收单") -> bytes:
    """Return an OFD file of one page with a line of text."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>'
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page {space}><ofd:Content><ofd:Layer><ofd:TextObject Boundary="20 20 100 10" Size="5">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(text) - 1} 5">{text}</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>',
    }  # fmt: skip
    return packed({name: part.encode() for name, part in parts.items()})


def packed(parts: dict[str, bytes]) -> bytes:
    """Return an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """Return an archive with one part more."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, part)
    return out.getvalue()


def old_word(text: str = "", *, locked: bool = False) -> bytes:
    """Return what is read of an old Word file: the OLE head, its stream's name, its first sector and its text."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    fib = (b"\xec\xa5" + b"\0" * 8 + (0x0100 if locked else 0).to_bytes(2, "little")).ljust(512, b"\0")
    return head + fib + text.encode("utf-16-le").ljust(1024, b"\0") + "WordDocument".encode("utf-16-le").ljust(512, b"\0")


GOOD = {
    **{f"照片.{kind.lower()}": picture(kind) for kind in PICTURES},
    "报告.pdf": pdf(),
    "说明.docx": word(),
    "名录.xlsx": workbook(),
    "名录.csv": table(),
    "验收单.ofd": ofd(),
    "旧文.wps": old_word("项目验收意见\r同意\r"),
}


def bomb_of_pixels() -> bytes:
    """Return a small PNG that unpacks to 400 million pixels."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
# Name, bytes, and the key of the sentence that refuses them.
HOSTILE = {
    "网页.png": (HTML, "evidence.not-taken-save-as"),
    "网页.csv": (HTML, "evidence.not-taken-save-as"),
    "矢量.png": (SVG, "evidence.not-taken-save-as"),
    "矢量.csv": (SVG.replace(b'"', b"',") + b"\n" + SVG, "evidence.not-taken-save-as"),
    "两可.pdf": (b"GIF89a/*\n%PDF-1.4\n1 0 obj <</S /JavaScript /JS (app.alert(1))>>\n%%EOF*/", "errors.truncated"),
    "半页.pdf": (HTML + pdf(), "evidence.not-taken-save-as"),
    "断.pdf": (b"%PDF-1.7\nnothing", "errors.truncated"),
    "断.jpg": (picture("JPEG", (3000, 2000), quality=95)[:4000], "errors.truncated"),
    "断.docx": (word()[:900], "errors.truncated"),
    "炸.docx": (packed({"word/document.xml": b"<w>" + b" " * 80_000_000}), "errors.zip-bomb"),
    "炸.png": (bomb_of_pixels(), "evidence.too-many-pixels"),
    "宏.docx": (with_part(word(), "word/vbaProject.bin", b"x"), "evidence.macros"),
    "压缩.zip": (packed({"a.txt": b"x"}), "evidence.not-taken-archive"),
    "程序.pdf": (b"MZ\x90\0" + b"\0" * 200, "evidence.not-taken-other"),
    "空.pdf": (b"", "evidence.is-empty"),
    "空白.csv": (b" \r\n\t", "evidence.is-empty"),
    "文字.txt": ("没有表格，只有一句话".encode(), "evidence.not-taken-save-as"),
    "锁.wps": (old_word("密码", locked=True), "errors.encrypted"),
    "外链.docx": (packed({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}), "errors.external-entity"),
}  # fmt: skip
