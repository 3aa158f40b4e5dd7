"""The dispatch form out, filled in offline, and back: previewed cell by cell, then all of it or nothing."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from made_hub import make_person
from made_reports import filed
from reporting_city import MAY, City
from yibiao.core.tables.forms import shipped_form
from yibiao.hub.access.actors import actor_of
from yibiao.hub.access.rights import Denied
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.exports import unit_table
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.forms.models import UploadRecord
from yibiao.hub.forms.uploading import Moved, Preview, adopt, kept_preview, preview

COLUMNS = [column.key for column in shipped_form("dispatch").columns]
Change = Callable[[Worksheet], None]


def out(city: City, period: str = MAY) -> bytes:
    return unit_table(city.clerk, city.unit, "dispatch", "xlsx", city.plan, period).data


def edited(data: bytes, change: Change) -> bytes:
    """Return the workbook as an office program saves it after a change: nothing of our writer is left in the file."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def place(sheet: Worksheet, city: City, at: int, field: str) -> str:
    """Return where a cell stands, found by the text of its row as a reader finds it."""
    column = COLUMNS.index(field)
    marks = [row for row in sheet.iter_rows() if any(str(cell.value or "").startswith(f"row:{city.rows[at].key}~") for cell in row)]
    return str(marks[0][column].coordinate)


def typed(city: City, **cells: object) -> Change:
    """Return what types values into the first row, by field."""

    def change(sheet: Worksheet) -> None:
        for field, value in cells.items():
            sheet[place(sheet, city, 0, field)] = value

    return change


def read(city: City, data: bytes, name: str = "洪山区.xlsx", period: str = MAY) -> Preview:
    return preview(city.clerk, city.unit, city.plan, period, name, data)


def kept(field: str = "total", at: int = 0, *, city: City) -> tuple[str, str]:
    row = ValueRecord.objects.filter(commitment=city.rows[at], period=MAY, field=field).first()
    return (row.value, row.source) if row else ("", "")


def codes(made: Preview) -> list[str]:
    return [one.code for one in made.faults]


def test_out_and_back_untouched_changes_nothing(city: City) -> None:
    city.say("5")
    city.say("已挂牌5个，正在装修", field="progress")
    made = read(city, edited(out(city), lambda _: None))
    assert (made.cells, made.faults, made.upload) == ((), (), None)


def test_previewed_then_taken_as_a_whole_and_twice_changes_nothing(city: City) -> None:
    city.say("5")
    data = edited(out(city), typed(city, total=6, progress="第6个已挂牌", issues="缺用地指标"))
    made = read(city, data)
    assert {(one.field, one.old, one.now, one.mine) for one in made.changes} == {
        ("total", "5", "5", "6"),
        ("progress", "", "", "第6个已挂牌"),
        ("issues", "", "", "缺用地指标"),
    }
    assert not made.clashes
    assert kept(city=city) == ("5", "typed"), "a preview changes nothing"
    assert made.upload is not None
    known = kept_preview(city.clerk, city.unit, made.upload.pk)
    assert known is not None
    before = EntryRecord.objects.count()
    assert adopt(city.clerk, known) == 3
    assert EntryRecord.objects.count() == before + 1
    assert kept(city=city) == ("6", "excel")
    assert kept("progress", city=city) == ("第6个已挂牌", "excel")
    again = read(city, data)
    assert (again.cells, again.same, again.faults) == ((), 3, ())
    assert kept_preview(city.clerk, city.unit, made.upload.pk) is None, "what was adopted can't be adopted again"


def test_a_cell_that_was_emptied_is_emptied(city: City) -> None:
    city.say("5")
    city.say("已挂牌5个", field="progress")
    made = read(city, edited(out(city), typed(city, progress=None)))
    assert [(one.field, one.now, one.mine) for one in made.cells] == [("progress", "已挂牌5个", "")]


