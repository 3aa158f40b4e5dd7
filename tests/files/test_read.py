"""The front door: kinds by content, names that agree or not, where files come from."""

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibiao.core.source import SourceText
from yibiao.files.errors import UnusableInput
from yibiao.files.read import MAX_BYTES, MAX_CHARACTERS, load, read_bytes, read_path, seconds_for
from yibiao.files.sniff import sniff, suffix_of
from yibiao.messages import say

TEXT = "关于印发实施方案的通知\n各区人民政府：\n一、总体要求\n"
PAGE = "<!DOCTYPE html><html><body><h1>关于印发实施方案的通知</h1><p>各区人民政府：</p></body></html>"


def word_document() -> bytes:
    made = docx.Document()
    made.add_paragraph("关于印发实施方案的通知")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def web_archive() -> bytes:
    message = EmailMessage()
    message.set_content(PAGE, subtype="html", charset="gb18030", cte="base64")
    message.make_related()
    message.add_related(b"\x89PNG", "image", "png")
    return message.as_bytes()


def refusal(data: bytes, name: str) -> UnusableInput:
    with pytest.raises(UnusableInput) as refused:
        read_bytes(data, name)
    return refused.value


def test_plain_text() -> None:
    source = read_bytes(TEXT.encode(), "folder/方案.txt")
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert source == SourceText(TEXT, "方案.txt", digest, "text/plain", "utf-8")


@pytest.mark.parametrize("name", ["-", "方案", "a.txt", "1.关于印发方案的通知", "a.TXT", "a.md"])
def test_text_under_any_name_that_claims_nothing_else(name: str) -> None:
    assert read_bytes(TEXT.encode("gb18030"), name).text == TEXT


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.HTML", "-", "页面"])
def test_pages(name: str) -> None:
    source = read_bytes(PAGE.encode(), name)
    assert (source.text, source.media_type) == ("关于印发实施方案的通知\n各区人民政府：", "text/html")
    assert source.notices == ()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "gb18030", "utf-8-sig"])
def test_a_page_is_told_in_any_encoding(encoding: str) -> None:
    assert read_bytes(PAGE.encode(encoding), "-").media_type == "text/html"


@pytest.mark.parametrize("frame", ["{}", "\n <!-- a --><!---->\n{}", '<?xml version="1.0"?>\n{}'])
def test_a_page_may_begin_with_comments(frame: str) -> None:
    assert sniff(frame.format(PAGE).encode(), "-").kind == "html"


def test_a_text_that_mentions_tags_stays_text() -> None:
    text = "1. 用 <br> 换行，a<b，%PDF-1.7 是文件头\n"
    assert read_bytes(text.encode(), "说明.txt").text == text


def test_a_text_saved_as_html_keeps_its_lines() -> None:
    assert read_bytes(TEXT.encode(), "a.html").text == TEXT


def test_a_web_archive() -> None:
    source = read_bytes(web_archive(), "a.mht")
    assert (source.text, source.encoding) == ("关于印发实施方案的通知\n各区人民政府：", "gb18030")
    assert refusal(b"MIME-Version: 1.0\n\ntext", "a.mht").key == "errors.truncated"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PAGE.encode(), "a.txt", "HTML"),
        (PAGE.encode("gbk"), "a.doc", "HTML"),
        (web_archive(), "a.htm", "MHT"),
        (web_archive(), "a.txt", "MHT"),
        (word_document(), "a.doc", "docx"),
        (word_document(), "a.wps", "docx"),
        (web_archive(), "a.doc", "MHT"),
    ],
)
def test_an_office_accident_is_read_by_its_content(data: bytes, name: str, kind: str) -> None:
    source = read_bytes(data, name)
    assert source.text.startswith("关于印发实施方案的通知")
    notice = source.notices[0]
    assert (notice.code, dict(notice.args)["kind"]) == ("read-as-other-kind", kind)
    for lang in ("zh", "en"):
        assert kind in say(f"notices.{notice.code}", lang, **dict(notice.args))


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (TEXT.encode(), "a.docx", "纯文本"),
        (TEXT.encode(), "a.pdf", "纯文本"),
        (TEXT.encode("gbk"), "a.doc", "纯文本"),
        (PAGE.encode(), "a.pdf", "HTML"),
        (PAGE.encode(), "a.docx", "HTML"),
        (web_archive(), "a.docx", "MHT"),
        (word_document(), "a.txt", "Word"),
        (word_document(), "a.pdf", "Word"),
        (word_document(), "a.rtf", "Word"),
        (b"%PDF-1.7\n", "a.docx", "PDF"),
        (b"%PDF-1.7\n", "a.doc", "PDF"),
        (b"%PDF-1.7\n", "a.ofd", "PDF"),
        (b"{\\rtf1 a}", "a.docx", "RTF"),
        (b"\xff\xd8\xff\xe0", "a.txt", "图片"),
        (b"\x89PNG\r\n\x1a\n", "a.pdf", "图片"),
        (word_document(), "a.html", "Word"),
        (b"%PDF-1.7\n", "a.txt", "PDF"),
        (b"{\\rtf1 a}", "a.txt", "RTF"),
    ],
)
def test_a_wrong_ending_is_said(data: bytes, name: str, words: str) -> None:
    error = refusal(data, name)
    assert error.key == "errors.wrong-extension"
    assert words in str(error)
    assert suffix_of(name) in str(error)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Rar!\x1a\x07\0", "-"),
        (b"\x1f\x8b\x08\0", "a.docx"),
        (b"PK\x05\x06" + bytes(18), "a.zip2"),
        (b"<?xml version='1.0'?><a/>", "a.xml"),
        (b"\x7fELF\x02", "a.txt"),
    ],
)
def test_other_kinds_are_named(data: bytes, name: str) -> None:
    assert refusal(data, name).key == "errors.unknown-kind"


