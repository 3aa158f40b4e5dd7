"""From a plan and a unit tree to commitments: each unit × each target or measure it owes.

A sentence with a figure gives the figure's row, not two. The rows keep the order of the document.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from yibiao.core.commitments.attribution import attribution_findings
from yibiao.core.commitments.owing import Debt, Owing, owing
from yibiao.core.commitments.parties import Names, Parties, Party, audience, parties
from yibiao.core.commitments.stricter import keep_stricter
from yibiao.core.commitments.trajectory import trajectory_of
from yibiao.core.commitments.unowned import unowned
from yibiao.core.commitments.values import Commitment, Commitments, Figure, Trajectory, number_of
from yibiao.core.commitments.wording import figure_of
from yibiao.core.keys import Keys
from yibiao.core.orgs.resolution import Resolution
from yibiao.core.orgs.resolve import merged
from yibiao.core.plan import Finding, Measure, Number, Plan, Target, Task
from yibiao.core.spans import Span
from yibiao.core.splits.apply import Shares, apply_split
from yibiao.core.splits.values import Details, SplitFile

_NOTHING = SplitFile()
# 50%, 8万平方米, 约3个: a figure and no word of what it is of.
_BARE = re.compile(r"[约近超达到至]*[\d.,—–-]+[十百千万亿]*\D{0,4}(?:以上|以内|左右)?")


class _Order(NamedTuple):
    """One sentence of a task (`measure` None for what stands outside its sentences) and who has a part in it."""

    task: Task
    measure: Measure | None
    who: Parties
    targets: tuple[Target, ...]

    @property
    def clause(self) -> Task | Measure:
        """The clause that counts: the sentence's own, else the task's."""
        return self.measure if self.measure and self.measure.clause else self.task


def make_commitments(plan: Plan, resolution: Resolution, decided: SplitFile = _NOTHING) -> Commitments:
    """Return everything every unit of the pack owes under `plan`.

    `resolution` says who the plan's names are, `decided` holds splits and what the office filled in. The
    rows stand unit by unit in the order of the pack, within a unit in the order of the document.
    """
    maker = _Maker(plan, Names(resolution), decided)
    by_unit: dict[str, list[Commitment]] = {unit.id: [] for unit in resolution.pack.units}
    for order in (*_goals(plan, decided), *_orders(plan, maker.names)):
        for row in maker.rows(order):
            by_unit[row.unit].append(row)
    rows = tuple(row for own in by_unit.values() for row in keep_stricter(own))
    raised = (*maker.findings, *attribution_findings(rows, resolution.pack))
    findings = (*merged(plan.findings, resolution.findings), *raised)
    return Commitments(plan, resolution, rows, findings, unowned(plan, rows))


def _orders(plan: Plan, names: Names) -> Iterator[_Order]:
    """Yield the sentences of every task with their figures, then the figures that stand in no sentence."""
    standing: dict[str | None, list[Target]] = {}
    for target in plan.targets:
        standing.setdefault(target.task, []).append(target)
    for task in plan.tasks:
        by_clause = parties(task, names)
        left = standing.get(task.id, [])
        for measure in task.measures:
            inside = tuple(target for target in left if _holds(measure, target))
            left = [target for target in left if target not in inside]
            yield _Order(task, measure, audience(measure, by_clause, names, inside), inside)
        if left or not task.measures:
            yield _Order(task, None, by_clause, tuple(left))


def _goals(plan: Plan, decided: SplitFile) -> Iterator[_Order]:
    """Yield the headline goals that a split gives to units: the document itself says of none who owes it."""
    wanted = {split.target for split in decided.splits}
    tasks = {task.id for task in plan.tasks}
    for target in plan.targets:
        if target.task not in tasks and wanted & {target.id, target.key}:
            yield _Order(goal_task(plan, target), None, {}, (target,))


def goal_task(plan: Plan, target: Target) -> Task:
    """Return what stands for the task of a headline goal: its section."""
    section = next((section for section in plan.sections if section.id == target.task), None)
    title, number = (section.title, section.number) if section else ("", "")
    key = f"goal-{target.task or ''}"
    return Task(target.task or "", key, target.task, number, title, target.text, target.span)


def _holds(measure: Measure, target: Target) -> bool:
    return measure.span.start <= target.span.start and target.span.end <= measure.span.end


class _Maker:
    """Makes the rows of one plan; splits and details are looked up by the target's id or key."""

    def __init__(self, plan: Plan, names: Names, decided: SplitFile) -> None:
        self.names = names
        self.findings: list[Finding] = []
        self._document = plan.document
        self._splits = {split.target: split for split in decided.splits}
        self._details = {details.target: details for details in decided.details}
        self._keys = Keys()
        self._paths: dict[tuple[str, Number | None, Number | None, str | None], Trajectory] = {}

    def rows(self, order: _Order) -> Iterator[Commitment]:
        """Yield the rows of one sentence: one a unit and figure, or one a unit where it has no figure."""
        for target in order.targets:
            yield from self._figure_rows(order, target)
        if not order.targets:
            for unit, party in order.who.items():
                yield self._row(order, None, unit, party, Debt("none", party.group))

    def _figure_rows(self, order: _Order, target: Target) -> Iterator[Commitment]:
        found = owing(target, order.who, self.names)
        shares = self._shares(target, found)
        by_clause = parties(order.clause, self.names)
        # A split may give a share to a unit that the sentence does not name.
        given = {unit: Debt("unset") for unit in (shares.units if shares else ()) if unit not in found.debts}
        for unit, debt in {**found.debts, **given}.items():
            party = (
                order.who.get(unit) or by_clause.get(unit) or Party(("named",), (target.span,), debt.group)
            )
            row = self._row(order, target, unit, party, debt)
            yield self._with_path(_with_share(row, shares) if shares else row)

    def _with_path(self, row: Commitment) -> Commitment:
        """Return a row with the planned path of the figure it holds; what is wrong with one is said once."""
        value = number_of(row.figure)
        if row.target is None or (value is None and row.holding != "unset"):
            return row
        step = row.split.step if row.split else None
        due = row.deadline if row.dated else None
        asked = row.target.id, value, step, due
        if asked not in self._paths:  # the same for all who share a total in equal parts, or not yet
            path, findings = trajectory_of(row.target, self._document, value, row.details, step=step, due=due)
            self._paths[asked] = path
            self.findings.extend(found for found in findings if found not in self.findings)
        path = self._paths[asked]
        return row._replace(trajectory=path if value is not None else path._replace(points=()))

    def _shares(self, target: Target, found: Owing) -> Shares | None:
        split = self._splits.get(target.id) or self._splits.get(target.key)
        if split is None:
            return None
        shares = apply_split(split, target, found.sharers, self.names.all)
        self.findings.extend(shares.findings)
        return shares

    def _row(self, order: _Order, target: Target | None, unit: str, party: Party, debt: Debt) -> Commitment:
        city = figure_of(target) if target else None
        deadline, dated = self._deadline(order, target)
        fact = target.key if target else order.measure.text if order.measure else ""
        return Commitment(
            key=self._keys.of("c", unit, order.task.key, fact),
            unit=unit,
            task=order.task,
            target=target,
            measure=order.measure,
            text=_text(order, target),
            roles=party.roles,
            holding=debt.holding,
            figure=city if debt.holding in ("own", "total") else None,
            city=city,
            deadline=deadline,
            dated=dated,
            spans=_spans(order, target, party),
            lead_units=self._leads(order.clause),
            group=debt.group,
            details=self._details_of(target),
        )

    def _details_of(self, target: Target | None) -> Details | None:
        return (self._details.get(target.id) or self._details.get(target.key)) if target else None

    def _leads(self, clause: Task | Measure) -> tuple[str, ...]:
        units = (unit for ref in clause.lead for unit in self.names.of(ref))
        return tuple(dict.fromkeys(units))

    def _deadline(self, order: _Order, target: Target | None) -> tuple[str | None, bool]:
        """Return the date or words, and whether the document dates it (else it is the end of the period).

        The figure of a year before the one the sentence or the task is due in has its own year's end (2022年
        新建2万个，到2024年…). A plan over several years is due at the end of the last.
        """
        if target and target.deadline:
            return target.deadline, True
        said = (order.measure.deadline if order.measure else None) or order.task.deadline
        period = target.period if target else None
        year = _last_year(period)
        if said and not (year and _last_year(said) and year < _last_year(said)):
            return said, True
        if not period:
            year = str((self._document.years or (0, self._document.year))[1] or "")
        return (f"{year}-12-31" if year else None), False