def test_errors_by_cell_with_what_to_do_and_nothing_can_be_taken(city: City) -> None:
    def change(sheet: Worksheet) -> None:
        sheet[place(sheet, city, 0, "total")] = "约6个"
        sheet[place(sheet, city, 1, "total")] = "=1/0"
        sheet[place(sheet, city, 0, "verified")] = "属实"
        sheet[place(sheet, city, 0, "progress")] = "好"

    data = edited(out(city), change)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    made = read(city, data)
    assert {(one.cell, one.code) for one in made.faults} == {
        (place(sheet, city, 0, "total"), "collect.number"),
        (place(sheet, city, 1, "total"), "collect.formula-unknown"),
    }
    assert all(one.sheet == sheet.title and one.said() and one.to_do() for one in made.faults)
    assert "实为“约6个”" in made.faults[0].said()
    assert made.upload is None
    assert UploadRecord.objects.count() == 0
    lead = read(city, edited(out(city), typed(city, verified="属实", progress="好")))
    assert codes(lead) == ["forms.of-the-lead"]
    assert lead.upload is None


def test_merged_cells_and_changed_printed_cells(city: City) -> None:
    def merge(sheet: Worksheet) -> None:
        first, second = place(sheet, city, 0, "progress"), place(sheet, city, 0, "issues")
        sheet.merge_cells(f"{first}:{second}")

    assert codes(read(city, edited(out(city), merge))) == ["collect.merged"]
    printed = next(column.key for column in shipped_form("dispatch").columns if column.field == "goal" or column.fill is None)
    assert codes(read(city, edited(out(city), typed(city, **{printed: "改"})))) == ["collect.locked"]


def test_files_of_another_period_or_unit_and_no_workbook(city: City) -> None:
    assert codes(read(city, out(city, "2026-04"))) == ["collect.other-head"]
    other = city.units["jiangan"]
    clerk = actor_of(make_person(other, "clerk", "jiangan-clerk"))
    theirs = unit_table(clerk, other, "dispatch", "xlsx", city.plan, MAY).data
    [fault] = read(city, theirs).faults
    assert (fault.code, other.name in fault.said(), city.unit.name in fault.said()) == ("forms.other-unit", True, True)
    assert codes(read(city, b"PK no workbook", "x.xlsx")) == ["errors.truncated"]
    with pytest.raises(Denied):
        preview(clerk, city.unit, city.plan, MAY, "洪山区.xlsx", out(city))


def test_what_was_filed_is_locked(city: City) -> None:
    city.say("5")
    data = edited(out(city), typed(city, total=6))
    filed(city.plan, city.unit, MAY)
    made = read(city, data)
    assert codes(made) == ["values.locked-filed"]
    assert made.upload is None


def test_a_value_changed_on_the_site_since_is_chosen_for(city: City) -> None:
    city.say("5")
    data = edited(out(city), typed(city, total=7, progress="第7个"))
    city.say("6", edition=1)
    made = read(city, data)
    [clash] = made.clashes
    assert (clash.old, clash.now, clash.mine, clash.by != "") == ("5", "6", "7", True)
    assert made.upload is not None
    known = kept_preview(city.clerk, city.unit, made.upload.pk)
    assert known is not None
    assert adopt(city.clerk, known) == 1, "without a choice the site's value stays"
    assert (kept(city=city)[0], kept("progress", city=city)[0]) == ("6", "第7个")
    mine = read(city, data)
    assert mine.upload is not None
    known = kept_preview(city.clerk, city.unit, mine.upload.pk)
    assert known is not None
    assert adopt(city.clerk, known, [clash.pick]) == 1
    assert kept(city=city) == ("7", "excel")


def test_a_value_changed_between_preview_and_adoption_keeps_all_of_it_back(city: City) -> None:
    made = read(city, edited(out(city), typed(city, total=7, progress="第7个")))
    assert made.upload is not None
    city.say("6")
    known = kept_preview(city.clerk, city.unit, made.upload.pk)
    assert known is not None
    with pytest.raises(Moved) as moved:
        adopt(city.clerk, known)
    assert [one.now for one in moved.value.preview.clashes] == ["6"]
    assert kept("progress", city=city) == ("", "")
    known = kept_preview(city.clerk, city.unit, made.upload.pk)
    assert known is not None
    assert adopt(city.clerk, known, [one.pick for one in known.clashes]) == 2
    assert kept(city=city) == ("7", "excel")


def test_another_persons_preview_is_not_theirs(city: City) -> None:
    made = read(city, edited(out(city), typed(city, total=7)))
    assert made.upload is not None
    assert kept_preview(city.reviewer, city.unit, made.upload.pk) is None
