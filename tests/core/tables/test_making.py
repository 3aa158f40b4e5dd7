"""Which units have a table, and under which file name."""


from made_packs import trial_city
from yibiao import compile_text
from yibiao.core.commitments.making import make_commitments
from yibiao.core.commitments.values import Commitments
from yibiao.core.orgs.resolve import resolve
from yibiao.core.splits.values import Details, SplitFile
from yibiao.core.tables.forms import shipped_form
from yibiao.core.tables.making import digest, tables
from yibiao.core.tables.overview import overview

UNITS = """
  - {id: old, name: 东城区, kind: district, until: "2010"}
  - {id: east, name: 东城区, kind: district, since: "2011"}
  - {id: one, name: "甲/园", kind: zone}
  - {id: two, name: "甲:区", kind: zone}
  - {id: three, name: "甲?区", kind: zone}
  - {id: later, name: 新区, kind: district, since: "2030"}
"""
GROUPS = """
  - {names: [各区], members: [east]}
"""
TEXT = """试验市人民政府关于印发2024年工作方案的通知

试政〔2024〕3号

一、主要任务
1.办展会。各区分别举办展会5场以上。（责任单位：各区）

试验市人民政府
2024年2月5日
"""


def made(*details: Details) -> Commitments:
    plan, pack = compile_text(TEXT), trial_city(UNITS, GROUPS)
    return make_commitments(plan, resolve(plan, pack, ()), SplitFile(details=details))


def test_a_district_of_another_time_has_no_table() -> None:
    found = [table.unit for table in tables(made(), shipped_form("dispatch"))]
    assert found == ["east", "one", "two", "three"]
    heading = overview(made()).sheets[0].heading
    assert heading.count("东城区") == 1
    assert "新区" not in heading


def test_no_file_replaces_another() -> None:
    names = [table.file_name for table in tables(made(), shipped_form("dispatch"))]
    assert names == ["东城区", "甲_园", "甲_区", "甲_区（2）"]


def test_what_the_office_fills_in_makes_another_version() -> None:
    """A workbook sent before is then told apart, not held against printed cells it never had."""
    target = made().plan.targets[0].id
    line, late = Details(target, shape="line"), Details(target, shape="year-end")
    versions = [
        digest(made(*details)) for details in ((), (line,), (late,), (late._replace(definition="现场"),))
    ]
    assert len(set(versions)) == 4
    assert digest(made(line._replace(line=7))) == versions[1]


def test_half_a_pair_in_the_text_does_no_harm() -> None:
    plan, pack = compile_text(TEXT.replace("举办", "举\ud800办")), trial_city(UNITS, GROUPS)
    commitments = make_commitments(plan, resolve(plan, pack, ()), SplitFile())
    assert len(list(tables(commitments, shipped_form("dispatch")))) == 4