def _last_year(period: str | None) -> str:
    """Return the year a period or date ends in, "" where it names none."""
    year = (period or "").rpartition("/")[2][:4]
    return year if year.isdigit() else ""


def _with_share(row: Commitment, shares: Shares) -> Commitment:
    """Return a row with what the split gives its unit; the lead's row keeps the whole and names the split."""
    share = shares.of(row.unit)
    if not shares.shares:  # what can't be carried out gives nobody a share: the total stays unset
        return row
    row = row._replace(split=shares.split, settled=shares.approved and not shares.gap)
    if row.holding != "unset" or share is None or row.city is None:
        return row
    comparator = ">=" if row.city.comparator == "range" else row.city.comparator
    ceiling = comparator in ("<=", "<")
    figure = Figure(
        comparator,
        None if ceiling else share,
        share if ceiling or comparator in "=~" else None,
        row.city.unit,
    )
    return row._replace(holding="share", figure=figure)


def _text(order: _Order, target: Target | None) -> str:
    """Return what is to be done: the sentence, or of a sentence with several figures the part of this one.

    A part that is no more than its figure says nothing by itself (东城区、西城区分别建成10万、8万平方米): there the
    whole sentence stands.
    """
    if order.measure and (target is None or len(order.targets) == 1 or _is_bare(target)):
        return order.measure.text
    return target.text if target else order.task.text or order.task.title


def _is_bare(target: Target) -> bool:
    dealt_out = "分别" in target.text and bool(target.owed_by) and not target.each
    return dealt_out or _BARE.fullmatch(target.text) is not None


def _spans(order: _Order, target: Target | None, party: Party) -> tuple[Span, ...]:
    """Return where a row comes from: its figure or sentence first, then the clause, then the unit's mention."""
    sentence = order.measure.span if order.measure else order.task.span
    places = (target.span if target else None, sentence, order.clause.clause, *party.spans)
    return tuple(dict.fromkeys(place for place in places if place is not None))
