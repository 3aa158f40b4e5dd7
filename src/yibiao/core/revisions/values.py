"""What a revision of a document does: to its tasks, to corrections and decisions, to the commitments of units."""

from typing import Any, Literal, NamedTuple

from yibiao.core.corrections.values import Corrected, Correction, Reason
from yibiao.core.diff import Change
from yibiao.core.plan import Finding
from yibiao.core.splits.values import SplitFile

TaskKind = Literal["unchanged", "changed", "renumbered", "moved", "split", "merged", "new", "gone"]


class TaskDifference(NamedTuple):
    """What becomes of one task, or of those that were split or merged; keys and ids, old and new.

    `moved` tasks stand in another section, `renumbered` ones have another number and nothing else changed.
    `changes` tell what changed in words, units, deadline and figures (see `core/diff.py`).
    """

    kind: TaskKind
    old: tuple[str, ...]
    new: tuple[str, ...]
    old_ids: tuple[str, ...]
    new_ids: tuple[str, ...]
    title: str
    changes: tuple[Change, ...] = ()


class TargetPair(NamedTuple):
    """A target before and after, by key; None where it is new or gone."""

    old: str | None
    new: str | None


class CarriedCorrection(NamedTuple):
    """A correction for the new plan (`new`, its references brought up to date), or why there is none."""

    old: Correction
    new: Correction | None
    reason: Reason | None = None
    finding: Finding | None = None


What = Literal["split", "details", "members"]
State = Literal["kept", "reopened", "gone"]
WhyNot = Literal[
    "target-gone",
    "group-gone",
    "total-changed",
    "unit-changed",  # counted in another measure word, or compared otherwise
    "sharers-changed",
    "not-shared",  # what is owed by each, or a rate by now, is no total
]


class Decision(NamedTuple):
    """What became of a split, of details or of chosen members: `subject` is the target's, or the class.

    `old` and `new` are the keys of the target (for members: the ids of the task, None everywhere).
    """

    what: What
    state: State
    subject: str
    old: str | None
    new: str | None
    reason: WhyNot | None = None
    finding: Finding | None = None


PairKind = Literal["same", "changed", "new", "gone"]
Field = Literal["figure", "city", "deadline", "roles", "wording", "holding", "group"]
Gone = Literal["task-gone", "target-gone", "measure-gone", "unit-no-longer-named", "merged-into"]


class FieldChange(NamedTuple):
    """A field of a commitment before and after, as plain values."""

    field: Field
    old: Any
    new: Any


class CommitmentPair(NamedTuple):
    """A commitment before and after, by key, so that its history hangs on.

    `into` is the key of the new commitment that one `merged-into` lives on in.
    """

    kind: PairKind
    old: str | None
    new: str | None
    unit: str
    text: str
    changes: tuple[FieldChange, ...] = ()
    reason: Gone | None = None
    into: str | None = None


class Revision(NamedTuple):
    """Everything a revision does. `old` and `new` are the plans with their corrections.

    `other` are changes outside tasks (head, sections, cadence, definitions, figures in no task);
    `commitments` is empty where none were given to compare.
    """

    old: Corrected
    new: Corrected
    tasks: tuple[TaskDifference, ...]
    targets: tuple[TargetPair, ...]
    other: tuple[Change, ...]
    corrections: tuple[CarriedCorrection, ...]
    split_file: SplitFile
    decisions: tuple[Decision, ...]
    commitments: tuple[CommitmentPair, ...]
    findings: tuple[Finding, ...]

    @property
    def carried(self) -> tuple[Correction, ...]:
        """The corrections that are in force in the new plan, in their order."""
        return tuple(one.new for one in self.corrections if one.new is not None)
