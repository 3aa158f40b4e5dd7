"""Audit: the log with its old and new values, the proof of each entry, the check of it all, and the way out of it."""

import re
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yibiao import packs
from yibiao.core.audit.heads import parse
from yibiao.files.auditlog.writing import verifier_source
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check, visible
from yibiao.hub.audit import exporting, proving, verifying
from yibiao.hub.audit.checking import heads as head_lines
from yibiao.hub.audit.keys import first_public
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import today
from yibiao.hub.history.finding import knows_doers, seen_plans
from yibiao.hub.history.naming import Names
from yibiao.hub.history.telling import told
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import PersonRecord, UnitRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.attachments import UNKNOWN
from yibiao.web.languages import language_of
from yibiao.web.pages.viewing import done, number_in, read_day, view
from yibiao.web.templating import page

ON_A_PAGE = 50
HEADS_ON_A_PAGE = 100
FILTERS = ("actor", "action", "object", "plan", "since", "until")
# What is done to: each a choice that stands for all things of the kind.
KINDS = ("plan", "document", "split", "commitment", "unit", "group", "post", "holding", "acting", "person", "token", "webhook")
# One kind of thing and a number: who looks for 人员 12 writes person:12, or 12 alone.
_MARK = re.compile(r"[a-z]+:[\w-]{1,60}")


@view
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Show entries, the newest first, narrowed by who, what was done, to what, for which plan and when."""
    actor, lang = actor_for(request), language_of(request)
    check(actor, "audit.read")
    asked = {name: request.GET.get(name, "").strip()[:80] for name in FILTERS}
    # A day that isn't in the calendar narrows nothing, and is not put back into a field for days.
    asked["object"] = _mark(asked["object"])
    asked |= {name: f"{_day(asked[name]) or ''}" for name in ("since", "until")}
    rows = _narrowed(request, asked)
    before = number_in(request, "before")
    rows = rows.filter(seq__lt=before) if before is not None else rows
    found = list(rows[: ON_A_PAGE + 1])
    entries = told(actor, found[:ON_A_PAGE], lang, doers=knows_doers(actor))
    query = request.GET.copy()
    query["before"] = str(entries[-1].seq) if entries else ""
    head = _last_head()
    given: dict[str, Any] = {
        "entries": entries,
        "want": asked,
        "narrowed": any(asked.values()),
        "following": query.urlencode() if len(found) > ON_A_PAGE else "",
        "actions": _actions(lang, asked["action"]),
        "kinds": [(kind, _kind(kind, lang)) for kind in KINDS],
        "units": UnitRecord.objects.order_by("place").values_list("pk", "name"),
        "unlisted": _unlisted(actor, asked["object"], lang),
        "plans": seen_plans(actor).values_list("pk", "title")[:200],
        "newest": verifying.newest(),
        "head": head,
        "signed_at": datetime.fromisoformat(head.at) if head else None,
        "size": EntryRecord.objects.order_by("-seq").values_list("seq", flat=True).first(),
    }
    return page(request, "records/audit.html", **given)


def _narrowed(request: HttpRequest, asked: dict[str, str]) -> QuerySet[EntryRecord]:
    rows = EntryRecord.objects.order_by("-seq")
    if asked["actor"]:
        rows = rows.filter(actor__in=_who(request, asked["actor"]))
    if asked["action"]:
        rows = rows.filter(action=asked["action"])
    if asked["object"]:
        kind = asked["object"] in KINDS
        rows = rows.filter(**{"object__startswith" if kind else "object": f"{asked['object']}:" if kind else asked["object"]})
    if asked["plan"]:
        rows = rows.filter(plan=f"plan:{asked['plan'].removeprefix('plan:')}")
    since, until = (_day(asked[name]) for name in ("since", "until"))
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    return rows.filter(at__lt=_midnight(until + timedelta(days=1))) if until and until < date.max else rows


def _who(request: HttpRequest, asked: str) -> list[str]:
    """Return the marks that a name means: opaque ones as they are, names of people where the asker may know them."""
    if _MARK.fullmatch(asked) or asked in ("system", "nobody"):
        return [asked]
    actor = actor_for(request)
    named = PersonRecord.objects.filter(Q(name__contains=asked) | Q(login=asked), erased=False)
    seen = named if knows_doers(actor) else visible(actor, "person.read", named)
    found = [f"person:{pk}" for pk in seen.values_list("pk", flat=True)[:50]]
    return [*found, *([f"person:{asked}"] if asked.isdecimal() else [])]


def _day(given: str) -> date | None:
    """Return a day that the log may know of: what lies centuries away overflows in another time zone."""
    found = read_day(given)
    return found if found and 1900 <= found.year < 9999 else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _mark(asked: str) -> str:
    """Return what was asked about as the log names it: a unit may be asked for by its code (``unit:hongshan``) or name."""
    kind, _, rest = asked.rpartition(":")
    if not rest or kind not in ("", "unit") or (kind and rest.isdecimal()) or asked in KINDS:
        return asked
    found = UnitRecord.objects.filter(Q(code=rest) | Q(name=rest)).order_by("-pk").values_list("pk", flat=True).first()
    return asked if found is None else f"unit:{found}"


def _kind(kind: str, lang: str) -> str:
    return say(f"history.some-{kind}", lang, number="").strip()


def _unlisted(actor: Actor, asked: str, lang: str) -> str:
    """Return the name of a thing that the lists don't hold, as an address of an entry names it: ``split:3``."""
    if not asked or asked in KINDS or asked.startswith("unit:"):
        return ""
    kind, _, number = asked.partition(":")
    if kind not in KINDS or not number.isdecimal():
        return asked
    name = Names(actor, [asked], lang, doers=knows_doers(actor)).of(asked)
    return name if name.startswith(_kind(kind, lang)) else f"{_kind(kind, lang)} {name}"


