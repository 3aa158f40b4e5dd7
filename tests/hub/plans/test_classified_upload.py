"""Classified matter is refused, wherever the mark stands, and nothing of it is kept anywhere."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
import typst

from made_drafts import TEXT, brought_in, document_of, everything_stored, kept_files
from made_files import as_docx, rezipped
from samples import everything
from yibiao.files import ocr
from yibiao.hub.access.actors import Actor
from yibiao.hub.audit import log
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.jobs.telling import why
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans import storage
from yibiao.hub.plans.documents import STUB, upload
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

pytestmark = pytest.mark.django_db

# Words of the documents below that must be found nowhere afterwards.
SECRET = "青铜峡谷工程"
NAME = "青铜文件名"


def word(change: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document()
    for line in TEXT.replace("创新平台", SECRET).splitlines():
        document.add_paragraph(line)
    change(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def in_header(document: docx.document.Document) -> None:
    document.sections[0].header.paragraphs[0].text = "机密★10年"


def in_properties(document: docx.document.Document) -> None:
    document.core_properties.keywords = "科技；秘密★5年"


def in_table(document: docx.document.Document) -> None:
    first = document.paragraphs[0]
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "密级", "机密"
    first._p.addprevious(table._tbl)


def custom_property(data: bytes) -> bytes:
    """Add a custom property 密级 as WPS writes it."""
    part = (
        '<?xml version="1.0" encoding="UTF-8"?><Properties '
        'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
        'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="密级"><vt:lpwstr>绝密</vt:lpwstr>'
        "</property></Properties>"
    )
    return rezipped(data, lambda name, old: part.encode() if name == "docProps/custom.xml" else old)


def with_custom(data: bytes) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("docProps/custom.xml", b"")
    return custom_property(stream.getvalue())


def pdf_with_header() -> bytes:
    body = "\n\n".join(TEXT.splitlines())
    pages = "#pagebreak()\n".join(f"{SECRET}\n\n{n}\n\n{body}\n" for n in "甲乙丙丁")
    return typst.compile(f'#set page(header: [机密★10年])\n{pages}'.encode())


TEXTS = {
    "at the head": f"机密★10年\n特急\n{TEXT}{SECRET}",
    "bare": f"秘密\n{TEXT}{SECRET}",
    "at an annex": f"{TEXT}{SECRET}\n附件1\n绝密★\n清单\n",
    "label": f"密级：秘密\n{TEXT}{SECRET}",
}
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "text file": (f"{NAME}.txt", lambda: TEXTS["at the head"].encode("gb18030")),
    "word header": (f"{NAME}.docx", lambda: word(in_header)),
    "word properties": (f"{NAME}.docx", lambda: word(in_properties)),
    "word table": (f"{NAME}.docx", lambda: word(in_table)),
    "word custom property": (f"{NAME}.docx", lambda: with_custom(word(lambda _: None))),
    "page meta": (
        f"{NAME}.html",
        f'<html><head><meta charset="utf-8"><meta name="keywords" content="机密★5年"></head><p>{SECRET}</p>'.encode,
    ),
    "pdf header": (f"{NAME}.pdf", pdf_with_header),
}


def assert_only_a_stub(job: JobRecord) -> None:
    document = document_of(job)
    assert (job.state, document.state) == (JobRecord.FAILED, DocumentRecord.REFUSED)
    assert job.error["key"].startswith("hubplans.classified-")
    assert (document.name, document.title) == (STUB, STUB)
    assert (document.number, document.digest, document.kind, document.file, document.size) == ("", "", "", "", 0)
    assert "线下办理" in why(job, "zh")
    assert "on paper" in why(job, "en")
    assert kept_files() == []
    assert not PlanRecord.objects.exists()
    stored = everything_stored()
    assert SECRET not in stored
    assert NAME not in stored
    assert "创新" not in stored


@pytest.mark.parametrize("case", TEXTS)
def test_a_pasted_text_is_refused_at_the_door(
    case: str, clerk: Actor, office: UnitRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "keep", None)  # nothing may be written
    job = upload(clerk, office, NAME, text=TEXTS[case])
    assert_only_a_stub(job)
    assert job.task == ""


@pytest.mark.parametrize("name", ["机密★10年-青铜文件名.docx", "青铜文件名（秘密）.txt"])
def test_a_name_is_enough(name: str, clerk: Actor, office: UnitRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "keep", None)
    assert_only_a_stub(upload(clerk, office, name, data=TEXT.replace("创新平台", SECRET).encode()))


@pytest.mark.parametrize("case", FILES)
def test_a_file_is_refused_by_its_job(
    case: str, clerk: Actor, office: UnitRecord, caplog: pytest.LogCaptureFixture
) -> None:
    name, make = FILES[case]
    assert_only_a_stub(brought_in(clerk, office, name, data=make()))
    assert SECRET not in caplog.text
    assert all(NAME not in line and SECRET not in line for line, _ in log.lines())


def test_a_refused_file_is_overwritten_before_it_is_removed(
    clerk: Actor, office: UnitRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[bytes] = []
    monkeypatch.setattr(storage.Path, "unlink", lambda path: left.append(path.read_bytes()))
    data = TEXTS["at the head"].encode()
    brought_in(clerk, office, "a.txt", data=data)
    assert left == [bytes(len(data))]


@pytest.mark.parametrize(
    "text",
    [f"{TEXT}加强商业秘密保护，保守国家秘密。\n", f"内部资料\n{TEXT}", f"密级：内部\n{TEXT}"],
    ids=["words", "internal", "label"],
)
def test_what_is_not_classified_is_compiled(text: str, clerk: Actor, office: UnitRecord) -> None:
    assert brought_in(clerk, office, "关于商业秘密的方案.txt", text=text).state == JobRecord.DONE


def test_a_plain_word_file_is_compiled(clerk: Actor, office: UnitRecord) -> None:
    job = brought_in(clerk, office, "方案.docx", data=as_docx(everything()[1]))
    assert (job.state, document_of(job).reason) == (JobRecord.DONE, {})


def test_a_picture_cannot_be_looked_at_and_says_so(
    clerk: Actor, office: UnitRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    png = typst.compile(b"#set page(width: 60mm, height: 20mm)\nabc", format="png")
    job = brought_in(clerk, office, "扫描.png", data=png)
    assert (job.state, job.error["key"]) == (JobRecord.FAILED, "hubplans.picture")
    assert "密级标志" in why(job, "zh")
    assert kept_files() == []
