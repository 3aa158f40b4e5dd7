"""Every address of the site from the URL map, with something of the made site in it."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from made_site import DISTRICT, OPERATOR, Site
from yibiao.hub.commitments.handing import hand_on
from yibiao.hub.commitments.models import CommitmentRecord, HandOnRecord
from yibiao.hub.notices.models import NoticeRecord
from yibiao.hub.orgs.models import GroupRecord
from yibiao.hub.orgs.units import add_unit
from yibiao.hub.plans.models import PlanRecord

# Addresses that are no reads of what people keep here: signing in and out, the server's own health.
OTHERS = re.compile(r"login|logout|signed-out|invitation|password|totp|resume|healthz|readyz|metrics|openapi|/docs|^api/v1/$")


def addresses() -> Iterator[tuple[str, str]]:
    """Yield the name and the pattern of every address from the URL map."""

    def walk(patterns: Any, prefix: str) -> Iterator[tuple[str, str]]:
        for one in patterns:
            route = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            elif isinstance(one, URLPattern) and not OTHERS.search(route):
                yield f"{one.name}", route

    yield from dict.fromkeys(walk(get_resolver().url_patterns, ""))


def filled(route: str, site: Site) -> str:
    """Return an address with something of the site in it."""
    places: dict[str, Any] = {
        "plan": _plan(route, site).pk,
        "document": site.draft.document_id,
        "job": site.job.pk,
        "split": site.split.pk,
        "target": site.split.target if "shares" in route else site.shared() if "split" in route else "",
        "code": DISTRICT,
        "number": 1,
        "person": site.people["tianbao"].pk,
        "handover": site.handover.pk,
        "hook": site.hook.pk,
        "group": GroupRecord.objects.order_by("pk")[0].pk,
        "post": site.handover.post_id,
        "seq": 3,
        "what": "comment",
        "key": _key(route, site),
        "role": "responsible",
        "place": 0,
        "commitment": CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT).order_by("pk")[0].pk,
        "handed": _handed(site) if "<int:handed>" in route else 0,
        "form": "issued",
        "fmt": "xlsx",
        "notice": _notice(site),
    }
    made = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(places.get(found[1], 1)), route)
    asked = f"?plan={site.plan.pk}&period=2026-03" if made.endswith(f"units/{DISTRICT}/values") else ""
    return f"/{made}{asked}"


def _notice(site: Site) -> int:
    """Return a notice that the clerk of the district has."""
    return NoticeRecord.objects.filter(person=site.people["tianbao"]).order_by("pk")[0].pk


def _handed(site: Site) -> int:
    """Hand an item of the district on to a bureau of its own, once, and return the number of that."""
    known = HandOnRecord.objects.first()
    if known is None:
        bureau = add_unit(OPERATOR, site.units[DISTRICT], "hs-kj", "洪山区科经局", "department")
        row = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT).order_by("pk")[1]
        known = hand_on(OPERATOR, row, bureau, "抓紧", "2")
    return known.pk


def _key(route: str, site: Site) -> str:
    """Return the key of a task or target of the plan."""
    if "targets" in route:
        return str(site.split.target)
    return str(next(task["key"] for task in site.plan.effective["tasks"] if task["responsible"]))


def _plan(route: str, site: Site) -> PlanRecord:
    if "difference" in route:
        return site.revision
    return site.draft if re.search("correction|publish|preview|review", route) else site.plan
