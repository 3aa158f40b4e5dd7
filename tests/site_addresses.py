"""Every address of the site from the URL map, with something of the made site in it."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from made_coordination import make_meeting, make_notice, scan
from made_evidence import picture
from made_reports import filed
from made_site import DISTRICT, OPERATOR, Site
from yibiao.hub.briefs.drafting import draft
from yibiao.hub.briefs.models import BriefRecord
from yibiao.hub.clock import now, today
from yibiao.hub.commitments.handing import hand_on
from yibiao.hub.commitments.models import CommitmentRecord, HandOnRecord
from yibiao.hub.coordination.meetings import step_meeting
from yibiao.hub.coordination.models import ItemRecord, MeetingRecord, ScanRecord, VisitRecord
from yibiao.hub.coordination.raising import Matter, record_remark
from yibiao.hub.coordination.visits import plan_visit
from yibiao.hub.evidence.models import EvidenceLinkRecord, EvidenceRecord
from yibiao.hub.notices.models import NoticeRecord
from yibiao.hub.orgs.models import GroupRecord, PostRecord
from yibiao.hub.orgs.units import add_unit
from yibiao.hub.plans import storage
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.asking import ask
from yibiao.hub.reporting.models import ReportRecord, RequestRecord, ReturnRecord
from yibiao.hub.reporting.steps import Key

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


def filled_in(route: str, site: Site) -> str:
    """Return an address with something of the site in it."""
    places: dict[str, Any] = {
        "plan": _plan(route, site).pk,
        "document": site.draft.document_id,
        "job": site.job.pk,
        "split": site.split.pk,
        "target": site.split.target if "shares" in route else site.shared() if "split" in route else "",
        "code": DISTRICT,
        "number": _request(site) if route.startswith("requests/") else 1,
        "period": _reported(site) if "<str:period>" in route else "",
        "deed": "submit",
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
        "evidence": _evidence(site) if re.search("<(int:)?evidence>", route) else 0,
        "handed": _handed(site) if "<int:handed>" in route else 0,
        "form": "issued",
        "fmt": "xlsx",
        "notice": _notice(site),
        "brief": _brief(site) if "<int:brief>" in route else 0,
        "block": "1.1",
        **(_coordination(site) if re.search(r"<(int:)?(item|meeting|visit|scan)>", route) else {}),
    }
    made = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(places.get(found[1], 1)), route)
    asked = f"?plan={site.plan.pk}&period=2026-03" if made.endswith(f"units/{DISTRICT}/values") else ""
    return f"/{made}{asked}"


def _reported(site: Site) -> str:
    """Return a month that the district reported on."""
    period = "2021-09"
    if not ReportRecord.objects.filter(plan=site.plan, unit=site.units[DISTRICT], period=period).exists():
        made = filed(site.plan, site.units[DISTRICT], period)
        row = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT).exclude(target="").order_by("pk")[0]
        ReturnRecord.objects.create(report=made, commitment=row, field="total", reason="与台账不符", at=now())
    return period


def _request(site: Site) -> int:
    """Let the district ask for something, once, and return its number."""
    known = RequestRecord.objects.first()
    if known is not None:
        return known.pk
    key = Key(site.plan, site.units[DISTRICT], _reported(site))
    return ask(site.actor("tianbao"), key, RequestRecord.REOPEN, {}, reason="口径有误").pk


def _brief(site: Site) -> int:
    """Let the dispatching office draft a brief, once, and return its number."""
    known = BriefRecord.objects.first()
    return (known or draft(site.actor("diaodu"), site.plan, _reported(site))).pk


def _notice(site: Site) -> int:
    """Return a notice that the clerk of the district has."""
    return NoticeRecord.objects.filter(person=site.people["tianbao"]).order_by("pk")[0].pk


def _evidence(site: Site) -> int:
    """Give the district a picture that serves its first row, once, and return its number."""
    known = EvidenceRecord.objects.exclude(file="").first()
    if known is None:
        data = picture()
        fields = {"kind": "png", "name": "照片.png", "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "file": storage.keep(data)}
        known = EvidenceRecord.objects.create(unit=site.units[DISTRICT], year=2026, serial=1, at=now(), **fields)
        row = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT).order_by("pk")[0]
        EvidenceLinkRecord.objects.create(evidence=known, commitment=row, period="2026-03", at=now())
    return known.pk


def _coordination(site: Site) -> dict[str, int]:
    """Make one of everything in coordination, once, and return their numbers."""
    if not ScanRecord.objects.exists():
        meeting = make_meeting(site, today())
        step_meeting(site.actor("diaodu"), meeting, "begin")
        plan_visit(site.actor("diaodu"), site.plan, "现场调研", "2021-Q3", today(), stops=[{"place": "光谷实验室"}])
        leader = PostRecord.objects.get(kind="leader")
        record_remark(site.actor("diaodu"), site.plan, leader, "", "请抓紧。", today(), [Matter("抓紧", unit=site.units[DISTRICT])], scan())
        make_notice(site)
    rows = (ItemRecord.objects.filter(kind="supervision"), MeetingRecord.objects, VisitRecord.objects, ScanRecord.objects)
    return {name: row.order_by("pk")[0].pk for name, row in zip(("item", "meeting", "visit", "scan"), rows, strict=True)}


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
