"""Entries of the log in words: who did what to what, when, for whom, why, and each field before and after."""

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils import timezone

from yibiao import packs
from yibiao.core.corrections.jsonform import read_correction
from yibiao.core.corrections.telling import describe
from yibiao.core.times import told_period
from yibiao.hub.access.actors import Actor
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.history.naming import MARK, Names, opened, unit_names
from yibiao.messages import say

Json = Mapping[str, Any]

# As many changes of one entry stand in a list; its own page has them all.
FEW = 8
LONGEST = 300  # characters of a value
# What the program notes for itself: not for a list, though the entry's own page has it.
_TECHNICAL = frozenset(
    {
        "at", "code", "compiler", "digest", "mark", "marks of aliases", "previous", "sha256", "settled", "size", "source",
        "split", "target", "task",
    }
)  # fmt: skip
_NOTHING: tuple[Any, ...] = (None, "", [], {})
_OF_PERSON = frozenset({"approved_by_id", "by_id", "proposed_by_id", "returned_by_id", "undone_by_id"})
_OF_UNITS = frozenset({"members", "order", "overlaps", "units"})
# Books that hold the words of a field's values, tried in this order.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "state": ("states.{}", "coordination.state-{}"),
    "step": ("coordination.step-{}",),
    "level": ("coordination.level-{}",),
    "stage": ("reporting.stage-{}",),
    "kind": ("posts.{}", "posts.unit-{}", "pages.kind-{}", "coordination.kind-{}", "evidence.kind-{}"),
    "supervision": ("posts.supervision-{}",),
    "closed_reason": ("revisions.gone-{}",),
    "holding": ("trace.holding-{}",),
    "answer": ("pages.answer-{}",),
    "scopes": ("pages.scope-{}",),
    "method": ("history.method-{}",),
    "why": ("history.why-{}",),
    "role": ("roles.{}",),
    "comparator": ("review.comparator-{}",),
    "change": ("review.change-{}",),
    "force": ("review.force-{}",),
    "direction": ("history.direction-{}",),
}
# A field of a fact of a plan, by its key: target:f-12ab.period.
_FACT = re.compile(r"(task|target):[^.]+\.(\w+)")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*")


class Shown(NamedTuple):
    """One field before and after, in words; empty for nothing."""

    field: str
    old: str
    new: str


class Told(NamedTuple):
    """An entry in words. `changes` may be the first few of `total`; `unit` is the one it was done for."""

    seq: int
    at: datetime.datetime
    who: str
    acting_for: str
    unit: str
    said: str
    changes: tuple[Shown, ...]
    total: int
    reason: str
    action: str
    object: str

    @property
    def more(self) -> int:
        """How many changes are not listed."""
        return self.total - len(self.changes)


def told(
    actor: Actor, rows: Iterable[EntryRecord], lang: str, *, doers: bool = False, most: int = FEW, about: Sequence[str] = ()
) -> list[Told]:
    """Return entries in words, in order, with a handful of queries; `about` keeps the changes of some things alone.

    `most` limits the changes of each (0: all of them, the technical ones too).
    """
    entries = [(row, json.loads(row.line)) for row in rows]
    for _, entry in entries:
        entry["changes"] = list(_kept(entry, most, about))
    teller = _Teller(actor, [entry for _, entry in entries], lang, doers, most)
    return [teller.told(row, entry) for row, entry in entries]


def _kept(entry: Json, most: int, about: Sequence[str]) -> Iterator[Any]:
    prefixes = () if entry["object"] in about else tuple(f"{mark}." for mark in about)
    for change in entry["changes"]:
        name = str(change[0])
        if (not prefixes or name.startswith(prefixes)) and not (most and _is_technical(name, *change[1:])):
            yield change


def _is_technical(field: str, old: Any, new: Any) -> bool:
    """Tell whether a change is noted for the program: of a commitment, its figure in words says enough."""
    name = _last(field)
    if old in _NOTHING and new in _NOTHING:
        return True
    if field.startswith("commitment:") and name != field:
        return name in _TECHNICAL or name == "holding" or (name == "figure" and isinstance(new or old, dict))
    return name in _TECHNICAL


def _last(field: str) -> str:
    return field.rpartition(".")[2] if MARK.match(field) else field