def _actions(lang: str, asked: str) -> list[tuple[str, str]]:
    """Return every action with its sentence, for a list to choose from; what an address asks for besides, as it stands."""
    known = [key.removeprefix("action-") for key in packs.load("messages/history") if key.startswith("action-")]
    found = [(name, _plain(name, lang)) for name in known if name != "other"]
    return found if not asked or asked in known else [*found, (asked, asked)]


def _plain(name: str, lang: str) -> str:
    said = say(f"history.action-{name}", lang, object="…").replace("“…”", "").replace("…", " ")
    return " ".join(said.split()).strip("： :，,")


def _last_head() -> Any:
    lines = head_lines()
    return parse(lines[-1]) if lines else None


@view
@require_safe
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    """Show one entry whole: every value, its line as hashed, and what proves it."""
    actor, lang = actor_for(request), language_of(request)
    check(actor, "audit.read")
    row = one(EntryRecord.objects.all(), seq=seq)
    said = told(actor, [row], lang, doers=knows_doers(actor), most=0)[0]
    near = EntryRecord.objects.filter(seq__in=[seq - 1, seq + 1]).values_list("seq", flat=True)
    proof = proving.proof_of(row)
    first_at = datetime.fromisoformat(proof.first.at) if proof else None
    return page(request, "records/entry.html", entry=said, row=row, proof=proof, near=sorted(near), first_at=first_at)


@view
@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """Show the chain of signed heads, the newest first, and the keys that sign them."""
    check(actor_for(request), "audit.read")
    lines = head_lines()
    before = number_in(request, "before")
    end = len(lines) if before is None else min(before, len(lines))
    start = max(0, end - HEADS_ON_A_PAGE)
    shown = [(head, datetime.fromisoformat(head.at)) for head in map(parse, reversed(lines[start:end]))]
    keys = proving.public_keys(lines)
    first = first_public(Path(settings.KEYS))
    given: dict[str, Any] = {"heads": shown, "keys": {name: key.hex() for name, key in keys.items()}}
    return page(request, "records/heads.html", first=first.hex() if first else "", following=start or None, **given)


@view
def checking(request: HttpRequest) -> HttpResponse:
    """Have the whole log checked, and show how far that is and what it found."""
    actor, lang = actor_for(request), language_of(request)
    check(actor, "audit.read")
    if request.method == "POST":
        verifying.start(actor, None)
        return done(request, "records.check-begun", reverse("audit-check"))
    job = verifying.newest()
    running = job is not None and job.state in (JobRecord.QUEUED, JobRecord.RUNNING)
    faults = [_fault(fault, lang) for fault in job.details.get("faults", ())] if job else []
    key = first_public(Path(settings.KEYS))
    last = job.details.get("last_at") if job else None
    last_at = datetime.fromisoformat(last) if last else None
    given: dict[str, Any] = {"running": running, "faults": faults, "last_at": last_at, "key": key.hex() if key else "…"}
    return page(request, "records/check.html", job=job, **given)


def _fault(fault: dict[str, Any], lang: str) -> str:
    return say(fault["key"], lang, **fault["slots"])


@view
@require_POST
def export(request: HttpRequest) -> FileResponse:
    """Hand out the whole log with its heads and the verifier, without personal data; that is noted in the log."""
    name = f"audit-{today():%Y%m%d}.zip"
    with tempfile.TemporaryDirectory(prefix="yibiao-export-") as folder:
        path = Path(folder) / name
        exporting.export(actor_for(request), path)
        # Opened, the file outlives its folder until it has been sent.
        file = path.open("rb")
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@view
@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """Hand out the program that checks an export, in one file."""
    check(actor_for(request), "audit.read")
    answer = HttpResponse(verifier_source(), content_type=UNKNOWN)
    answer["Content-Disposition"] = 'attachment; filename="yibiao_verify.py"'
    return answer
