"""A revision as its desk shows it: task by task side by side, what carries over and what closes, who is affected.

Everybody sees of it what they may see of the plan: whose commitments they may not read are left out, and so are
corrections where the plan's history is not theirs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count

from yibiao.core.corrections.jsonform import read_correction
from yibiao.core.corrections.telling import describe
from yibiao.core.revisions.sides import Facts, Row, rows_of, target_rows
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import may, visible
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.revising import difference_values
from yibiao.messages import say

Json = Mapping[str, Any]
KINDS = ("changed", "new", "gone", "split", "merged", "moved", "renumbered", "unchanged")
PAIR_KINDS = ("same", "changed", "new", "gone")


class Hanging(NamedTuple):
    """What hangs on a task of the old plan: how many items go on, with how many values; units of what closes, by reason."""

    going_on: int = 0
    values: int = 0
    closing: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Difference(NamedTuple):
    """One task, or those that were split or merged, before and after."""

    kind: str
    old_ids: tuple[str, ...]
    new_ids: tuple[str, ...]
    title: str
    rows: tuple[Row, ...]
    hanging: Hanging
    leaders: tuple[str, ...] = ()


class Affected(NamedTuple):
    """A unit, and how many of its items stay, change, come and close."""

    unit: UnitRecord
    counts: Mapping[str, int]


class Comparison(NamedTuple):
    """A whole revision. `lines` are sentences: of the head, of decisions, of corrections that are lost."""

    tasks: tuple[Difference, ...]
    counts: Mapping[str, int]
    goals: tuple[Row, ...]
    other: tuple[str, ...]
    decisions: tuple[tuple[str, str], ...]
    carried: tuple[str, ...]
    lost: tuple[tuple[str, str], ...]
    knows: bool
    affected: tuple[Affected, ...]
    items: Mapping[str, int]
    findings: tuple[Json, ...]


def comparison(actor: Actor, plan: PlanRecord, lang: str | None = None) -> Comparison:
    """Return the revision `plan` against the plan it revises; raises `Refused` for one that revises nothing."""
    made = difference_values(plan, lang)
    old: Any = plan.revises
    sides = Facts(old.effective or old.compiled), Facts(plan.effective or plan.compiled)
    pairs = _seen(actor, plan, made["commitments"])
    hanging, leaders = _hanging(old, pairs), _leaders(plan)
    knows = may(actor, "history.read", plan)
    outside = [""]
    return Comparison(
        tasks=tuple(_difference(one, sides, made["targets"], hanging, leaders) for one in made["tasks"]),
        counts=Counter(one["kind"] for one in made["tasks"]),
        goals=tuple(row for row in target_rows(sides, made["targets"], outside, outside) if row.changed),
        other=tuple(_told(one, lang) for one in made["other"] if one["subject"] != "target"),
        decisions=tuple((one["state"], _decision(one, lang)) for one in made["decisions"]),
        carried=tuple(_named(one, lang) for one in made["corrections"] if one["new"] is not None) if knows else (),
        lost=tuple((_named(one, lang), _why(one, lang)) for one in made["corrections"] if one["new"] is None) if knows else (),
        knows=knows,
        affected=_affected(pairs),
        items=Counter(pair["kind"] for pair in pairs),
        findings=tuple(made["findings"]) if knows else (),
    )  # fmt: skip


def _difference(
    one: Json, sides: tuple[Facts, Facts], targets: Iterable[Json], hanging: Mapping[str, Hanging], leaders: Mapping[str, str]
) -> Difference:
    # What did not change is folded away: nobody waits for its lines.
    rows = () if one["kind"] in ("unchanged", "renumbered") else rows_of(one, sides, targets)
    there = [hanging[key] for key in one["old"] if key in hanging]
    closing = tuple(line for part in there for line in part.closing)
    hangs = Hanging(sum(part.going_on for part in there), sum(part.values for part in there), closing)
    charged = [leaders.get(key) or leaders.get("", "") for key in one["new"]]
    told = tuple(dict.fromkeys(filter(None, charged)))
    return Difference(one["kind"], tuple(one["old_ids"]), tuple(one["new_ids"]), one["title"], rows, hangs, told)


def _leaders(plan: PlanRecord) -> dict[str, str]:
    """Return who is in charge of each task by its key, of the whole plan by the empty one."""
    rows = plan.charges.exclude(leader=None).select_related("leader__unit")
    return {row.task: row.leader.title or row.leader.unit.name for row in rows if row.leader}


# --- what units owe


def _seen(actor: Actor, plan: PlanRecord, pairs: list[Json]) -> list[Json]:
    """Return the pairs of commitments that somebody may see; before publication the plan is its offices' alone."""
    if plan.state == PlanRecord.DRAFT:
        return pairs
    rows = CommitmentRecord.objects.filter(plan__in=[plan.pk, plan.revises_id])
    keys = set(visible(actor, "commitment.read", rows).values_list("key", flat=True))
    return [pair for pair in pairs if keys & {pair["old"], pair["new"]}]


