"""The last step of the compiler: a draft in clean offsets becomes the plan, in spans, with its findings.

Reads: the whole `Draft`. Writes: a `Plan`. A page has some four hundred facts, so that what is done for
each of them is kept plain: no keyword arguments, no generator per role.
"""

import re
from bisect import bisect_right
from itertools import accumulate

from yibiao.core.checks import Compiled, run_checks
from yibiao.core.dates import resolve_deadline
from yibiao.core.definitions import DefinitionDraft
from yibiao.core.drafts import TaskDraft
from yibiao.core.findings import finding
from yibiao.core.keys import Keys
from yibiao.core.making import Draft, Range
from yibiao.core.measures import MeasureDraft
from yibiao.core.outline import Gap, Node
from yibiao.core.plan import (
    ROLES,
    Cadence,
    Definition,
    Document,
    Finding,
    Measure,
    Plan,
    Section,
    Source,
    Target,
    Task,
    UnitRef,
)
from yibiao.core.reading import TargetDraft
from yibiao.core.repair import Damage
from yibiao.core.roles import RoleUnit
from yibiao.core.source import Notice
from yibiao.core.spans import Span
from yibiao.core.unitlist import ListedUnit

Units = tuple[UnitRef, ...]
# One list per role, in the order of `plan.ROLES`, which is that of the fields of tasks and measures.
Roles = tuple[Units, Units, Units, Units, Units]

_NOBODY: Roles = ((), (), (), (), ())
_YEAR = re.compile(r"\d{4}")
_new = tuple.__new__  # makes a fact without the detour of its class
_HORIZON = 15
"""Years beyond the first that a plan may cover; later ones are visions."""


def assemble(draft: Draft) -> Plan:
    """Return the plan of a draft that all passes have been through."""
    return _Assembler(draft).plan()


