"""Tokens of programs: 256 random bits behind ``yb_``, of which the hub keeps the SHA-256 alone."""

import datetime
import hashlib
import re
import secrets
from collections.abc import Collection
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet, Value

from yibiao.hub.access.actors import Actor, HeldPost
from yibiao.hub.access.models import TokenRecord
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.clock import now, today
from yibiao.hub.orgs.models import PersonRecord

SCOPES = ("read", "plans", "values", "units", "audit")
LONGEST_DAYS = 365
MOST = 50  # tokens of one person that count
_SHAPE = re.compile(r"yb_[A-Za-z0-9_-]{43}")


@action("token.make")
def make_token(act: Act, person: PersonRecord, name: str, scopes: Collection[str], days: int) -> tuple[TokenRecord, str]:
    """Make a token of `person` for `days` and return it with its text, which is nowhere kept."""
    name, kept = name.strip(), [scope for scope in SCOPES if scope in scopes]
    _check(person, name, scopes, days)
    text = f"yb_{secrets.token_urlsafe(32)}"
    token = TokenRecord.objects.create(
        person=person,
        name=name,
        digest=digest_of(text),
        hint=text[:7],
        scopes=kept,
        made_at=act.at,
        expires_at=act.at + datetime.timedelta(days=days),
    )
    act.about(token)
    act.made(token, "person", "name", "scopes", "expires_at")
    return token, text


def _check(person: PersonRecord, name: str, scopes: Collection[str], days: int) -> None:
    if not name or len(name) > 80:
        raise Refused("login.token-name")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Refused("login.token-scopes", scopes=", ".join(SCOPES))
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused("login.token-days", days=LONGEST_DAYS)
    if not person.is_active:
        raise Refused("login.account-closed")
    if valid_tokens(person).count() >= MOST:
        raise Refused("login.token-most", count=MOST)


def _owner(token: TokenRecord) -> PersonRecord:
    return token.person


@action("token.revoke", about=_owner)
def revoke_token(act: Act, token: TokenRecord) -> None:
    """End a token now; one that has ended stays as it is."""
    if token.revoked_at is None:
        act.set(token, revoked_at=act.at)


def digest_of(text: str) -> str:
    """Return the SHA-256 of a token's text in hex: 256 random bits need no slower hash."""
    return hashlib.sha256(text.encode()).hexdigest()


def valid_tokens(person: PersonRecord) -> QuerySet[TokenRecord]:
    """Return the tokens of a person that still count."""
    return TokenRecord.objects.filter(person=person, revoked_at=None, expires_at__gt=now())


def actor_of_token(text: str) -> Actor | None:
    """Return the actor of a token, with one query; None where it doesn't count. The day of use is noted once a day."""
    if not _SHAPE.fullmatch(text):
        return None
    digest, day = digest_of(text), today()
    rows: list[Any] = list(_rows(digest, day, "holdings", 0).union(_rows(digest, day, "actings", 1), all=True))
    if not rows:
        return None
    token, person, active, scopes, expires_at, revoked_at, used_on, *_ = rows[0]
    if not active or revoked_at is not None or expires_at <= now():
        return None
    if used_on != day:
        TokenRecord.objects.filter(pk=token).update(used_on=day)
    held = sorted((row[7:] for row in rows if row[7] is not None), key=lambda post: (post[5], post[0]))
    posts = tuple(HeldPost(post, kind, unit, code, path, bool(acts)) for post, kind, unit, code, path, acts in held)
    return Actor(f"person:{person}", person, posts, frozenset(scopes))


def _rows(digest: str, day: datetime.date, relation: str, acting: int) -> QuerySet[Any, tuple[Any, ...]]:
    """Return one row for each post of the token's person that counts on `day`, at least one where there is a token."""
    path = f"person__{relation}"
    begun = Q(**{f"{path}__since": None}) | Q(**{f"{path}__since__lte": day})
    unended = Q(**{f"{path}__until": None}) | Q(**{f"{path}__until__gte": day})
    found = TokenRecord.objects.filter(digest=digest)
    return found.annotate(held=FilteredRelation(path, condition=begun & unended), acting=Value(acting)).values_list(
        "pk",
        "person",
        "person__is_active",
        "scopes",
        "expires_at",
        "revoked_at",
        "used_on",
        "held__post",
        "held__post__kind",
        "held__post__unit",
        "held__post__unit__code",
        "held__post__unit__path",
        "acting",
    )
