"""Bad input, read as the command line reads it: in a child process. Each ends in one line within 2 s.

The time and memory limits are the program's own: `Worker` ends a job that passes them.
"""

import io
import random
import re
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest

from yibiao import packs
from yibiao.files import errors
from yibiao.files.errors import UnusableInput
from yibiao.files.read import MAX_BYTES, read_bytes, read_path
from yibiao.files.sandbox import Worker

SECONDS = 2.0
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_document() -> bytes:
    made = docx.Document()
    for number in range(200):
        made.add_paragraph(f"{number}.加快建设创新平台（牵头单位：市科技局）")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def package(body: str | bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a docx made by hand, whose main part is `body`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", body)
    return stream.getvalue()


def paragraphs(inner: str, declaration: str = "") -> bytes:
    return package(f'{declaration}<w:document xmlns:w="{WORD}"><w:body>{inner}</w:body></w:document>')


def bomb() -> bytes:
    return package(bytes(300 * 2**20))


def laughs() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return paragraphs("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", f"<!DOCTYPE w [{entities}]>")


def stranger() -> bytes:
    declared = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return paragraphs("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", declared)


def nested() -> bytes:
    body = "<w:sdt>" * 100_000 + "</w:sdt>" * 100_000
    return package(f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>', zipfile.ZIP_STORED)


def locked() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    return head + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)


def noise(size: int) -> bytes:
    return random.Random(1).randbytes(size)


def tags(tag: str) -> bytes:
    return f"<html><body>{f'<{tag}>' * 100_000}甲".encode()


def attributes() -> bytes:
    return f"<html><body><p {' '.join(f'a{n}=1' for n in range(100_000))}>甲".encode()


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing": (lambda: b"", "a.txt", "empty"),
    "blank text": (lambda: b" \n\t\xe3\x80\x80\r\n", "a.txt", "empty"),
    "a mark and no more": (lambda: b"\xef\xbb\xbf", "a.txt", "empty"),
    "an empty page": (lambda: b"<html><body><br></body></html>", "a.html", "empty"),
    "nothing called docx": (lambda: b"", "a.docx", "empty"),
    "binary called text": (lambda: noise(5000), "a.txt", "binary"),
    "zeros called text": (lambda: bytes(5000), "a.txt", "binary"),
    "binary called page": (lambda: noise(5000), "a.html", "binary"),
    "picture called text": (lambda: b"\x89PNG\r\n\x1a\n" + noise(99), "a.txt", "wrong-extension"),
    "program called text": (lambda: b"\x7fELF" + noise(99), "a.txt", "unknown-kind"),
    "high bytes": (lambda: bytes(range(0x80, 0x100)) * 50, "a.txt", "undecodable"),
    "text called docx": (lambda: "各区人民政府".encode() * 9, "a.docx", "wrong-extension"),
    "text called pdf": (lambda: "各区人民政府".encode() * 9, "a.pdf", "wrong-extension"),
    "docx called text": (word_document, "a.txt", "wrong-extension"),
    "docx cut in the middle": (lambda: word_document()[:9000], "a.docx", "truncated"),
    "docx cut near its start": (lambda: word_document()[:300], "a.docx", "truncated"),
    "docx cut near its end": (lambda: word_document()[:-30], "a.docx", "truncated"),
    "pdf cut near its start": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<", "a.pdf", "truncated"),
    "binary called pdf": (lambda: noise(5000), "a.pdf", "truncated"),
    "locked docx": (locked, "a.docx", "encrypted"),
    "zip bomb": (bomb, "a.docx", "zip-bomb"),
    "billion laughs": (laughs, "a.docx", "external-entity"),
    "external entity": (stranger, "a.docx", "external-entity"),
    "deep docx": (nested, "a.docx", "nesting-too-deep"),
    "deep page": (lambda: tags("div"), "a.html", "nesting-too-deep"),
    "deep lists": (lambda: tags("ul><li"), "a.html", "nesting-too-deep"),
    "deep fonts": (lambda: tags("font"), "a.html", "nesting-too-deep"),
    "deep page called text": (lambda: tags("div"), "a.txt", "nesting-too-deep"),
    "100,000 attributes": (attributes, "a.html", "time-limit"),
    "65 megabytes": (lambda: bytes(MAX_BYTES + 1), "a.txt", "too-large"),
    "17 million characters": (lambda: b"a" * 17_000_000, "a.txt", "too-long"),
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(seconds=SECONDS) as made:
        yield made


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_with_one_line(worker: Worker, case: str) -> None:
    make, name, key = REFUSED[case]
    data = make()
    started = time.monotonic()
    with pytest.raises(UnusableInput) as refused:
        worker.run(read_bytes, data, name, name=name, seconds=1.7)
    assert time.monotonic() - started < SECONDS
    assert refused.value.key == f"errors.{key}"
    for said in (str(refused.value), refused.value.line("en")):
        assert said.startswith(f"{name}: ")
        assert len(said.splitlines()) == 1


def test_two_hundred_megabytes_are_never_read(worker: Worker, tmp_path: object) -> None:
    path = f"{tmp_path}/a.docx"
    with open(path, "wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(UnusableInput) as refused:
        worker.run(read_path, path, name=path, seconds=SECONDS)
    assert refused.value.key == "errors.too-large"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory limits hold on Linux alone")
def test_a_page_that_grows_in_memory(worker: Worker) -> None:
    page = f"<html><body>{'<p>甲</p>' * 3_000_000}".encode()
    with pytest.raises(UnusableInput) as refused:
        worker.run(read_bytes, page, "a.html", name="a.html", seconds=20)
    assert refused.value.key == "errors.memory-limit"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"a" * 10_000_000, "a.txt"),
        ("各区人民政府，".encode() * 500_000, "a.txt"),
        ("各区人民政府，".encode("gbk") * 500_000, "a.txt"),
        (b"1" * 1_000_000, "a.txt"),
        ("（".encode() * 100_000, "a.txt"),
        (b"<html><body>" + b"<" * 1_000_000, "a.html"),
        (b"<html><body>" + b"&" * 1_000_000, "a.html"),
        (b"<html><body>" + b"<!--" * 300_000 + "-->甲".encode(), "a.html"),
        (("<html><body>甲" + " \n" * 1_000_000 + "乙").encode(), "a.html"),
        (b"<!---->" * 500 + b"<html", "-"),
        (("<html><body>" + "<b><p>" * 50_000 + "甲").encode(), "a.html"),
    ],
)
def test_large_and_odd_input_is_read_in_linear_time(worker: Worker, data: bytes, name: str) -> None:
    assert worker.run(read_bytes, data, name, name=name, seconds=5).text


