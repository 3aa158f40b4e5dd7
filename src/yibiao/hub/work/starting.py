"""首次使用: what a new office does first, from its units to the tables it hands out, and how far it has come.

Everybody sees the same steps and who does each; how far they are is counted from the data, so nothing has to be
ticked by hand, and each says what it was counted from. The sample is a document of our own to try the steps with;
published or not, it counts for none of them.
"""

import hashlib
from typing import NamedTuple

from django.db.models import Count, QuerySet

from yibiao import packs
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.actions import name_of
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import WORKING, HoldingRecord, UnitRecord
from yibiao.hub.plans.documents import upload
from yibiao.hub.plans.known import findings
from yibiao.hub.plans.models import PlanRecord, PlanVersionRecord

STEPS = ("units", "people", "document", "findings", "publish", "tables")
# Who does a step, as the posts are called in the message book `posts`; `dispatching` is the office that dispatches.
DOERS = {
    "units": ("system_admin",),
    "people": ("system_admin", "security_admin"),
    "document": ("dispatching",),
    "findings": ("dispatching",),
    "publish": ("dispatching",),
    "tables": ("dispatching", "clerk"),
}
_HANDED_OUT = ("table.export", "plan.export")
_LOOKED_AT = 20  # of so many drafts, and so many published plans, the findings are counted


class Step(NamedTuple):
    """A step: whether it is done, whether the asker does it, who else does, and a number that says how far it is.

    `passed` is a step that was left unfinished and is behind all the same. `plan` is the draft or plan to go on with, for
    those who may (None: none), `unit` the code of the asker's own unit with a table. `next` marks the first that is open.
    """

    key: str
    done: bool
    mine: bool
    so_far: int = 0
    of: int = 0
    plan: int | None = None
    unit: str = ""
    passed: bool = False
    next: bool = False

    @property
    def behind(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.done or self.passed

    @property
    def doers(self) -> tuple[str, ...]:
        """Who does it."""
        return DOERS[self.key]


class Sample(NamedTuple):
    """The sample as the asker may have it: its draft or, published, its plan; and the office that may bring it in."""

    draft: PlanRecord | None
    plan: PlanRecord | None
    office: UnitRecord | None


def is_begun() -> bool:
    """Tell whether the office has published something of its own: then it needs no first steps any more."""
    return PlanVersionRecord.objects.exclude(plan__document__digest=digest()).exists()


def steps(actor: Actor) -> list[Step]:
    """Return the steps with what is done of each; the number of queries does not grow."""
    found = [_units(actor), _people(actor), *_document(actor), _tables(actor)]
    at = next((place for place, step in enumerate(found) if not step.behind), None)
    return [step._replace(next=place == at) for place, step in enumerate(found)]


def _has(actor: Actor, *kinds: str) -> bool:
    return any(post.kind in kinds for post in actor.posts)


def _units(actor: Actor) -> Step:
    """The tree of units is there once an office is named that may bring in documents."""
    units = UnitRecord.objects.on(today())
    dispatching = units.filter(dispatches=True).exists()
    return Step("units", dispatching, _has(actor, *DOERS["units"]), units.count())


def _people(actor: Actor) -> Step:
    """Somebody can begin once a post of that office is held; how many people hold working posts is told."""
    held = HoldingRecord.objects.on(today()).filter(post__kind__in=WORKING)
    office = held.filter(post__unit__dispatches=True).exists()
    return Step("people", office, _has(actor, *DOERS["people"]), held.values("person").distinct().count())


def _document(actor: Actor) -> list[Step]:
    """From a document to a published plan: the newest draft that is the actor's to review is the one to go on with."""
    mine = _dispatches(actor)
    real = _own().exclude(state=PlanRecord.DISCARDED).defer("compiled", "effective")
    drafts = list(visible(actor, "plan.correct", real.filter(state=PlanRecord.DRAFT))[:_LOOKED_AT])
    published = list(visible(actor, "history.read", real.filter(state=PlanRecord.PUBLISHED))[:_LOOKED_AT])
    plan = drafts[0].pk if drafts else None
    counts = dict(real.order_by().values_list("state").annotate(Count("pk")))
    public = sum(counts.get(state, 0) for state in PlanRecord.IN_PUBLIC)
    return [
        Step("document", bool(counts), mine, sum(counts.values()), plan=plan),
        _findings([*drafts, *published], mine, plan, bool(public)),
        Step("publish", bool(public), mine, public, plan=plan),
    ]


def _own() -> QuerySet[PlanRecord]:
    """Return the plans of the office's own documents, the newest first."""
    return PlanRecord.objects.exclude(document__digest=digest())


def _findings(plans: list[PlanRecord], mine: bool, draft: int | None, published: bool) -> Step:
    """The findings of the newest plans are answered; once something is published, what was not is left behind.

    Who may not know how a plan was corrected learns no more than that one is published.
    """
    found = findings(plans).values()
    answered, of = sum(one.answered for one in found), sum(one.all for one in found)
    done = answered == of if found else published
    return Step("findings", done, mine, answered, of, plan=draft, passed=published and not done)


def _dispatches(actor: Actor) -> bool:
    return visible(actor, "document.upload", UnitRecord.objects.all()).exists()


def _tables(actor: Actor) -> Step:
    """The tables are handed out once somebody has had one as a file: of all units by its office, else one's own."""
    tried = [name_of(plan) for plan in PlanRecord.objects.filter(document__digest=digest()).only("pk")]
    exports = EntryRecord.objects.filter(action__in=_HANDED_OUT).exclude(plan__in=tried).count()
    plans = visible(actor, "plan.export", _own().filter(state=PlanRecord.PUBLISHED))
    owed = CommitmentRecord.objects.filter(closed_at=None, plan__state=PlanRecord.PUBLISHED, unit__code__in=actor.units)
    unit = owed.order_by("unit__place").values_list("unit__code", flat=True).first()
    plan = plans.values_list("pk", flat=True).first()
    return Step("tables", bool(exports), bool(actor.units), exports, plan=plan, unit=unit or "")


# --- The sample ----------------------------------------------------------------------------------


def text() -> str:
    """Return the text of the sample document."""
    return str(packs.load("samples")["first"]["text"])


def digest() -> str:
    """Return the SHA-256 of the sample as it is brought in: so it is known again."""
    return hashlib.sha256(text().encode()).hexdigest()


def is_sample(plan: PlanRecord) -> bool:
    """Tell whether a plan is the sample."""
    return plan.document.digest == digest()


def sample(actor: Actor) -> Sample:
    """Return the sample as the actor may have it."""
    own = PlanRecord.objects.filter(document__digest=digest()).defer("compiled", "effective")
    draft, plan = (visible(actor, right, own).first() for right in ("plan.discard", "plan.close"))
    return Sample(draft, plan, visible(actor, "document.upload", UnitRecord.objects.all()).first())


def bring_sample(actor: Actor, office: UnitRecord) -> JobRecord:
    """Bring in the sample for an office like any other document; `Refused` where it is there already."""
    return upload(actor, office, str(packs.load("samples")["first"]["name"]), data=text().encode())
