"""Tables of units as files, from the rows of the database: each with a watermark, each an entry of the log.

But for the watermark they have the bytes that ``yibiao tables`` gives for the same plan, units and splits.
Files are made before the log is locked, so that nobody waits for print.
"""

import hashlib
import io
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from yibiao.core.commitments.values import Commitments
from yibiao.core.tables.filenames import safe_name
from yibiao.core.tables.forms import SHIPPED, shipped_form
from yibiao.core.tables.making import first_period, tables
from yibiao.core.tables.overview import overview
from yibiao.core.tables.values import Form
from yibiao.files.tables.bundle import FORMATS, Bundle, written
from yibiao.files.tables.overview import overview_workbook
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.commitments.deciding import commitments_of, ground
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.commitments.rows import stored
from yibiao.hub.commitments.watermark import watermark
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the first a zip file knows: the same content, the same bytes


class Exported(NamedTuple):
    """A file: its name, safe on every system, and its content."""

    name: str
    data: bytes


def unit_table(
    actor: Actor, unit: UnitRecord, form: str, fmt: str, plan: PlanRecord | None = None, period: str | None = None
) -> Exported:
    """Return the table of a unit in a shipped form (issued, dispatch) and a format (xlsx, docx, pdf).

    `plan` None is the one published plan under which it owes something. `period` (2021-04) is the month of
    the planned values, by default the plan's first. `Refused` where there is no such table.
    """
    check(actor, "table.export", unit)
    wanted = _form(form, fmt)
    plan = plan or _only_plan(unit)
    check(actor, "plan.read", plan)
    if plan.state == PlanRecord.DRAFT:
        raise Refused("hubcommitments.plan-not-in-force", plan=plan.title)
    made = stored(plan, ground(plan))
    code = unit.table.code if unit.table else unit.code
    found = tables(made, wanted, period=period or first_period(made), only=code)
    table = next(iter(found), None)
    if table is None:
        raise Refused("hubcommitments.no-table", unit=unit.name, plan=plan.title)
    data = written(table._replace(watermark=watermark(actor)), fmt)
    _log_of_unit(actor, unit, plan, form, fmt, data)
    return Exported(f"{table.file_name}.{fmt}", data)


def overview_table(actor: Actor, plan: PlanRecord) -> Exported:
    """Return the overview workbook of a published plan: units × commitments, splits, open questions."""
    check(actor, "plan.export", plan)
    made = overview(_whole(plan))._replace(watermark=watermark(actor))
    data = overview_workbook(made)
    _log_of_plan(actor, plan, "overview", "xlsx", data)
    name = say("hubcommitments.overview-of", "zh", plan=plan.title)
    return Exported(f"{safe_name(name)}.xlsx", data)


def all_tables(
    actor: Actor,
    plan: PlanRecord,
    forms: tuple[str, ...] = SHIPPED,
    formats: tuple[str, ...] = FORMATS,
    period: str | None = None,
) -> Exported:
    """Return a zip with the tables of all units of a published plan, a folder per form, and the overview."""
    check(actor, "plan.export", plan)
    wanted = [_form(form, fmt) for form in forms for fmt in formats[:1]]
    for fmt in formats:
        _form(forms[0], fmt)
    made = _whole(plan)
    bundle = Bundle(made, wanted, formats, period=period or first_period(made), watermark=watermark(actor))
    data = _zipped(bundle)
    _log_of_plan(actor, plan, ",".join(forms), ",".join(formats), data)
    return Exported(f"{safe_name(say('hubcommitments.all-tables', 'zh', plan=plan.title))}.zip", data)


def _whole(plan: PlanRecord) -> Commitments:
    """Return the stored commitments with everything the splits and names bring up."""
    base = ground(plan)
    return stored(plan, base)._replace(findings=commitments_of(base).findings)


def _zipped(bundle: Bundle) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for path, data in bundle:
            info = ZipInfo(path, _FIRST_DAY)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, data)
    return out.getvalue()


def _form(form: str, fmt: str) -> Form:
    """Return a shipped form; `Refused` for another, or a format there is none in."""
    if form not in SHIPPED:
        raise Refused("hubcommitments.no-form", form=form[:40], forms="、".join(SHIPPED))
    if fmt not in FORMATS:
        raise Refused("hubcommitments.no-format", format=fmt[:40], formats="、".join(FORMATS))
    return shipped_form(form)


def _only_plan(unit: UnitRecord) -> PlanRecord:
    """Return the one published plan under which a unit owes something."""
    owed = CommitmentRecord.objects.filter(
        unit=unit.table_id or unit.pk, closed_at=None, plan__state=PlanRecord.PUBLISHED
    )
    plans = list(PlanRecord.objects.filter(pk__in=owed.order_by().values("plan").distinct()))
    if not plans:
        raise Refused("hubcommitments.nothing-to-print", unit=unit.name)
    if len(plans) > 1:
        titles = "、".join(plan.number or plan.title for plan in plans)
        raise Refused("hubcommitments.which-plan", unit=unit.name, count=len(plans), plans=titles)
    return plans[0]


@action("table.export")
def _log_of_unit(act: Act, unit: UnitRecord, plan: PlanRecord, form: str, fmt: str, data: bytes) -> None:
    """Log an export of one unit's table."""
    act.plan = f"plan:{plan.pk}"
    _note(act, unit.code, form, fmt, data)


@action("table.export", "plan.export")
def _log_of_plan(act: Act, plan: PlanRecord, form: str, fmt: str, data: bytes) -> None:
    """Log an export of all tables of a plan."""
    del plan
    _note(act, "", form, fmt, data)


def _note(act: Act, unit: str, form: str, fmt: str, data: bytes) -> None:
    """Note what was exported; the digest tells a leaked copy's export."""
    for field, value in (("unit", unit), ("form", form), ("format", fmt)):
        act.note(field, None, value)
    act.note("digest", None, hashlib.sha256(data).hexdigest())