def _hanging(old: PlanRecord, pairs: Iterable[Json]) -> dict[str, Hanging]:
    """Return what hangs on each task of the old plan, by its key."""
    there = dict(CommitmentRecord.objects.filter(plan=old).values_list("key", "task"))
    filled = ValueRecord.objects.filter(commitment__plan=old).exclude(value="")
    values = dict(filled.values_list("commitment__key").annotate(count=Count("pk")).order_by())
    names = dict(UnitRecord.objects.values_list("code", "name"))
    going: dict[str, Counter[str]] = defaultdict(Counter)
    closing: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for pair in pairs:
        task = there.get(pair["old"] or "", "")
        if pair["kind"] == "gone":
            reason = str(pair["reason"] or "unit-no-longer-named")
            closing[task][reason][str(names.get(pair["unit"], pair["unit"]))] = None
        elif pair["old"] is not None:
            going[task].update(going_on=1, values=values.get(pair["old"], 0))
    return {task: Hanging(going[task]["going_on"], going[task]["values"], _reasons(closing[task])) for task in {*going, *closing}}


def _reasons(closing: Mapping[str, Iterable[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((reason, tuple(units)) for reason, units in closing.items())


def _affected(pairs: Iterable[Json]) -> tuple[Affected, ...]:
    """Return the units something changes for, those with the most first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        counts[pair["unit"]][pair["kind"]] += 1
    touched = {code: count for code, count in counts.items() if count.keys() - {"same"}}
    units = {unit.code: unit for unit in UnitRecord.objects.filter(code__in=touched)}
    found = [Affected(units[code], count) for code, count in touched.items() if code in units]
    return tuple(sorted(found, key=lambda one: (one.counts["same"] - sum(one.counts.values()), one.unit.place)))


# --- sentences


def _named(one: Json, lang: str | None) -> str:
    return describe(read_correction(one["new"] or one["old"]), lang)


def _why(one: Json, lang: str | None) -> str:
    return say(f"revisions.why-{one['reason']}", lang) if one["reason"] else ""


def _decision(one: Json, lang: str | None) -> str:
    reason = say(f"revisions.why-{one['reason']}", lang) if one["reason"] else ""
    what = say(f"revisions.what-{one['what']}", lang)
    return say(f"revisions.decision-{one['state']}", lang, what=what, subject=one["subject"], reason=reason)


def _told(change: Json, lang: str | None) -> str:
    """Return a change outside tasks in a line: of the head, a section, the cadence, a definition."""
    about = say(f"diff.{change['subject']}", lang, id=change.get("id") or change.get("old_id") or "", title=change.get("title", ""))
    field = say(f"diff.field-{change['field']}", lang) if change["kind"] == "changed" and change.get("field") else ""
    old, new = (_plain(change.get(name), lang) for name in ("old", "new"))
    value = f" {new if change['kind'] == 'added' else old}" if change.get("field") else ""
    said = say(f"diff.{change['kind']}", lang, field=field, old=old, new=new, value=value)
    return say("revising.about", lang, about=about.strip(), said=said)


def _plain(value: Any, lang: str | None) -> str:
    if value in (None, "", [], {}):
        return say("diff.nothing", lang)
    return say("diff.separator", lang).join(map(str, value)) if isinstance(value, list | dict) else str(value)
