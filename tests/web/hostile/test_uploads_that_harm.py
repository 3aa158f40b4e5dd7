"""Uploads that harm: bombs, entities, names that lead elsewhere, types that lie; each fails alone and leaves nothing."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from made_site import Site, make_site
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.plans.models import DocumentRecord

pytestmark = pytest.mark.django_db(transaction=True)

_TYPES = b"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default
Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n + 1, b"&l%d;" % n * 10) for n in range(12))


@pytest.fixture
def site() -> Site:
    return make_site(10)


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def docx(body: bytes, head: bytes = b"") -> bytes:
    document = b'<?xml version="1.0"?>%s<w:document %s><w:body>%s</w:body></w:document>' % (head, _W, body)
    return packed(**{"[Content_Types].xml": _TYPES, "word/document.xml": document})


def para(text: bytes) -> bytes:
    return b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % text


def nested(depth: int) -> bytes:
    data = b"0" * 2**20
    for _ in range(depth):
        data = packed(**{"[Content_Types].xml": _TYPES, "word/document.xml": data, "a.zip": data})
    return data


HARMFUL: dict[str, tuple[str, bytes]] = {
    "zip-bomb": ("a.docx", docx(b"<w:p/>" + b" " * (200 * 2**20))),
    "many-tags": ("a.docx", docx(b"<w:p/>" * 5_000_000)),
    "deep": ("a.docx", docx(b"<w:p>" * 100_000 + b"</w:p>" * 100_000)),
    "xxe": ("a.docx", docx(para(b"&x;"), b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
    "ssrf": ("a.docx", docx(para(b"&x;"), b'<!DOCTYPE w [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>')),
    "laughs": ("a.docx", docx(para(b"&l12;"), b'<!DOCTYPE w [<!ENTITY l0 "ha">' + _LAUGHS + b"]>")),
    "utf-16-doctype": ("a.docx", packed(**{"[Content_Types].xml": _TYPES, "word/document.xml":
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY x "y">]><w/>'.encode("utf-16")})),
    "nested": ("a.docx", nested(6)),
    "ofd-xxe": ("a.ofd", packed(**{"OFD.xml": b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><o>&x;</o>'})),
    "ofd-traversal": ("a.ofd", packed(**{"OFD.xml": b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody>'
        b"<ofd:DocRoot>../../../../etc/passwd</ofd:DocRoot></ofd:DocBody></ofd:OFD>"})),
    "svg": ("a.svg", b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'),
    "elf": ("plan.docx", b"\x7fELF" + bytes(5000)),
    "pdf-broken": ("a.pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj"),
    "truncated": ("a.docx", docx(para(b"x"))[:-30]),
}  # fmt: skip


def kept() -> list[Path]:
    return [path for path in Path(settings.FILES).rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_file_fails_alone_and_is_not_kept(site: Site, name: str) -> None:
    before, (called, data) = kept(), HARMFUL[name]
    client = site.client("diaodu")
    answer = client.post("/api/v1/documents", {"unit": "keji", "file": SimpleUploadedFile(called, data, "text/html")})
    assert answer.status_code == 202
    run_pending()
    job = JobRecord.objects.get(pk=answer.json()["id"])
    assert (job.state, bool(job.error["key"])) == ("failed", True)
    assert job.error["key"] != "hubplans.job-broke"
    assert kept() == before
    document = DocumentRecord.objects.get(pk=int(job.subject.partition(":")[2]))
    assert document.state in {DocumentRecord.FAILED, DocumentRecord.REFUSED}
    for address in (f"/jobs/{job.pk}", "/documents/", f"/api/v1/jobs/{job.pk}"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "root:" not in answer.content.decode()
    assert client.get(f"/documents/{document.pk}/file").status_code == 404


NAMES = (
    "../../../../etc/cron.d/x", "..\\..\\windows\\x.txt", "/etc/passwd", "C:\\x.txt", "a\x00.txt", "a\r\nX-Header: 1.txt",
    "\u202etxt.exe", "x" * 10_000 + ".txt", '"; filename="x.html', "<script>alert(1)</script>.txt", "CON", ".", "..", "~/x",
    "$(id).txt", "%2e%2e%2fx", "方案.txt\u200b", "a.html", "a.svg", "=cmd.txt",
)  # fmt: skip


def test_names_lead_nowhere(site: Site) -> None:
    text = "一、重点任务\n1.建设园区{}家。（牵头单位：市科技局）\n"
    for place, name in enumerate(NAMES):
        client, before = site.client("diaodu"), set(kept())
        data = text.format(place + 2).encode()
        body, kind = multipart(name, data)
        answer = client.generic("POST", "/api/v1/documents", body, kind)
        assert answer.status_code in {202, 422, 400}, (name[:40], answer.content)
        if answer.status_code != 202:
            continue
        made = set(kept()) - before
        assert len(made) == 1
        assert all(path.name.isalnum() and len(path.name) == 40 for path in made)
        number = answer.json()["subject"].partition(":")[2]
        answer = client.get(f"/documents/{number}/file")
        assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined]
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "\n" not in answer["Content-Disposition"]
        assert "X-Header" not in answer


def multipart(name: str, data: bytes) -> tuple[bytes, str]:
    """Return a form with one file, called in so many bytes whatever a client would have made of the name."""
    quoted = name.replace('"', '\\"').encode("utf-8", "surrogatepass")
    head = b'--B\r\nContent-Disposition: form-data; name="unit"\r\n\r\nkeji\r\n--B\r\n'
    file = b'Content-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: text/html\r\n\r\n%s\r\n--B--\r\n'
    return head + file % (quoted, data), "multipart/form-data; boundary=B"


@pytest.mark.parametrize("boundary", ["B" * 5000, "", "B\x00", "é"])
@pytest.mark.parametrize("data", [b"", b"--B", b"--B\r\n" * 2000, b"\x00" * 1000])
def test_forms_in_parts_that_are_none(site: Site, boundary: str, data: bytes) -> None:
    client: Any = site.client("diaodu", raise_request_exception=False)
    for address in ("/documents/new", "/api/v1/documents"):
        answer = client.generic("POST", address, data, f"multipart/form-data; boundary={boundary}")
        assert answer.status_code < 500
