"""Responsibility clauses: who leads, answers, cooperates, in every form documents use.

Labels (牵头单位:X;责任单位:Y、Z), sentences (X牵头，Y会同有关部门按职责分工负责), and both mixed. The words
stand in the pack `language/roles`; the grammar stands here. Works on any text; offsets are the caller's.
"""

import re
from bisect import bisect_right
from functools import cache
from typing import Any, NamedTuple

from yibiao import packs
from yibiao.core.dates import deadline_words
from yibiao.core.unitlist import ListedUnit, Piece, looks_like_unit, split_stretches, units_of
from yibiao.core.unitnames import Names

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


# Words of a list that are no part of a name, but of a deadline or of a statement.
_NO_NAMES = [*"年月0123456789", *"季度 持续 长期 常态 第一 首位 下同 不再 不另 以下 下列".split()]
_ASIDES = "/（(〈<〔[［【）)〉>〕]］】"


class _Words:
    """The patterns compiled from the pack `language/roles`."""

    def __init__(self, pack: dict[str, Any]) -> None:
        self.stems = [(entry["role"], re.compile("|".join(entry["stems"]))) for entry in pack["roles"]]
        cues = [stem for entry in pack["roles"] for stem in entry["stems"]]
        self.cue = re.compile("|".join([*cues, *pack["joined_by"]]))
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
        own = self.verb_role
        shortest = [verb for verb in own if not any(other != verb and other in verb for other in own)]
        any_verb = sorted({*pack["joined_by"], *shortest})
        self.no_name = re.compile("|".join(_NO_NAMES))
        self.any_verb = re.compile("|".join(any_verb))
        # A piece of a list that holds none of these is names and nothing else.
        self.not_only_names = re.compile("|".join([*any_verb, *_NO_NAMES, *map(re.escape, _ASIDES)]))
        self.first = [re.compile(entry["pattern"]) for entry in pack["first_listed"]]
        nouns = ["", *pack["label_nouns"]]
        labels = [stem + noun for entry in pack["roles"] for stem in entry["stems"] for noun in nouns]
        self.usual = {label: self._role_of(label) for label in labels}

    def role_of(self, label: str) -> str | None:
        """Return the role of a label; most are a stem and a noun of the pack."""
        return self.usual.get(label) or self._role_of(label)

    def _role_of(self, label: str) -> str | None:
        if self.deadline.search(label):
            return "deadline"
        if self.person.search(label):
            return "person"
        for role, stems in self.stems:
            if stems.search(label):
                return str(role)
        return None


@cache
def words() -> _Words:
    """Return the compiled pack."""
    return _Words(packs.load("language/roles"))


def has_cue(text: str, start: int, end: int) -> bool:
    """Tell whether `text[start:end]` holds any word of responsibility at all."""
    return words().cue.search(text, start, end) is not None


def parse_clause(
    text: str, start: int = 0, end: int | None = None, names: Names | None = None
) -> Clause | None:
    """Return what the words in `text[start:end]` (without their bracket) say, or None if no clause.

    `names` are those of the document so far, if the clause stands in one.
    """
    end = len(text) if end is None else end
    names = Names() if names is None else names
    plain = _plain_lists(text, start, end, names)
    if plain is not None:
        return plain if plain.units else None
    labels = _labels(text, start, end)
    found = _labelled(text, labels, start, end, names) if labels else _sentence(text, start, end, names)
    return found if found.units or found.deadline else None


_MARKS = re.compile(r"([:：、，,；;。\s])")


def _plain_lists(text: str, start: int, end: int, names: Names) -> Clause | None:
    """Read the most usual form at once: labels of the pack, and lists that are names and nothing else.

    Return None for any other form. What is read here, `_labelled` would read too, in three times the time.
    """
    if text.find(":", start, end) < 0 and text.find("：", start, end) < 0:
        return None
    lists: list[tuple[str, list[Piece]]] = []
    own: list[Piece] = []
    usual, only, at, before = words().usual, names.only, start, ""
    tokens = iter([*_MARKS.split(text[start:end]), ""])
    for word, mark in zip(tokens, tokens, strict=True):
        if mark in _COLONS:
            role = usual.get(word)
            if role not in ROLE_NAMES:
                return None
            own = []
            lists.append((role, own))
        elif word:
            if not lists or not (word in only or _only_names(word, only)):
                return None
            own.append((at, word, "" if not own else "、" if before == "、" else "，", None))
        at += len(word) + len(mark)
        before = mark if word else ""  # the second of several in a row
    if not lists:
        return None
    units = [_new(RoleUnit, (role, unit)) for role, own in lists for unit in units_of(text, own, names)]
    return Clause(tuple(units), None, True)


_COLONS = frozenset(":：")


def _only_names(piece: str, only: set[str]) -> bool:
    """Tell whether a piece of a list holds no verb, no deadline and no bracket, and keep it in `only`."""
    if words().not_only_names.search(piece):
        return False
    only.add(piece)
    return True


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
    low = start
    for colon in _COLON.finditer(text, start, end):
        at = colon.start()
        match = _LABEL_START.search(text[max(low, at - 26) : at])
        role = label_role(match.group()) if match else None
        if match and role:
            low = colon.end()
            found.append(_Label(at - len(match.group()), low, role))
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


