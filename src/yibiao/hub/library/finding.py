"""What the search box finds: units, tasks, documents, plans and people, each as far as somebody may see them."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from yibiao.core.quoting import Piece
from yibiao.core.search.folding import fold_words
from yibiao.core.search.hits import pieces
from yibiao.core.search.query import read_query, shorter
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.clock import today
from yibiao.hub.library.searching import folded, ranking, titles_with
from yibiao.hub.orgs.models import PersonRecord, UnitRecord
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

# Tasks are looked for in the plans of the best so many documents.
_PLANS_READ = 6
KINDS = ("units", "tasks", "plans", "documents", "people")


class Thing(NamedTuple):
    """Something found: its kind, the row it is or stands in, its title with the words lit, a line about it.

    `key` and `place` are the key and the number of a task within the plan `row`.
    """

    kind: str
    row: Any
    title: tuple[Piece, ...]
    more: str = ""
    key: str = ""
    place: str = ""


class Group(NamedTuple):
    """Things of one kind, and how many there are in all (of tasks as far as was looked)."""

    kind: str
    things: tuple[Thing, ...]
    total: int


def find(actor: Actor, text: str, most: int) -> tuple[Group, ...]:
    """Return the groups in which something was found, up to `most` things of each."""
    terms = read_query(text).terms
    if not terms:
        return ()
    ranked = ranking(actor, terms)
    groups = (
        _units(actor, terms, most),
        _tasks(actor, ranked, terms, most),
        _plans(actor, terms, most),
        _documents(ranked, terms, most),
        _people(actor, terms, most),
    )
    return tuple(group for group in groups if group.things)


def instead(actor: Actor, text: str) -> tuple[str, ...]:
    """Return shorter queries that do find something, for one that found nothing."""
    return tuple(one for one in shorter(read_query(text).terms) if find(actor, one, 1))


def lit(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    """Return a title with the terms of a query lit, where its characters fold one to one."""
    folded = text if len(fold_words(text)) != len(text) else fold_words(text)
    spans = [(at, at + len(term)) for term in terms for at in _places(folded, term)]
    return pieces(text, spans)


def _places(text: str, term: str) -> Iterator[int]:
    at = text.find(term)
    while at >= 0:
        yield at
        at = text.find(term, at + len(term))


def _units(actor: Actor, terms: Sequence[str], most: int) -> Group:
    rows = visible(actor, "unit.read", UnitRecord.objects.on(today()))
    named = titles_with("name", terms) | titles_with("names__name", terms) | titles_with("code", terms)
    found = rows.filter(named).select_related("parent").prefetch_related("names").order_by("place", "pk")
    return _group("units", found.distinct(), terms, most)


def _plans(actor: Actor, terms: Sequence[str], most: int) -> Group:
    rows = visible(actor, "plan.read", PlanRecord.objects.defer("compiled", "effective"))
    named = titles_with("title", terms) | titles_with("number", terms)
    return _group("plans", rows.exclude(state=PlanRecord.DISCARDED).filter(named).order_by("-at", "-pk"), terms, most)


def _people(actor: Actor, terms: Sequence[str], most: int) -> Group:
    rows = visible(actor, "person.read", PersonRecord.objects.filter(is_active=True))
    named = titles_with("name", terms) | titles_with("login", terms)
    return _group("people", rows.filter(named).order_by("name", "login").distinct(), terms, most)


def _group(kind: str, rows: QuerySet[Any], terms: Sequence[str], most: int) -> Group:
    total = rows.count()
    things = (Thing(kind, row, lit(str(row), terms), _about(kind, row, terms)) for row in rows[:most])
    return Group(kind, tuple(things) if total else (), total)


def _about(kind: str, row: Any, terms: Sequence[str]) -> str:
    match kind:
        case "units":
            alias = next((one.name for one in row.names.all() if all(term in fold_words(one.name) for term in terms)), "")
            known = all(term in fold_words(row.name) for term in terms)
            return " · ".join(filter(None, ("" if known else alias, row.parent.name if row.parent else "")))
        case "people":
            return str(row.login)
        case _:
            return str(row.number)


def _documents(ranked: Sequence[int], terms: Sequence[str], most: int) -> Group:
    rows = {row.pk: row for row in DocumentRecord.objects.filter(pk__in=ranked[:most])}
    things = (Thing("documents", rows[one], lit(str(rows[one]), terms), rows[one].number) for one in ranked[:most])
    return Group("documents", tuple(things), len(ranked))


def _tasks(actor: Actor, ranked: Sequence[int], terms: Sequence[str], most: int) -> Group:
    """Find tasks in the plans of the documents that were found: those with the words in their title first."""
    plans = visible(actor, "plan.read", PlanRecord.objects.filter(document__in=ranked[:_PLANS_READ]))
    kept = plans.filter(state__in=(PlanRecord.PUBLISHED, PlanRecord.DRAFT)).order_by("-state", "-at", "-pk")
    found = [(where, plan, task) for plan in kept[:_PLANS_READ] for task in _read(plan) if (where := _where(task, terms)) is not None]
    things = (
        Thing("tasks", plan, (Piece(f"{task['id']} "), *lit(task["title"], terms)), plan.title, task["key"], task["id"])
        for _, plan, task in sorted(found, key=lambda one: one[0])[:most]
    )
    return Group("tasks", tuple(things), len(found))


def _read(plan: PlanRecord) -> Sequence[Any]:
    values = plan.effective or plan.compiled
    return list(values.get("tasks", ()))


def _where(task: Any, terms: Sequence[str]) -> int | None:
    """Return 0 for a task with every term in its title, 1 for one with them in its text, None for another."""
    title = folded(task["title"])
    if all(term in title for term in terms):
        return 0
    text = folded(task.get("text") or "")
    return 1 if all(term in text or term in title for term in terms) else None
