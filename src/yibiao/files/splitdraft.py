"""A split file drafted for a plan: everything that the office has to decide, as empty fields with comments.

It reads back as it stands (`splitfile`): what is empty is not yet decided.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from yibiao.core.commitments.shapes import default_rule
from yibiao.core.commitments.trajectory import default_step
from yibiao.core.emit import dumps_yaml, number_text
from yibiao.core.plan import Plan, Target
from yibiao.core.splits.apply import total_to_split
from yibiao.core.splits.values import FORMAT
from yibiao.messages import language, say

_MONEY = ("元", "人民币", "元人民币", "美元")
_EMPTY_DETAILS = ("definition", "data_source", "counted_at", "attribution", "shape")
_EMPTY_APPROVAL = ("proposer", "proposed_on", "approver", "approved_on", "number")


class OpenClass(NamedTuple):
    """A class of units that only the office can name, in one task (None: everywhere), and who may be meant."""

    group: str
    task: str | None = None
    candidates: tuple[str, ...] = ()


def draft_split(
    plan: Plan,
    sharers: Mapping[str, Sequence[str]],
    open_classes: Iterable[OpenClass] = (),
    lang: str | None = None,
) -> str:
    """Return the YAML of a split file for `plan`, with nothing decided.

    `sharers` gives, by target id, the names of the units that share its total; targets without, or whose
    figure is no total (see `total_to_split`), are not to be split.
    """
    return "".join(f"{line}\n" for line in _Draft(plan, lang).lines(sharers, tuple(open_classes)))


class _Draft:
    """Writes the lines; comments are in one language, fields and names as they are."""

    def __init__(self, plan: Plan, lang: str | None) -> None:
        self._plan = plan
        self._lang = language(lang)

    def lines(
        self, sharers: Mapping[str, Sequence[str]], open_classes: tuple[OpenClass, ...]
    ) -> Iterator[str]:
        """Yield the file's lines."""
        yield from self._head()
        if open_classes:
            yield from self._block("members", map(self._member, open_classes))
        if self._plan.targets:
            yield from self._block("targets", map(self._details, self._plan.targets))
        totals = [target for target in self._plan.targets if sharers.get(target.id)]
        totals = [target for target in totals if total_to_split(target) is not None]
        if totals:
            yield from self._block("splits", (self._split(one, sharers[one.id]) for one in totals))

    def _head(self) -> Iterator[str]:
        document = self._plan.document
        yield self._comment("title", plan=document.plan_title or document.title or document.source.name)
        yield self._comment("how")
        yield f"format: {FORMAT}"
        yield "plan:"
        yield f"  number: {_scalar(document.number) if document.number else ''}".rstrip()
        if document.source.sha256:
            yield f"  {self._comment('digest')}"
            yield f"  # sha256: {_scalar(document.source.sha256)}"

    def _block(self, name: str, entries: Iterable[Iterator[str]]) -> Iterator[str]:
        yield ""
        yield self._comment(name)
        yield f"{name}:"
        for index, entry in enumerate(entries):
            if index:
                yield ""
            yield from (f"  {line}" for line in entry)

    def _member(self, one: OpenClass) -> Iterator[str]:
        yield f"- group: {_scalar(one.group)}"
        if one.task is not None:
            yield f"  task: {_scalar(one.task)}"
        if one.candidates:
            yield f"  {self._comment('candidates', names='、'.join(one.candidates))}"
        yield "  units: []"

    def _details(self, target: Target) -> Iterator[str]:
        yield from _named(target)
        rule = default_rule(target)
        for name in _EMPTY_DETAILS:
            if name == "shape":
                reason = (rule.zh if self._lang == "zh" else rule.en) if rule else ""
                said = ("shape", {"shape": rule.shape, "reason": reason}) if rule else ("no-path", {})
                yield f"  {self._comment(said[0], **said[1])}"
            if name != "shape" or rule:
                yield f"  {name}:"

    def _split(self, target: Target, units: Sequence[str]) -> Iterator[str]:
        total = total_to_split(target) or 0
        step = default_step(total) if target.unit in _MONEY or total != int(total) else 1
        yield from _named(target)
        yield "  method:"
        yield f"  step: {number_text(step)}"
        yield "  reserve: 0"
        yield "  city: 0"
        yield "  shares:"
        yield from (f"    {_scalar(unit)}:" for unit in dict.fromkeys(units))
        yield "  state: proposed"
        yield "  approval:"
        yield from (f"    {name}:" for name in _EMPTY_APPROVAL)

    def _comment(self, key: str, **args: object) -> str:
        return _remark(say(f"splitdraft.{key}", self._lang, **args))


def _named(target: Target) -> Iterator[str]:
    yield _remark(target.text)
    yield f"- target: {_scalar(target.id)}"


def _remark(text: str) -> str:
    """Return text as a comment: on one line, without characters that YAML would not have there."""
    return "# " + "".join(char if char.isprintable() else " " for char in text)


def _scalar(text: str) -> str:
    """Return a text as YAML writes it on one line, in quotes where it needs them."""
    return dumps_yaml({text: None})[: -len(": null\n")]
