"""Responsibility clauses: who leads, answers, cooperates, in every form documents use.

Labels (牵头单位:X;责任单位:Y、Z), sentences (X牵头，Y会同有关部门按职责分工负责), and both mixed. The words
stand in the pack `language/roles`; the grammar stands here. Works on any text; offsets are the caller's.
"""

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import Any, NamedTuple

from yibiao import packs
from yibiao.core.dates import deadline_words
from yibiao.core.unitlist import ListedUnit, looks_like_unit, split_stretches

ROLE_NAMES = ("lead", "responsible", "cooperating", "data_providers", "guiding")


class RoleUnit(NamedTuple):
    """A unit and the part it has in the clause."""

    role: str
    unit: ListedUnit


class Clause(NamedTuple):
    """What a responsibility clause says.

    `open_list` is true when the units of role *responsible* stand in one list without any lead: the list
    whose first name leads under a first-listed rule.
    """

    units: tuple[RoleUnit, ...]
    deadline: str | None = None
    labelled: bool = False
    first_listed: bool = False

    def of(self, role: str) -> list[ListedUnit]:
        """Return the units of one role, in order."""
        return [unit for name, unit in self.units if name == role]


class _Words:
    """The patterns compiled from the pack `language/roles`."""

    def __init__(self, pack: dict[str, Any]) -> None:
        self.stems = [(entry["role"], re.compile("|".join(entry["stems"]))) for entry in pack["roles"]]
        self.cue = re.compile("|".join(stem for entry in pack["roles"] for stem in entry["stems"]))
        self.person = re.compile(f"(?:{'|'.join(pack['person_nouns'])})$")
        self.deadline = re.compile("|".join(pack["deadline_labels"]))
        self.verb_role = {verb: role for role, verbs in pack["verbs"].items() for verb in verbs}
        verbs = "|".join(sorted(self.verb_role, key=len, reverse=True))
        adverbs = "|".join(pack["adverbs"])
        joined = "|".join(pack["joined_by"])
        self.verb = re.compile(
            f"(?P<joined>{joined})(?=[\\u4e00-\\u9fff])|(?P<adverbs>(?:{adverbs})*)(?P<verb>{verbs})"
            f"(?!{'|'.join(pack['not_verb_before'])})(?=(?P<more>{joined}|并)|(?P<rest>[^，,;；。、]{{0,40}}))"
        )
        self.any_verb = re.compile(
            "|".join(
                sorted(
                    {
                        *pack["joined_by"],
                        *(
                            verb
                            for verb in self.verb_role
                            if not any(other != verb and other in verb for other in self.verb_role)
                        ),
                    }
                )
            )
        )
        self.first = [re.compile(entry["pattern"]) for entry in pack["first_listed"]]


@cache
def words() -> _Words:
    """Return the compiled pack."""
    return _Words(packs.load("language/roles"))


def has_cue(text: str, start: int, end: int) -> bool:
    """Tell whether `text[start:end]` holds any word of responsibility at all."""
    return words().cue.search(text, start, end) is not None


def parse_clause(text: str, start: int = 0, end: int | None = None) -> Clause | None:
    """Return what the words in `text[start:end]` (without their bracket) say, or None if no clause."""
    end = len(text) if end is None else end
    labels = _labels(text, start, end)
    found = _labelled(text, labels, start, end) if labels else _sentence(text, start, end)
    return found if found.units or found.deadline else None


