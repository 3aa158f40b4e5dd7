"""首次使用: what a new office does first, from its units to the tables it hands out, and how far it has come.

Everybody sees the same steps and who does each; how far they are is counted from the data, so nothing has to be
ticked by hand. The sample is a document of our own to try the steps with; it counts for none of them.
"""

import hashlib
from typing import NamedTuple

from django.db.models import Q

from yibiao import packs
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import today
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import WORKING, HoldingRecord, UnitRecord
from yibiao.hub.plans.documents import upload
from yibiao.hub.plans.models import PlanRecord, PlanVersionRecord
from yibiao.hub.work.known import findings

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


class Step(NamedTuple):
    """A step: whether it is done, whether the asker does it, who else does, and a number that says how far it is.

    `plan` is the draft or plan to go on with, for those who may (None: none). `next` marks the first that is open.
    """

    key: str
    done: bool
    mine: bool
    so_far: int = 0
    of: int = 0
    plan: int | None = None
    next: bool = False

    @property
    def doers(self) -> tuple[str, ...]:
        """Who does it."""
        return DOERS[self.key]


class Sample(NamedTuple):
    """The sample as the asker may have it: its draft, if there is one, and the office that may bring it in."""

    draft: PlanRecord | None
    office: UnitRecord | None


def is_begun() -> bool:
    """Tell whether the office has published something: then it needs no first steps any more."""
    return PlanVersionRecord.objects.exists()


def steps(actor: Actor) -> list[Step]:
    """Return the steps with what is done of each; the number of queries does not grow."""
    found = [_units(actor), _people(actor), *_document(actor), _tables(actor)]
    at = next((place for place, step in enumerate(found) if not step.done), None)
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
    real = PlanRecord.objects.exclude(state=PlanRecord.DISCARDED).exclude(document__digest=digest())
    drafts = list(visible(actor, "plan.correct", real.filter(state=PlanRecord.DRAFT)).defer("compiled", "effective")[:1])
    published = is_begun()
    plan = drafts[0].pk if drafts else None
    found = findings(drafts).get(plan) if plan is not None else None
    answered = published or (found is not None and not found.open)
    counts = (found.answered, found.all) if found else (0, 0)
    return [
        Step("document", published or real.exists(), mine, plan=plan),
        Step("findings", answered, mine, *counts, plan=plan),
        Step("publish", published, mine, plan=plan),
    ]


def _dispatches(actor: Actor) -> bool:
    return visible(actor, "document.upload", UnitRecord.objects.all()).exists()


def _tables(actor: Actor) -> Step:
    """The tables are handed out once somebody has had one as a file."""
    done = EntryRecord.objects.filter(action__in=_HANDED_OUT).exists()
    plans = visible(actor, "plan.read", PlanRecord.objects.filter(state=PlanRecord.PUBLISHED))
    return Step("tables", done, bool(actor.units), plan=plans.values_list("pk", flat=True).first())


# --- The sample ----------------------------------------------------------------------------------


def text() -> str:
    """Return the text of the sample document."""
    return str(packs.load("samples")["first"]["text"])


def digest() -> str:
    """Return the SHA-256 of the sample as it is brought in: so it is known again."""
    return hashlib.sha256(text().encode()).hexdigest()


def sample(actor: Actor) -> Sample:
    """Return the sample as the actor may have it."""
    own = PlanRecord.objects.filter(Q(document__digest=digest()), state=PlanRecord.DRAFT)
    drafts = visible(actor, "plan.discard", own).defer("compiled", "effective")
    return Sample(drafts.first(), visible(actor, "document.upload", UnitRecord.objects.all()).first())


def bring_sample(actor: Actor, office: UnitRecord) -> JobRecord:
    """Bring in the sample for an office like any other document; `Refused` where it is there already."""
    return upload(actor, office, str(packs.load("samples")["first"]["name"]), data=text().encode())