def test_the_files_around_a_bad_one_are_read(worker: Worker) -> None:
    good = "一、任务".encode()
    assert worker.run(read_bytes, good, "a.txt").text == "一、任务"
    with pytest.raises(UnusableInput):
        worker.run(read_bytes, attributes(), "b.html", name="b.html", seconds=0.3)
    assert worker.run(read_bytes, good, "c.txt").text == "一、任务"


@pytest.mark.parametrize("book", ["errors", "notices", "kinds"])
def test_every_sentence_is_there_in_both_languages(book: str) -> None:
    for key, sentence in packs.load(f"messages/{book}").items():
        assert set(sentence) == {"zh", "en"}, key
        assert all("\n" not in said and said for said in sentence.values()), key


def test_the_tree_of_errors_is_drawn_whole() -> None:
    drawn = set(re.findall(r"errors\.([a-z-]+)", errors.__doc__ or ""))
    assert drawn == set(packs.load("messages/errors"))


def test_every_key_raised_is_drawn() -> None:
    folder = Path(errors.__file__).parent
    raised = {
        key
        for path in folder.rglob("*.py")
        for key in re.findall(r'"errors\.([a-z-]+)"', path.read_text("utf-8"))
    }
    assert {"encrypted", "too-large"} <= raised <= set(packs.load("messages/errors"))


def test_names_and_reasons_cannot_break_the_line() -> None:
    error = UnusableInput(
        "errors.truncated", "a\n\x1b[31m\u202e.docx", kind="docx", reason="bad\r\nmagic" + "x" * 9999
    )
    assert len(str(error).splitlines()) == 1
    assert "\x1b" not in str(error)
    assert "\u202e" not in str(error)
    assert len(str(error)) < 600
