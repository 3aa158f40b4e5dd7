"""Everything that waits for somebody, by what their posts are for; the number of queries is the same however much."""

import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.clock import now
from yibiao.hub.coordination.reading import to_coordinate
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import HoldingRecord, PersonRecord, PostRecord
from yibiao.hub.plans.known import Findings, findings
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work.filling import Table, handed, to_fill
from yibiao.hub.work.items import Item
from yibiao.hub.work.reports import to_report
from yibiao.hub.work.sharing import to_share

# A job that failed is shown for so long to whoever asked for it.
FAILED_FOR = datetime.timedelta(days=7)
# Of so many drafts, the newest, the findings are counted.
MOST_DRAFTS = 50


def waiting(actor: Actor, tables: Iterable[Table], day: datetime.date) -> list[Item]:
    """Return what waits for an actor on `day`; `tables` are those of their units."""
    items: list[Item] = []
    tables = list(tables)
    if actor.units:
        items += [*to_fill(tables), *handed(actor), *drafts(actor)]
    kinds = {post.kind for post in actor.posts}
    if actor.units or "leader" in kinds:
        items += [*to_share(actor), *to_report(actor, tables), *to_coordinate(actor)]
    if "security_admin" in kinds:
        items += _posts(actor, day)
    if "system_admin" in kinds:
        items += _invited(actor)
    return [*items, *_jobs(actor)]


def drafts(actor: Actor) -> list[Item]:
    """Return the drafts that an actor reviews and publishes."""
    rows = visible(actor, "plan.correct", PlanRecord.objects.filter(state=PlanRecord.DRAFT))
    plans = list(rows.defer("compiled", "effective")[:MOST_DRAFTS])
    found = findings(plans)
    return [_draft(plan, found[plan.pk]) for plan in plans]


def _draft(plan: PlanRecord, found: Findings) -> Item:
    slots = {**found._asdict(), "answered": found.answered}
    return Item("draft", plan.title, (plan.pk,), slots, since=localdate(plan.at), begun=bool(found.answered))


def _jobs(actor: Actor) -> list[Item]:
    """Return the jobs under way for the actor or their office, and those of their own that failed lately."""
    under_way = Q(state__in=(JobRecord.QUEUED, JobRecord.RUNNING)) & (Q(by=actor.person) | Q(unit__code__in=actor.units))
    failed = Q(state=JobRecord.FAILED, by=actor.person, made_at__gte=now() - FAILED_FOR)
    rows = visible(actor, "job.read", JobRecord.objects.filter(under_way | failed))
    return [Item("job", job.kind, (job.pk,), {"state": job.state}, since=localdate(job.made_at)) for job in rows]


def _posts(actor: Actor, day: datetime.date) -> list[Item]:
    """Return, for who appoints people: people without a post, and posts that nobody holds."""
    people = PersonRecord.objects.filter(is_active=True, erased=False)
    held = HoldingRecord.objects.on(day)
    postless = visible(actor, "person.read", people.filter(~Exists(held.filter(person=OuterRef("pk"))))).count()
    posts = visible(actor, "post.read", PostRecord.objects.filter(unit__until=None))
    vacant = posts.filter(~Exists(held.filter(post=OuterRef("pk")))).count()
    return [*_counted("postless", postless), *_counted("vacant", vacant)]


def _invited(actor: Actor) -> list[Item]:
    """Return, for who makes accounts: people who have set no password yet."""
    people = PersonRecord.objects.filter(is_active=True, erased=False, password__startswith="!")
    return _counted("invited", visible(actor, "person.read", people).count())


def _counted(kind: str, count: int) -> list[Item]:
    return [Item(kind, "", (), {"count": count})] if count else []
