"""Everything that goes with a report in one file, opened by another library; 汇报材料 of one page with the same bytes."""

import datetime
import io
from zipfile import ZipFile

import docx
import openpyxl
import pytest

from made_evidence import picture
from made_reports import filed
from reporting_city import MAY, City
from yibiao.hub.access.rights import Denied
from yibiao.hub.evidence.adding import Given, add_files
from yibiao.hub.evidence.linking import attach_all
from yibiao.hub.forms.package import briefing, package
from yibiao.hub.reporting.asking import ask
from yibiao.hub.reporting.models import RequestRecord


def words(data: bytes) -> str:
    """Return every word of a document, the cells of its tables too."""
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_the_package_holds_what_is_signed_and_sent(city: City) -> None:
    city.say("5")
    [added] = add_files(city.clerk, city.unit, [Given("开工照片.png", picture())])
    assert added.row is not None
    attach_all(city.clerk, [added.row], [city.rows[0]], MAY)
    report = filed(city.plan, city.unit, MAY)
    with ZipFile(io.BytesIO(package(city.clerk, city.unit, city.plan, MAY).data)) as archive:
        names = archive.namelist()
        files = [archive.read(name) for name in names]
    assert [name.partition("-")[0] for name in names] == ["1", "2", "3", "4", "5"]
    assert openpyxl.load_workbook(io.BytesIO(files[0])).worksheets[0].title
    evidence, signature = words(files[2]), words(files[3])
    assert all(part in evidence for part in (added.row.number, "开工照片.png", added.row.sha256, city.rows[0].text[:20]))
    assert all(part in signature for part in (report.number, report.digest, "填报人", "审核人", "单位负责人（签字）", "（盖章）", "日期"))
    with pytest.raises(Denied):
        package(city.office, city.unit, city.plan, MAY)


def test_a_briefing_of_ones_own_unit(city: City) -> None:
    city.say("5")
    city.say("2", at=1)
    city.say("缺场地，请市里协调", at=1, field="issues")
    ask(city.clerk, city.key(), RequestRecord.EXTENSION, {"until": datetime.date(2026, 6, 3)}, reason="数据待统计部门反馈")
    made = briefing(city.clerk, city.unit, city.plan, MAY)
    said = words(made.data)
    assert all(f"{number}、" in said for number in "一二三四五")
    assert all(part in said for part in (city.unit.name, "缺场地，请市里协调", "延期报送：数据待统计部门反馈"))
    assert made.data == briefing(city.clerk, city.unit, city.plan, MAY).data
