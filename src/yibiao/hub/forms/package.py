"""What goes to the office on paper with a report, in one file: the form, the list of evidence, the page to be signed, 汇报材料."""

import io
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.timezone import localtime

from yibiao.core.emit import number_text
from yibiao.core.tables.fields import period_words
from yibiao.core.tables.filenames import safe_name
from yibiao.files.papers import Grid, Paper, Text, paper_document
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied, check, may
from yibiao.hub.actions import Refused
from yibiao.hub.commitments.exports import Exported, log_of_unit, unit_table
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.commitments.standing import why
from yibiao.hub.evidence.models import EvidenceLinkRecord, EvidenceRecord
from yibiao.hub.evidence.reading import printed_number
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.checking import Checked, check_rows, lighting_of
from yibiao.hub.reporting.models import ReportRecord, RequestRecord
from yibiao.hub.reporting.steps import Key, found
from yibiao.messages import say

_DAY = (1980, 1, 1, 0, 0, 0)  # the first a zip file knows
_BEST, _ASKED, _HELP = 2, 3, 3
# So much of a text stands in a paper of one page.
_SHORT = 48
_SIGNED = ("filler", "reviewer", "head", "seal", "day")
_ALARMING = ("red", "yellow")
# Standings in the order in which a paper counts them.
_COUNTED = ("done", "ahead", "on-path", "late", "behind", "not-begun", "overdue", "not-due", "no-path", "unreported")


class Whose(NamedTuple):
    """Whose report, with what its papers are made of."""

    plan: PlanRecord
    unit: UnitRecord
    period: str
    report: ReportRecord | None
    rows: Sequence[Checked]

    @property
    def mark(self) -> str:
        """What papers say until the report is filed."""
        return "" if self.report is not None and self.report.stage in ("filed", "accepted") else _said("not-filed")

    def named(self, name: str) -> str:
        """Return the name of a file of the package."""
        return safe_name(f"{self.unit.name}{_said(f'name-{name}')}（{period_words(self.period)}）")


def package(actor: Actor, unit: UnitRecord, plan: PlanRecord, period: str) -> Exported:
    """Return a zip with everything that goes with a report; its own people alone have it, filed or not."""
    whose = _whose(actor, unit, plan, period)
    forms = [unit_table(actor, unit, "dispatch", fmt, plan, period) for fmt in ("xlsx", "docx")]
    papers = [(evidence_paper(whose), "evidence"), (signature_paper(whose), "signature"), (briefing_paper(whose), "briefing")]
    files = [*forms, *(Exported(f"{whose.named(name)}.docx", paper_document(paper)) for paper, name in papers)]
    data = _zipped(files)
    log_of_unit(actor, unit, plan, "package", "zip", data)
    return Exported(f"{whose.named('package')}.zip", data)


def briefing(actor: Actor, unit: UnitRecord, plan: PlanRecord, period: str) -> Exported:
    """Return 汇报材料 of one's own unit for a period: one page of Word."""
    whose = _whose(actor, unit, plan, period)
    data = paper_document(briefing_paper(whose))
    log_of_unit(actor, unit, plan, "briefing", "docx", data)
    return Exported(f"{whose.named('briefing')}.docx", data)


def _whose(actor: Actor, unit: UnitRecord, plan: PlanRecord, period: str) -> Whose:
    # What is not filed yet is the unit's own affair.
    if not (may(actor, "table.export", unit) and (actor.trusted or unit.code in actor.units)):
        raise Denied("table.export")
    check(actor, "plan.read", plan)
    owner = unit.table or unit
    rows = list(CommitmentRecord.objects.filter(plan=plan, unit=owner, closed_at=None))
    if not rows:
        raise Refused("hubcommitments.no-table", unit=unit.name, plan=plan.title)
    report = found(Key(plan, owner, period))
    return Whose(plan, owner, period, report, check_rows(rows, period, lighting_of(plan)))


def _zipped(files: Iterable[Exported]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=2) as archive:
        for at, file in enumerate(files, start=1):
            info = ZipInfo(f"{at}-{file.name}", _DAY)
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
            archive.writestr(info, file.data)
    return out.getvalue()


def _said(key: str, **slots: Any) -> str:
    """Return a sentence of a paper: papers are Chinese documents, whatever language the page has."""
    return say(f"forms.paper-{key}", "zh", **slots)


# --- evidence


def evidence_paper(whose: Whose) -> Paper:
    """Return the list of evidence 佐证清单: number, name, SHA-256, and the rows it serves."""
    served = _served(whose)
    rows = tuple(
        (printed_number(piece, whose.unit.pk), piece.called, piece.sha256 or _said("no-digest"), "\n".join(items)) for piece, items in served.items()
    )
    blocks: list[Text | Grid] = [Text(_said("evidence-count", count=len(rows)))]
    if rows:
        blocks.append(Grid((16, 24, 34, 26), tuple(_said(f"evidence-{name}") for name in ("number", "name", "digest", "rows")), rows))
    return Paper(_said("name-evidence"), _line(whose), tuple(blocks), whose.mark)


