"""我的工作: what waits for whoever has signed in."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.web.acting import actor_for
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page


@view
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the posts held today and what waits for them."""
    actor = actor_for(request)
    units = {unit.code: unit for unit in UnitRecord.objects.filter(code__in=[post.code for post in actor.posts])}
    drafts = visible(actor, "plan.correct", PlanRecord.objects.filter(state=PlanRecord.DRAFT))
    splits = SplitRecord.objects.select_related("plan").defer("plan__compiled", "plan__effective", "body")
    approve, comment, issue = (list(visible(actor, f"split.{right}", splits)[:20]) for right in ("approve", "comment", "issue"))
    return page(
        request,
        "pages/home.html",
        posts=[(post, units[post.code]) for post in actor.posts],
        drafts=drafts.defer("compiled", "effective")[:20],
        to_approve=approve,
        to_comment=comment,
        to_issue=issue,
        texts=_texts([*approve, *comment, *issue]),
        jobs=visible(actor, "job.read", JobRecord.objects.exclude(state=JobRecord.DONE))[:10],
        owing=_owing(actor),
        can_upload=any(post.working and units[post.code].dispatches for post in actor.posts),
    )


def _texts(splits: list[SplitRecord]) -> dict[tuple[int, str], str]:
    """Return the words of the totals that splits are about, by plan and target, with one query."""
    rows = CommitmentRecord.objects.filter(plan__in={split.plan_id for split in splits}, target__in={split.target for split in splits})
    return {(plan, target): text for plan, target, text in rows.values_list("plan_id", "target", "text")}


def _owing(actor: Actor) -> list[tuple[UnitRecord, int]]:
    """Return the own units with the number of open commitments of each, with one query."""
    own = [post.code for post in actor.posts if post.working]
    is_open = Q(commitments__closed_at=None, commitments__plan__state=PlanRecord.PUBLISHED)
    counted = UnitRecord.objects.filter(code__in=own).annotate(open=Count("commitments", filter=is_open))
    return [(unit, unit.open) for unit in counted]
