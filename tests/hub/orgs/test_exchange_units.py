"""Units out as files and back: nothing changes that wasn't changed, every faulty row is named, all or nothing."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hub.orgs.makers import acting, city, holder, unit
from yibiao.core.orgs.pack import Alias
from yibiao.core.orgs.shipped import shipped_ids, shipped_pack
from yibiao.files.sheets import csv_bytes, parse_sheet
from yibiao.hub.access.actors import SYSTEM
from yibiao.hub.access.rights import Denied
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import today
from yibiao.hub.orgs.exchange import Report, export_units, import_units
from yibiao.hub.orgs.models import DirectoryRecord, GroupRecord, MembershipRecord, UnitRecord
from yibiao.hub.orgs.packs import load_pack, unit_pack
from yibiao.hub.orgs.queries import tree_on
from yibiao.hub.orgs.units import edit_unit, rename_unit

pytestmark = pytest.mark.django_db

Table = list[dict[str, str]]


def table() -> Table:
    """Return the units as rows of an export."""
    text = export_units(SYSTEM, "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def file_of(rows: Table) -> bytes:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return csv_bytes([columns, *([row.get(column, "") for column in columns] for row in rows)])


def take(rows: Table, **options: Any) -> Report:
    return import_units(SYSTEM, file_of(rows), "单位.csv", **options)


def row(rows: Table, code: str) -> dict[str, str]:
    return next(one for one in rows if one["单位代码"] == code)


def told(report: Report) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.key) for fault in report.faults]


@pytest.mark.parametrize("name", shipped_ids())
@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_importing_an_export_changes_nothing(name: str, fmt: str, lang: str) -> None:
    load_pack(SYSTEM, shipped_pack(name))
    data, entries = export_units(SYSTEM, fmt, lang), EntryRecord.objects.count()
    report = import_units(SYSTEM, data, f"units.{fmt}")
    assert report.faults == ()
    assert not report.written
    assert report.count("left") == len(shipped_pack(name).units)
    assert unit_pack() == shipped_pack(name)
    assert EntryRecord.objects.count() == entries
    assert export_units(SYSTEM, fmt, lang) == data


@pytest.mark.parametrize("name", shipped_ids())
@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_an_export_fills_an_empty_database(name: str, fmt: str) -> None:
    pack = shipped_pack(name)
    load_pack(SYSTEM, pack)
    data = export_units(SYSTEM, fmt)
    _empty()
    report = import_units(SYSTEM, data, f"units.{fmt}")
    assert report.faults == ()
    assert report.written
    assert report.count("added") == len(pack.units)
    made = unit_pack()
    # A file of units says nothing of sources and marks, nor of groups but who belongs to them.
    plain = [
        one._replace(
            source="", mark="", overlaps=(), aliases=tuple(alias._replace(mark="") for alias in one.aliases)
        )
        for one in pack.units
    ]
    assert list(made.units) == plain
    assert {group.names[0]: set(group.members) for group in made.groups} == {
        group.names[0]: set(group.members) for group in pack.groups
    }
    assert import_units(SYSTEM, data, f"units.{fmt}").count("left") == len(pack.units)


def _empty() -> None:
    for model in (MembershipRecord, GroupRecord, DirectoryRecord):
        model.objects.all().delete()
    UnitRecord.objects.update(parent=None, successor=None, table=None)
    UnitRecord.objects.all().delete()


def test_a_file_in_gb18030_is_read() -> None:
    city()
    data = file_of(table()).decode("utf-8-sig").encode("gb18030")
    assert import_units(SYSTEM, data, "单位.csv").count("left") == 5


def test_what_a_file_changes_is_changed_and_nothing_else() -> None:
    city()
    rename_unit(SYSTEM, unit("east"), "东城区", today() - timedelta(30))
    rows = table()
    row(rows, "tech")["名称"] = "市科技创新局"
    row(rows, "tech")["别名和旧称"] = "市科创局；市科委[~2018]"
    row(rows, "fund")["截止日期"] = "2024年12月31日"
    row(rows, "fund")["承接单位代码"] = "tech"
    row(rows, "west")["上级单位代码"] = "east"
    row(rows, "west")["所属分组"] = "各区；各功能区"
    row(rows, "east")["所属分组"] = "各区"
    row(rows, "east")["可发起方案"] = "是"
    rows.append({"单位代码": "new", "名称": "市数据局", "类别": "部门"})
    preview = take(rows, dry_run=True)
    assert not preview.written
    assert unit("tech").name == "市科技局"
    report = take(rows)
    assert report.changes == preview.changes
    assert {(one.what, one.name, one.fields) for one in report.changes} == {
        ("left", "city", ()),
        ("changed", "east", ("groups", "dispatches")),
        ("changed", "west", ("parent", "groups")),
        ("changed", "tech", ("name", "aliases")),
        ("changed", "fund", ("until", "successor")),
        ("added", "new", ()),
    }
    made = {one.id: one for one in unit_pack().units}
    assert made["tech"].aliases == (
        Alias("市科创局"),
        Alias("市科委", None, "2018"),
        Alias("市科技局", None, (today() - timedelta(1)).isoformat()),
    )
    assert (made["fund"].until, made["fund"].successor) == ("2024-12-31", "tech")
    assert made["new"][:5] == ("new", "市数据局", "department", None, "city")
    assert unit("west").path == "city/east/west/"
    assert unit("east").dispatches
    assert {group.names: group.members for group in unit_pack().groups} == {
        ("各区",): ("east", "west"),
        ("各功能区",): ("west",),
    }
    assert {one.code: one.name for one in tree_on(today() - timedelta(31))}["east"] == "东区"
    entry = EntryRecord.objects.filter(action="unit.import").get()
    assert {change[0] for change in json.loads(entry.line)["changes"]} == {"file", "sha256"}
    again = import_units(SYSTEM, export_units(SYSTEM, "xlsx"), "单位.xlsx")
    assert (again.faults, again.written) == ((), False)


def test_columns_and_units_that_a_file_leaves_out_stay() -> None:
    city()
    edit_unit(SYSTEM, unit("tech"), aliases=[Alias("科技局")], supervision="letter")
    report = take([{"单位代码": "tech", "名称": "市科学技术局"}])
    assert (report.faults, report.written) == ((), True)
    assert (unit("tech").supervision, unit("tech").names.count()) == ("letter", 2)
    assert UnitRecord.objects.count() == 5


def test_a_unit_that_a_file_ends_takes_its_posts_along() -> None:
    city()
    clerk = holder("clerk", "tech", "clerk")
    take([{"单位代码": "tech", "截止日期": (today() - timedelta(1)).isoformat()}])
    assert acting(clerk).posts == ()


FAULTS: list[tuple[str, Callable[[Table], Any], list[tuple[int, str, str]]]] = [
    ("no code", lambda rows: row(rows, "east").update({"单位代码": ""}), [(3, "code", "orgs.expect-code")]),
    ("a code with a space", lambda rows: row(rows, "east").update({"单位代码": "a b"}), [(3, "code", "orgs.expect-code")]),
    ("a code twice", lambda rows: rows.append(dict(rows[1])), [(7, "code", "orgs.row-twice")]),
    ("codes by case", lambda rows: rows.append({"单位代码": "EAST", "名称": "新", "类别": "部门"}), [(7, "code", "orgs.code-case")]),
    ("new without name", lambda rows: rows.append({"单位代码": "n", "类别": "部门"}), [(7, "name", "orgs.expect-unit-name")]),
    ("new without kind", lambda rows: rows.append({"单位代码": "n", "名称": "新局"}), [(7, "kind", "orgs.expect-choice")]),
    ("no such kind", lambda rows: row(rows, "east").update({"类别": "衙门"}), [(3, "kind", "orgs.expect-choice")]),
    ("no such parent", lambda rows: row(rows, "east").update({"上级单位代码": "xyz"}), [(3, "parent", "orgs.row-unknown-unit")]),
    ("a parent misspelt", lambda rows: row(rows, "east").update({"上级单位代码": "citi"}), [(3, "parent", "orgs.row-unknown-unit-near")]),
    ("its own parent", lambda rows: row(rows, "east").update({"上级单位代码": "east"}), [(3, "parent", "orgs.row-itself")]),
    ("a circle", lambda rows: (row(rows, "east").update({"上级单位代码": "west"}), row(rows, "west").update({"上级单位代码": "east"})), [(3, "parent", "orgs.row-cycle")]),
    ("another's name", lambda rows: row(rows, "east").update({"名称": "西 区"}), [(3, "name", "orgs.row-duplicate-name")]),
    ("another's alias", lambda rows: row(rows, "west").update({"别名和旧称": "东区"}), [(4, "aliases", "orgs.row-duplicate-name")]),
    ("a long name", lambda rows: row(rows, "east").update({"名称": "东" * 121}), [(3, "name", "orgs.too-long")]),
    ("a bad alias", lambda rows: row(rows, "east").update({"别名和旧称": "甲[2018"}), [(3, "aliases", "orgs.expect-aliases")]),
    ("an alias of no year", lambda rows: row(rows, "east").update({"别名和旧称": "甲[2018-13~]"}), [(3, "aliases", "orgs.expect-partial-date")]),
    ("no such day", lambda rows: row(rows, "east").update({"起始日期": "2023-02-30"}), [(3, "since", "orgs.expect-partial-date")]),
    ("backwards", lambda rows: row(rows, "tech").update({"起始日期": "2023", "截止日期": "2022"}), [(5, "until", "orgs.row-backwards")]),
    ("a successor too many", lambda rows: row(rows, "tech").update({"承接单位代码": "fund"}), [(5, "successor", "orgs.row-successor-without-until")]),
    ("a code of a bureau", lambda rows: row(rows, "tech").update({"行政区划代码": "429001"}), [(5, "gb_code", "orgs.row-code-of-zone")]),
    ("a short code", lambda rows: row(rows, "east").update({"行政区划代码": "42"}), [(3, "gb_code", "orgs.expect-gb-code")]),
    ("a second region", lambda rows: row(rows, "east").update({"类别": "本级"}), [(3, "kind", "orgs.row-second-region")]),
    ("no region any more", lambda rows: row(rows, "city").update({"类别": "部门"}), [(2, "kind", "orgs.row-not-a-region")]),
    ("a group as a unit", lambda rows: row(rows, "east").update({"所属分组": "西区"}), [(3, "groups", "orgs.row-duplicate-name")]),
    ("an unknown column", lambda rows: rows[0].update({"备注": "x"}), [(1, "", "orgs.unknown-column")]),
    ("a column twice", lambda rows: rows[0].update({"code": "x"}), [(1, "code", "orgs.column-twice")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("damage", "faults"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS]
)
def test_a_faulty_file_changes_nothing_and_names_every_fault(
    damage: Callable[[Table], Any], faults: list[tuple[int, str, str]]
) -> None:
    city()
    rows = table()
    row(rows, "fund")["名称"] = "市财政和国资局"  # a sound change that must not be made
    damage(rows)
    before, entries = unit_pack(), EntryRecord.objects.count()
    report = take(rows)
    assert told(report) == faults
    assert not report.written
    assert unit_pack() == before
    assert EntryRecord.objects.count() == entries
    for fault in report.faults:
        for lang in ("zh", "en"):
            line = fault.line(lang)
            assert "{" not in line
            assert str(fault.row) in line or not fault.row


def test_faults_of_several_rows_are_all_named() -> None:
    city()
    rows = table()
    row(rows, "east")["类别"] = "衙门"
    row(rows, "west")["上级单位代码"] = "xyz"
    row(rows, "tech")["名称"] = "市财政局"
    row(rows, "tech")["起始日期"] = "去年"
    rows.append({"单位代码": "a b", "名称": "新局", "类别": "部门"})
    rows.append({"单位代码": "c", "名称": "新处", "类别": "部门", "上级单位代码": "a b"})
    assert told(take(rows)) == [
        (3, "kind", "orgs.expect-choice"),
        (4, "parent", "orgs.row-unknown-unit"),
        (5, "since", "orgs.expect-partial-date"),
        (5, "name", "orgs.row-duplicate-name"),
        (7, "code", "orgs.expect-code"),
    ]


def test_a_fault_says_row_column_what_was_found_and_what_to_do() -> None:
    city()
    rows = table()
    row(rows, "west")["上级单位代码"] = "citi"
    (fault,) = take(rows).faults
    assert fault.line("zh") == (
        "第 4 行“上级单位代码”填的是“citi”：没有代码为 citi 的单位，相近的有：city；请改正，或在文件里补上这个单位"
    )
    assert fault.line("en").startswith("row 4, Parent code holds “citi”: there is no unit with the code citi")


def test_a_file_that_cannot_be_read_is_one_fault() -> None:
    city()
    for data, key in ((b"", "errors.empty"), (b"PK\x03\x04", "errors.truncated"), (b'a,"b', "sheets.csv")):
        (fault,) = import_units(SYSTEM, data, "单位.csv").faults
        assert (fault.row, fault.key) == (0, key)
        assert fault.line("zh")


def test_names_like_formulas_come_back_as_they_were() -> None:
    city()
    for code, name in (("east", "=1+1区"), ("west", "-西区"), ("tech", "@科技"), ("fund", "'=财政")):
        edit_unit(SYSTEM, unit(code), name=name)
    for fmt in ("csv", "xlsx"):
        data = export_units(SYSTEM, fmt)
        assert [cells[1] for cells in parse_sheet(data, f"a.{fmt}")[2:]] == [
            "=1+1区",
            "-西区",
            "@科技",
            "'=财政",
        ]
        report = import_units(SYSTEM, data, f"a.{fmt}")
        assert (report.faults, report.written) == ((), False)
    assert b"\n=" not in export_units(SYSTEM, "csv")
    assert b",=" not in export_units(SYSTEM, "csv")


def test_who_may_not_change_units_imports_none_and_exports_what_they_may_read() -> None:
    city()
    clerk, nobody = (
        holder("clerk", "tech", "clerk"),
        acting(holder("x", "tech", "clerk", today() + timedelta(1))),
    )
    with pytest.raises(Denied):
        import_units(acting(clerk), file_of(table()), "a.csv", dry_run=True)
    assert len(parse_sheet(export_units(acting(clerk), "csv"), "a.csv")) == 6
    assert len(parse_sheet(export_units(nobody, "csv"), "a.csv")) == 1
