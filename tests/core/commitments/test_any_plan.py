"""Whatever the document: commitments, tables and the overview come out whole, and every row leads back."""

from pathlib import Path

import pytest

from yibiao import compile_text
from yibiao.core.commitments.making import make_commitments
from yibiao.core.orgs.draft import draft
from yibiao.core.orgs.drafttext import draft_text
from yibiao.core.orgs.pack import UnitPack
from yibiao.core.orgs.resolve import resolve
from yibiao.core.orgs.shipped import shipped_pack
from yibiao.core.plan import ROLES, Plan
from yibiao.core.tables.forms import SHIPPED, shipped_form
from yibiao.core.tables.making import tables
from yibiao.core.tables.overview import overview
from yibiao.files.unitfile import read_pack

CORPUS = sorted((Path(__file__).parents[2] / "corpus").glob("*.txt"))


def drafted(plan: Plan) -> UnitPack:
    """Return the pack that `yibiao units` would draft, read back as the office would."""
    return read_pack(draft_text(draft(plan, None), "zh").encode(), "draft.yaml")


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_drafted_pack_is_enough_for_tables(path: Path) -> None:
    plan = compile_text(path.read_text(encoding="utf-8"))
    pack = drafted(plan)
    made = make_commitments(plan, resolve(plan, pack))
    assert len({row.key for row in made.rows}) == len(made.rows)
    known = {unit.id for unit in pack.units}
    for row in made.rows:
        assert row.unit in known
        first = row.spans[0]
        assert 0 <= first.start < first.end <= len(plan.text)
        assert row.figure is None or row.target is not None
        assert row.holding in ("own", "share", "total") or row.figure is None
    for name in SHIPPED:
        form = shipped_form(name)
        for table in tables(made, form, period="2024-06"):
            assert all(len(row.cells) == len(form.columns) for row in table.rows)
            assert table.title
    sheets = overview(made).sheets
    assert all(len(row) == len(sheet.heading) == len(sheet.widths) for sheet in sheets for row in sheet.rows)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_no_unit_that_resolves_loses_its_task(path: Path) -> None:
    plan = compile_text(path.read_text(encoding="utf-8"))
    made = make_commitments(plan, resolve(plan, drafted(plan)))
    found = {(row.unit, row.task.id) for row in made.rows}
    for task in plan.tasks:
        for role in ROLES:
            for ref in getattr(task, role):
                for unit in made.resolution.by_ref[ref].units:
                    local = next(each for each in made.pack.units if each.id == unit).kind in ("district", "zone")
                    # A district may be in the clause of a task whose sentences all name other districts.
                    assert local or (unit, task.id) in found


def test_a_pack_of_another_city_leaves_findings_and_no_rows() -> None:
    plan = compile_text(CORPUS[0].read_text(encoding="utf-8"))
    made = make_commitments(plan, resolve(plan, shipped_pack("yunting-2024")))
    assert any(found.code in ("unknown-unit", "unresolved-group") for found in made.findings)


def test_a_plan_without_tasks_has_empty_tables_for_the_districts() -> None:
    plan = compile_text("云汀市人民政府关于放假的通知\n\n各单位：\n\n国庆节放假七天。\n\n云汀市人民政府\n2024年9月20日\n")
    made = make_commitments(plan, resolve(plan, shipped_pack("yunting-2024")))
    found = list(tables(made, shipped_form("issued")))
    assert found
    assert not any(table.rows for table in found)
    assert all("未向本单位明确任务" in table.notes[0] for table in found)

