"""What the log names by opaque marks (``person:5``), in the names that the reader may see.

Rights decide name by name: whoever may not see a thing reads what kind it is and its number.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.models import TokenRecord
from yibiao.hub.access.rights import visible
from yibiao.hub.audit.models import PersonalDatumRecord
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord
from yibiao.hub.coordination.models import ItemRecord, MeetingRecord, VisitRecord
from yibiao.hub.evidence.reading import readable
from yibiao.hub.orgs.models import (
    ActingRecord,
    GroupRecord,
    HoldingRecord,
    PersonRecord,
    PostRecord,
    UnitRecord,
)
from yibiao.hub.outbox.models import WebhookRecord
from yibiao.hub.plans.models import CorrectionRecord, DocumentRecord, PlanRecord
from yibiao.messages import say

MARK = re.compile(r"([a-z]+):(\d{1,18})")
_KINDS = frozenset(
    {
        "acting", "commitment", "correction", "directory", "document", "evidence", "group", "handon", "handover", "holding", "item", "job",
        "meeting", "person", "plan", "post", "remark", "report", "request", "scan", "split", "token", "unit", "visit", "webhook",
    }
)  # fmt: skip

_SHORT = 24  # characters of what a commitment says

Ids = set[int]
Found = Mapping[int, str]


class Names:
    """The names of everything that some entries speak of: a query for each kind, however many there are.

    `doers` says that the reader may know who did official acts: then people are named who stand as such.
    """

    def __init__(self, actor: Actor, texts: Iterable[str], lang: str, *, doers: bool = False) -> None:
        self._actor, self._lang, self._doers = actor, lang, doers
        wanted: dict[str, Ids] = defaultdict(set)
        for text in texts:
            for kind, number in MARK.findall(text):
                wanted[kind].add(int(number))
        self._names: dict[str, Found] = {}
        self._owners: Found = {}
        # Holdings name posts and people in turn.
        for kind in sorted(wanted, key=lambda kind: kind not in _LINKS):
            if kind in _READERS:
                self._names[kind] = _READERS[kind](self, wanted[kind])

    def of(self, mark: str) -> str:
        """Return what a mark is called, in words the reader may see; the text itself where it is no mark."""
        kind, _, number = mark.partition(":")
        return self.known(mark) or say(f"history.some-{kind}", self._lang, number=number)

    def known(self, mark: str) -> str:
        """Return what a mark is called, empty where the reader may not see it by name."""
        kind, _, number = mark.partition(":")
        if kind not in _KINDS or not number.isdecimal():
            return self._actor_called(mark)
        return self._names.get(kind, {}).get(int(number), "")

    def owner(self, mark: str) -> str:
        """Return the unit that a commitment is of, where its own words are clear from what stands around."""
        return self._owners.get(int(mark.partition(":")[2])) or self.of(mark)

    def _actor_called(self, mark: str) -> str:
        if mark.startswith("command:"):
            return say("history.command", self._lang, name=mark.partition(":")[2])
        return say(f"history.{mark}", self._lang) if mark in ("system", "nobody") else mark

    # --- a reader for each kind

    def _people(self, ids: Ids) -> Found:
        rows = PersonRecord.objects.filter(pk__in=ids)
        seen = rows if self._doers else visible(self._actor, "person.read", rows)
        gone = dict.fromkeys(rows.filter(erased=True).values_list("pk", flat=True), say("history.erased-person", self._lang))
        return {row.pk: str(row) for row in seen if not row.erased} | gone

    def _units(self, ids: Ids) -> Found:
        return dict(UnitRecord.objects.filter(pk__in=ids).values_list("pk", "name"))

    def _posts(self, ids: Ids) -> Found:
        rows = PostRecord.objects.filter(pk__in=ids).select_related("unit")
        return {row.pk: f"{row.unit.name} {row.title or say(f'posts.{row.kind}', self._lang)}" for row in rows}

    def _plans(self, ids: Ids) -> Found:
        return self._titled(visible(self._actor, "plan.read", PlanRecord.objects.filter(pk__in=ids)))

    def _documents(self, ids: Ids) -> Found:
        rows = visible(self._actor, "document.read", DocumentRecord.objects.filter(pk__in=ids))
        return {row.pk: say("history.quoted", self._lang, name=str(row)) for row in rows}

    def _titled(self, rows: QuerySet[Any]) -> Found:
        found = rows.values_list("pk", "title")
        return {pk: say("history.quoted", self._lang, name=title) for pk, title in found}

    def _commitments(self, ids: Ids) -> Found:
        rows = visible(self._actor, "commitment.read", CommitmentRecord.objects.filter(pk__in=ids))
        found = list(rows.order_by().values_list("pk", "unit__name", "text"))
        self._owners = {pk: unit for pk, unit, _ in found}
        return {pk: f"{unit} {_short(text)}" for pk, unit, text in found}

    def _splits(self, ids: Ids) -> Found:
        rows = visible(self._actor, "split.read", SplitRecord.objects.filter(pk__in=ids)).order_by()
        made = {(plan, target): pk for pk, plan, target in rows.values_list("pk", "plan", "target")}
        texts = CommitmentRecord.objects.filter(plan__in={plan for plan, _ in made}, target__in={one for _, one in made})
        named = {(plan, target): text for plan, target, text in texts.order_by("-id").values_list("plan", "target", "text")}
        return {pk: say("history.quoted", self._lang, name=_short(named[key])) for key, pk in made.items() if key in named}

    def _items(self, ids: Ids) -> Found:
        return self._titled(visible(self._actor, "item.read", ItemRecord.objects.filter(pk__in=ids)))

    def _meetings(self, ids: Ids) -> Found:
        return self._of_plans(MeetingRecord.objects.filter(pk__in=ids))

    def _visits(self, ids: Ids) -> Found:
        return self._of_plans(VisitRecord.objects.filter(pk__in=ids))

    def _of_plans(self, rows: QuerySet[Any]) -> Found:
        plans = visible(self._actor, "coordination.read", PlanRecord.objects.order_by())
        return self._titled(rows.filter(plan__in=plans.values("pk")))

    def _holdings(self, ids: Ids) -> Found:
        return self._spells(HoldingRecord.objects.filter(pk__in=ids))

    def _actings(self, ids: Ids) -> Found:
        return self._spells(ActingRecord.objects.filter(pk__in=ids))

    def _spells(self, rows: QuerySet[Any]) -> Found:
        found = list(rows.values_list("pk", "post", "person"))
        posts, people = self._posts({post for _, post, _ in found}), self._people({person for _, _, person in found})
        return {pk: f"{posts[post]} {people.get(person, '')}".strip() for pk, post, person in found}

    def _groups(self, ids: Ids) -> Found:
        return {row.pk: str((row.names or [""])[0]) for row in GroupRecord.objects.filter(pk__in=ids)}

    def _corrections(self, ids: Ids) -> Found:
        """Return corrections by their numbers within their plans, as the review desk counts them."""
        numbers = CorrectionRecord.objects.filter(pk__in=ids).values_list("pk", "number")
        return {pk: say("history.some-correction", self._lang, number=number) for pk, number in numbers}

    def _evidence(self, ids: Ids) -> Found:
        return {row.pk: str(row) for row in readable(self._actor).filter(pk__in=ids)}

    def _hooks(self, ids: Ids) -> Found:
        return dict(WebhookRecord.objects.filter(pk__in=ids).values_list("pk", "name"))

    def _tokens(self, ids: Ids) -> Found:
        return dict(TokenRecord.objects.filter(pk__in=ids).values_list("pk", "hint"))


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


_LINKS = ("holding", "acting")
_READERS: Mapping[str, Callable[[Names, Ids], Found]] = {
    "person": Names._people,
    "unit": Names._units,
    "post": Names._posts,
    "plan": Names._plans,
    "document": Names._documents,
    "commitment": Names._commitments,
    "correction": Names._corrections,
    "evidence": Names._evidence,
    "split": Names._splits,
    "holding": Names._holdings,
    "item": Names._items,
    "meeting": Names._meetings,
    "visit": Names._visits,
    "acting": Names._actings,
    "group": Names._groups,
    "webhook": Names._hooks,
    "token": Names._tokens,
}


def opened(actor: Actor, digests: Iterable[str], lang: str) -> dict[str, str]:
    """Return what stands behind sealed personal data, by digest: the datum, or why it isn't shown."""
    rows = list(PersonalDatumRecord.objects.filter(digest__in=set(digests)))
    people = PersonRecord.objects.filter(pk__in={row.person_id for row in rows})
    mine = set(visible(actor, "person.read", people).values_list("pk", flat=True))
    return {row.digest: _behind(row, mine, lang) for row in rows}


def _behind(row: PersonalDatumRecord, mine: Ids, lang: str) -> str:
    if row.erased_at is not None:
        return say("history.erased", lang)
    return row.value if row.person_id in mine else say("history.sealed", lang)


def unit_names() -> dict[str, str]:
    """Return the names of all units by code."""
    return dict(UnitRecord.objects.values_list("code", "name"))
