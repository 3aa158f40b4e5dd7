"""A revision: an amended document against the one in force, with everything that hangs on it.

Corrections are carried between the *compiled* plans; splits, details, members and commitments hang on the
plans with their corrections. What needs commitments of the new plan is made in two steps: `revise` without
them gives the corrections and decisions to make them with, `revise` with them gives their pairing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from yibiao.core.commitments.values import Commitments
from yibiao.core.corrections.apply import apply_corrections
from yibiao.core.corrections.finish import keyed
from yibiao.core.corrections.values import Correction
from yibiao.core.plan import Plan
from yibiao.core.revisions.carrying import carry
from yibiao.core.revisions.commitments import pair_commitments
from yibiao.core.revisions.decisions import carry_decisions
from yibiao.core.revisions.difference import differences, target_pairs
from yibiao.core.revisions.pairing import pair_plans
from yibiao.core.revisions.values import CommitmentPair, Revision
from yibiao.core.splits.values import SplitFile

_NOTHING = SplitFile()
_SAME: Mapping[str, str] = {}


def revise(
    old: Plan,
    new: Plan,
    corrections: Iterable[Correction] = (),
    split_file: SplitFile = _NOTHING,
    commitments_old: Commitments | None = None,
    commitments_new: Commitments | None = None,
    successors: Mapping[str, str] = _SAME,
) -> Revision:
    """Return what the compiled plan `new` changes against the compiled plan `old` with its corrections.

    Commitments are those made from the corrected plans (`Revision.old`, `.new`). `successors` gives the id of
    the unit that took over from one of the old pack that is not in the new one.
    """
    old, new, given = keyed(old), keyed(new), tuple(corrections)
    pairs = pair_plans(old, new)
    carried = carry(old, new, given, pairs)
    before = apply_corrections(old, given)
    after = apply_corrections(new, [one.new for one in carried if one.new is not None])
    if given:
        pairs = pair_plans(before.plan, after.plan)
    tasks, other = differences(before.plan, after.plan, pairs)
    sharers = _sharers(commitments_old, successors), _sharers(commitments_new)
    decided = carry_decisions(before.plan, after.plan, split_file, (pairs.targets, pairs.heirs), sharers)
    rows: tuple[CommitmentPair, ...] = ()
    if commitments_old is not None and commitments_new is not None:
        rows = pair_commitments(commitments_old, commitments_new, (before, after), pairs, successors)
    lost = [one.finding for one in carried if one.finding is not None]
    reopened = [one.finding for one in decided.decisions if one.finding is not None]
    return Revision(
        before,
        after,
        tasks,
        target_pairs(before.plan, after.plan, pairs),
        other,
        carried,
        decided.split_file,
        decided.decisions,
        rows,
        (*lost, *reopened),
    )


def _sharers(made: Commitments | None, successors: Mapping[str, str] = _SAME) -> dict[str, frozenset[str]] | None:
    """Return the units that share each target's total, by the target's key."""
    if made is None:
        return None
    found: dict[str, set[str]] = defaultdict(set)
    for row in made.rows:
        if row.target and row.holding in ("share", "unset"):
            found[row.target.key].add(successors.get(row.unit, row.unit))
    return {key: frozenset(units) for key, units in found.items()}
