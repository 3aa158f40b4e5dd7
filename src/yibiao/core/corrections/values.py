"""The corrections an officer makes, and what becomes of them (`yibiao-corrections/1`).

A correction refers to its fact by key and remembers the words the fact had, so that it is found again in a
plan compiled from a repaired or slightly changed text. Facts that a correction makes (the second part of a
task, a task or figure the compiler overlooked) carry their key in the correction itself.
"""

from typing import Any, Literal, NamedTuple

from yibiao.core.plan import Finding, Plan
from yibiao.core.splits.values import Chosen

FORMAT = "yibiao-corrections/1"

Answer = Literal["accepted", "dismissed", "noted"]
Fields = tuple[tuple[str, Any], ...]

TASK_FIELDS = ("title", "deadline")
TARGET_FIELDS = (
    "subject", "comparator", "low", "high", "unit", "change", "direction", "force", "owed_by", "each",
    "period", "per", "average", "baseline", "deadline",
)  # fmt: skip


class Ref(NamedTuple):
    """A task, measure or target by its key, with the words it had: title (or subject) and text.

    `task` is the key of the task it stood in, for a measure or a target; `id` the number it had.
    """

    key: str
    title: str = ""
    text: str = ""
    task: str = ""
    id: str = ""


class Passage(NamedTuple):
    """Characters of the document by their (repaired) words and those before them; `start` is where they stood."""

    words: str
    before: str = ""
    start: int = 0


class FindingRef(NamedTuple):
    """A finding by its stable key, with what it said: see `refs.finding_keys`."""

    key: str
    code: str
    about: str = ""
    said: tuple[str, ...] = ()
    task: Ref | None = None


class SetUnits(NamedTuple):
    """The units that now stand in one role of a task or measure, by name, in this order."""

    number: int
    fact: Ref
    role: str
    units: tuple[str, ...]
    reason: str = ""


class Part(NamedTuple):
    """A part cut off a task: the words it begins with, its title, and the key it has from then on.

    `measure` refers to the measure it begins with; None where it begins within one, at the words `begin`.
    """

    key: str
    title: str
    measure: Ref | None = None
    begin: Passage | None = None


class SplitTask(NamedTuple):
    """A task cut into itself (with a new `title`, if any) and further parts, in the order of the text."""

    number: int
    task: Ref
    parts: tuple[Part, ...]
    title: str | None = None
    reason: str = ""


class MergeTasks(NamedTuple):
    """Two or more tasks become the first of them."""

    number: int
    tasks: tuple[Ref, ...]
    title: str | None = None
    reason: str = ""


class DropTask(NamedTuple):
    """Something that is no task. Its figures go with it, or stay with its section (`keep_targets`)."""

    number: int
    task: Ref
    reason: str
    keep_targets: bool = False


class AddTask(NamedTuple):
    """A task the compiler overlooked, by its words in the document; `roles` are unit names by role."""

    number: int
    key: str
    passage: Passage
    title: str
    roles: tuple[tuple[str, tuple[str, ...]], ...] = ()
    deadline: str | None = None
    reason: str = ""


class EditTask(NamedTuple):
    """Title or deadline of a task (`TASK_FIELDS`), as they should be."""

    number: int
    task: Ref
    fields: Fields
    reason: str = ""


class AddTarget(NamedTuple):
    """A figure the compiler overlooked, in a task; `fields` as in `TARGET_FIELDS`, owners by name."""

    number: int
    key: str
    task: Ref
    passage: Passage
    fields: Fields
    reason: str = ""


class DropTarget(NamedTuple):
    """A figure that is no target."""

    number: int
    target: Ref
    reason: str


class EditTarget(NamedTuple):
    """Fields of a target (`TARGET_FIELDS`) as they should be."""

    number: int
    target: Ref
    fields: Fields
    reason: str = ""


class ChooseMembers(NamedTuple):
    """Who is meant by a class of units, in one task or (`task` None) everywhere; names or pack ids."""

    number: int
    group: str
    task: Ref | None
    units: tuple[str, ...]
    reason: str = ""


class AnswerFinding(NamedTuple):
    """What the office says to a finding: accepted, dismissed or noted."""

    number: int
    finding: FindingRef
    answer: Answer
    text: str = ""


Correction = (
    SetUnits | SplitTask | MergeTasks | DropTask | AddTask | EditTask
    | AddTarget | DropTarget | EditTarget | ChooseMembers | AnswerFinding
)  # fmt: skip

# The name of each kind in files and messages.
KINDS: dict[str, type[Correction]] = {
    "units": SetUnits,
    "task.split": SplitTask,
    "task.merge": MergeTasks,
    "task.drop": DropTask,
    "task.add": AddTask,
    "task.edit": EditTask,
    "target.add": AddTarget,
    "target.drop": DropTarget,
    "target.edit": EditTarget,
    "members": ChooseMembers,
    "finding.answer": AnswerFinding,
}
_NAMES = {made: name for name, made in KINDS.items()}


def kind_of(correction: Correction) -> str:
    """Return the name of a correction's kind: ``target.edit``."""
    return _NAMES[type(correction)]


# Why a correction could not be applied; each has its sentence in `packs/messages/corrections`.
Reason = Literal[
    "gone",  # no such fact, by key or by words
    "ambiguous",  # several facts could be meant
    "merged",  # another correction merged the task into another
    "dropped",  # another correction dropped it
    "not-made",  # it is about a fact that another correction made, which is not in force
    "already-there",  # the plan has by now what the correction would make
    "no-words",  # the words it stands on are not in the text
    "no-text",  # the plan carries no text to look in
    "overlaps",  # the words belong to another task
    "impossible",  # the values do not agree with one another
    "nothing-left",  # a cut that would leave a part empty
    "text-changed",  # a revision itself changed what was corrected
]


class Applied(NamedTuple):
    """A correction that took effect, the keys of the facts it marks, and the words it was found by if it moved."""

    correction: Correction
    keys: tuple[str, ...]
    moved: tuple[str, str] | None = None


class Lost(NamedTuple):
    """A correction without effect, why, and the finding that says so."""

    correction: Correction
    reason: Reason
    finding: Finding


class Answered(NamedTuple):
    """A finding of the corrected plan with the office's answer."""

    finding: Finding
    correction: AnswerFinding


class Corrected(NamedTuple):
    """A plan with its corrections.

    `marks` gives the numbers of the corrections behind each fact that differs from the compiled one, by the
    key of the task, measure or target. `measures` holds the keys of the measures of each task, in the order
    of `plan.tasks`. `open_findings` are those of the plan that nobody has answered.
    """

    plan: Plan
    applied: tuple[Applied, ...]
    lost: tuple[Lost, ...]
    open_findings: tuple[Finding, ...]
    answered: tuple[Answered, ...]
    marks: dict[str, tuple[int, ...]]
    measures: tuple[tuple[str, ...], ...]
    members: tuple[Chosen, ...]