class _Assembler:
    """Builds every part of the plan, then lets the checks look at the whole."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.text = draft.page.text
        self.span = draft.page.span
        self.keys = Keys()
        self.clauses: dict[Range, tuple[Roles, Span]] = {}
        # What a target's key calls its task or section: nothing that renumbering would change.
        self.scopes: dict[str | None, str] = {None: ""}

    def plan(self) -> Plan:
        """Build the parts in their order: keys count what came before."""
        draft = self.draft
        sections = tuple([self._section(node) for node in draft.outline.nodes])
        tasks = tuple([self._task(task) for task in draft.tasks])
        self.scopes |= {section.id: section.title for section in sections}
        self.scopes |= {task.id: task.key for task in tasks}
        targets = self._targets()
        document = self._document(targets)
        cadence = tuple(
            Cadence(entry.every, entry.activity, self.span(entry.start, entry.end), entry.due)
            for entry in draft.cadence
        )
        definitions = self._definitions()
        gaps = tuple([self._gap(gap) for gap in draft.outline.gaps])
        places = dict(document.places)
        whole = places.get("plan_title") or places.get("title") or self.span(0, min(1, len(self.text)))
        has_rule = draft.rules.first_listed is not None
        compiled = Compiled(document, sections, tasks, targets, gaps, has_rule, whole)
        findings = self._repairs() + self._notices() + run_checks(compiled)
        return Plan(
            document, sections, tasks, targets, cadence, definitions, tuple(findings), draft.source.text
        )

    # --- Sections, tasks and their measures ---

    def _section(self, node: Node) -> Section:
        title = self._title((node.title_start, node.title_end))
        span = self.span(node.start, max(node.title_end, node.start))
        return _new(Section, (node.id, node.level, node.number, title, span))

    def _title(self, part: Range) -> str:
        words = self.text[part[0] : part[1]]
        if "。" in words:
            words = words[: words.index("。")]
        return words.strip(" 　\t\n。；;.：:")

    def _gap(self, gap: Gap) -> tuple[Gap, Span, str]:
        node = gap.node
        return gap, self.span(node.start, node.title_end), self._title((node.title_start, node.title_end))

    def _task(self, task: TaskDraft) -> Task:
        title = self._title(task.title)
        start, end = (task.content[0][0], task.content[-1][1]) if task.content else task.title
        facts = (
            task.id,
            self.keys.of("t", title),
            task.section,
            task.number,
            title,
            self.text[start:end].strip(),
            self.span(task.start, task.end),
            self._clause(task),
            *self._roles(task.units),
            resolve_deadline(task.deadline, self.draft.years.year) if task.deadline else None,
            tuple([self._measure(measure) for measure in self.draft.measures[task.id]]),
            (),
        )
        return _new(Task, facts)

    def _clause(self, task: TaskDraft) -> Span | None:
        if not task.clauses:
            return None
        last = task.clauses[-1]
        first = next((clause for clause in task.clauses if clause.own_line), last) if last.own_line else last
        return self.span(first.start, last.end)

    def _measure(self, measure: MeasureDraft) -> Measure:
        start, end, units, _, place, deadline = measure
        roles, clause = self._own_clause(measure) if place else (_NOBODY, None)
        named = self._units(units) if units else ()
        facts = (self.text[start:end], self.span(start, end), named, *roles, clause, deadline)
        return _new(Measure, facts)

    def _own_clause(self, measure: MeasureDraft) -> tuple[Roles, Span | None]:
        """Return the roles and the place of the clause behind a measure; several measures may share one."""
        if measure.clause is None:
            return _NOBODY, None
        known = self.clauses.get(measure.clause)
        if known is None:
            known = self.clauses[measure.clause] = self._roles(measure.roles), self.span(*measure.clause)
        return known

    def _roles(self, units: list[RoleUnit] | tuple[RoleUnit, ...]) -> Roles:
        if not units:
            return _NOBODY
        made: dict[str, list[UnitRef]] = {role: [] for role in ROLES}
        for role, unit in units:
            if role in made:
                made[role].append(self._unit(unit))
        lead, responsible, cooperating, providers, guiding = map(tuple, made.values())
        return lead, responsible, cooperating, providers, guiding

    def _units(self, units: tuple[ListedUnit, ...]) -> Units:
        return tuple([self._unit(unit) for unit in units])

    def _unit(self, unit: ListedUnit) -> UnitRef:
        start, end, text, name, group, alias, _, _ = unit
        return _new(UnitRef, (name, text, self.span(start, end), group, alias, ()))

    # --- Targets ---

    def _targets(self) -> tuple[Target, ...]:
        made: list[Target] = []
        counts: dict[str | None, int] = {}
        for scope, target in self.draft.targets:
            counts[scope] = counts.get(scope, 0) + 1
            made.append(self._target(scope, counts[scope], target))
        return tuple(made)

    def _target(self, scope: str | None, count: int, target: TargetDraft) -> Target:
        owners = self._units(target.owners) if target.owners else ()
        names = [unit.name for unit in owners]
        facts = (
            f"{scope or '0'}-t{count}",
            self.keys.of("f", self.scopes.get(scope, ""), target.subject, *names, target.period or ""),
            scope,
            self.text[target.start : target.end].strip(),
            self.span(target.start, target.end),
            *target[2:10],  # from subject to force
            owners,
            *target[11:17],  # from each to deadline
            target.confidence,
            tuple([self.span(*place) for place in target.also]) if target.also else (),
        )
        return _new(Target, facts)

    # --- The document and its definitions ---

    def _document(self, targets: tuple[Target, ...]) -> Document:
        head, source, years = self.draft.head, self.draft.source, self.draft.years
        one_year = years.span is not None and years.span[0] == years.span[1]
        return Document(
            head.number,
            head.title,
            head.plan_title,
            head.issuers[0] if head.issuers else None,
            head.issuers,
            head.date,
            head.addressees,
            years.span[0] if years.span and one_year else years.year,
            self._covered(targets),
            self.draft.announced.annexes,
            Source(source.name, source.sha256, source.media_type, source.encoding),
            head.places,
        )

    def _covered(self, targets: tuple[Target, ...]) -> tuple[int, int] | None:
        """Return the years the plan covers: its title's, or its own up to the last horizon of its targets."""
        span = self.draft.years.span
        if span is None or self.draft.years.titled:
            return span
        periods = {target.period for target in targets if target.period}
        ends = [int(year) for period in periods for year in _YEAR.findall(period)]
        return span[0], max([span[1], *(year for year in ends if year <= span[0] + _HORIZON)])

    def _definitions(self) -> tuple[Definition, ...]:
        entries = self.draft.definitions
        if not entries:
            return ()
        tasks, nodes = self.draft.tasks, self.draft.outline.nodes
        # The first task that ends behind an offset is found by the largest end so far.
        ends = list(accumulate((task.end for task in tasks), max))
        starts = [node.start for node in nodes]
        made = []
        for entry in entries:
            task = bisect_right(ends, entry.start)
            if task < len(tasks) and tasks[task].start <= entry.start:
                origin: str | None = tasks[task].id
            else:
                node = bisect_right(starts, entry.start)
                origin = nodes[node - 1].id if node else None
            made.append(self._definition(entry, origin))
        return tuple(made)

    def _definition(self, entry: DefinitionDraft, origin: str | None) -> Definition:
        return Definition(entry.term, entry.includes, origin, self.span(entry.start, entry.end), entry.alias)

    # --- What was repaired ---

    def _notices(self) -> list[Finding]:
        return [_notice(notice) for notice in self.draft.source.notices]

    def _repairs(self) -> list[Finding]:
        """Return a finding for each kind of damage that was repaired, chrome and doubled titles included."""
        found = [_damage(damage, self.draft.source.text) for damage in self.draft.damages]
        head, lines = self.draft.head, self.draft.page.lines
        if head.chrome:
            places = [self.span(lines[at].start, lines[at].end) for at in sorted(head.chrome)]
            found.append(_repaired("chrome", places[0], tuple(places[1:]), len(places)))
        if head.doubled:
            found.append(_repaired("doubled-title", head.doubled, (), 1))
        return found


