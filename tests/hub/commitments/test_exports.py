"""Files of tables from database rows: those of the compiler but for the watermark, each in the log."""

import hashlib
import io
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from made_commitments import OPERATOR, published
from made_hub import make_actor
from made_reports import report_value
from yibiao.core.commitments.making import make_commitments
from yibiao.core.commitments.values import Commitments
from yibiao.core.orgs.names import Directory
from yibiao.core.orgs.resolve import dated, resolve
from yibiao.core.orgs.shipped import shipped_pack
from yibiao.core.plan import Plan
from yibiao.core.tables.forms import SHIPPED, shipped_form
from yibiao.core.tables.making import first_period, tables
from yibiao.files.splitfile import read_split
from yibiao.files.tables.bundle import FORMATS, Bundle
from yibiao.files.tables.pdf import pdf
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import now
from yibiao.hub.commitments import exports
from yibiao.hub.commitments.decisions import choose_members, describe_target
from yibiao.hub.commitments.exports import all_tables, overview_table, unit_table
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.commitments.splits import approve, issue, propose
from yibiao.hub.commitments.watermark import watermark
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say

pytestmark = pytest.mark.django_db

SPLIT_FILE = Path(__file__).parents[3] / "examples" / "wuhan-2021-26.split.yaml"


def decide(plan: PlanRecord, values: dict[str, Any]) -> None:
    """Decide in the hub what a split file says; what is approved there is issued here."""
    for entry in values["members"]:
        choose_members(OPERATOR, plan, entry["group"], entry["units"], task=entry["task"])
    for entry in values["targets"]:
        details = {name: value for name, value in entry.items() if name != "target"}
        describe_target(OPERATOR, plan, entry["target"], details)
    for entry in values["splits"]:
        body = {name: value for name, value in entry.items() if name not in ("state", "approval", "comments")}
        split = propose(OPERATOR, plan, entry["target"], body)
        if entry["state"] == "approved":
            approve(OPERATOR, split, entry["approval"]["number"])
            issue(OPERATOR, split)


def compiled(plan: Plan, values: dict[str, Any]) -> Commitments:
    """Return what the command line makes of the plan and the same split file."""
    for entry in values["splits"]:
        entry["state"] = "issued" if entry["state"] == "approved" else "proposed"
    pack = shipped_pack("wuhan-2021")
    directory = Directory(pack, dated(plan.document, pack))

    def lookup(name: str) -> str | None:
        found = directory.find(name)
        return directory.ids((found.unit.id,))[0] if found else None

    decided = read_split(yaml.safe_dump(values, allow_unicode=True, sort_keys=False).encode(), plan, lookup)
    return make_commitments(plan, resolve(plan, pack, decided.members), decided)


@pytest.fixture
def values() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(SPLIT_FILE.read_text(encoding="utf-8"), yaml.BaseLoader)
    return _typed(found)


