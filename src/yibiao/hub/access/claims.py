"""Who many requests say they come from, turned into actors with a constant number of queries."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from yibiao.hub.access.actors import NOBODY, Actor, posts_of_each
from yibiao.hub.access.models import TokenRecord
from yibiao.hub.access.tokens import digest_of
from yibiao.hub.clock import now, today
from yibiao.hub.orgs.models import PersonRecord


class Claim(NamedTuple):
    """A claim not yet checked: the SHA-256 of a token, or a person signed in (`scopes` limit a program's).

    `trusted` is an actor of the machine itself, which needs no check.
    """

    token: str = ""
    person: int | None = None
    scopes: frozenset[str] | None = None
    trusted: Actor | None = None


def claim_of_token(text: str) -> Claim:
    """Return the claim of a program's token, given in clear."""
    return Claim(token=digest_of(text))


def claim_of(actor: Actor) -> Claim:
    """Return the claim of an actor read earlier, to be read anew."""
    return Claim(trusted=actor) if actor.trusted else Claim(person=actor.person, scopes=actor.scopes)


def actors_of(claims: Sequence[Claim]) -> list[Actor]:
    """Return the actor of each claim as the database stands now, `NOBODY` where it doesn't hold; 3 queries at most."""
    tokens = _tokens({claim.token for claim in claims if claim.token})
    asked = {claim.person for claim in claims if claim.person is not None}
    people = {person for person, _ in tokens.values()} | (_active(asked) if asked else set())
    posts = posts_of_each(people, today()) if people else {}

    def actor(claim: Claim) -> Actor:
        if claim.trusted is not None:
            return claim.trusted
        person, scopes = tokens.get(claim.token, (None, None)) if claim.token else (claim.person, claim.scopes)
        if person is None or person not in people:
            return NOBODY
        return Actor(f"person:{person}", person, posts.get(person, ()), scopes)

    return [actor(claim) for claim in claims]


def _tokens(digests: Collection[str]) -> dict[str, tuple[int, frozenset[str]]]:
    """Return person and scopes of the tokens that hold now; their day of use is noted, once a day."""
    if not digests:
        return {}
    live = TokenRecord.objects.filter(
        digest__in=list(digests), revoked_at=None, expires_at__gt=now(), person__is_active=True
    )
    rows = list(live.values_list("pk", "digest", "person_id", "scopes", "used_on"))
    day = today()
    stale = [pk for pk, *_, used_on in rows if used_on != day]
    if stale:
        TokenRecord.objects.filter(pk__in=stale).update(used_on=day)
    return {digest: (person, frozenset(scopes)) for _, digest, person, scopes, _ in rows}


def _active(people: Collection[int]) -> set[int]:
    return set(PersonRecord.objects.filter(pk__in=list(people), is_active=True).values_list("pk", flat=True))
