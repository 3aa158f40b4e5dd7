"""Old formats through LibreOffice, and OFD through our own reader."""

import io
import os
import stat
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_files import saved
from yibiao.files import office
from yibiao.files.docx import read_docx
from yibiao.files.errors import UnusableInput
from yibiao.files.ofd import read_ofd
from yibiao.files.office import convert_office, find_soffice
from yibiao.files.read import read_bytes
from yibiao.files.sandbox import run_limited

needs_libreoffice = pytest.mark.skipif(
    find_soffice() is None, reason="LibreOffice is not installed (Debian: libreoffice-writer-nogui)"
)
LINES = ["一、工作目标", "推进科技创新，新增高新技术企业1000家以上。", "自动编号"]


def word() -> bytes:
    document = docx.Document()
    for line in LINES[:2]:
        document.add_paragraph(line)
    document.add_paragraph(LINES[2], style="List Number")
    table = document.add_table(2, 2)
    table.style = "Table Grid"
    table.cell(0, 0).text, table.cell(1, 1).text = "任务", "市科技局"
    document.add_paragraph("完")  # LibreOffice writes no table at the very end into a .doc
    return saved(document)


def old(form: str, folder: Path) -> bytes:
    (folder / "a.docx").write_bytes(word())
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(find_soffice()), profile, "--headless", "--convert-to", form, "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "a.docx")], check=True, capture_output=True, timeout=120)
    return (folder / f"a.{form}").read_bytes()


@needs_libreoffice
@pytest.mark.parametrize("form", ["doc", "rtf"])
def test_old_formats_read_like_the_document_they_were_made_from(tmp_path: Path, form: str):
    suffix = ".wps" if form == "doc" else f".{form}"
    data, kind = run_limited(convert_office, old(form, tmp_path), f"a{suffix}", suffix, name="a")
    assert kind == ".docx"
    source = read_docx(data, "a.docx")
    assert source.text.split("\n")[:3] == [*LINES[:2], "1.自动编号"]
    assert len(source.tables) == 1


def test_without_libreoffice_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("YIBIAO_SOFFICE", "/nowhere/soffice")
    with pytest.raises(UnusableInput) as caught:
        convert_office(b"\xd0\xcf\x11\xe0", "a.doc", ".doc")
    assert caught.value.key == "errors.needs-libreoffice"
    assert "docx" in str(caught.value)


def test_an_encrypted_document_is_not_even_tried(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("YIBIAO_SOFFICE", "/nowhere/soffice")
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnusableInput) as caught:
        convert_office(data, "a.doc", ".doc")
    assert caught.value.key == "errors.encrypted"


@pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for a converter that hangs")
def test_a_converter_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    note, program = tmp_path / "child", tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {note}\nwait\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("YIBIAO_SOFFICE", str(program))
    monkeypatch.setattr(office, "SECONDS", 1.0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(UnusableInput) as caught:
        convert_office(b"x", "a.doc", ".doc")
    assert caught.value.key == "errors.time-limit"
    assert _ends(int(note.read_text()))
    assert not list(tmp_path.glob("yibiao-*"))


def _ends(pid: int) -> bool:
    """Tell whether a process ends (or waits as a zombie for a parent that never asks) within 5 s."""
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


# --- OFD -------------------------------------------------------------------------------------------------

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(x: float, y: float, said: str, size: float = 5.0, extra: str = "") -> str:
    steps = f"g {max(len(said) - 1, 1)} {size}"
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y} 160 8" Font="1" Size="{size}" {extra}>'
        f'<ofd:TextCode X="0" Y="{size * 0.88}" DeltaX="{steps}">{said}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        '<ofd:PathObject ID="2" Boundary="0 0 210 297" LineWidth="0.3">'
        f"<ofd:AbbreviatedData>M {x0} {y0} L {x1} {y1}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def ofd(*pages: str, extra: dict[str, str] | None = None) -> bytes:
    stream = io.BytesIO()
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr(
            "OFD.xml",
            f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
            "</ofd:DocBody></ofd:OFD>",
        )
        made.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            f"</ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        for n, page in enumerate(pages):
            content = f"<ofd:Page {NS}><ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content></ofd:Page>"
            made.writestr(f"Doc_0/Pages/Page_{n}/Content.xml", content)
        for name, part in (extra or {}).items():
            made.writestr(name, part)
    return stream.getvalue()


FULL = "围绕产业链部署创新链加快构建以科学城为核心的创新格局新增企业"  # 30 characters: 150 mm


def test_lines_of_an_ofd_join_over_wraps_and_pages():
    first = (
        text(40, 30, "一、工作目标") + text(40, 40, FULL[:28]) + text(30, 50, FULL) + text(100, 280, "—1—")
    )
    second = text(30, 30, "一千家。") + text(40, 40, "二、主要任务") + text(100, 280, "—2—")
    source = read_ofd(ofd(first, second), "a.ofd")
    assert source.text == f"一、工作目标\n{FULL[:28]}{FULL}一千家。\n二、主要任务"


def test_ruled_tables_of_an_ofd():
    lines = [line(30, y, 180, y) for y in (50, 60, 70)] + [line(x, 50, x, 70) for x in (30, 80, 180)]
    said = [text(32, 52, "任务"), text(82, 52, "单位"), text(32, 62, "甲"), text(82, 62, "市科技局")]
    source = read_ofd(ofd("".join(lines + said)), "a.ofd")
    table = source.tables[0]
    assert [[source.text[a:b] for a, b in row] for row in table.rows] == [
        ["任务", "单位"],
        ["甲", "市科技局"],
    ]


def test_an_ofd_keeps_its_tables_through_the_front_door():
    lines = [line(30, y, 180, y) for y in (50, 60)] + [line(x, 50, x, 60) for x in (30, 80, 180)]
    source = read_bytes(ofd("".join([*lines, text(32, 52, "甲"), text(82, 52, "市科技局")])), "a.ofd")
    assert (source.text, source.media_type) == ("甲\t市科技局", "application/ofd")
    assert len(source.tables) == 1


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"PK\x03\x04" + bytes(50), "errors.truncated"),
        (ofd(""), "errors.empty"),
        (ofd(text(30, 30, "甲"), extra={"Doc_0/Encryptions.xml": "<a/>"}), "errors.encrypted"),
        (ofd("<ofd:TextObject>"), "errors.truncated"),
        (ofd("<ofd:PageBlock>" * 100_000 + "</ofd:PageBlock>" * 100_000), "errors.nesting-too-deep"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_ofd_is_refused(data: bytes, key: str):
    with pytest.raises(UnusableInput) as caught:
        read_ofd(data, "a.ofd")
    assert caught.value.key == key


words = st.lists(
    st.sampled_from(["g", "1", "-5", "1e999", "nan", "x", "M", "L", "C", "B", "10"]), max_size=8
).map(" ".join)


@settings(max_examples=80, deadline=None)
@given(words, words, words, words)
def test_any_numbers_in_an_ofd(boundary: str, matrix: str, steps: str, path: str):
    page = (
        f'<ofd:TextObject Boundary="{boundary}" CTM="{matrix}" Size="5">'
        f'<ofd:TextCode X="{steps}" DeltaX="{steps}">甲乙丙</ofd:TextCode></ofd:TextObject>'
        f"{text(30, 30, '丁')}"
        f"<ofd:PathObject><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>"
    )
    assert "丁" in read_ofd(ofd(page), "a.ofd").text
