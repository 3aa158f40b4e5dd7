"""Drafting, rewriting and issuing a brief: words may be changed, figures stay those of the data until it is issued."""

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet

from yibiao.core.briefs.dispatch import compose
from yibiao.core.briefs.values import Brief, Figure, Paragraph, Section, Table, changed, edited, filled
from yibiao.files.paperpdf import paper_pdf
from yibiao.files.papers import Grid, Paper, Text, paper_document
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import may, visible
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.briefs.facts import facts_of
from yibiao.hub.briefs.models import BriefRecord
from yibiao.hub.clock import today
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.obligations import has_begun
from yibiao.hub.reporting.steps import round_of
from yibiao.messages import say

MOST = 2000
_NUMERALS = "一二三四五六七八九十"


class Drawn(NamedTuple):
    """A brief as it stands: with the words that were changed, and the figures as they were looked at.

    `plain` is the brief in its drawn words, `changed` the figures that are others now: name, old, new.
    """

    brief: Brief
    plain: Brief
    figures: Mapping[str, str]
    changed: list[tuple[str, str, str]]


def briefs(actor: Actor, plan: PlanRecord) -> QuerySet[BriefRecord]:
    """Return the briefs of a plan that somebody may read: drafts are those of the office that dispatches it."""
    if not visible(actor, "plan.read", PlanRecord.objects.filter(pk=plan.pk)).exists():
        return BriefRecord.objects.none()
    rows = BriefRecord.objects.filter(plan=plan).select_related("by", "plan")
    return rows if may(actor, "plan.assign", plan) else rows.filter(state=BriefRecord.ISSUED)


@action("brief.draft", "plan.assign")
def draft(act: Act, plan: PlanRecord, period: str) -> BriefRecord:
    """Draft the brief of a period; refused where there is one, or the period has not begun."""
    if plan.state != PlanRecord.PUBLISHED:
        raise Refused("hubcommitments.plan-not-in-force", plan=plan.title)
    one = round_of(plan, period)
    if one is None or not has_begun(one, today()):
        raise Refused("reporting.no-period", period=period[:20])
    there = BriefRecord.objects.filter(plan=plan, kind="dispatch", period=period).first()
    if there is not None:
        raise Refused("briefs.there-already", period=period, number=there.number)
    newest = BriefRecord.objects.filter(plan=plan, kind="dispatch").aggregate(newest=Max("number"))["newest"] or 0
    row = BriefRecord(plan=plan, period=period, number=newest + 1, by_id=act.actor.person, at=act.at)
    row.figures = _seen(_composed(act.actor, row))
    row.save()
    act.note(f"brief:{period}", None, row.number)
    return row


def _composed(actor: Actor, row: BriefRecord) -> Brief:
    one = round_of(row.plan, row.period)
    if one is None:
        raise Refused("reporting.no-period", period=row.period)
    return compose(facts_of(actor, row.plan, one, row.number))


def _seen(brief: Brief) -> dict[str, str]:
    return {name: figure.value for name, figure in brief.figures.items()}


def drawn(actor: Actor, row: BriefRecord) -> Drawn:
    """Return a brief as it stands now; an issued one as it was issued."""
    if row.state == BriefRecord.ISSUED:
        brief = _read(row.content or {})
        return Drawn(brief, brief, _seen(brief), [])
    plain = _composed(actor, row)
    return Drawn(edited(plain, row.texts), plain, row.figures, changed(row.figures, plain.figures))


@action("brief.edit", "plan.assign")
def rewrite(act: Act, plan: PlanRecord, row: BriefRecord, block: str, text: str | None) -> BriefRecord:
    """Put a paragraph in other words; None puts it back to those that are drawn from the data."""
    _open(row, plan)
    known = {one.id for section in _composed(act.actor, row).sections for one in section.blocks if isinstance(one, Paragraph)}
    if block not in known:
        raise Refused("briefs.no-paragraph", found=block[:20])
    if text is not None and len(text) > MOST:
        raise Refused("briefs.too-long", most=MOST)
    old = row.texts.get(block)
    row.texts = {name: said for name, said in row.texts.items() if name != block} | ({block: text.strip()} if text is not None else {})
    act.note(f"brief:{row.period}.{block}", old, row.texts.get(block))
    return _kept(row)


