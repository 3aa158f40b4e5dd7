"""On which occasions people are told of something. Each is called by the action that makes it, in its transaction.

Whoever does a thing is not told of it. The number of queries is the same however many people hear.
"""

from yibiao.hub.actions import Act, name_of
from yibiao.hub.clock import now
from yibiao.hub.commitments.models import SplitCommentRecord, SplitRecord
from yibiao.hub.notices import hearing
from yibiao.hub.notices.models import NoticeRecord
from yibiao.hub.notices.telling import tell
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import DocumentRecord, PlanRecord, PlanVersionRecord

# Where a notice leads, by the kind of what it is about, as the log names kinds.
IN_CHARGE = "/leading/"
PATHS = {"plan": "/plans/{}", "split": "/splits/{}", "job": "/jobs/{}", "item": "/coordination/items/{}", "meeting": "/coordination/meetings/{}"}


def path_to(about: str) -> str:
    """Return the path of the page of an object, by its name in the log: ``plan:5`` → ``/plans/5``."""
    kind, _, number = about.partition(":")
    return PATHS[kind].format(number)


def tell_published(act: Act, plan: PlanRecord, version: PlanVersionRecord) -> None:
    """Tell the units that owe or lead, and the leaders in charge; of a revision, also those it asks nothing of any more."""
    old = plan.revises
    hear, leaders = hearing.parties_of(plan), hearing.leaders_of(plan)
    key = "told.published" if old is None else "told.revised"
    slots = {"title": plan.title, "number": version.number}
    settle(name_of(plan))
    tell(hear, key, path_to(name_of(plan)), name_of(plan), act.actor.person, **slots)
    tell(leaders - hear, f"{key}-charge", IN_CHARGE, name_of(plan), act.actor.person, **slots)
    if old is not None:
        left = hearing.parties_of(old) - hear - leaders
        tell(left, "told.closed", path_to(name_of(old)), name_of(old), act.actor.person, title=old.title)


def tell_proposed(act: Act, split: SplitRecord) -> None:
    """Ask the units that share a total for their comments."""
    _tell_of(act, split, "told.split-proposed", hearing.sharers_of(split.plan, split.target))


def tell_commented(act: Act, split: SplitRecord, unit: UnitRecord) -> None:
    """Tell the dispatching office and who proposed the split."""
    hear = hearing.dispatchers_of(split.plan) | {split.proposed_by_id or 0}
    _tell_of(act, split, "told.split-commented", hear - {0}, unit=unit.name)


def tell_answered(act: Act, comment: SplitCommentRecord) -> None:
    """Tell whoever commented that there is an answer."""
    _tell_of(act, comment.split, "told.split-answered", {comment.by_id} if comment.by_id else set())


def tell_approved(act: Act, split: SplitRecord) -> None:
    """Tell the dispatching office that a split waits to be issued, and who proposed it."""
    hear = hearing.dispatchers_of(split.plan) | {split.proposed_by_id or 0}
    settle(name_of(split))
    _tell_of(act, split, "told.split-approved", hear - {0}, number=split.approved_number)


def tell_returned(act: Act, split: SplitRecord) -> None:
    """Tell who proposed a split, and the dispatching office, that it was returned and why."""
    hear = hearing.dispatchers_of(split.plan) | {split.proposed_by_id or 0}
    settle(name_of(split))
    _tell_of(act, split, "told.split-returned", hear - {0}, reason=split.returned_reason[:120])


def tell_issued(act: Act, split: SplitRecord) -> None:
    """Tell the units that share a total, and those that lead it, that their parts hold."""
    hear = hearing.sharers_of(split.plan, split.target) | hearing.leads_of(split.plan, split.target)
    settle(name_of(split))
    _tell_of(act, split, "told.split-issued", hear, number=split.approved_number)


def tell_withdrawn(act: Act, split: SplitRecord) -> None:
    """Tell the units that shared a total that its split counts no more."""
    settle(name_of(split))
    _tell_of(act, split, "told.split-withdrawn", hearing.sharers_of(split.plan, split.target))


def settle(*about: str) -> None:
    """Take what was asked about objects before as read: they have gone on, and nobody needs to act on them any more."""
    NoticeRecord.objects.filter(about__in=about, read_at=None).update(read_at=now())


def _tell_of(act: Act, split: SplitRecord, key: str, hear: set[int], **slots: str) -> None:
    targets = split.plan.effective.get("targets") or ()
    total = next((target["text"] for target in targets if target["key"] == split.target), split.target)
    tell(hear, key, path_to(name_of(split)), name_of(split), act.actor.person, total=total[:120], **slots)


def tell_drafted(document: DocumentRecord, plan: PlanRecord) -> None:
    """Tell who brought in a document that its draft is ready."""
    tell([document.by_id], "told.drafted", path_to(name_of(plan)), name_of(plan), title=plan.title)


def tell_undrafted(document: DocumentRecord, job: int) -> None:
    """Tell who brought in a document that it became no plan; of the document itself nothing is said."""
    tell([document.by_id], "told.undrafted", path_to(f"job:{job}"), f"job:{job}")
