"""Papers to be printed and signed: 督办单, 商请函, 约谈通知, on a page and as a Word document; and the scans of sealed ones."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yibiao.files.letters import Letter, letter_document
from yibiao.hub.coordination.models import ItemRecord
from yibiao.hub.coordination.scans import place_of, scan_for
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.problems import Problem
from yibiao.web.attachments import attachment, made
from yibiao.web.pages.coordination.items import PAPERS, found
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page


def letter_of(row: ItemRecord) -> Letter:
    """Return the words of a paper. Papers are Chinese documents, whatever language the page has."""

    def said(key: str, **slots: Any) -> str:
        return say(f"papers.{key}", "zh", **slots)

    issued = row.steps.exclude(number="").first()
    on = issued.day if issued is not None else localdate(row.at)
    day = f"{on:%Y}年{on.month}月{on.day}日"
    due = f"{row.due:%Y}年{row.due.month}月{row.due.day}日" if row.due else said("due-open")
    facts = [
        (said("matter"), row.title),
        (said("basis"), said("basis-plan", title=row.plan.title, number=row.plan.number) if row.plan.number else f"《{row.plan.title}》"),
        (said(f"due-{row.kind}"), due),
    ]
    paragraphs = [line for line in row.text.splitlines() if line.strip()]
    return Letter(
        head=said(f"head-{row.kind}"),
        number=row.number or said("number-open"),
        to=said("to", unit=row.unit.name if row.unit else ""),
        facts=tuple(facts),
        paragraphs=(*paragraphs, said(f"ask-{row.kind}", due=due)),
        sender=row.asker.name,
        day=day,
        foot=tuple(said(key) for key in (("foot-receive", "foot-answer") if row.kind == "supervision" else ())),
        draft="" if row.number else said("draft"),
    )


@view
@require_safe
def paper(request: HttpRequest, item: int) -> HttpResponse:
    """Show a paper as it is printed."""
    row = _paper(request, item)
    return page(request, "coordination/paper.html", item=row, letter=letter_of(row))


@view
@require_safe
def paper_file(request: HttpRequest, item: int) -> HttpResponse:
    """Hand out a paper as a Word document, A4."""
    row = _paper(request, item)
    return made(letter_document(letter_of(row)), f"{row.number or letter_of(row).head}.docx")


def _paper(request: HttpRequest, item: int) -> ItemRecord:
    row = found(actor_for(request), item)
    if row.kind not in PAPERS:
        raise Problem("not-found")
    return row


@view
@require_safe
def scan_file(request: HttpRequest, scan: int) -> HttpResponse:
    """Hand out a scan to whoever may see what it belongs to."""
    row = scan_for(actor_for(request), scan)
    if row is None or not place_of(row).exists():
        raise Problem("not-found")
    return attachment(place_of(row), row.name)
