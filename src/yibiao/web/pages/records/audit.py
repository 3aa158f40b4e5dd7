"""Audit: the log as it stands, for those who look after it."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.hub.access.rights import check
from yibiao.hub.audit.models import EntryRecord
from yibiao.web.acting import actor_for
from yibiao.web.pages.viewing import number_in, view
from yibiao.web.templating import page

ON_A_PAGE = 100
LONGEST = 300


@view
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Show entries, the newest first, narrowed by object, actor or action."""
    check(actor_for(request), "audit.read")
    rows = EntryRecord.objects.order_by("-seq")
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("object", "actor", "action")}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    before = number_in(request, "before")
    rows = rows.filter(seq__lt=before) if before is not None else rows
    shown = list(rows[:ON_A_PAGE])
    entries = [{**json.loads(row.line), "at": row.at} for row in shown]
    following = shown[-1].seq if len(shown) == ON_A_PAGE else None
    given: dict[str, Any] = {"entries": entries, "asked": asked, "following": following}
    return page(request, "pages/audit.html", plainly=_plainly, **given)


def _plainly(value: Any) -> str:
    """Return a value of an entry that is neither text nor empty as the log writes it, shortened to a line or two."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
