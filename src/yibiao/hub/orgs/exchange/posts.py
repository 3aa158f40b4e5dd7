"""Posts with their holders, as a file of people would leave them: who is free, who holds what when."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, NamedTuple

from yibiao.hub.orgs.days import meet
from yibiao.hub.orgs.exchange.cells import FileRow
from yibiao.hub.orgs.models import ActingRecord, HoldingRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.orgs.separation import Held

_Span = tuple[date | None, date | None]
_Place = tuple[int, str, str]


class Wanted(NamedTuple):
    """A holding that a row asks for."""

    row: FileRow
    login: str
    unit: UnitRecord
    kind: str
    title: str
    since: date | None
    until: date | None

    @property
    def place(self) -> _Place:
        """What tells posts apart."""
        return self.unit.pk, self.kind, self.title


class Posts:
    """Posts and holdings, those in the database and those that a file adds or is to change."""

    def __init__(self) -> None:
        self.made: list[PostRecord] = []
        self._posts: dict[_Place, list[PostRecord]] = defaultdict(list)
        self._held: dict[int, list[HoldingRecord]] = defaultdict(list)  # by the identity of the post
        self._theirs: dict[int, list[HoldingRecord]] = defaultdict(list)  # by person
        self._planned: dict[int, date | None] = {}  # last days that are to be, by holding
        posts = {post.pk: post for post in PostRecord.objects.select_related("unit").order_by("pk")}
        for post in posts.values():
            self._posts[_place(post)].append(post)
        for holding in HoldingRecord.objects.select_related("person").order_by("pk"):
            holding.post = posts[holding.post_id]
            self._note(holding)

    def _note(self, holding: HoldingRecord) -> None:
        self._held[id(holding.post)].append(holding)
        self._theirs[holding.person_id].append(holding)

    def plan(self, holding: HoldingRecord, until: date | None) -> None:
        """Reckon with another last day of a holding."""
        self._planned[holding.pk] = until

    def _span(self, row: HoldingRecord) -> _Span:
        return row.since, self._planned.get(row.pk, row.until) if row.pk else row.until

    def held(self, person: PersonRecord, wanted: Wanted) -> HoldingRecord | None:
        """Return the holding that a row speaks of, where it is there."""
        return next((row for row in self._same(person, wanted) if row.since == wanted.since), None)

    def _same(self, person: PersonRecord, wanted: Wanted) -> list[HoldingRecord]:
        return [row for row in self._theirs.get(person.pk, ()) if _place(row.post) == wanted.place]

    def give(self, person: PersonRecord, wanted: Wanted, fault: Callable[..., None]) -> HoldingRecord:
        """Return a new holding of a post that is free then; of one made for it where none is."""
        span = (wanted.since, wanted.until)
        for row in self._same(person, wanted):
            if row.since != wanted.since and meet(span, self._span(row)):
                fault(wanted.row, "since", "orgs.held-since", day=row.since or "—")
        post = next((post for post in self._posts[wanted.place] if not self._taken(post, span)), None)
        if post is None:
            post = PostRecord(unit=wanted.unit, kind=wanted.kind, title=wanted.title)
            self.made.append(post)
            self._posts[wanted.place].append(post)
        holding = HoldingRecord(post=post, person=person, since=wanted.since, until=wanted.until)
        self._note(holding)
        return holding

    def _taken(self, post: PostRecord, span: _Span) -> bool:
        return any(meet(span, self._span(row)) for row in self._held[id(post)])

    def other(self, holding: HoldingRecord, wanted: Wanted) -> HoldingRecord | None:
        """Return who else would hold the post of a holding at the same time."""
        span = (wanted.since, wanted.until)
        others = (row for row in self._held[id(holding.post)] if row is not holding)
        return next((row for row in others if meet(span, self._span(row))), None)

    def of_people(self, people: Collection[int], besides: Collection[int]) -> dict[int, list[Held]]:
        """Return what people hold and act for, without some holdings (by identity)."""
        found: dict[int, list[Held]] = {
            person: [
                Held(row.post.kind, *self._span(row))
                for row in self._theirs[person]
                if id(row) not in besides
            ]
            for person in people
        }
        acted: Any = ActingRecord.objects.all()
        for person, *held in acted.values_list("person", "post__kind", "since", "until"):
            if person in found:
                found[person].append(Held(*held))
        return found


def _place(post: PostRecord) -> _Place:
    return post.unit_id, post.kind, post.title
