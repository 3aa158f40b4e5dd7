"""Drafts: what officers correct beside the compiled facts, undone and redone at will, findings answered."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from yibiao.core.corrections.apply import apply_corrections
from yibiao.core.corrections.jsonform import UnusableCorrection, correction_values, read_correction
from yibiao.core.corrections.refs import finding_refs
from yibiao.core.corrections.values import AnswerFinding, Corrected, Correction
from yibiao.core.findings import render
from yibiao.core.plan import Plan
from yibiao.core.schema import dotted
from yibiao.core.serialise import from_dict, to_dict
from yibiao.core.spans import Span
from yibiao.hub.actions import Act, Refused, action, name_of, save_next_edition
from yibiao.hub.notices import occasions
from yibiao.hub.plans.changes import changes, told
from yibiao.hub.plans.completing import FORMS, completed
from yibiao.hub.plans.models import CorrectionRecord, PlanRecord

# A finding of this weight has to be solved or answered before a plan is published; a hint may stay as it is.
ERROR, HINT = "error", "info"


def corrections_of(plan: PlanRecord) -> list[Correction]:
    """Return the corrections in force, in their order."""
    rows = CorrectionRecord.objects.filter(plan=plan, undone_at=None).order_by("number")
    return [read_correction(body) for body in rows.values_list("body", flat=True)]


def effective(plan: PlanRecord) -> Corrected:
    """Return a plan with the corrections in force."""
    return apply_corrections(from_dict(plan.compiled), corrections_of(plan))


def effective_plan(plan: PlanRecord) -> Plan:
    """Return a plan as its corrections left it, with the text of the document."""
    return from_dict(plan.effective or plan.compiled)._replace(text=plan.compiled.get("text", ""))


def must_be_draft(plan: PlanRecord) -> None:
    """Refuse to change what is published or given up."""
    if plan.state != PlanRecord.DRAFT:
        raise Refused("hubplans.not-a-draft", title=plan.title)


def rebuild(plan: PlanRecord, act: Act | None = None, *fields: str, before: Plan | None = None) -> Corrected:
    """Put the corrections in force on the compiled plan and save it (with `fields`).

    `act` notes what changed; `before` is the plan as it was, where the caller has it.
    """
    made = effective(plan)
    if act is not None:
        for field, old, new in changes(before or from_dict(plan.effective or plan.compiled), made.plan):
            act.note(field, old, new)
    plan.effective = to_dict(made.plan)
    save_next_edition(plan, "effective", *fields)
    return made


@action("plan.correct")
def correct(act: Act, plan: PlanRecord, body: Mapping[str, Any]) -> CorrectionRecord:
    """Correct one thing in a draft; `body` as in yibiao-corrections/1, where a fact may be named by its key alone.

    A correction that would have no effect is refused with the reason.
    """
    must_be_draft(plan)
    number, before = _next_number(plan), effective(plan)
    given = _read({**completed(before, body), "number": number})
    record = CorrectionRecord.objects.create(
        plan=plan, number=number, body=correction_values(given), by_id=act.actor.person, at=act.at
    )
    act.note(f"correction:{number}", None, told(record.body))
    _refuse_lost(rebuild(plan, act, before=before.plan), number)
    return record


@action("plan.note", "plan.correct")
def note_hints(act: Act, plan: PlanRecord) -> int:
    """Answer every hint that is open with 知悉, at one stroke; return how many there were."""
    must_be_draft(plan)
    made, first = effective(plan), _next_number(plan)
    still = {id(finding) for finding in made.open_findings if finding.severity == HINT}
    pairs = zip(made.plan.findings, finding_refs(made.plan), strict=True)
    hints = [ref for finding, ref in pairs if id(finding) in still]
    if not hints:
        raise Refused("hubplans.no-hints")
    rows = [_noted(act, plan, AnswerFinding(number, ref, "noted")) for number, ref in enumerate(hints, first)]
    CorrectionRecord.objects.bulk_create(rows)
    rebuild(plan, act, before=made.plan)
    return len(hints)


def _noted(act: Act, plan: PlanRecord, given: AnswerFinding) -> CorrectionRecord:
    record = CorrectionRecord(
        plan=plan, number=given.number, body=correction_values(given), by_id=act.actor.person, at=act.at
    )
    act.note(f"correction:{given.number}", None, told(record.body))
    return record


def _next_number(plan: PlanRecord) -> int:
    last = CorrectionRecord.objects.filter(plan=plan).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _read(body: Mapping[str, Any]) -> Correction:
    try:
        return read_correction(body)
    except UnusableCorrection as error:
        fault = error.problems[0]
        entry = "unusable-choice" if fault.choices else "unusable-correction"
        choices = ", ".join(map(str, fault.choices))
        raise Refused(
            f"hubplans.{entry}", place=dotted(fault.path) or "body", actual=fault.actual, choices=choices
        ) from None


def _refuse_lost(made: Corrected, number: int) -> None:
    for one in made.lost:
        if one.correction.number == number and one.reason == "impossible":
            raise Refused("hubplans.impossible")
        if one.correction.number == number:
            slots = dict(one.finding.args)
            raise Refused(f"corrections.{slots.pop('entry', one.finding.code)}", **slots)


@action("plan.undo", "plan.correct")
def undo(act: Act, plan: PlanRecord, number: int, together: bool = False) -> list[CorrectionRecord]:
    """Take any correction back, `together` with those made at the same stroke; those that rest on it become lost and say so."""
    record = _correction(plan, number)
    if record.undone_at is not None:
        raise Refused("hubplans.undone-already", number=number)
    stroke = _stroke(record, at=record.at, by=record.by_id) if together else [record]
    for one in stroke:
        act.set(one, undone_at=act.at, undone_by_id=act.actor.person)
    rebuild(plan, act)
    return stroke


@action("plan.redo", "plan.correct")
def redo(act: Act, plan: PlanRecord, number: int, together: bool = False) -> list[CorrectionRecord]:
    """Put a correction back that was undone, `together` with those undone with it, at its old place among the others."""
    record = _correction(plan, number)
    if record.undone_at is None:
        raise Refused("hubplans.not-undone", number=number)
    stroke = _stroke(record, undone_by=record.undone_by_id) if together else [record]
    for one in stroke:
        act.set(one, undone_at=None, undone_by_id=None)
    _refuse_lost(rebuild(plan, act), number)
    return stroke


def _stroke(record: CorrectionRecord, **same: Any) -> list[CorrectionRecord]:
    """Return a correction with those of its plan that stand or are undone as it is, since the same moment."""
    rows = CorrectionRecord.objects.filter(plan=record.plan_id, undone_at=record.undone_at, **same)
    return list(rows.order_by("number"))


def _correction(plan: PlanRecord, number: int) -> CorrectionRecord:
    must_be_draft(plan)
    record = CorrectionRecord.objects.filter(plan=plan, number=number).first()
    if record is None:
        raise Refused("hubplans.no-correction", number=number)
    return record


@action("plan.discard")
def discard(act: Act, plan: PlanRecord) -> PlanRecord:
    """Give a draft up; it is kept, and its document may be brought in anew."""
    must_be_draft(plan)
    act.set(plan, state=PlanRecord.DISCARDED)
    occasions.settle(name_of(plan))
    return plan


class FindingView(NamedTuple):
    """A finding of a plan with its stable key and the office's answer (empty: none), in one language."""

    key: str
    code: str
    severity: str
    task: str | None
    message: str
    advice: str
    answer: str = ""
    answer_text: str = ""
    number: int | None = None
    about: str = ""
    spans: tuple[Span, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return not self.answer


def findings_of(plan: PlanRecord, lang: str | None = None, made: Corrected | None = None) -> list[FindingView]:
    """Return the findings of a plan, open ones first, errors before warnings."""


    made = made or effective(plan)
    answers = {id(one.finding): one.correction for one in made.answered}
    found = []
    for finding, ref in zip(made.plan.findings, finding_refs(made.plan), strict=True):
        message, advice = render(finding, lang)
        view = FindingView(ref.key, finding.code, finding.severity, finding.task, message, advice)
        view = view._replace(about=finding.about or "", spans=(finding.span, *finding.also))
        answer = answers.get(id(finding))
        if answer:
            view = view._replace(answer=answer.answer, answer_text=answer.text, number=answer.number)
        found.append(view)
    weight = {"error": 0, "warning": 1}
    return sorted(found, key=lambda view: (not view.is_open, weight.get(view.severity, 2)))


def open_errors(made: Corrected) -> int:
    """Return how many findings forbid publishing."""
    return sum(finding.severity == ERROR for finding in made.open_findings)


def body_of_form(kind: str, form: Any) -> dict[str, Any]:
    """Return the rest of a correction's body from a page's fields, for the kinds that need more than a key.

    `form` has ``get``: finding.answer (key, code, answer, text), members (group, task, units), task.add
    (start, end, title), target.add (key, start, end, subject, comparator, low, unit), task.split (key, at, title).
    """


    maker = FORMS.get(kind)
    if maker is None:
        raise Refused("hubplans.unknown-kind", kind=kind)
    return maker(form)