@action("brief.refresh", "plan.assign")
def refresh(act: Act, plan: PlanRecord, row: BriefRecord) -> BriefRecord:
    """Take the figures as they are now."""
    _open(row, plan)
    now = _composed(act.actor, row).figures
    for name, old, new in changed(row.figures, now)[:200]:
        act.note(f"brief:{row.period}.{name}", old, new)
    row.figures = {name: figure.value for name, figure in now.items()}
    return _kept(row)


@action("brief.issue", "plan.assign")
def issue(act: Act, plan: PlanRecord, row: BriefRecord) -> BriefRecord:
    """Issue a brief: it is kept whole, with its figures. Refused while figures have changed that nobody looked at."""
    _open(row, plan)
    made = drawn(act.actor, row)
    if made.changed:
        raise Refused("briefs.look-first", count=len(made.changed))
    row.content, row.state, row.issued_at = _values(made.brief), BriefRecord.ISSUED, act.at
    row.digest = hashlib.sha256(document(made, "")).hexdigest()
    act.note(f"brief:{row.period}.digest", None, row.digest)
    return _kept(row)


def _open(row: BriefRecord, plan: PlanRecord) -> None:
    if row.plan_id != plan.pk or row.state != BriefRecord.DRAFT:
        raise Refused("briefs.issued-already")


def _kept(row: BriefRecord) -> BriefRecord:
    row.edition += 1
    row.save()
    return row


def _values(brief: Brief) -> dict[str, Any]:
    """Return an issued brief as JSON."""
    sections = [
        {"title": section.title, "annex": section.annex, "blocks": [dict(block._asdict(), table=isinstance(block, Table)) for block in section.blocks]}
        for section in brief.sections
    ]
    return {"title": brief.title, "subtitle": brief.subtitle, "sections": sections, "figures": {name: list(one) for name, one in brief.figures.items()}}


def _read(content: Mapping[str, Any]) -> Brief:
    """Return an issued brief from JSON."""

    def block(given: Mapping[str, Any]) -> Paragraph | Table:
        if not given["table"]:
            return Paragraph(given["id"], given["text"])
        return Table(given["id"], tuple(given["parts"]), tuple(given["heading"]), tuple(tuple(row) for row in given["rows"]))

    sections = tuple(Section(one["title"], tuple(map(block, one["blocks"])), one["annex"]) for one in content["sections"])
    return Brief(content["title"], content["subtitle"], sections, {name: Figure(*one) for name, one in content["figures"].items()})


def document(made: Drawn, mark: str) -> bytes:
    """Return a brief as a Word document; `mark` stands in its header (草稿)."""
    return paper_document(_paper(made, mark))


def printed(made: Drawn, mark: str, name: str) -> bytes:
    """Return a brief as PDF; `UnusableInput` where this machine has no Chinese font."""
    return paper_pdf(_paper(made, mark), name)


def _paper(made: Drawn, mark: str) -> Paper:
    blocks: list[Text | Grid] = []
    for at, section in enumerate(made.brief.sections):
        blocks.append(Text(titled(made.brief, at), heading=True))
        for block in section.blocks:
            if isinstance(block, Paragraph):
                blocks += [Text(line) for line in filled(block.text, made.figures).splitlines()]
            else:
                rows = tuple(tuple(filled(cell, made.figures) for cell in row) for row in block.rows)
                blocks.append(Grid(block.parts, block.heading, rows))
    return Paper(made.brief.title, made.brief.subtitle, tuple(blocks), mark)


def titled(brief: Brief, at: int) -> str:
    """Return the heading of a section with its numeral: 一、总体情况; an annex has its own."""
    section = brief.sections[at]
    return section.title if section.annex else f"{_NUMERALS[at]}、{section.title}"


def file_name(row: BriefRecord, fmt: str) -> str:
    """Return what the file of a brief is called."""
    return f"{say('briefs.tab', 'zh')}{row.period}第{row.number}期.{fmt}"
