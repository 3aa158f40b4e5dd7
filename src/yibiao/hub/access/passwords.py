"""Passwords: what one must be like, how old it may get, and changing it.

The rules follow GB/T 22239-2019 8.1.4.1 (复杂度, 定期更换) and the common advice against lists of known
passwords. Hashing takes a while, so it is done before the log is locked.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import check_password, is_password_usable, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from yibiao import packs
from yibiao.hub.access import rights
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.models import PasswordRecord
from yibiao.hub.actions import Act, Refused, action, save_next_edition
from yibiao.hub.clock import now
from yibiao.hub.orgs.models import PersonRecord

SHORTEST = 10
PASSPHRASE = 16  # characters from which on one class is enough
LONGEST = 200  # a hash of megabytes would keep the server busy
VARIED = 5  # different characters at least
HISTORY = 5  # earlier passwords that aren't taken again
_PERSONAL = ("login", "name", "phone", "email")


class Fault(NamedTuple):
    """What is wrong with a password: a sentence of the message books."""

    key: str
    slots: Mapping[str, Any] = MappingProxyType({})


class Weak(Refused):
    """A password that breaks the rules; `faults` are all that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].key, **faults[0].slots)
        self.faults = tuple(faults)


def faults(password: str, person: PersonRecord) -> list[Fault]:
    """Return what is wrong with a new password of `person`; the history is asked last, for it takes a while."""
    found = [fault for fault in (_length(password), _variety(password)) if fault]
    if is_common(password):
        found.append(Fault("login.password-common"))
    if _is_similar(password, person):
        found.append(Fault("login.password-similar"))
    if not found and was_used(password, person):
        found.append(Fault("login.password-used", {"count": HISTORY}))
    return found


def check(password: str, person: PersonRecord) -> None:
    """Raise `Weak` where a new password of `person` breaks the rules."""
    found = faults(password, person)
    if found:
        raise Weak(found)


def _length(password: str) -> Fault | None:
    if len(password) < SHORTEST:
        return Fault("login.password-short", {"count": SHORTEST})
    if len(password) > LONGEST:
        return Fault("login.password-long", {"count": LONGEST})
    return None


def _variety(password: str) -> Fault | None:
    """Three classes of characters, or a long phrase; and not one character over and over."""
    classes = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
    met = sum(bool(re.search(pattern, password)) for pattern in classes)
    phrase = len(password) >= PASSPHRASE and not password.isdigit()
    if len(set(password)) < VARIED or not (met >= 3 or phrase):
        return Fault("login.password-plain", {"count": PASSPHRASE})
    return None


def is_common(password: str) -> bool:
    """Return whether a password is on a list of known ones, or a known word with digits and signs around it."""
    lower = password.lower()
    known = packs.load("passwords")
    if lower in known["passwords"] or _bare(lower) in known["words"]:
        return True
    try:
        _COMMON.validate(password)
    except ValidationError:
        return True
    return False


def _bare(lower: str) -> str:
    """Return the word in a password, without digits and signs around it and in it: ``w0aini@1314`` → ``woaini``."""
    core = re.sub(r"^[\d\W_]+|[\d\W_]+$", "", lower)
    return re.sub(r"[^a-z一-鿿]", "", core.translate(_LOOKALIKES))


_COMMON = CommonPasswordValidator()
_LOOKALIKES = str.maketrans("@4013$5", "aaoiess")


def _is_similar(password: str, person: PersonRecord) -> bool:
    try:
        UserAttributeSimilarityValidator(user_attributes=_PERSONAL).validate(password, person)
    except ValidationError:
        return True
    return False


def was_used(password: str, person: PersonRecord) -> bool:
    """Return whether a password is the person's present one or among the last `HISTORY`."""
    kept = list(PasswordRecord.objects.filter(person=person).values_list("hash", flat=True)[:HISTORY])
    return any(check_password(password, known) for known in dict.fromkeys((person.password, *kept)) if known)


def is_expired(person: PersonRecord) -> bool:
    """Return whether a person's password is older than the operator allows (`YIBIAO_PASSWORD_DAYS`, 0: never)."""
    if not settings.PASSWORD_DAYS or not is_password_usable(person.password):
        return False
    newest = PasswordRecord.objects.filter(person=person).values_list("at", flat=True).first()
    return newest is not None and (now() - newest).days >= settings.PASSWORD_DAYS


def change_password(actor: Actor, person: PersonRecord, old: str, new: str, *, request: str = "") -> None:
    """Change a password for one who knows the present one; raises `Refused`, `Weak`, `Denied`."""
    rights.check(actor, "password.change", person)
    if not person.check_password(old):
        raise Refused("login.password-wrong")
    check(new, person)
    _change(actor, person, make_password(new), request=request)


@action("password.change")
def _change(act: Act, person: PersonRecord, encoded: str) -> None:
    put(act, person, encoded)


def put(act: Act, person: PersonRecord, encoded: str) -> None:
    """Store a new hash inside an action; the log tells that the password changed and nothing of it."""
    person.password = encoded
    person.must_change_password = False
    save_next_edition(person, "password", "must_change_password")
    PasswordRecord.objects.create(person=person, hash=encoded, at=act.at)
    kept = PasswordRecord.objects.filter(person=person).values_list("pk", flat=True)[:HISTORY]
    PasswordRecord.objects.filter(person=person).exclude(pk__in=list(kept)).delete()
    act.note("password", None, "changed")
