"""People with their posts as a file, and back: one row a holding, a person without any in a row of their own."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth.hashers import make_password

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied, check, may, visible
from yibiao.hub.access.subjects import Subject
from yibiao.hub.orgs.exchange.cells import (
    PEOPLE_COLUMNS,
    CellFault,
    FileRow,
    choice,
    full_date,
    label,
    table_of,
    word,
)
from yibiao.hub.orgs.exchange.posts import Posts, Wanted
from yibiao.hub.orgs.exchange.report import ADDED, CHANGED, LEFT, RANK, Change, Report, run_import
from yibiao.hub.orgs.exchange.units import sheet_bytes
from yibiao.hub.orgs.faults import person_fault
from yibiao.hub.orgs.models import HoldingRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.orgs.separation import Held, check_left, conflict, guarding
from yibiao.hub.orgs.several import BATCH, Several, several

# Columns of a person's own data, and the fields they are.
_OWN = {"fullname": "name", "phone": "phone", "email": "email"}
_COLUMNS = {field: column for column, field in _OWN.items()}


# --- out


def export_people(actor: Actor, fmt: str, lang: str = "zh", *, request: str = "") -> bytes:
    """Return the people that `actor` may read, with their posts, as a file; that it was made stands in the log."""
    people = list(visible(actor, "person.read", PersonRecord.objects.filter(erased=False)))
    held: dict[int, list[HoldingRecord]] = defaultdict(list)
    holdings = HoldingRecord.objects.filter(person__erased=False).select_related("post__unit").order_by("pk")
    for holding in holdings:
        if not (holding.since and holding.until and holding.until < holding.since):
            held[holding.person_id].append(holding)
    rows = [[label(column, lang) for column in PEOPLE_COLUMNS]]
    for person in people:
        theirs: list[HoldingRecord | None] = list(held.get(person.pk, ())) or [None]
        rows += [_row(person, holding, lang) for holding in theirs]
    data = sheet_bytes(fmt, label("people", lang), rows)
    with several(actor, request=request) as acts:
        act = acts.act("people.export")
        act.note("people", None, len(people))
        act.note("sha256", None, sha256(data).hexdigest())
    return data


def _row(person: PersonRecord, holding: HoldingRecord | None, lang: str) -> list[str]:
    own = [person.login, person.name, person.phone, person.email]
    if holding is None:
        return [*own, "", "", "", "", ""]
    post = holding.post
    days = [day.isoformat() if day else "" for day in (holding.since, holding.until)]
    return [*own, post.unit.code, word("post", post.kind, lang), post.title, *days]


# --- in


def import_people(
    actor: Actor, data: bytes, name: str, dry_run: bool = False, *, request: str = ""
) -> Report:
    """Add and change people, and give them posts, as a file says; who isn't named stays. Raises `Denied`.

    Accounts need the right person.create or person.edit, posts the right post.assign: the two administrators
    import each their columns. A file ends a holding by its last day, never by leaving it out.
    """
    if not may(actor, "person.create") and not may(actor, "post.assign", Subject("post")):
        raise Denied("person.create")

    def work(acts: Several, rows: Sequence[Sequence[str]]) -> Report:
        return _Import(actor, acts, rows).run()

    return run_import(actor, "people.import", data, name, work, dry_run=dry_run, request=request)


_Pair = tuple[Wanted, HoldingRecord]


class _Import:
    """One file of people on its way in."""

    def __init__(self, actor: Actor, acts: Several, rows: Sequence[Sequence[str]]) -> None:
        self.actor, self.acts = actor, acts
        self.rows, self.faults = table_of(rows, PEOPLE_COLUMNS, ("login",))
        self.people = {
            person.login.casefold(): person for person in PersonRecord.objects.filter(erased=False)
        }
        units = list(UnitRecord.objects.all())
        self.units = {unit.name: unit for unit in units if not unit.until} | {
            unit.code: unit for unit in units
        }
        self.first: dict[str, FileRow] = {}
        self.own: dict[str, dict[str, str]] = defaultdict(dict)
        self.wanted: list[Wanted] = []
        self.changes: dict[int, Change] = {}
        self.fresh: set[str] = set()
        self.logins: dict[int, str] = {}  # by row

    def run(self) -> Report:
        """Check everything, then write."""
        for row in self.rows:
            self._take(row)
        fresh = [login for login in self.first if login not in self.people]
        for login in fresh:
            if not self.own[login].get("name"):
                self._fault(self.first[login], "fullname", "orgs.expect-name")
        self.fresh.update(fresh)
        for row in self.rows:
            if row.number in self.logins:
                self._tell(row, LEFT)
        self._people(fresh)
        self._holdings()
        changes = tuple(self.changes[number] for number in sorted(self.changes))
        return Report(changes, tuple(sorted(self.faults, key=lambda fault: fault.row)))

    def _fault(self, row: FileRow, column: str, key: str, **slots: Any) -> None:
        self.faults.append(row.fault(column, key, **slots))

    def _tell(self, row: FileRow, what: str, *fields: str) -> None:
        """Note what a row does: it changes somebody where it does so in any part, and adds whoever is new."""
        there = self.changes.get(row.number, Change(row.number, LEFT, row.cells["login"]))
        told = ADDED if self.logins[row.number] in self.fresh else max(there.what, what, key=RANK.index)
        self.changes[row.number] = there._replace(what=told, fields=(*there.fields, *fields))

    # --- reading

    def _take(self, row: FileRow) -> None:
        login = PersonRecord.normalize_username(row.cells["login"])
        fault = person_fault("login", login)
        if fault:
            self._fault(row, "login", fault)
            return
        key = login.casefold()
        self.first.setdefault(key, row)
        self.logins[row.number] = key
        self._take_own(row, key)
        wanted = self._holding(row, key)
        if wanted is not None:
            self.wanted.append(wanted)

    def _take_own(self, row: FileRow, login: str) -> None:
        for column, field in _OWN.items():
            value = row.cells.get(column)
            if value is None:
                continue
            fault = person_fault(field, value) if value else None
            known = self.own[login].get(field)
            if fault:
                self._fault(row, column, fault)
            elif known and value and known != value:
                self._fault(row, column, "orgs.row-differs", first=self.first[login].number)
            elif value or self.first[login] is row:
                self.own[login][field] = value

    def _holding(self, row: FileRow, login: str) -> Wanted | None:
        code, kind = row.cells.get("unit", ""), row.cells.get("post", "")
        if not code and not kind:
            for column in ("title", "since", "until"):
                if row.cells.get(column):
                    self._fault(row, column, "orgs.post-missing")
            return None
        unit = self.units.get(code)
        if unit is None:
            self._fault(
                row, "unit", "orgs.row-unknown-unit" if code else "orgs.expect-unit-of-post", actual=code
            )
        made = self._parts(row)
        if unit is None or made is None:
            return None
        kind, title, since, until = made
        if since and until and until < since:
            self._fault(row, "until", "orgs.backwards", since=since, until=until)
            return None
        return Wanted(row, login, unit, kind, title, since, until)

    def _parts(self, row: FileRow) -> tuple[str, str, date | None, date | None] | None:
        """Return kind, title and days of a holding; None where one of them is faulty."""
        before = len(self.faults)
        kind, days = "", {}
        try:
            kind = choice("post", row.cells.get("post", ""))
        except CellFault as fault:
            self._fault(row, "post", fault.key, **fault.slots)
        for column in ("since", "until"):
            try:
                days[column] = full_date(row.cells.get(column, ""))
            except CellFault as fault:
                self._fault(row, column, fault.key)
        title = row.cells.get("title", "")
        if len(title) > 60:
            self._fault(row, "title", "orgs.too-long", actual=f"{title[:20]}…", limit="60")
        return (kind, title, days["since"], days["until"]) if len(self.faults) == before else None

    # --- people

    def _people(self, fresh: Sequence[str]) -> None:
        edited = {login: fields for login in self.first if (fields := self._differing(login))}
        if fresh:
            check(self.actor, "person.create")
        rows = PersonRecord.objects.filter(pk__in=[self.people[login].pk for login in edited])
        if edited and visible(self.actor, "person.edit", rows).count() < len(edited):
            raise Denied("person.edit")
        for login, fields in edited.items():
            person = self.people[login]
            self.acts.act("person.edit", person).set(person, **fields)
            self._tell(self.first[login], CHANGED, *(_COLUMNS[field] for field in fields))
        made = [self._new(login) for login in fresh]
        for login, person in zip(
            fresh, PersonRecord.objects.bulk_create(made, batch_size=BATCH), strict=True
        ):
            self.people[login] = person
            told = [field for field in ("login", *_COLUMNS) if getattr(person, field)]
            self.acts.act("person.create", person).made(person, *told)
            self._tell(self.first[login], ADDED)

    def _differing(self, login: str) -> dict[str, str]:
        """Return what a file says otherwise of a person; a name is never emptied."""
        person = self.people.get(login)
        if person is None:
            return {}
        own = self.own[login].items()
        return {
            field: value
            for field, value in own
            if value != getattr(person, field) and (value or field != "name")
        }

    def _new(self, login: str) -> PersonRecord:
        name = PersonRecord.normalize_username(self.first[login].cells["login"])
        return PersonRecord(login=name, password=make_password(None), **self.own[login])

    # --- posts

    def _holdings(self) -> None:
        posts = Posts()
        found = [(wanted, posts.held(self.people[wanted.login], wanted)) for wanted in self.wanted]
        changed = [
            (wanted, there) for wanted, there in found if there is not None and there.until != wanted.until
        ]
        for wanted, there in changed:  # first, so that a post that becomes free can be given
            posts.plan(there, wanted.until)
        added = [
            (wanted, posts.give(self.people[wanted.login], wanted, self._fault))
            for wanted, there in found
            if there is None
        ]
        self._check_twice()
        self._check(posts, added, changed)
        if not self.faults:
            lost = guarding(holding for wanted, holding in changed if wanted.until)
            self._write_ends(changed)
            self._write(posts, added)
            if lost:  # what the file adds may stand in for it
                check_left(min(row.until for row in lost if row.until) + timedelta(days=1), lost)

    def _check_twice(self) -> None:
        seen: set[tuple[Any, ...]] = set()
        for wanted in self.wanted:
            key = (wanted.login, wanted.place, wanted.since)
            if key in seen:
                self._fault(wanted.row, "login", "orgs.holding-twice")
            seen.add(key)

    def _check(self, posts: Posts, added: list[_Pair], changed: list[_Pair]) -> None:
        """Check rights, accounts, units, other holders, and the separation of the administrators."""
        for unit in {wanted.unit.path for wanted, _ in (*added, *changed)}:
            check(self.actor, "post.assign", Subject("post", paths=(unit,)))
        longer = [(wanted, row) for wanted, row in changed if _is_longer(wanted.until, row.until)]
        for wanted, row in longer:
            other = posts.other(row, wanted)
            if other is not None:
                self._fault(wanted.row, "until", "orgs.post-taken", name=other.person.name)
        fresh = {id(row) for _, row in added}
        people = {row.person_id for _, row in (*added, *longer)}
        held = posts.of_people(people, besides=fresh)
        for wanted, row in (*longer, *added):
            unit, person = wanted.unit, self.people[wanted.login]
            if unit.until and (wanted.until is None or wanted.until > unit.until):
                self._fault(wanted.row, "unit", "orgs.ended", name=unit.name, day=unit.until)
            if not person.is_active:
                self._fault(wanted.row, "login", "orgs.closed-account", name=person.name)
            if id(row) in fresh:
                held[person.pk].append(Held(wanted.kind, wanted.since, wanted.until))
            key = conflict(held[person.pk])
            if key:
                self._fault(wanted.row, "post", key)

    def _write_ends(self, ended: list[tuple[Wanted, HoldingRecord]]) -> None:
        for wanted, holding in ended:
            self.acts.act("post.end", holding.post).set(holding, until=wanted.until)
            self._tell(wanted.row, CHANGED, "until")

    def _write(self, posts: Posts, added: list[tuple[Wanted, HoldingRecord]]) -> None:
        made = {id(post) for post in posts.made}
        PostRecord.objects.bulk_create(posts.made, batch_size=BATCH)
        for _, holding in added:
            holding.post = holding.post  # takes over the number that the post has got
        HoldingRecord.objects.bulk_create([holding for _, holding in added], batch_size=BATCH)
        for wanted, holding in added:
            act = self.acts.act("post.appoint", holding.post)
            if id(holding.post) in made:
                made.discard(id(holding.post))
                act.made(holding.post, "unit", "kind", *(("title",) if holding.post.title else ()))
            days = [name for name in ("since", "until") if getattr(holding, name)]
            act.made(holding, "person", *days)
            self._tell(wanted.row, CHANGED, "post")


def _is_longer(until: date | None, than: date | None) -> bool:
    return than is not None and (until is None or until > than)
