"""Signing in and out: what the log tells of it, lock-outs, and forms that outlive a session.

Whoever types a login that nobody has may have typed a password by mistake: in the log every login and every
address stands sealed (`audit/personal.py`), so that it can be erased.
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum

from yibiao.hub.access import vault
from yibiao.hub.access.models import KeptFormRecord, PasswordRecord, SecondFactorRecord
from yibiao.hub.actions import Act, action
from yibiao.hub.audit import anchor, log, personal
from yibiao.hub.clock import now
from yibiao.hub.orgs.models import PersonRecord

# Ways to prove who one is, as the log names them.
PASSWORD, DIRECTORY, OIDC, INVITATION = "password", "ldap", "oidc", "invitation"
# Why somebody is signed out.
ASKED, IDLE, LONG = "asked", "idle", "long"

_KEPT_DAYS = 7
_MOST_KEPT = 5
_PURPOSE = "kept form"


class Source(NamedTuple):
    """Where a request came from: the client's address, and the id of the request."""

    address: str = ""
    request: str = ""


def signed_in(person: PersonRecord, method: str, source: Source, *, second: str = "") -> None:
    """Tell the log that a person has signed in, by which method and which second factor."""
    _note("session.begin", person, None, source, ("method", None, method), ("second", None, second))


def signed_out(person: PersonRecord, why: str, source: Source) -> None:
    """Tell the log that a person's session has ended, and why."""
    _note("session.end", person, None, source, ("why", None, why))


def failed(login: str, method: str, source: Source) -> None:
    """Tell the log of an attempt that failed."""
    _note("session.fail", _known(login), login, source, ("method", None, method))


def locked_out(login: str, source: Source) -> None:
    """Tell the log that a login is now locked for an address."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    _note("session.lock", _known(login), login, source, ("minutes", None, minutes))


def _known(login: str) -> PersonRecord | None:
    return PersonRecord.objects.filter(login=login).first()


def _note(name: str, person: PersonRecord | None, login: str | None, source: Source, *changes: log.Change) -> None:
    """Append one entry; of a failure the actor is nobody, and its object the person whose login was typed."""
    known = person.pk if person is not None else None
    with transaction.atomic():
        edge = log.lock()
        told = [change for change in changes if change[2] != ""]
        for field, value in (("login", login), ("address", source.address)):
            if value:
                told.append((field, None, personal.seal(value, known)))
        draft = log.Draft(
            at=now(),
            actor=f"person:{known}" if login is None else "nobody",
            action=name,
            object=f"person:{known}" if known is not None else "system",
            changes=told,
            request=source.request,
        )
        log.append(edge, [draft])
        transaction.on_commit(anchor.anchor)


# --- lock-outs


class Lock(NamedTuple):
    """A login that is locked for an address, until when."""

    login: str
    address: str
    until: datetime.datetime


def locks() -> list[Lock]:
    """Return every lock that holds now."""
    begun = now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(attempt_time__gte=begun).values("username", "ip_address")
    rows = attempts.annotate(failures=Sum("failures_since_start"), last=Max("attempt_time")).order_by("username")
    return [
        Lock(row["username"] or "", row["ip_address"] or "", row["last"] + settings.AXES_COOLOFF_TIME)
        for row in rows
        if row["failures"] >= settings.AXES_FAILURE_LIMIT
    ]


def locked_until(login: str, address: str) -> datetime.datetime | None:
    """Return until when a login is locked for an address, None where it isn't."""
    return next((lock.until for lock in locks() if (lock.login, lock.address) == (login, address)), None)


@action("person.unlock")
def unlock(act: Act, person: PersonRecord) -> None:
    """End every lock of a person: after wrong passwords, from any address, and after wrong one-time codes."""
    ended = forgive(person)
    act.note("locks", ended, 0)


def forgive(person: PersonRecord) -> int:
    """Forget the failed attempts of a person; return how many records of them there were."""
    count: int = reset(username=person.login)
    codes = SecondFactorRecord.objects.filter(person=person, failures__gt=0).update(failures=0)
    return count + codes


# --- forms that outlive a session


class KeptForm(NamedTuple):
    """A form kept for its sender: where it was going, the page it came from, its fields, names of lost files."""

    id: int
    path: str
    back: str
    at: datetime.datetime
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


def keep_form(
    person: PersonRecord, path: str, back: str, fields: Mapping[str, list[str]], files: Iterable[str] = ()
) -> None:
    """Keep a form for its sender, encrypted; the oldest give way."""
    pairs = [(name, value) for name, values in fields.items() for value in values]
    body = vault.seal(json.dumps([pairs, list(files)], ensure_ascii=False), _PURPOSE)
    KeptFormRecord.objects.create(person=person, path=path[:500], back=back[:500], body=body, at=now())
    kept = KeptFormRecord.objects.filter(person=person).values_list("pk", flat=True)[:_MOST_KEPT]
    KeptFormRecord.objects.filter(person=person).exclude(pk__in=list(kept)).delete()


def kept_form(person: PersonRecord, number: int | None = None) -> KeptForm | None:
    """Return a form kept for a person (the newest where no number is given); None where there is none to read."""
    drop_old_forms()
    rows = KeptFormRecord.objects.filter(person=person, **({} if number is None else {"pk": number}))
    row = rows.first()
    if row is None:
        return None
    try:
        pairs, files = json.loads(vault.unseal(row.body, _PURPOSE))
    except vault.Unreadable:
        row.delete()
        return None
    return KeptForm(row.pk, row.path, row.back, row.at, tuple((name, value) for name, value in pairs), tuple(files))


def drop_form(person: PersonRecord, number: int) -> None:
    """Forget a form once it has been sent again, or isn't wanted."""
    KeptFormRecord.objects.filter(person=person, pk=number).delete()


def forget_person(person: PersonRecord) -> None:
    """Delete what signing in has kept of a person: hashes of passwords, the second factor, late forms."""
    for rows in (PasswordRecord.objects, SecondFactorRecord.objects, KeptFormRecord.objects):
        rows.filter(person=person).delete()


def drop_old_forms() -> int:
    """Forget forms that nobody has asked for in a week; return how many."""
    gone, _ = KeptFormRecord.objects.filter(at__lt=now() - datetime.timedelta(days=_KEPT_DAYS)).delete()
    return gone
