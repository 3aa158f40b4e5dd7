"""The jobs that turn a document into a draft plan: read, looked at for marks of secrecy, compiled, stored."""

from collections.abc import Mapping
from typing import Any

from yibiao import __version__
from yibiao.core.classified import Mark
from yibiao.files.intake import Looked, compile_job, look_job
from yibiao.files.sandbox import Worker
from yibiao.hub.access.actors import SYSTEM
from yibiao.hub.actions import Act, action
from yibiao.hub.jobs import queue
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.jobs.queue import Failed, Running
from yibiao.hub.library.indexing import Profile, index, profile
from yibiao.hub.notices.occasions import tell_drafted, tell_undrafted
from yibiao.hub.plans import storage
from yibiao.hub.plans.documents import STUB, classified
from yibiao.hub.plans.drafting import HINT, must_be_draft, rebuild
from yibiao.hub.plans.models import DocumentRecord, PlanRecord
from yibiao.hub.plans.revising import begin_revision

Json = dict[str, Any]

# What a job does one after the other: keys of sentences.
STEPS = ("hubplans.step-reading", "hubplans.step-compiling", "hubplans.step-saving")
# Of what the page of a job says how many were found.
_COUNTED = ("sections", "tasks", "targets", "findings")
# A picture without text recognition: what stands on it, a mark perhaps, is unknown.
_UNREADABLE_PICTURES = ("errors.no-text-layer", "errors.is-picture", "errors.ocr-missing")


class _Found(Exception):
    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark


# --- A new document ------------------------------------------------------------------------------


def compile_document(running: Running) -> None:
    """Compile a document that was brought in to a draft plan, or refuse it."""
    row = running.row()
    document = DocumentRecord.objects.get(pk=_number(row.subject))
    try:
        values, scanned = _compiled(running, document)
    except _Found as found:
        _refuse(SYSTEM, document, running, found.mark)
    else:
        _make_draft(SYSTEM, document, running, values, scanned, row.details.get("revises"), profile(values))


def _number(name: str) -> int:
    return int(name.partition(":")[2])


def _compiled(running: Running, document: DocumentRecord) -> tuple[Json, bool]:
    """Return the values of a document's plan, and whether some of its pages are pictures."""
    path = storage.place(document.file)
    if not document.file or not path.exists():
        raise Failed("hubplans.file-gone")
    running.step(STEPS[0], 0, len(STEPS))
    with Worker() as worker:
        looked: Looked = running.in_child(worker, look_job, str(path), document.name, name=document.name)
        if looked.mark:
            raise _Found(looked.mark)
        running.step(STEPS[1], 1, len(STEPS))
        running.found(characters=len(looked.source.text) if looked.source else 0)
        values: Json = running.in_child(worker, compile_job, looked.source, name=document.name)
    running.step(STEPS[2], 2, len(STEPS))
    running.found(**_counts(values))
    return values, looked.scanned


def _counts(values: Json) -> dict[str, int]:
    """Return how much was found; doubts and hints as the review desk counts them."""
    hints = sum(one["severity"] == HINT for one in values["findings"])
    unsure = sum("confidence" in one for one in values["targets"])
    counts = {name: len(values[name]) for name in _COUNTED}
    return counts | {"doubts": len(values["findings"]) - hints + unsure, "hints": hints}


@action("document.compile", "document.upload")
def _make_draft(
    act: Act, document: DocumentRecord, running: Running, values: Json, scanned: bool, revises: int | None, found: Profile
) -> PlanRecord:
    """Store the draft; from here on the document's name and number stand in the log, and its words in the library."""
    _of_unit(act, document)
    head = values["document"]
    title = (head.get("plan_title") or head.get("title") or document.name)[:300]
    number = (head.get("number") or "")[:80]
    reason = {"key": "hubplans.scanned", "slots": {}} if scanned else {}
    act.made(document, "name", "digest", "kind", "size")
    act.set(document, title=title, number=number, state=DocumentRecord.COMPILED, reason=reason)
    plan = PlanRecord.objects.create(
        document=document, title=title, number=number, compiled=values, compiler=__version__, unit=document.unit, at=act.at
    )
    act.plan = f"plan:{plan.pk}"
    act.made(plan, "title", "number", "state", "compiler")
    if revises is not None:
        begin_revision(act, plan, PlanRecord.objects.get(pk=revises))
    rebuild(plan)
    index(document, found)
    tell_drafted(document, plan)
    running.finish(f"plan:{plan.pk}")
    return plan


@action("document.refuse", "document.upload")
def _refuse(act: Act, document: DocumentRecord, running: Running, mark: Mark) -> None:
    """Keep nothing of a classified document but a stub; its name never gets into the log."""
    _of_unit(act, document)
    storage.shred(document.file)
    act.note("state", document.state, DocumentRecord.REFUSED)
    document.name = document.title = STUB
    document.number = document.digest = document.kind = document.file = ""
    document.size = 0
    document.state, document.reason = DocumentRecord.REFUSED, classified(mark)
    document.edition += 1
    document.save()
    act.note("reason", {}, document.reason)
    tell_undrafted(document, running.job)
    running.fail(document.reason["key"], document.reason["slots"])


def fail_document(running: Running, key: str, slots: Mapping[str, Any]) -> None:
    """Note that a document cannot be used, and keep no file of it."""
    _fail(SYSTEM, DocumentRecord.objects.get(pk=_number(running.row().subject)), running, key, dict(slots))


@action("document.fail", "document.upload")
def _fail(act: Act, document: DocumentRecord, running: Running, key: str, slots: dict[str, Any]) -> None:
    _of_unit(act, document)
    if key in _UNREADABLE_PICTURES:
        key, slots = "hubplans.picture", {}
    act.note("state", document.state, DocumentRecord.FAILED)
    act.note("reason", {}, {"key": key})
    document.state, document.reason = DocumentRecord.FAILED, {"key": key, "slots": slots}
    storage.shred(document.file)
    document.file = ""
    document.edition += 1
    document.save()
    tell_undrafted(document, running.job)
    running.fail(key, slots)


def _of_unit(act: Act, document: DocumentRecord) -> None:
    act.unit = document.unit.code


# --- The document of a draft once more -----------------------------------------------------------


@action("plan.recompile")
def recompile(act: Act, plan: PlanRecord) -> JobRecord:
    """Compile the document of a draft again; corrections stay. Asked twice, the job under way is returned."""
    must_be_draft(plan)
    known = queue.under_way("recompile", plan)
    return known or queue.add("recompile", plan, plan.unit, act.actor.person)


def compile_again(running: Running) -> None:
    """Compile the document of a draft anew and put its corrections on what comes out."""
    plan = PlanRecord.objects.select_related("document").get(pk=_number(running.row().subject))
    try:
        values, _ = _compiled(running, plan.document)
    except _Found as found:
        reason = classified(found.mark)
        raise Failed(reason["key"], **reason["slots"]) from None
    _take_compiled(SYSTEM, plan, running, values, profile(values))


@action("plan.compiled", "plan.recompile")
def _take_compiled(act: Act, plan: PlanRecord, running: Running, values: Json, found: Profile) -> None:
    act.unit = plan.unit.code
    must_be_draft(plan)
    act.note("compiler", plan.compiler, __version__)
    plan.compiled, plan.compiler = values, __version__
    rebuild(plan, act, "compiled", "compiler")
    index(plan.document, found)
    running.finish(f"plan:{plan.pk}")


def fail_recompile(running: Running, key: str, slots: Mapping[str, Any]) -> None:
    """Note why a draft stays as it was compiled before."""
    running.fail(key, slots)


