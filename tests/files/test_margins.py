"""What a file says outside its text, and old office files looked at as they were converted."""

import shutil
import subprocess
from pathlib import Path

import docx
import pytest
import typst
from lxml import etree
from test_office import NS, ofd, text

from made_files import saved
from yibiao.files.errors import UnusableInput
from yibiao.files.intake import look_job
from yibiao.files.margins import outside
from yibiao.files.office import find_soffice


def word() -> docx.document.Document:
    document = docx.Document()
    document.add_paragraph("关于开展工作的通知")
    document.core_properties.keywords = "一 二"
    document.core_properties.comments = "说明"
    document.sections[0].header.paragraphs[0].text = "页眉的话"
    document.sections[0].footer.paragraphs[0].text = "页脚的话"
    return document


def test_a_word_file() -> None:
    found = outside("docx", saved(word()), "a.docx")
    assert {"页眉的话", "页脚的话"} <= set(found.margins)
    assert {("keywords", "一 二"), ("description", "说明")} <= set(found.properties)


def test_a_watermark_and_a_text_box_of_a_word_file() -> None:
    document = word()
    shape = (
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textpath string="水印的话"/>'
        "<v:textbox><w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent></v:textbox>"
        "</v:shape></w:pict></w:r>"
    )
    document.sections[0].header.paragraphs[0]._p.append(etree.fromstring(shape))
    document.paragraphs[0]._p.append(etree.fromstring(shape.replace("框里", "正文框里")))
    found = outside("docx", saved(document), "a.docx")
    assert {"水印的话", "正文框里的话"} <= set(found.margins)


def test_a_pdf() -> None:
    pages = "#pagebreak()\n".join(["一二三\n"] * 3)
    data = typst.compile(f'#set document(title: "题名", keywords: ("词",))\n#set page(header: [页眉的话])\n{pages}'.encode())
    found = outside("pdf", data, "a.pdf")
    assert set(found.margins) == {"页眉的话", "一二三"}
    assert {("Title", "题名"), ("Keywords", "词")} <= set(found.properties)


def test_a_page() -> None:
    data = '<html><head><meta charset="gb2312"><title>题</title><meta name=x><META content="词" NAME="keywords"></head>'
    found = outside("html", data.encode("gb18030"), "a.html")
    assert found.properties == (("title", "题"), ("", ""), ("", ""), ("keywords", "词"))


def test_an_ofd() -> None:
    template = {"Doc_0/Tpls/Tpl_0/Content.xml": f'<ofd:Page {NS}><ofd:Content><ofd:Layer>{text(1, 1, "页眉的话")}</ofd:Layer></ofd:Content></ofd:Page>'}
    found = outside("ofd", ofd(text(10, 10, "正文"), extra=template), "a.ofd")
    assert found.margins == ("页眉的话",)


@pytest.mark.parametrize("kind", ["docx", "pdf", "ofd"])
def test_what_is_broken_is_unusable(kind: str) -> None:
    with pytest.raises(UnusableInput):
        outside(kind, b"PK\x03\x04 no more", f"a.{kind}")


@pytest.mark.skipif(find_soffice() is None, reason="LibreOffice is not installed")
def test_an_old_word_file_is_looked_at_as_converted(tmp_path: Path) -> None:
    document = word()
    document.sections[0].header.paragraphs[0].text = "机密★10年"
    (tmp_path / "a.docx").write_bytes(saved(document))
    program = find_soffice() or shutil.which("soffice") or ""
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "doc", "--outdir", str(tmp_path), str(tmp_path / "a.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    mark = look_job(str(tmp_path / "a.doc"), "a.doc").mark
    assert mark is not None
    assert (mark.level, mark.place) == ("机密", "margin")