def label_role(label: str) -> str | None:
    """Return the role a label gives, ``deadline``, ``person`` (a named official), or None."""
    return words().role_of(label)


def _labelled(text: str, labels: list[_Label], start: int, end: int, names: Names) -> Clause:
    units: list[RoleUnit] = []
    deadline = None
    if labels[0].start > start:
        units += _sentence(text, start, labels[0].start, names).units
    stops = [*(label.start for label in labels[1:]), end]
    for (_, first, role), last in zip(labels, stops, strict=True):
        if role == "deadline":
            deadline = text[first:last].strip(" 　;；,，。、\n\t") or deadline
        elif role != "person":
            listed, said = _label_list(text, first, last, role, names)
            units += listed
            deadline = deadline or said
    return Clause(tuple(units), deadline, True, states_first_listed(text, start, end))


def _label_list(
    text: str, start: int, end: int, role: str, names: Names
) -> tuple[tuple[RoleUnit, ...], str | None]:
    """Read the list behind a label; the label wins over 负责, a plain 牵头 or 配合 over 责任单位."""
    units, deadline = _sentence(text, start, end, names, role)[:2]
    if role == "responsible":
        return units, deadline
    own = [RoleUnit(role, entry.unit) if entry.role == "responsible" else entry for entry in units]
    return tuple(own), deadline


def _sentence(text: str, start: int, end: int, names: Names, default: str | None = None) -> Clause:
    """Read X牵头，Y、Z等按职责分工负责: units wait until a verb says their role."""
    stated = _first_listed_at(text, start, end)
    if stated:
        # 排在第一位的为牵头单位 is a statement about the list, not its verb.
        clause = _sentence(text, start, stated[0], names, default or "responsible")
        return clause._replace(first_listed=True)
    if default and not words().any_verb.search(text, start, end):
        stretches, deadline = _without_deadlines(text, [(start, end, None)])
        return Clause(_remarked(_settled(text, stretches, default, names)), deadline)
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
        if default and not taken and role == "cooperating":
            waiting = _label_keeps(text, waiting, default)
        taken += _settle(text, waiting, role, names)
        waiting, role_ahead = [], None
        at = _behind_verb(text, match, end)
    waiting.append((at, end, role_ahead))
    stretches, deadline = _without_deadlines(text, waiting)
    if default or any(role for _, _, role in stretches):
        taken += _settle(text, stretches, default or "responsible", names)
    _, said = _without_deadlines(text, [(start, end, None)])
    return Clause(_remarked(taken), deadline or said)


def _label_keeps(
    text: str, waiting: list[tuple[int, int, str | None]], role: str
) -> list[tuple[int, int, str | None]]:
    """Leave the groups before the last one to their label: 责任单位：甲局、乙局，丙局、丁局配合."""
    start, end, ahead = waiting[-1]
    cut = max(text.rfind(mark, start, end) for mark in "，,；;") if ahead is None else -1
    if cut <= start:
        return waiting
    return [*waiting[:-1], (start, cut, role), (cut, end, None)]


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


def _without_deadlines(
    text: str, stretches: list[tuple[int, int, str | None]]
) -> tuple[list[tuple[int, int, str | None]], str | None]:
    """Take deadlines (年内持续推进) and statements (下同) out of stretches of names."""
    if not stretches or not words().no_name.search(text, stretches[0][0], stretches[-1][1]):
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


def _settle(
    text: str, stretches: list[tuple[int, int, str | None]], role: str, names: Names
) -> list[RoleUnit]:
    """Give the waiting names their role; one list, so that levels carry from stretch to stretch."""
    kept, _ = _without_deadlines(text, stretches)
    return _settled(text, kept, role, names)


def _settled(text: str, kept: list[tuple[int, int, str | None]], role: str, names: Names) -> list[RoleUnit]:
    if not kept:
        return []
    if len(kept) == 1:
        own = kept[0][2] or role
        # Made without the detour of the class: a page has a hundred.
        return [_new(RoleUnit, (own, unit)) for unit in split_stretches(text, [kept[0][:2]], names)]
    units = split_stretches(text, [(start, end) for start, end, _ in kept], names)
    starts = [start for start, _, _ in kept]
    return [RoleUnit(kept[bisect_right(starts, unit.start) - 1][2] or role, unit) for unit in units]


_new = tuple.__new__


def _remarked(units: list[RoleUnit]) -> tuple[RoleUnit, ...]:
    """Let a remark behind a name decide its role: 市发改委（牵头）、市财政局."""
    if not [unit for _, unit in units if unit.remark]:
        return tuple(units)
    return tuple(
        RoleUnit(label_role(unit.remark) or role, unit) if unit.remark else RoleUnit(role, unit)
        for role, unit in units
    )