def _first_listed_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where the text says that the unit listed first leads (排在第一位的部门为牵头部门)."""
    if text.find("第一", start, end) < 0 and text.find("首位", start, end) < 0:
        return None
    for rule in words().first:
        match = rule.search(text, start, end)
        if match:
            return match.span()
    return None


def states_first_listed(text: str, start: int, end: int) -> bool:
    """Tell whether the text says that the unit listed first leads."""
    return _first_listed_at(text, start, end) is not None


class _Label(NamedTuple):
    """A label with its colon: 牵头单位："""

    start: int
    end: int
    role: str


_COLON = re.compile(r"[:：]")
_LABEL_START = re.compile(r"[^:：;；,，。、\s（(〔\[［【]{1,14}(?:[（(][^）)]{0,12}[）)])?\s*$")


def _labels(text: str, start: int, end: int) -> list[_Label]:
    """Return the labels in a clause: words before a colon that name a part (各项目牵头单位 has no colon)."""
    found: list[_Label] = []
    for colon in _COLON.finditer(text, start, end):
        low = max(start, colon.start() - 26, found[-1].end if found else start)
        words = text[low : colon.start()]
        match = _LABEL_START.search(words)
        role = label_role(match.group()) if match else None
        if match and role:
            found.append(_Label(low + match.start(), colon.end(), role))
    return found or _bare_labels(text, start, end)


_BARE_LABEL = re.compile(
    r"(?:^|(?<=[\s　;；，,]))(?:牵头|责任|配合|协办|主办|承办|参与|落实|指导|数据提供)(?:单位|部门|主体)[ 　\t]+(?=[\u4e00-\u9fff])"
)


def _bare_labels(text: str, start: int, end: int) -> list[_Label]:
    """Return labels that a blank parts from their list instead of a colon."""
    found = []
    for match in _BARE_LABEL.finditer(text, start, end):
        role = label_role(match.group().strip())
        if role:
            found.append(_Label(match.start(), match.end(), role))
    return found


@lru_cache(4096)
def label_role(label: str) -> str | None:
    """Return the role a label gives, ``deadline``, ``person`` (a named official), or None."""
    known = words()
    if known.deadline.search(label):
        return "deadline"
    if known.person.search(label):
        return "person"
    for role, stems in known.stems:
        if stems.search(label):
            return str(role)
    return None


def _labelled(text: str, labels: list[_Label], start: int, end: int) -> Clause:
    units: list[RoleUnit] = []
    deadline = None
    if labels[0].start > start:
        units += _sentence(text, start, labels[0].start).units
    for at, label in enumerate(labels):
        first, last = label.end, labels[at + 1].start if at + 1 < len(labels) else end
        role = label.role
        if role == "deadline":
            deadline = text[first:last].strip(" 　;；,，。、\n\t") or deadline
        elif role != "person":
            listed, said = _label_list(text, first, last, role)
            units += listed
            deadline = deadline or said
    return Clause(tuple(units), deadline, True, states_first_listed(text, start, end))


def _label_list(text: str, start: int, end: int, role: str) -> tuple[list[RoleUnit], str | None]:
    """Read the list behind a label; the label wins over 负责, a plain 牵头 or 配合 over 责任单位."""
    clause = _sentence(text, start, end, role)
    return [
        RoleUnit(role if said == "responsible" else said, unit) for said, unit in clause.units
    ], clause.deadline


def _sentence(text: str, start: int, end: int, default: str | None = None) -> Clause:
    """Read X牵头，Y、Z等按职责分工负责: units wait until a verb says their role."""
    stated = _first_listed_at(text, start, end)
    if stated:
        # 排在第一位的为牵头单位 is a statement about the list, not its verb.
        clause = _sentence(text, start, stated[0], default or "responsible")
        return clause._replace(first_listed=True)
    if default and not words().any_verb.search(text, start, end):
        stretches, deadline = _without_deadlines(text, [(start, end, None)])
        units = _settled(text, stretches, default)
        return Clause(_remarked(units), deadline, False, states_first_listed(text, start, end))
    taken: list[RoleUnit] = []
    waiting: list[tuple[int, int, str | None]] = []  # stretches of names, with the role they already have
    at = start
    role_ahead: str | None = None
    for match in words().verb.finditer(text, start, end):
        if match.start() < at:
            continue
        waiting.append((at, match.start(), role_ahead))
        if match.group("joined"):
            role_ahead = "cooperating"
            at = match.end()
            continue
        role = words().verb_role[match.group("verb")]
        taken += _settle(text, waiting, role)
        waiting, role_ahead = [], None
        at = _behind_verb(text, match, end)
    waiting.append((at, end, role_ahead))
    stretches, deadline = _without_deadlines(text, waiting)
    if default or any(role for _, _, role in stretches):
        taken += _settle(text, stretches, default or "responsible")
    _, said = _without_deadlines(text, [(start, end, None)])
    first = states_first_listed(text, start, end)
    return Clause(_remarked(taken), deadline or said, False, first)


def _behind_verb(text: str, match: re.Match[str], end: int) -> int:
    """Return where reading goes on behind a verb: its object, if any, is skipped (负责组织实施工作)."""
    at = match.end()
    if match.group("more"):
        return at
    rest = match.group("rest") or ""
    if rest and not looks_like_unit(rest.strip()):
        return min(at + len(rest), end)
    return at


_STATEMENT = re.compile(
    r"[^，,;；。]*(?:第一位|首位|第一名|列第一|排第一|第一的|下同|不再列|不另列|(?:以下|下列)[^，,;；。]{0,8}[均都])[^，,;；。]*"
)


_NOT_A_NAME = re.compile(r"[年月0-9]|季度|持续|长期|常态|第一|首位|下同|不再|不另|以下|下列")


def _without_deadlines(
    text: str, stretches: list[tuple[int, int, str | None]]
) -> tuple[list[tuple[int, int, str | None]], str | None]:
    """Take deadlines (年内持续推进) and statements (下同) out of stretches of names."""
    if not stretches or not _NOT_A_NAME.search(text, stretches[0][0], stretches[-1][1]):
        return [part for part in stretches if text[part[0] : part[1]].strip("，,;；。、 　\n\t")], None
    kept: list[tuple[int, int, str | None]] = []
    deadline = None
    for start, end, role in stretches:
        at = start
        for part in re.finditer(r"[^，,;；。]+", text[start:end]):
            first, last = start + part.start(), start + part.end()
            said = deadline_words(text, first, last)
            if said or _STATEMENT.fullmatch(text, first, last):
                deadline = deadline or said
                kept.append((at, first, role))
                at = last
        kept.append((at, end, role))
    return [part for part in kept if text[part[0] : part[1]].strip("，,;；。、 　\n\t")], deadline


def _settle(text: str, stretches: list[tuple[int, int, str | None]], role: str) -> list[RoleUnit]:
    """Give the waiting names their role; one list, so that levels carry from stretch to stretch."""
    kept, _ = _without_deadlines(text, stretches)
    return _settled(text, kept, role)


def _settled(text: str, kept: list[tuple[int, int, str | None]], role: str) -> list[RoleUnit]:
    if not kept:
        return []
    if len(kept) == 1:
        own = kept[0][2] or role
        return [RoleUnit(own, unit) for unit in split_stretches(text, [kept[0][:2]])]
    units = split_stretches(text, [(start, end) for start, end, _ in kept])
    starts = [start for start, _, _ in kept]
    return [RoleUnit(kept[bisect_right(starts, unit.start) - 1][2] or role, unit) for unit in units]


def _remarked(units: list[RoleUnit]) -> tuple[RoleUnit, ...]:
    """Let a remark behind a name decide its role: 市发改委（牵头）、市财政局."""
    return tuple(
        RoleUnit(label_role(unit.remark) or role, unit) if unit.remark else RoleUnit(role, unit)
        for role, unit in units
    )
