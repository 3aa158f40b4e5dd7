"""Actions on people: added, edited, erased. Name, login, phone and e-mail stand in the log as salted digests alone."""

import secrets
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog

from yibiao.hub.access.models import (
    IdempotencyRecord,
    InvitationRecord,
    KeptFormRecord,
    PasswordRecord,
    SecondFactorRecord,
    TokenRecord,
)
from yibiao.hub.access.rights import check
from yibiao.hub.actions import Act, Refused, action, save_next_edition
from yibiao.hub.audit import personal
from yibiao.hub.clock import now, today
from yibiao.hub.orgs.ending import end_person
from yibiao.hub.orgs.faults import person_fault
from yibiao.hub.orgs.models import PersonRecord
from yibiao.hub.orgs.separation import check_guarded

FIELDS = ("login", "name", "phone", "email", "is_active", "must_change_password")
# What people may change of themselves; the rest is for whoever keeps accounts.
OWN = frozenset({"name", "phone", "email"})


def _system(_login: str) -> None:
    """Whether people may be added is asked about the system as a whole."""


@action("person.create", about=_system)
def add_person(act: Act, login: str, name: str, phone: str = "", email: str = "") -> PersonRecord:
    """Add a person, who can't sign in before they were invited."""
    fields = {"login": _login(login), "name": name.strip(), "phone": phone.strip(), "email": email.strip()}
    _check(fields)
    if PersonRecord.objects.filter(login__iexact=fields["login"]).exists():
        raise Refused("orgs.login-taken")
    person = PersonRecord.objects.create_person(**fields)
    act.about(person)
    act.made(person, *(field for field, value in fields.items() if value))
    return person


@action("person.edit")
def edit_person(act: Act, /, person: PersonRecord, **fields: Any) -> PersonRecord:
    """Change `FIELDS` of a person; of themselves people may change `OWN`."""
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(", ".join(sorted(unknown)))
    if not set(fields) <= OWN:
        check(act.actor, "person.create")
    if person.erased:
        raise Refused("orgs.erased")
    given = {field: value.strip() if isinstance(value, str) else value for field, value in fields.items()}
    if "login" in given:
        given["login"] = _login(given["login"])
    _check(given)
    if PersonRecord.objects.filter(login__iexact=given.get("login", "")).exclude(pk=person.pk).exists():
        raise Refused("orgs.login-taken")
    if given.get("is_active") is False:
        check_guarded(person.holdings.filter(until=None).select_related("post", "person"), today())
    act.set(person, **given)
    return person


@action("person.erase")
def erase_person(act: Act, person: PersonRecord) -> PersonRecord:
    """Erase a person's data for good: an opaque mark stays in their place, so that what happened stays provable."""
    if person.erased:
        raise Refused("orgs.erased")
    end_person(act, person, today())
    _forget(person)
    person.login, person.name, person.phone, person.email = f"erased-{secrets.token_hex(8)}", "", "", ""
    person.is_active, person.erased, person.last_login = False, True, None
    person.set_unusable_password()
    save_next_edition(person, *FIELDS[:5], "erased", "last_login", "password")
    # Old and new values would be personal data again; that they went is what there is to say.
    act.note("erased", False, True)
    personal.erase(person)
    return person


def _forget(person: PersonRecord) -> None:
    """Delete what is kept of a person beside their row: links, tokens, old passwords, forms kept, attempts to sign in."""
    TokenRecord.objects.filter(person=person, revoked_at=None).update(revoked_at=now())
    for kept in (InvitationRecord, PasswordRecord, SecondFactorRecord, KeptFormRecord, IdempotencyRecord):
        kept.objects.filter(person=person).delete()
    for attempts in (AccessAttempt, AccessFailureLog, AccessLog):
        attempts.objects.filter(username=person.login).delete()


def _login(text: str) -> str:
    """Return a login as it is kept; two that differ by case alone would be taken for one person."""
    made: str = PersonRecord.normalize_username(text.strip())
    return made


def _check(fields: dict[str, Any]) -> None:
    for field, value in fields.items():
        fault = person_fault(field, value)
        if fault:
            raise Refused(fault)
