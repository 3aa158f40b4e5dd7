"""A whole site for the tests of pages and API: the example's units, somebody in every role, and one of everything."""

from typing import Any, NamedTuple

from django.test import Client

from long_plans import long_plan
from made_commitments import load_units, make_plan
from made_drafts import TEXT, brought_in, draft_of
from made_hub import make_person, signed_in
from yibiao.core.serialise import from_dict
from yibiao.hub.access import tokens
from yibiao.hub.access.actors import Actor, actor_of, command
from yibiao.hub.clock import now, today
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord
from yibiao.hub.demo import ROLES
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs import posts
from yibiao.hub.orgs.models import HandoverRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.outbox.models import WebhookRecord
from yibiao.hub.plans.assigning import assign_offices, charge
from yibiao.hub.plans.drafting import correct
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish

OPERATOR = command("test")
SCOPES = ("read", "values", "plans", "units", "audit")
# The district whose clerk, reviewer and head there are.
DISTRICT = "hongshan"


class Site(NamedTuple):
    """One of everything; `people` by the example's logins."""

    units: dict[str, UnitRecord]
    people: dict[str, PersonRecord]
    plan: PlanRecord
    draft: PlanRecord
    split: SplitRecord
    job: JobRecord
    hook: WebhookRecord
    handover: HandoverRecord
    revision: PlanRecord

    def actor(self, login: str) -> Actor:
        return actor_of(PersonRecord.objects.get(login=login))

    def client(self, login: str, **more: Any) -> Client:
        """Return a browser in which somebody has signed in."""
        return signed_in(login, **more)

    def token(self, login: str, *scopes: str) -> str:
        """Return the text of a new token; all scopes unless some are named."""
        return str(tokens.make_token(self.actor(login), self.people[login], "test", scopes or SCOPES, 30)[1])

    def shared(self) -> str:
        """Return the key of a target that units share and nobody has split."""
        rows = CommitmentRecord.objects.filter(plan=self.plan, holding="unset", closed_at=None)
        return str(rows.exclude(target__in=SplitRecord.objects.values("target")).order_by("id")[0].target)


def make_site(tasks: int = 30) -> Site:
    """Make the site with a published plan of `tasks` tasks and a small draft."""
    units = load_units()
    UnitRecord.objects.filter(code="keji").update(dispatches=True)
    units["keji"].refresh_from_db()
    people = {role.login: make_person(units[role.unit], role.kind, role.login) for role in ROLES}
    plan = make_plan(long_plan(tasks), units["keji"])
    assign_offices(OPERATOR, plan, units["keji"], units["fagai"], units["renshe"])
    charge(OPERATOR, plan, "", PostRecord.objects.get(kind="leader"))
    publish(OPERATOR, plan, "首版")
    job = brought_in(actor_of(people["diaodu"]), units["keji"], text=TEXT)
    draft = draft_of(job)
    answered = {"kind": "task.edit", "task": {"key": draft.effective["tasks"][0]["key"]}, "fields": {"title": "新标题"}}
    correct(OPERATOR, draft, answered)
    hook = WebhookRecord.objects.create(
        name="市数据平台", url="https://data.example.cn/hook", events=["*"], secret="s" * 40, made_at=now()
    )
    heir = make_person(units[DISTRICT], "liaison", "jieti")
    post = PostRecord.objects.get(unit=units[DISTRICT], kind="clerk")
    handed = posts.hand_over(OPERATOR, post, heir, today())
    posts.hand_over(OPERATOR, post, people["tianbao"], today())
    return Site(units, people, plan, draft, _split(plan), job, hook, handed, _revision(plan))


def _split(plan: PlanRecord) -> SplitRecord:
    """Propose a split of the first total that the district shares."""
    owed = CommitmentRecord.objects.filter(plan=plan, unit__code=DISTRICT, holding="unset").order_by("id")
    return splits.propose(OPERATOR, plan, owed[0].target, {"method": "equal"})


def _revision(plan: PlanRecord) -> PlanRecord:
    """Make a draft that revises a plan and changes nothing in it."""
    revision = make_plan(from_dict(plan.compiled)._replace(text=plan.compiled["text"]), plan.unit, revises=plan)
    revision.title = f"{plan.title}（修订）"
    revision.save(update_fields=["title"])
    return revision
