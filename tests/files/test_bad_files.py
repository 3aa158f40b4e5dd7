"""Bad files given to the real command line: one line on standard error, exit code 2, within the limits.

The program's own limits are what is tested: seconds that it gives to a refusal, and the memory that none of
its processes passes.
"""

import io
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import test_bad_input as bad
import test_pdf_bad as bad_pdf

from yibiao.files import ocr

SECONDS = 2.0
MEMORY = 512 * 2**20

PAGE = "<!DOCTYPE html><html><body><p>一、任务</p>{}</body></html>"
XML = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
GOOD = "关于印发创新方案的通知\n一、重点任务\n1.建设平台。建成平台5个以上。（牵头单位：市科技局）\n"


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return stream.getvalue()


def nested_bomb() -> bytes:
    inner = archive(a=bytes(30 * 2**20))
    for _ in range(3):
        inner = archive(**{f"{n}.zip": inner for n in range(10)})
    return inner


def claimed_small() -> bytes:
    """Return a docx whose directory claims that its main part is small, though it unpacks to 300 MB."""
    data = bytearray(bad.bomb())
    size = (300 * 2**20).to_bytes(4, "little")
    place = data.rfind(size)
    data[place : place + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


def deep_pdf() -> bytes:
    return bad_pdf.made(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids" + b"[" * 100_000 + b"]" * 100_000 + b">>",
    )


def forms_on_many_pages() -> bytes:
    """Return a PDF of 300 pages of forms that hold themselves: each page alone would be within the limit."""
    again = b"/X Do " * 2
    resources = b"/Resources<</XObject<</X 5 0 R>>>>"
    return bad_pdf.made(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count 300>>" % (b"3 0 R " * 300),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%s>>" % resources,
        b"<</Length 5>>stream\n/X Do\nendstream",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]%s/Length %d>>stream\n%s\nendstream"
        % (resources, len(again), again),
    )


def whole_pdf() -> bytes:
    return bad_pdf.SAMPLE


def binary() -> bytes:
    return random.Random(3).randbytes(100_000)


def laughing_page() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE a [{entities}]><a>&a9;</a>'.encode()


class Bad(NamedTuple):
    """A bad file: its name, its bytes, and a word of the English message."""

    name: str
    make: Callable[[], bytes]
    says: str


CASES = {
    "empty": Bad("a.txt", bytes, "empty"),
    "empty docx": Bad("a.docx", bytes, "empty"),
    "blank": Bad("a.txt", " \n\t　\r\n".encode, "empty"),
    "binary under txt": Bad("a.txt", binary, "binary"),
    "binary under html": Bad("a.html", binary, "binary"),
    "text under docx": Bad("a.docx", GOOD.encode, "plain text"),
    "text under pdf": Bad("a.pdf", GOOD.encode, "plain text"),
    "docx under txt": Bad("a.txt", bad.word_document, "Word document"),
    "docx under pdf": Bad("a.pdf", bad.word_document, "Word document"),
    "pdf under docx": Bad("a.docx", whole_pdf, "PDF"),
    "pdf under txt": Bad("a.txt", whole_pdf, "PDF"),
    "html under docx": Bad("a.docx", PAGE.encode, "web page"),
    "html under pdf": Bad("a.pdf", PAGE.encode, "web page"),
    "truncated docx": Bad("a.docx", lambda: bad.word_document()[:9000], "incomplete"),
    "truncated pdf": Bad("a.pdf", lambda: whole_pdf()[:700], "incomplete"),
    "encrypted docx": Bad("a.docx", bad.locked, "password"),
    "encrypted pdf": Bad("a.pdf", bad_pdf.locked, "password"),
    "zip bomb": Bad("a.docx", bad.bomb, "zip bomb"),
    "zip bomb that lies": Bad("a.docx", claimed_small, "incomplete"),
    "nested zip bomb under docx": Bad("a.docx", nested_bomb, "archive"),
    "nested zip bomb": Bad("a.zip", nested_bomb, "archive"),
    "external entity in docx": Bad("a.docx", bad.stranger, "entities"),
    "external entity in xml": Bad("a.xml", XML.encode, "XML"),
    "external entity in html": Bad("a.html", XML.encode, "entities"),
    "billion laughs in docx": Bad("a.docx", bad.laughs, "entities"),
    "billion laughs in html": Bad("a.html", laughing_page, "entities"),
    "100,000 nested tags in html": Bad("a.html", lambda: bad.tags("div"), "nested deeper"),
    "100,000 nested tags in docx": Bad("a.docx", bad.nested, "nested deeper"),
    "100,000 nested lists in pdf": Bad("a.pdf", deep_pdf, "no text"),
    "self-nested forms of pdf": Bad("a.pdf", lambda: bad_pdf.form_in_itself(2), "read"),
    "self-nested forms on many pages": Bad("a.pdf", forms_on_many_pages, "read"),
}