def _served(whose: Whose) -> dict[EvidenceRecord, list[str]]:
    """Return the evidence of a period with the rows it serves, by number; one query."""
    links = EvidenceLinkRecord.objects.filter(commitment__in=[one.row for one in whose.rows], period=whose.period, withdrawn_at=None)
    ordered = links.order_by("evidence__unit__place", "evidence__year", "evidence__serial", "commitment__place", "pk")
    served: dict[EvidenceRecord, list[str]] = {}
    for link in ordered.select_related("evidence__unit", "commitment"):
        served.setdefault(link.evidence, []).append(_short(f"{_number(link.commitment)} {link.commitment.text}".strip()))
    return served


def _number(row: CommitmentRecord) -> str:
    return str(row.body.get("task") or row.task_number)


# --- to be signed


def signature_paper(whose: Whose) -> Paper:
    """Return the page to be signed and sealed, with number and digest once the report is filed."""
    report = whose.report
    filed = report is not None and bool(report.number)
    facts = [(_said("plan"), whose.plan.title), (_said("period"), period_words(whose.period)), (_said("rows"), _said("rows-count", **_filled(whose)))]
    if report is not None and filed:
        at = localtime(report.filed_at).strftime("%Y-%m-%d %H:%M") if report.filed_at else ""
        facts += [(_said("receipt"), report.number), (_said("filed-at"), at), (_said("digest"), report.digest)]
    else:
        facts.append((_said("receipt"), _said("receipt-open")))
    filler = (report.notes if report is not None else {}).get("filler", "")
    signed = tuple((_said(f"sign-{name}"), filler if name == "filler" else "") for name in _SIGNED)
    blocks = (Text(_said("declared", unit=whose.unit.name)), Grid((22, 78), (), tuple(facts)), Grid((32, 68), (), signed, height=1100))
    return Paper(_said("name-signature"), _line(whose), blocks, whose.mark)


def _filled(whose: Whose) -> dict[str, int]:
    return {"of": len(whose.rows), "filled": sum(one.filled for one in whose.rows)}


# --- 汇报材料


def briefing_paper(whose: Whose) -> Paper:
    """Return 汇报材料: how the rows stand, the two best and worst, what was asked for, and where help is needed. One page."""
    best = sorted((one for one in whose.rows if one.stands.light in ("green", "done") and one.stands.rate is not None), key=_ahead)
    worst = sorted((one for one in whose.rows if one.stands.light in _ALARMING), key=_behind)
    parts: list[tuple[str, list[str]]] = [
        ("overall", [_overall(whose)]),
        ("best", [_told(one, whose) for one in best[:_BEST]]),
        ("worst", [_told(one, whose) for one in worst[:_BEST]]),
        ("asked", _requests(whose)),
        ("help", _help(whose)),
    ]
    blocks: list[Text | Grid] = []
    for at, (name, lines) in enumerate(parts):
        blocks.append(Text(f"{'一二三四五'[at]}、{_said(f'part-{name}')}", heading=True))
        blocks += [Text(line) for line in lines or [_said(f"none-{name}")]]
    return Paper(_said("briefing-title", unit=whose.unit.name, period=period_words(whose.period)), f"《{_short(whose.plan.title)}》", tuple(blocks), whose.mark)


def _ahead(one: Checked) -> Any:
    return (one.stands.gap or 0, -(one.stands.rate or 0), one.row.place, one.row.pk)


def _behind(one: Checked) -> Any:
    return (one.stands.light != "red", -(one.stands.gap or 0), one.row.place, one.row.pk)


def _overall(whose: Whose) -> str:
    counts: dict[str, int] = {}
    for one in whose.rows:
        if one.row.target:
            counts[one.stands.status] = counts.get(one.stands.status, 0) + 1
    told = "，".join(_said("counted", word=say(f"standings.{status}", "zh"), count=counts[status]) for status in _COUNTED if status in counts)
    text = _said("overall", unit=whose.unit.name, **_filled(whose))
    return f"{text}{_said('overall-figures', figures=sum(counts.values()), told=told)}" if counts else text


def _told(one: Checked, whose: Whose) -> str:
    rate = _said("rate", rate=number_text(round(one.stands.rate, 1).normalize())) if one.stands.rate is not None else ""
    return _said("row", item=_short(one.row.text), why=why(one.stands, whose.period, one.row.measure_unit, "zh"), rate=rate)


def _requests(whose: Whose) -> list[str]:
    """Return what the unit asked the office for in this period."""
    rows = RequestRecord.objects.filter(plan=whose.plan, unit=whose.unit, period=whose.period).order_by("pk")[:_ASKED]
    return [_said("request", what=say(f"reporting.kind-{one.kind}", "zh"), why=_short(one.reason), state=say(f"reporting.state-{one.state}", "zh")) for one in rows]


def _help(whose: Whose) -> list[str]:
    """Return where the unit needs help: its one request to the city, then the problems of rows, those behind first."""
    asked = (whose.report.notes if whose.report is not None else {}).get("ask", "")
    said = sorted((one for one in whose.rows if one.fields.get("issues")), key=_behind)
    lines = [_short(asked)] if asked else []
    return [*lines, *(_said("issue", item=_short(one.row.text), issue=_short(one.fields["issues"])) for one in said)][:_HELP]


def _line(whose: Whose) -> str:
    return _said("whose", unit=whose.unit.name, period=period_words(whose.period))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHORT else f"{plain[: _SHORT - 1]}…"
