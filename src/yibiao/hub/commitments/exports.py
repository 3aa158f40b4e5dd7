"""Tables of units as files, from the rows of the database: each with a watermark, each an entry of the log.

But for the watermark, and what was reported for the month, they have the bytes that ``yibiao tables`` gives for the
same plan, units and splits. Files are made before the log is locked, so that nobody waits for print.
"""

import hashlib
import io
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from yibiao.core.commitments.values import Commitments
from yibiao.core.tables.fields import period_words
from yibiao.core.tables.filenames import safe_name
from yibiao.core.tables.forms import SHIPPED, shipped_form
from yibiao.core.tables.making import tables
from yibiao.core.tables.overview import overview
from yibiao.core.tables.values import Form
from yibiao.files.tables.bundle import FORMATS, Bundle, written
from yibiao.files.tables.overview import overview_workbook
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied, check, may, visible
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.commitments.deciding import commitments_of, ground
from yibiao.hub.commitments.duemonths import due_months
from yibiao.hub.commitments.entering import is_period
from yibiao.hub.commitments.filled import filled
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

    Its own people may have it, and whoever may have the tables of all units of the plan. `plan` None is the one
    published plan under which it owes something. `period` (2021-04) is the month it is handed out for, by default
    the one that is reported now. `Refused` where there is no such table.
    """
    own = may(actor, "table.export", unit)
    plan = plan or _only_plan(actor, unit, own)
    if not own and not may(actor, "plan.export", plan):
        raise Denied("table.export")
    check(actor, "plan.read", plan)
    wanted, period = _form(form, fmt), _period(plan, period)
    if plan.state == PlanRecord.DRAFT:
        raise Refused("hubcommitments.plan-not-in-force", plan=plan.title)
    code = unit.table.code if unit.table else unit.code
    table = next(iter(tables(stored(plan, ground(plan)), wanted, period=period, only=code)), None)
    if table is None or not table.rows:
        raise Refused("hubcommitments.no-table", unit=unit.name, plan=plan.title)
    # What is not filed yet is the unit's own affair: its people print it to have it signed.
    table = filled(plan, period, code, drafts=actor.trusted or code in actor.units)(table)
    data = written(table._replace(watermark=watermark(actor)), fmt)
    if own:
        log_of_unit(actor, unit, plan, form, fmt, data)
    else:
        _log_of_plan(actor, plan, form, fmt, data, unit.code)
    return Exported(f"{table.file_name}{_mark(wanted, period)}.{fmt}", data)


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
    """Return a zip with the tables of all units that owe something under a published plan, and the overview.

    A folder per form; `period` as of one table. `Refused` where nobody owes anything, as of a plan that was ended.
    """
    check(actor, "plan.export", plan)
    wanted = [_form(form, fmt) for form in forms for fmt in formats[:1]]
    for fmt in formats:
        _form(forms[0], fmt)
    period, made = _period(plan, period), _whole(plan)
    if not made.rows:
        raise Refused("hubcommitments.nobody-owes", plan=plan.title)
    bundle = Bundle(made, wanted, formats, period=period, watermark=watermark(actor), empty=False, last=filled(plan, period))
    data = _zipped(bundle, {safe_name(form.name): _mark(form, period) for form in wanted})
    _log_of_plan(actor, plan, ",".join(forms), ",".join(formats), data)
    name = say("hubcommitments.all-tables", "zh", plan=plan.title, period=period_words(period))
    return Exported(f"{safe_name(name)}.zip", data)


def _whole(plan: PlanRecord) -> Commitments:
    """Return the stored commitments with everything the splits and names bring up."""
    base = ground(plan)
    return stored(plan, base)._replace(findings=commitments_of(base).findings)


def _period(plan: PlanRecord, asked: str | None) -> str:
    """Return the period that was asked for, else the month that is reported under the plan now."""
    if asked and not is_period(asked):
        raise Refused("pages.no-period", found=asked[:20])
    return asked or due_months([plan])[plan.pk]


def _mark(form: Form, period: str) -> str:
    """Return what the name of a file says behind that of the unit: the form, and of one that is filled in the month."""
    return f"（{form.name}，{period_words(period)}）" if "period" in form.head else f"（{form.name}）"


def _zipped(bundle: Bundle, marks: Mapping[str, str]) -> bytes:
    """Return the files as a zip; each says behind its name what its folder's `marks` say, and so can leave the folder."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for path, data in bundle:
            place = PurePosixPath(path)
            info = ZipInfo(str(place.with_stem(f"{place.stem}{marks.get(place.parent.name, '')}")), _FIRST_DAY)
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


def _only_plan(actor: Actor, unit: UnitRecord, own: bool) -> PlanRecord:
    """Return the one published plan under which a unit owes something, of those whose tables the actor may have."""
    owed = CommitmentRecord.objects.filter(
        unit=unit.table_id or unit.pk, closed_at=None, plan__state=PlanRecord.PUBLISHED
    )
    rows = PlanRecord.objects.filter(pk__in=owed.order_by().values("plan").distinct())
    plans = list(rows if own else visible(actor, "plan.export", rows))
    if not plans and not own:
        raise Denied("table.export")
    if not plans:
        raise Refused("hubcommitments.nothing-to-print", unit=unit.name)
    if len(plans) > 1:
        titles = "、".join(plan.number or plan.title for plan in plans)
        raise Refused("hubcommitments.which-plan", unit=unit.name, count=len(plans), plans=titles)
    return plans[0]


@action("table.export")
def log_of_unit(act: Act, unit: UnitRecord, plan: PlanRecord, form: str, fmt: str, data: bytes) -> None:
    """Log an export of one unit's table."""
    act.plan = f"plan:{plan.pk}"
    _note(act, unit.code, form, fmt, data)


@action("table.export", "plan.export")
def _log_of_plan(act: Act, plan: PlanRecord, form: str, fmt: str, data: bytes, unit: str = "") -> None:
    """Log an export of the tables of a plan: of all units, or of one by its code."""
    del plan
    _note(act, unit, form, fmt, data)


def _note(act: Act, unit: str, form: str, fmt: str, data: bytes) -> None:
    """Note what was exported; the digest tells a leaked copy's export."""
    for field, value in (("unit", unit), ("form", form), ("format", fmt)):
        act.note(field, None, value)
    act.note("digest", None, hashlib.sha256(data).hexdigest())
