"""Links that open once and let a person set a password; and the first administrators of a new hub.

A link is 256 random bits, of which only the SHA-256 is kept; it counts for a day, and a newer one ends it.
"""

import datetime
import hashlib
import secrets
from collections.abc import Mapping

from django.contrib.auth.hashers import make_password
from django.db.models import Q

from yibiao.hub.access import passwords, sessions
from yibiao.hub.access.actors import Actor, actor_of, posts_of
from yibiao.hub.access.models import InvitationRecord, SecondFactorRecord
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.clock import now, stamp, today
from yibiao.hub.orgs.models import (
    SEPARATED,
    WORKING,
    ActingRecord,
    HoldingRecord,
    PersonRecord,
    PostRecord,
    UnitRecord,
)

VALID = datetime.timedelta(hours=24)


@action("person.invite")
def invite(act: Act, person: PersonRecord) -> str:
    """Return the text of a new link for `person`; a password they have counts until they set another.

    A system administrator who could also do this to the other administrators would hold all three offices
    (三员分立): for those the operator of the machine makes the link.
    """
    if not person.is_active or person.erased:
        raise Refused("login.account-closed")
    if not act.actor.trusted and _is_administrator(person):
        raise Refused("login.invite-administrator")
    return _invite(act, person)


def _is_administrator(person: PersonRecord) -> bool:
    """Return whether a person is an administrator, or will be: a password set today counts then too."""
    spells = (HoldingRecord.objects, ActingRecord.objects)
    unended = Q(until=None) | Q(until__gte=today())
    return any(rows.filter(unended, person=person, post__kind__in=SEPARATED).exists() for rows in spells)


def _invite(act: Act, person: PersonRecord) -> str:
    text = secrets.token_urlsafe(32)
    expires = act.at + VALID
    InvitationRecord.objects.filter(person=person, used_at=None, expires_at__gt=act.at).update(expires_at=act.at)
    InvitationRecord.objects.create(person=person, digest=_digest(text), expires_at=expires)
    label = "invitation" if act.object == f"person:{person.pk}" else f"person:{person.pk}.invitation"
    act.note(label, None, stamp(expires))
    return text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def find(text: str) -> InvitationRecord | None:
    """Return the invitation of a link that still counts; looking doesn't use it up (mail filters look too)."""
    open_ones = InvitationRecord.objects.filter(used_at=None, expires_at__gt=now(), person__is_active=True)
    return open_ones.filter(digest=_digest(text)).select_related("person").first()


def accept(text: str, password: str, *, request: str = "") -> PersonRecord:
    """Set the password of the person a link was made for and return them; raises `Refused`, `Weak`."""
    invitation = find(text)
    if invitation is None:
        raise Refused("login.link-gone")
    person = invitation.person
    passwords.check(password, person)
    _accept(actor_of(person), person, invitation.pk, make_password(password), request=request)
    return person


@action("person.accept", "password.change")
def _accept(act: Act, person: PersonRecord, invitation: int, encoded: str) -> None:
    unused = InvitationRecord.objects.filter(pk=invitation, used_at=None, expires_at__gt=act.at)
    if not unused.update(used_at=act.at):
        raise Refused("login.link-gone")
    passwords.put(act, person, encoded)
    sessions.forgive(person)


# --- the first administrators


def make_administrators(
    actor: Actor, logins: Mapping[str, str], *, reset_totp: bool = False, request: str = ""
) -> dict[str, str]:
    """Give people the posts of administrators, by kind, and return the text of a link for each kind.

    People who aren't there yet are made. Asked again for the same people it makes new links alone, and takes
    lost second factors off (`reset_totp`).
    """
    made: dict[str, str] = _make_administrators(actor, None, logins, reset_totp, request=request)
    return made


@action("administrators.make", "person.create")
def _make_administrators(act: Act, _system: None, logins: Mapping[str, str], reset_totp: bool) -> dict[str, str]:
    root = UnitRecord.objects.filter(parent=None).order_by("place", "id").first()
    if root is None:
        raise Refused("login.no-units")
    links = {}
    for kind, login in logins.items():
        person = _administrator(act, login)
        _appoint(act, person, kind, root)
        if reset_totp:
            _drop_factor(act, person)
        links[kind] = _invite(act, person)
    return links


def _administrator(act: Act, login: str) -> PersonRecord:
    login = PersonRecord.normalize_username(login.strip())
    if not login or len(login) > 150:
        raise Refused("login.login-needed")
    person = PersonRecord.objects.filter(login=login).first()
    if person is None:
        person = PersonRecord.objects.create_person(login, "")
        act.made(person, "login")
    if not person.is_active or person.erased:
        raise Refused("login.account-closed")
    return person


def _appoint(act: Act, person: PersonRecord, kind: str, root: UnitRecord) -> None:
    """Give a person an administrator's post of the whole city; one who has another office keeps to that."""
    held = {post.kind for post in posts_of(person.pk, today())}
    if kind in held:
        return
    others = held & {*SEPARATED, *WORKING}
    if others:
        raise Refused("login.separated", login=person.login)
    post, _ = PostRecord.objects.get_or_create(unit=root, kind=kind)
    holding = HoldingRecord.objects.create(post=post, person=person, since=today())
    act.made(holding, "post", "person", "since")


def _drop_factor(act: Act, person: PersonRecord) -> None:
    gone, _ = SecondFactorRecord.objects.filter(person=person).delete()
    if gone:
        act.note(f"person:{person.pk}.second", "totp", None)