def _notice(notice: Notice) -> Finding:
    """Return what the reader noticed (a scan recognised, bytes that are no characters) as a finding."""
    entry = f"reader-notice-{notice.code}"
    return finding(
        "reader-notice",
        notice.span,
        entry=entry,
        task=None,
        about=notice.code,
        also=(),
        where=(),
        **dict(notice.args),
    )


# A reading behind the last character of a shift is damage of that character too.
_READING = re.compile(r" ?[(（] ?[a-zA-Z\u00c0-\u01dc]{1,7} ?[)）]")


def _damage(damage: Damage, text: str) -> Finding:
    span = damage.span
    reading = _READING.match(text, span.end) if damage.kind == "gbk-shift" else None
    if reading:
        span = Span(span.start, reading.end())
    return _repaired(damage.kind, span, damage.also, damage.count)


def _repaired(kind: str, span: Span, also: tuple[Span, ...], count: int) -> Finding:
    words, about = _KIND_WORDS.get(kind, kind), _KIND_ABOUT.get(kind, kind)
    return finding("repaired-text", span, about=about, also=also, kind=words, count=count)


_KIND_WORDS = {
    "pinyin": "夹杂的拼音",
    "traditional": "繁体字",
    "spoiled": "错误转换的繁体字",
    "gbk-shift": "编码错位（GBK）",
    "wrapped": "硬换行",
    "invisible": "不可见字符",
    "lookalike": "形近异码字符",
    "chrome": "网页杂项",
    "doubled-title": "重复的标题",
}
_KIND_ABOUT = {
    "traditional": "Traditional script",
    "gbk-shift": "GBK shift",
    "chrome": "page chrome",
    "doubled-title": "doubled title",
}