def test_a_spreadsheet_is_no_document() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    assert "电子表格" in str(refusal(stream.getvalue(), "a.xlsx"))


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "方案.txt"
    path.write_bytes(TEXT.encode("gbk"))
    assert read_path(path) == read_bytes(TEXT.encode("gbk"), "方案.txt")
    assert read_path(str(path)).name == "方案.txt"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("missing.txt", "not-found"),
        ("", "is-folder"),
        ("a.txt/b", "not-found"),
        ("a\0b", "not-found"),
        ("x" * 5000, "unreadable"),
    ],
)
def test_paths_without_a_file(tmp_path: Path, name: str, key: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    with pytest.raises(UnusableInput) as refused:
        read_path(f"{tmp_path}/{name}")
    assert refused.value.key == f"errors.{key}"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    path.chmod(0)
    with pytest.raises(UnusableInput) as refused:
        read_path(path)
    assert refused.value.key == "errors.unreadable"


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs devices")
def test_a_device_is_no_file() -> None:
    with pytest.raises(UnusableInput) as refused:
        read_path("/dev/zero")
    assert refused.value.key == "errors.unreadable"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)  # a hole on the disk: reading it would be felt
    with pytest.raises(UnusableInput) as refused:
        load(path)
    assert refused.value.key == "errors.too-large"


def test_standard_input_is_read_up_to_the_limit() -> None:
    program = "from yibiao.files.read import read_path; print(len(read_path('-').text))"
    short = subprocess.run(
        [sys.executable, "-c", program], input=TEXT.encode(), capture_output=True, check=True
    )
    assert int(short.stdout) == len(TEXT)
    program = (
        "from yibiao.files.read import read_path; from yibiao.files.errors import UnusableInput\n"
        "try: read_path('-')\nexcept UnusableInput as error: print(error.key, error.name)"
    )
    long = subprocess.run(
        [sys.executable, "-c", program], input=bytes(MAX_BYTES + 1), capture_output=True, check=True
    )
    assert long.stdout.split() == [b"errors.too-large", b"-"]


def test_a_line_of_ten_megabytes() -> None:
    line = "各区人民政府，" * 500_000
    assert read_bytes(line.encode(), "a.txt").text == line
    assert read_bytes(f"<p>{line}".encode(), "a.html").text == line


def test_a_text_over_the_limit() -> None:
    assert refusal(b"a" * (MAX_CHARACTERS + 1), "a.txt").key == "errors.too-long"


def test_the_time_allowed_grows_with_the_file() -> None:
    assert seconds_for(100_000) < 2
    assert seconds_for(10 * 2**20) > 5


def test_reading_needs_no_reader_that_it_does_not_use() -> None:
    program = (
        "import sys; from yibiao.files.read import read_bytes\n"
        "read_bytes('一、任务'.encode(), 'a.txt'); print('lxml' in sys.modules, 'pypdfium2' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert run.stdout.split() == ["False", "False"]


STARTS = st.sampled_from(
    [
        b"",
        b"PK\x03\x04",
        b"%PDF-1.4\n",
        b"<html>",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"MIME-Version: 1.0\r\n",
    ]
)
SUFFIXES = st.sampled_from(["", ".txt", ".html", ".mht", ".docx", ".pdf", ".xlsx", ".png"])


@settings(max_examples=250, deadline=None)
@given(start=STARTS, rest=st.binary(max_size=200) | st.text(max_size=80).map(str.encode), suffix=SUFFIXES)
def test_any_bytes_under_any_name_are_text_or_refused(start: bytes, rest: bytes, suffix: str) -> None:
    try:
        source = read_bytes(start + rest, f"a{suffix}")
    except UnusableInput as refused:
        assert_one_line(refused)
    else:
        assert source.text.strip()
        assert source.text.encode()


def assert_one_line(error: UnusableInput) -> None:
    for said in (str(error), error.line("en")):
        assert len(said.splitlines()) == 1
        assert said.startswith(error.name)