class _Teller:
    """Says entries; what they speak of has been looked up at once."""

    def __init__(self, actor: Actor, entries: Sequence[Json], lang: str, doers: bool, most: int) -> None:
        self.lang, self.most = lang, most
        self.units = unit_names()
        # Of a long entry no more is looked up than is shown.
        texts = [json.dumps({**entry, "changes": entry["changes"][: most or None]}, ensure_ascii=False) for entry in entries]
        ids = [f"person:{value}" for entry in entries for field, *pair in entry["changes"] if _last(field) in _OF_PERSON for value in pair]
        self.names = Names(actor, [*texts, *ids], lang, doers=doers)
        self.sealed = opened(actor, [mark for text in texts for mark in re.findall(r'"sealed": "([0-9a-f]{64})"', text)], lang)

    def told(self, row: EntryRecord, entry: Json) -> Told:
        changes = entry["changes"]
        shown = changes[: self.most or None]
        return Told(
            seq=row.seq,
            at=row.at,
            who=self.who(entry),
            acting_for="、".join(map(self.names.of, filter(None, entry["acting_for"].split(",")))),
            unit=self.units.get(entry["unit"], ""),
            said=self.sentence(entry),
            changes=tuple(self.change(entry, *change) for change in shown),
            total=len(changes),
            reason=entry["reason"],
            action=entry["action"],
            object=entry["object"],
        )

    def who(self, entry: Json) -> str:
        """Return who did it: the name, else the unit it was done for, where the reader may not see names."""
        return self.names.known(entry["actor"]) or self.units.get(entry["unit"], "") or self.names.of(entry["actor"])

    def sentence(self, entry: Json) -> str:
        known = packs.load("messages/history")
        key = f"action-{entry['action']}"
        about = "" if entry["object"] == "system" else self.names.of(entry["object"])
        if key not in known:
            return say("history.action-other", self.lang, action=entry["action"], object=about)
        return say(f"history.{key}", self.lang, object=about).strip()

    def change(self, entry: Json, field: str, old: Any, new: Any) -> Shown:
        fact = _FACT.fullmatch(field)
        name = fact[2] if fact else _last(field)
        return Shown(self.label(field, entry["object"]), self.words(name, old), self.words(name, new))

    def label(self, field: str, about: str) -> str:
        """Return a field in words; of another thing than the entry's own, with that thing before it."""
        mark = MARK.match(field)
        known = packs.load("messages/history")
        if mark and mark[1] == "commitment" and field.count(".") >= 2:  # a cell: commitment:12.2026-03.total(.verified)
            _, period, *columns = field.split(".")
            return f"{self.names.of(mark[0])} {period} {' '.join(map(self._field, columns))}"
        if mark and mark[1] == "report":  # of a report: report:12.2026-03.stage
            _, period, *names = field.split(".")
            return f"{told_period(period, self.lang)} {' '.join(map(self._field, names))}"
        if mark and mark.end() < len(field) and field[mark.end()] == ".":
            # In a split every row says the same: whose it is, is what tells them apart.
            named = self.names.owner(mark[0]) if mark[1] == "commitment" and about.startswith("split:") else self.names.of(mark[0])
            return f"{named} {self._field(field[mark.end() + 1 :])}"
        if field == "name" and about.startswith("person:"):
            return say("history.field-fullname", self.lang)
        if fact := _FACT.fullmatch(field):
            return f"{self._field(fact[1])} {self._field(fact[2])}"
        head, dot, _ = field.partition(".")
        if dot and f"field-{head}" in known:
            return self._field(head)
        return self._field(field.partition(":")[0] if ":" in field else field)

    def _field(self, name: str) -> str:
        known = packs.load("messages/history")
        return say(f"history.field-{name}", self.lang) if f"field-{name}" in known else name

    def words(self, field: str, value: Any) -> str:
        """Return a value in words, shortened to a few lines."""
        text = self._words(field, value)
        return text if len(text) <= LONGEST or not self.most else f"{text[:LONGEST]}…"

    def _words(self, field: str, value: Any) -> str:
        if value in _NOTHING:
            return ""
        if isinstance(value, bool):
            return say("pages.yes" if value else "pages.no", self.lang)
        if isinstance(value, int):
            return self.names.of(f"person:{value}") if field in _OF_PERSON else f"{value:,}" if value > 9999 else str(value)
        if isinstance(value, list):
            return say("history.separator", self.lang).join(filter(None, (self._item(field, one) for one in value)))
        return self._object(field, value) if isinstance(value, dict) else self._text(field, str(value))

    def _item(self, field: str, value: Any) -> str:
        return self.units.get(value, value) if field in _OF_UNITS and isinstance(value, str) else self._words(field, value)

    def _text(self, field: str, text: str) -> str:
        if field == "period":
            return told_period(text, self.lang)
        for pattern in _WORDS.get(field, ()):
            book, _, key = pattern.format(text).partition(".")
            if key in packs.load(f"messages/{book}"):
                return say(f"{book}.{key}", self.lang)
        if MARK.fullmatch(text):
            return self.names.of(text)
        return _local(text) if _MOMENT.fullmatch(text) else text

    def _object(self, field: str, value: Json) -> str:
        if "sealed" in value:
            return self.sealed.get(value["sealed"], say("history.sealed", self.lang))
        if field.startswith("correction"):
            return describe(read_correction(dict(value)), self.lang)
        if "key" in value and isinstance(value.get("slots", {}), dict) and str(value["key"]).count(".") == 1:
            return _reason(str(value["key"]), value.get("slots", {}), self.lang)
        separator = say("history.separator", self.lang)
        parts = {self.units.get(name) or self._field(name): self._words(name, one) for name, one in value.items() if name not in _TECHNICAL}
        return separator.join(f"{name} {said}" for name, said in parts.items() if said)


def _reason(key: str, slots: Mapping[str, Any], lang: str) -> str:
    try:
        return say(key, lang, **slots)
    except KeyError:  # a sentence that this version does not have, or one whose slots were not kept
        return key


def _local(text: str) -> str:
    """Return a moment as the office's clock shows it."""
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        return text
    return timezone.localtime(found).strftime("%Y-%m-%d %H:%M") if found.tzinfo else text