def _typed(value: Any) -> Any:
    """Return values with numbers as numbers, and dates as text."""
    if isinstance(value, dict):
        return {name: _typed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    return int(value) if value.isdigit() else value


def test_the_files_are_those_of_the_compiler(
    plan: PlanRecord, example: Plan, values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(plan, values)
    monkeypatch.setattr(exports, "watermark", lambda actor: "")
    made = compiled(example, values)
    forms = [shipped_form(name) for name in SHIPPED]
    period, formats = first_period(made), ("xlsx", "docx")
    expected = {named(file.path): file.data for file in Bundle(made, forms, formats, period=period, empty=False)}
    archive = zipfile.ZipFile(io.BytesIO(all_tables(OPERATOR, plan, formats=formats, period=period).data))
    found = {name: archive.read(name) for name in archive.namelist()}
    assert list(found) == list(expected)
    assert [name for name in found if found[name] != expected[name]] == []
    for code, form in (("WH-DH", "dispatch"), ("keji", "issued")):
        unit = UnitRecord.objects.get(code=code)
        one = unit_table(OPERATOR, unit, form, "docx", plan, period)
        assert one.data == expected[f"{shipped_form(form).name}/{one.name}"]
        (table,) = tables(made, shipped_form(form), period=period, only=code)
        assert unit_table(OPERATOR, unit, form, "pdf", plan, period).data == pdf(table)
    assert overview_table(OPERATOR, plan).data == next(iter(expected.values()))


def named(path: str) -> str:
    """Return the path of a file with its form behind the unit's name, and the month of the form that is filled in."""
    folder, _, file = path.rpartition("/")
    mark = {"印发版": "（印发版）", "调度版": "（调度版，2021年4月）"}.get(folder, "")
    stem, _, suffix = file.rpartition(".")
    return f"{folder}/{stem}{mark}.{suffix}" if folder else path


def test_a_table_is_for_the_month_it_is_handed_out(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    """The month that is reported now, else the one asked for: in the name of the file and in its head."""
    clerk = make_actor(units["jiangan"])
    made = unit_table(clerk, units["jiangan"], "dispatch", "docx")
    assert made.name == "江岸区（调度版，2021年12月）.docx", "nobody has reported on a plan of the year 2021: December closes it"
    asked = unit_table(clerk, units["jiangan"], "dispatch", "docx", period="2021-07")
    assert asked.name == "江岸区（调度版，2021年7月）.docx"
    assert "2021年7月" in zipfile.ZipFile(io.BytesIO(asked.data)).read("word/document.xml").decode()
    every = all_tables(OPERATOR, plan, ("dispatch",), ("docx",), "2021-Q3")
    assert every.name.endswith("（一区一表，2021年第3季度）.zip")
    assert "调度版/江岸区（调度版，2021年第3季度）.docx" in zipfile.ZipFile(io.BytesIO(every.data)).namelist()
    with pytest.raises(Refused, match="no-period"):
        unit_table(clerk, units["jiangan"], "dispatch", "docx", period="2021-13")


def test_who_owes_nothing_gets_no_table(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    CommitmentRecord.objects.filter(plan=plan, unit=units["jiangan"]).update(closed_at=now())
    names = zipfile.ZipFile(io.BytesIO(all_tables(OPERATOR, plan, ("issued",), ("docx",)).data)).namelist()
    owing = CommitmentRecord.objects.filter(plan=plan, closed_at=None).values("unit").distinct().count()
    assert len(names) == owing
    assert "印发版/江岸区（印发版）.docx" not in names
    with pytest.raises(Refused, match="no-table"):
        unit_table(OPERATOR, units["jiangan"], "issued", "docx", plan)
    CommitmentRecord.objects.filter(plan=plan).update(closed_at=now())
    with pytest.raises(Refused, match="nobody-owes"):
        all_tables(OPERATOR, plan, ("issued",), ("docx",))


def test_the_dispatching_office_has_the_table_of_each_unit(plan: PlanRecord, units: dict[str, UnitRecord], example: Plan) -> None:
    """Whoever may have all tables of a plan in one archive may have each of them, and of no other plan."""
    office = make_actor(units["keji"])
    made = unit_table(office, units["jiangan"], "dispatch", "xlsx", plan, "2021-04")
    assert made.name == "江岸区（调度版，2021年4月）.xlsx"
    entry = json.loads(EntryRecord.objects.order_by("-seq")[0].line)
    assert (entry["action"], entry["object"], entry["changes"][0]) == (
        "table.export", f"plan:{plan.pk}", ["unit", None, "jiangan"],
    )  # fmt: skip
    theirs = published(example, units["fagai"])
    assert unit_table(office, units["jiangan"], "issued", "xlsx").data, "of two plans the one that is theirs is meant"
    with pytest.raises(Denied):
        unit_table(office, units["jiangan"], "issued", "xlsx", theirs)
    with pytest.raises(Denied):
        unit_table(make_actor(units["jianghan"]), units["jiangan"], "issued", "xlsx")


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_copy_says_whose_it_is(plan: PlanRecord, units: dict[str, UnitRecord], fmt: str) -> None:
    clerk = make_actor(units["jiangan"])
    made = unit_table(clerk, units["jiangan"], "issued", fmt)
    assert made.name == f"江岸区（印发版）.{fmt}"
    text = words_of(made.data, fmt)
    assert "内部资料严禁外传" in text
    assert "江岸区张jiangan-clerk" in text
    assert re.search(r"20\d\d-\d\d-\d\d\d\d:\d\d", text)


def words_of(data: bytes, fmt: str) -> str:
    """Return the words of a file without spaces: of a PDF those of its first and last page."""
    if fmt == "pdf":
        import pypdfium2  # noqa: PLC0415

        document = pypdfium2.PdfDocument(data)
        pages = [document[at].get_textpage().get_text_range() for at in (0, len(document) - 1)]
        assert all("严禁外传" in page for page in pages)
        return re.sub(r"\s", "", pages[-1])
    archive = zipfile.ZipFile(io.BytesIO(data))
    part = "word/header2.xml" if fmt == "docx" else "xl/worksheets/sheet1.xml"
    return re.sub(r"[\s\u3000]", "", archive.read(part).decode())


def test_the_office_may_have_words_of_its_own(plan: PlanRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIBIAO_WATERMARK", "仅供内部工作使用")
    assert watermark(OPERATOR).startswith("仅供内部工作使用\n")


def test_each_export_is_an_entry_with_the_digest_of_the_file(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    clerk = make_actor(units["jiangan"])
    made = unit_table(clerk, units["jiangan"], "issued", "xlsx")
    entry = json.loads(EntryRecord.objects.order_by("-seq")[0].line)
    assert (entry["action"], entry["object"], entry["plan"], entry["actor"]) == (
        "table.export", f"unit:{units['jiangan'].pk}", f"plan:{plan.pk}", clerk.name,
    )  # fmt: skip
    assert entry["changes"] == [
        ["unit", None, "jiangan"], ["form", None, "issued"], ["format", None, "xlsx"],
        ["digest", None, hashlib.sha256(made.data).hexdigest()],
    ]  # fmt: skip


def test_who_may_not_see_a_table_cannot_export_it(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    clerk = make_actor(units["jiangan"])
    count = EntryRecord.objects.count()
    for attempt in (
        lambda: unit_table(clerk, units["jianghan"], "issued", "xlsx"),
        lambda: overview_table(clerk, plan),
        lambda: all_tables(clerk, plan),
    ):
        with pytest.raises(Denied):
            attempt()
    assert EntryRecord.objects.count() == count


def test_what_cannot_be_printed_is_refused(plan: PlanRecord, units: dict[str, UnitRecord], example: Plan) -> None:
    for arguments in (("poster", "xlsx"), ("issued", "odt")):
        with pytest.raises(Refused) as refused:
            unit_table(OPERATOR, units["jiangan"], *arguments)
        assert say(refused.value.key, "zh", **refused.value.slots)
    with pytest.raises(Refused, match="nothing-to-print"):
        unit_table(OPERATOR, units["tongji"], "issued", "xlsx")
    with pytest.raises(Refused, match="no-table"):
        unit_table(OPERATOR, units["tongji"], "issued", "xlsx", plan)
    other = published(example, units["keji"])
    with pytest.raises(Refused, match="which-plan"):
        unit_table(OPERATOR, units["jiangan"], "issued", "xlsx")
    assert unit_table(OPERATOR, units["jiangan"], "issued", "xlsx", other).data


def test_a_print_is_a_draft_until_the_split_is_issued(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    def is_draft() -> bool:
        return "征求意见稿" in words_of(unit_table(OPERATOR, units["WH-DH"], "issued", "docx", plan).data, "docx")

    assert not is_draft()
    split = propose(OPERATOR, plan, "2.2.1-t1", {"method": "equal"})
    assert is_draft()
    approve(OPERATOR, split, "1号")
    assert is_draft()
    issue(OPERATOR, split)
    assert not is_draft()


def test_a_form_shows_what_was_reported_for_its_month(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    row = CommitmentRecord.objects.filter(plan=plan, unit__code="hongshan", holding="own").order_by("place")[0]
    for field, value in (("total", "1.50"), ("current", "1"), ("progress", "=1+1"), ("next", "")):
        report_value(row, "2021-09", value, field)
    for period, wanted in (("2021-09", (1, Decimal("1.5"), "=1+1")), ("2021-10", (None, None, None))):
        data = unit_table(OPERATOR, units["hongshan"], "dispatch", "xlsx", plan, period).data
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        heads = {str(cell.value)[:3]: cell.column for line in sheet.iter_rows() for cell in line}
        (line,) = [line for line in sheet.iter_rows() if any(row.text in str(cell.value) for cell in line)]
        cells = {head: line[heads[head] - 1] for head in ("本期完", "累计完", "进展情", "完成率", "进度状")}
        assert tuple(cell.value for cell in cells.values())[:3] == wanted
        assert cells["进展情"].data_type != "f", "what somebody typed is no formula"
        assert (cells["完成率"].value is None) == (cells["进度状"].value is None) == (wanted[0] is None)
    whole = zipfile.ZipFile(io.BytesIO(all_tables(OPERATOR, plan, ("dispatch",), ("xlsx",), "2021-09").data))
    (name,) = [one for one in whole.namelist() if "洪山区" in one]
    assert any(cell.value == "=1+1" for line in openpyxl.load_workbook(io.BytesIO(whole.read(name))).worksheets[0].iter_rows() for cell in line)
