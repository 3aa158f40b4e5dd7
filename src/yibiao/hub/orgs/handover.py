"""The hand-over sheet 交接单: what a post's successor takes over, as rows and as a text to print.

A sheet names people by their opaque marks (``person:5``): names are looked up when it is printed, so that they
can be erased.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from yibiao.hub.actions import name_of
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import WORKING, ActingRecord, HandoverRecord, PersonRecord, PostRecord
from yibiao.hub.plans.models import ChargeRecord, PartyRecord, PlanRecord
from yibiao.messages import say

FORMAT = "yibiao-handover/1"
PARTS = ("commitments", "drafts", "jobs", "charges", "splits", "actings")

Row = dict[str, Any]


def sheet(post: PostRecord, giver: PersonRecord | None, taker: PersonRecord, day: date) -> dict[str, Any]:
    """Return what hangs on a post: per part a count and the rows; a working post takes over its unit's work."""
    works = post.kind in WORKING
    rows: dict[str, list[Row]] = {
        "commitments": list(_commitments(post)) if works else [],
        "drafts": list(_drafts(post)) if works else [],
        "jobs": list(_jobs(post)) if works else [],
        "charges": list(_charges(post)),
        "splits": list(_splits(post)) if works else [],
        "actings": list(_actings(post, day)),
    }
    return {
        "format": FORMAT,
        "post": name_of(post),
        "unit": post.unit.code,
        "unit_name": post.unit.name,
        "kind": post.kind,
        "title": post.title,
        "day": day.isoformat(),
        "giver": name_of(giver) if giver else "",
        "taker": name_of(taker),
        "counts": {part: len(rows[part]) for part in PARTS},
        **rows,
    }


def _commitments(post: PostRecord) -> Iterator[Row]:
    """Yield what the unit owes under published plans and is still open."""
    rows = CommitmentRecord.objects.filter(unit=post.unit, closed_at=None, plan__state=PlanRecord.PUBLISHED)
    for row in (
        rows.select_related("plan")
        .defer("plan__compiled", "plan__effective", "body")
        .order_by("plan", "place")
    ):
        yield {
            **_plan(row.plan),
            "number": row.task_number,
            "task": row.task_title,
            "text": row.text,
            "figure": f"{row.figure}{row.measure_unit}" if row.figure else "",
            "deadline": row.deadline,
        }


def _drafts(post: PostRecord) -> Iterator[Row]:
    mine = Q(dispatching=post.unit) | Q(dispatching=None, unit=post.unit)
    drafts: QuerySet[Any] = PlanRecord.objects.filter(mine, state=PlanRecord.DRAFT)
    for plan in drafts.defer("compiled", "effective").order_by("pk"):
        yield _plan(plan)


def _jobs(post: PostRecord) -> Iterator[Row]:
    under_way = JobRecord.objects.filter(unit=post.unit, state__in=(JobRecord.QUEUED, JobRecord.RUNNING))
    for job in under_way.order_by("pk"):
        yield {"job": name_of(job), "kind": job.kind, "subject": job.subject, "state": job.state}


def _charges(post: PostRecord) -> Iterator[Row]:
    """Yield the plans and tasks that the post is in charge of, as leader or coordinator."""
    theirs = ChargeRecord.objects.filter(Q(leader=post) | Q(coordinator=post)).exclude(
        plan__state=PlanRecord.CLOSED
    )
    for charge in (
        theirs.select_related("plan").defer("plan__compiled", "plan__effective").order_by("plan", "pk")
    ):
        part = "leader" if charge.leader_id == post.pk else "coordinator"
        yield {**_plan(charge.plan), "task": charge.task, "part": part}


def _splits(post: PostRecord) -> Iterator[Row]:
    """Yield splits under way of plans that the unit dispatches, or in which it leads."""
    leads = PartyRecord.objects.filter(plan=OuterRef("plan"), unit=post.unit, leads=True)
    mine = Q(plan__dispatching=post.unit) | Q(plan__dispatching=None, plan__unit=post.unit) | Exists(leads)
    states = (SplitRecord.PROPOSED, SplitRecord.APPROVED, SplitRecord.RETURNED)
    under_way = SplitRecord.objects.filter(mine, state__in=states, plan__state=PlanRecord.PUBLISHED)
    for split in under_way.select_related("plan").defer("plan__compiled", "plan__effective").order_by("pk"):
        yield {**_plan(split.plan), "target": split.target, "state": split.state}


def _actings(post: PostRecord, day: date) -> Iterator[Row]:
    for acting in ActingRecord.objects.filter(post=post, until__gte=day).order_by("pk"):
        yield {"person": f"person:{acting.person_id}", "since": str(acting.since), "until": str(acting.until)}


def _plan(plan: PlanRecord) -> Row:
    return {"plan": name_of(plan), "title": plan.title, "number_of_plan": plan.number}


def handover_text(record: HandoverRecord, lang: str | None = None) -> str:
    """Return a hand-over sheet to print and sign, one line each, with the names people have today."""
    kept: dict[str, Any] = record.sheet
    names = _people(kept)
    head = {
        "post": " ".join(
            filter(None, (kept["unit_name"], kept["title"] or say(f"orgs.post-{kept['kind']}", lang)))
        ),
        "giver": names.get(kept["giver"], "—"),
        "taker": names.get(kept["taker"], "—"),
        "day": kept["day"],
    }
    lines = [
        say("orgs.sheet-title", lang),
        *(say(f"orgs.sheet-{key}", lang, value=head[key]) for key in head),
    ]
    for part in PARTS:
        lines += ["", say(f"orgs.sheet-{part}", lang, count=kept["counts"][part])]
        lines += [f"{at}. {_line(part, row, names, lang)}" for at, row in enumerate(kept[part], start=1)]
    return "\n".join([*lines, "", say("orgs.sheet-sign", lang), ""])


def _people(kept: dict[str, Any]) -> dict[str, str]:
    """Return the names of the people a sheet speaks of, by their marks."""
    marks = {kept["giver"], kept["taker"], *(row["person"] for row in kept["actings"])} - {""}
    people = PersonRecord.objects.filter(pk__in=[int(mark.partition(":")[2]) for mark in marks])
    return {name_of(person): str(person) for person in people}


def _line(part: str, row: Row, names: dict[str, str], lang: str | None) -> str:
    told: tuple[str, ...]
    match part:
        case "commitments":
            told = (row["title"], row["number"], row["task"] or row["text"], row["figure"], row["deadline"])
        case "charges":
            told = (row["title"], row["task"], say(f"orgs.sheet-{row['part']}", lang))
        case "splits":
            told = (row["title"], row["target"], say(f"orgs.sheet-{row['state']}", lang))
        case "jobs":
            told = (row["kind"], row["subject"], row["job"])
        case "actings":
            told = (names.get(row["person"], "—"), f"{row['since']} ~ {row['until']}")
        case _:
            told = (row["title"], row["number_of_plan"])
    return say("orgs.sheet-separator", lang).join(filter(None, told))
