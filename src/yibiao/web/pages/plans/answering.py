"""What the review desk gets back after a change: the parts of the page that are other now, and what was done.

A form sent without scripts gets the page it stood on; the desk asks for JSON.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse

from yibiao.core.amounts import figure
from yibiao.core.corrections.jsonform import read_correction
from yibiao.core.corrections.telling import describe
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import may
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.plans.models import CorrectionRecord, PlanRecord
from yibiao.hub.plans.reviewing import Card, Desk, changed, desk
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.languages import language_of
from yibiao.web.pages.viewing import done
from yibiao.web.templating import page

# What ends the words that a title is drawn from, and how many there may be.
_STOP = re.compile("[，,。；;：:]")
_TITLE = 24
_ANY = "any"  # stands for a key
ROLES = ("lead", "responsible", "cooperating", "data_providers", "guiding")


def wants_parts(request: HttpRequest) -> bool:
    """Tell whether the desk asks, which takes parts of the page as JSON."""
    return request.headers.get("Accept", "").startswith("application/json")


def answered(
    request: HttpRequest, row: PlanRecord, work: Callable[[], Any], told: Callable[[Any], str], otherwise: str
) -> HttpResponse:
    """Do `work` on a draft and answer: the desk with what changed in it, others with the page `otherwise`.

    `told` says in a sentence what was done, from what `work` returned.
    """
    if not wants_parts(request):
        work()
        return done(request, "pages.corrected", otherwise)
    actor, lang = actor_for(request), language_of(request)
    before = desk(actor, row, lang)
    try:
        made = work()
    except Refused as error:
        return JsonResponse({"said": say(error.key, lang, **error.slots)}, status=422)
    except Stale:
        return everything(request, row, 409)
    row.refresh_from_db()
    after = desk(actor, row, lang)
    return parts(request, after, changed(before, after), said=told(made))


def everything(request: HttpRequest, row: PlanRecord, status: int = 200) -> HttpResponse:
    """Return the whole desk as it stands now, with who changed it."""
    actor, lang = actor_for(request), language_of(request)
    row.refresh_from_db()
    now = desk(actor, row, lang)
    return parts(request, now, now.cards, status, said=_by_whom(actor, row, lang))


def parts(request: HttpRequest, now: Desk, cards: Sequence[Card], status: int = 200, said: str = "") -> HttpResponse:
    """Return some tasks and everything around them as pieces of the page."""
    text = page(request, "plans/parts.html", **given(request, now), cards=cards).content.decode()
    return JsonResponse(
        {"edition": now.plan.edition, "html": text, "order": [card.key for card in now.cards], "said": said},
        status=status,
    )


def given(request: HttpRequest, now: Desk) -> dict[str, Any]:
    """Return what the templates of the desk want; addresses and the token are made once, not for each of a thousand facts."""
    return {
        "token": get_token(request),
        "to_task": reverse("trace-task", args=[now.plan.pk, _ANY]).removesuffix(_ANY),
        "to_target": reverse("trace-target", args=[now.plan.pk, _ANY]).removesuffix(_ANY),
        "desk": now,
        "plan": now.plan,
        "roles": ROLES,
        "spans": spans,
        "figured": figure,
        "beginnings": beginnings,
        "editable": may(actor_for(request), "plan.correct", now.plan),
        "sections": {section["id"]: section["title"] for section in now.plan.effective["sections"]},
    }


def spans(fact: Any) -> str:
    """Return the places of a fact (or a list of places) as the desk's script reads them: ``12-20 40-44``."""
    pairs = [fact["span"], *fact.get("also", ())] if isinstance(fact, dict) else fact
    return " ".join(f"{start}-{end}" for start, end in pairs)


def beginnings(task: Any) -> list[str]:
    """Return how the sentences of a task begin, repaired: what a task that is cut off at one may be called."""
    return [_STOP.split(measure["text"], maxsplit=1)[0][:_TITLE] for measure in task["measures"]]


def _by_whom(actor: Actor, row: PlanRecord, lang: str) -> str:
    """Say who corrected the draft last, and what, to whom may know it."""
    last = CorrectionRecord.objects.filter(plan=row).select_related("by", "undone_by")
    ordered = sorted(last, key=lambda one: one.undone_at or one.at)
    if not ordered or not may(actor, "history.read", row):
        return say("review.stale", lang)
    one = ordered[-1]
    told = describe(read_correction(one.body), lang)
    who = one.undone_by if one.undone_at else one.by
    return say("review.stale-undone" if one.undone_at else "review.stale-by", lang, who=str(who or "—"), what=told)
