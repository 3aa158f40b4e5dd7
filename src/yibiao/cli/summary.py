"""``yibiao summary FILE``: a plan on one screen, for reading."""

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator

from yibiao.cli import DONE
from yibiao.cli.columns import cut, pad, styled, terminal_width, width
from yibiao.cli.inputs import read_input, run_one
from yibiao.cli.jobs import open_plan
from yibiao.cli.output import clean, one_line
from yibiao.cli.wording import finding_message, names, target_figure
from yibiao.core.plan import ROLES, Finding, Plan, Section, Target, Task, UnitRef
from yibiao.messages import say

_SEVERITIES = {"error": "red", "warning": "yellow", "info": "dim"}
_INDENT = "  "


def run(options: Namespace) -> int:
    """Show the summary; return the exit code."""
    plan = run_one(open_plan, read_input(options.file), options.ocr, name=options.file)
    for line in summary(plan, options.lang):
        sys.stdout.write(line + "\n")
    return DONE


def summary(plan: Plan, lang: str) -> Iterator[str]:
    """Yield the lines: head, sections with their tasks and figures, counts, findings."""
    yield from _head(plan, lang)
    yield ""
    yield from _Body(plan, lang).lines()
    yield ""
    yield _counts(plan, lang)
    yield from _findings(plan, lang)


def _text(text: str) -> str:
    return clean(one_line(text))


def _head(plan: Plan, lang: str) -> Iterator[str]:
    document = plan.document
    title = document.plan_title or document.title or say("cli.untitled", lang)
    yield styled(cut(_text(title), terminal_width()), "bold")
    years = document.years and "–".join(str(year) for year in dict.fromkeys(document.years))
    missing = {True: "present", False: "missing"}
    annexes = [f"{annex.title}({say(f'cli.{missing[annex.present]}', lang)})" for annex in document.annexes]
    rhythm = [f"{say(f'cli.every-{cadence.every}', lang)}{cadence.activity}" for cadence in plan.cadence]
    fields = {
        "number": document.number,
        "issuer": names(document.issuers, lang) or document.issuer,
        "date": document.date,
        "years": years,
        "addressees": names(document.addressees, lang, 4),
        "annexes": names(annexes, lang),
        "cadence": names(rhythm, lang),
    }
    labels = {name: say(f"cli.head-{name}", lang) for name in fields}
    widest = max(map(width, labels.values()))
    for name, value in fields.items():
        if value:
            yield _INDENT + styled(pad(labels[name], widest), "dim") + _INDENT + _text(value)


class _Body:
    """Sections, tasks and figures in columns."""

    def __init__(self, plan: Plan, lang: str) -> None:
        self._plan, self._lang = plan, lang
        total = terminal_width()
        self._id = max([3, *(width(task.id) for task in plan.tasks)])
        self._lead = max(12, total // 4)
        self._title = max(16, total - self._id - self._lead - 6)

    def lines(self) -> Iterator[str]:
        sections = {section.id for section in self._plan.sections}
        for section in self._plan.sections:
            tasks = [task for task in self._plan.tasks if task.section == section.id]
            own = self._targets(section.id) if all(task.id != section.id for task in tasks) else []
            yield from self._section(section, tasks, own)
        rest = [task for task in self._plan.tasks if task.section not in sections]
        if rest:
            yield styled(say("cli.outside-sections", self._lang), "dim")
            yield from self._tasks(rest)
        yield from self._figures([target for target in self._plan.targets if target.task is None])

    def _targets(self, place: str) -> list[Target]:
        return [target for target in self._plan.targets if target.task == place]

    def _section(self, section: Section, tasks: list[Task], own: list[Target]) -> Iterator[str]:
        known = {task.id for task in self._plan.tasks}
        if section.id in known and not tasks:
            return
        heading = cut(_text(f"{section.number} {section.title}"), terminal_width())
        yield styled(heading, "bold")
        yield from self._figures([] if section.id in known else own)
        yield from self._tasks(tasks)

    def _tasks(self, tasks: list[Task]) -> Iterator[str]:
        for task in tasks:
            lead = names((unit.name for unit in task.lead), self._lang)
            shown = styled(pad(_text(task.id), self._id), "blue")
            title = pad(_text(task.title), self._title)
            yield f"{_INDENT}{shown}{_INDENT}{title}{_INDENT}{self._leading(lead)}".rstrip()
            yield from self._figures(self._targets(task.id))

    def _leading(self, lead: str) -> str:
        return cut(_text(lead), self._lead) if lead else styled(say("cli.no-lead", self._lang), "dim")

    def _figures(self, targets: list[Target]) -> Iterator[str]:
        indent = " " * (self._id + 4)
        for target in targets:
            parts = (target.subject, _owed(target.owed_by, target.each, self._lang), target_figure(target))
            said = " ".join(_text(part) for part in parts if part)
            yield indent + styled(cut(f"· {said}", terminal_width() - len(indent)), "green")


def _owed(units: tuple[UnitRef, ...], each: bool, lang: str) -> str:
    if not units:
        return ""
    shown = names((unit.name for unit in units), lang, 3)
    return f"({shown} {say('cli.each', lang)})" if each else f"({shown})"


def _counts(plan: Plan, lang: str) -> str:
    units = {unit.name for task in plan.tasks for role in ROLES for unit in getattr(task, role)}
    counts = {"tasks": len(plan.tasks), "targets": len(plan.targets), "cadence": len(plan.cadence)}
    return say("cli.counts", lang, units=len(units), **counts)


def _findings(plan: Plan, lang: str) -> Iterator[str]:
    found = Counter(finding.severity for finding in plan.findings)
    yield say("cli.findings-counts", lang, **{name: found[name] for name in ("error", "warning", "info")})
    for severity in ("error", "warning"):
        for finding in plan.findings:
            if finding.severity == severity:
                yield _finding(finding, lang)


def _finding(finding: Finding, lang: str) -> str:
    label = say(f"cli.severity-{finding.severity}", lang)
    task = f" {finding.task}" if finding.task else ""
    said = _text(f"{task} {finding_message(finding, lang)}")
    room = terminal_width() - width(label) - 3
    return f"{_INDENT}{styled(label, _SEVERITIES[finding.severity])} {cut(said, room)}"