class Ended(NamedTuple):
    """How a run of the command line ended; `memory` is the most that one of its processes held, in bytes."""

    code: int
    said: str
    seconds: float
    memory: int


# A child of the test run would be born with the run's own peak; one of this small program is not.
MEASURE = """
import os, subprocess, sys, time
started = time.monotonic()
process = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
with open(sys.argv[1], "w") as told:
    print(os.waitstatus_to_exitcode(status), time.monotonic() - started, used.ru_maxrss * 1024, file=told)
"""


def run(*arguments: str, folder: Path) -> Ended:
    """Run ``python -m yibiao`` in `folder`; wait4 tells of that process and its children alone."""
    command = [sys.executable, "-m", "yibiao", *arguments, "--lang", "en"]
    told = folder / "told"
    with open(folder / "said", "wb") as said:
        subprocess.run([sys.executable, "-c", MEASURE, told, *command], cwd=folder, stderr=said, check=True)
    code, seconds, memory = told.read_text().split()
    return Ended(int(code), (folder / "said").read_text("utf-8"), float(seconds), int(memory))


def assert_refused(ended: Ended, name: str, says: str) -> None:
    assert ended.code == 2, ended
    assert len(ended.said.splitlines()) == 1, ended.said
    assert name in ended.said
    assert says in ended.said
    assert "Traceback" not in ended.said
    assert ended.memory < MEMORY


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="the memory of a child is not told here")
@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_refused(case: str, tmp_path: Path) -> None:
    name, make, says = CASES[case]
    (tmp_path / name).write_bytes(make())
    ended = run("compile", name, folder=tmp_path)
    assert_refused(ended, name, says)
    assert ended.seconds < SECONDS


def test_two_hundred_megabytes_are_refused(tmp_path: Path) -> None:
    for name in ("a.txt", "a.docx", "a.pdf"):
        with open(tmp_path / name, "wb") as file:
            file.truncate(200 * 2**20)
        ended = run("compile", name, folder=tmp_path)
        assert_refused(ended, name, "limit of 64 MiB")
        assert ended.seconds < SECONDS


def test_a_pdf_of_pictures_is_refused_where_recognition_is_not_wanted(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(bad_pdf.picture(30))
    ended = run("compile", "a.pdf", "--no-ocr", folder=tmp_path)
    assert_refused(ended, "a.pdf", "without a text layer")
    assert ended.seconds < SECONDS


@pytest.mark.skipif(ocr.is_installed(), reason="the extra ocr is installed, so pictures are read")
@pytest.mark.parametrize("name", ["a.pdf", "a.png"])
def test_pictures_are_refused_without_the_extra(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(bad_pdf.picture(3) if name == "a.pdf" else b"\x89PNG\r\n\x1a\n" + bytes(99))
    assert_refused(run("compile", name, folder=tmp_path), name, "ocr extra")


def test_in_a_batch_the_good_files_are_written_all_the_same(tmp_path: Path) -> None:
    names = []
    for place, (name, make, _) in enumerate(CASES.values()):
        names.append(f"{place:02}-{name}")
        (tmp_path / names[-1]).write_bytes(make())
        if place % 10 == 0:
            (tmp_path / f"{place:02}-good.txt").write_text(GOOD, "utf-8")
    good = sorted(path.name for path in tmp_path.glob("*good.txt"))
    ended = run("compile", *sorted([*names, *good]), "-o", "out/", folder=tmp_path)
    assert ended.code == 2
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        f"{name[:-4]}.json" for name in good
    ]
    assert [line.count(name) for line, name in zip(ended.said.splitlines(), names, strict=True)] == [1] * len(
        names
    )
    assert ended.memory < MEMORY
