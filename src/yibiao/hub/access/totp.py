"""One-time codes as a second factor (TOTP, RFC 6238: 6 digits, 30 seconds, SHA-1 as every app knows it)."""

import base64
import hmac
import secrets
from collections.abc import Sequence

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction

from yibiao.hub.access import vault
from yibiao.hub.access.actors import posts_of
from yibiao.hub.access.models import SecondFactorRecord
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.clock import now, today
from yibiao.hub.orgs.models import PersonRecord

STEP = 30  # seconds
DRIFT = 1  # steps a clock may be off, either way
RECOVERY = 10  # codes
MOST_FAILURES = 20  # wrong codes in a row, from wherever; then only the security administrator can help
# What the log calls the ways to pass.
CODE, RECOVERY_CODE = "totp", "recovery"
_PURPOSE = "totp"


def new_secret() -> str:
    """Return a new secret, 160 random bits in base32 as apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def address_of(secret: str, login: str) -> str:
    """Return what the square code says to an app: ``otpauth://totp/…``."""
    return _totp(secret).get_provisioning_uri(login, settings.TOTP_ISSUER)


def has_factor(person: PersonRecord) -> bool:
    """Return whether a person must show a code when signing in."""
    return SecondFactorRecord.objects.filter(person=person).exists()


def must_have(person: PersonRecord) -> bool:
    """Return whether a post that the person holds or acts for demands codes (`YIBIAO_REQUIRE_TOTP`)."""
    asked = set(settings.TOTP_POSTS)
    return bool(asked) and any(post.kind in asked for post in posts_of(person.pk, today()))


@action("totp.change")
def set_up(act: Act, person: PersonRecord, secret: str, code: str) -> list[str]:
    """Begin to ask a person for codes of `secret`, once one of them has been shown; return the recovery codes."""
    if SecondFactorRecord.objects.filter(person=person).exists():
        raise Refused("login.totp-there")
    step = _step_of(secret, code, after=0)
    if step is None:
        raise Refused("login.code-wrong")
    codes = _recovery_codes()
    SecondFactorRecord.objects.create(
        person=person, secret=vault.seal(secret, _PURPOSE), recovery=_digests(codes), step=step, made_at=act.at
    )
    act.note("second", None, CODE)
    return codes


@action("totp.change")
def renew_codes(act: Act, person: PersonRecord) -> list[str]:
    """Replace the recovery codes; the old ones end."""
    codes = _recovery_codes()
    if not SecondFactorRecord.objects.filter(person=person).update(recovery=_digests(codes)):
        raise Refused("login.totp-none")
    act.note("recovery", None, "renewed")
    return codes


@action("totp.change")
def remove(act: Act, person: PersonRecord) -> None:
    """Ask for no more codes; refused where a post demands them."""
    if must_have(person):
        raise Refused("login.totp-needed")
    _forget(act, person)


@action("totp.reset")
def reset(act: Act, person: PersonRecord) -> None:
    """Take the second factor off somebody else who has lost it: they sign in with the password and set it up anew.

    One's own comes off with a code or a recovery code alone: an open session is no proof.
    """
    if person.pk == act.actor.person:
        raise Refused("login.totp-own")
    _forget(act, person)


def _forget(act: Act, person: PersonRecord) -> None:
    gone, _ = SecondFactorRecord.objects.filter(person=person).delete()
    if not gone:
        raise Refused("login.totp-none")
    act.note("second", CODE, None)


def is_locked(person: PersonRecord) -> bool:
    """Return whether so many wrong codes were given that no code is taken any more."""
    return SecondFactorRecord.objects.filter(person=person, failures__gte=MOST_FAILURES).exists()


def verify(person: PersonRecord, given: str) -> str:
    """Take a code or a recovery code, each once; return which it was, empty where it is wrong."""
    typed = "".join(given.split()).replace("-", "").lower()
    with transaction.atomic():
        row = SecondFactorRecord.objects.select_for_update().filter(person=person).first()
        if row is None or row.failures >= MOST_FAILURES:
            return ""
        way = _take(row, typed)
        row.failures = 0 if way else row.failures + 1
        row.save(update_fields=["step", "recovery", "failures"])
    return way


def _take(row: SecondFactorRecord, typed: str) -> str:
    step = _step_of(vault.unseal(row.secret, _PURPOSE), typed, after=row.step)
    if step is not None:
        row.step = step
        return CODE
    met = {_digest(typed, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)}
    unused = [kept for kept in row.recovery if kept not in met]
    used = len(unused) < len(row.recovery)
    row.recovery = unused
    return RECOVERY_CODE if used else ""


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """Return the step whose code was given; only steps later than `after` count."""
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        return None
    present, totp = int(now().timestamp()) // STEP, _totp(secret)
    for step in range(present - DRIFT, present + DRIFT + 1):
        try:
            totp.verify(code.encode(), step * STEP)
        except InvalidToken:
            continue
        return step if step > after else None
    return None


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), 6, SHA1(), STEP)


def _recovery_codes() -> list[str]:
    """Return new recovery codes, 50 random bits each: ``abcde-fghij``."""
    made = [base64.b32encode(secrets.token_bytes(7)).decode("ascii").lower()[:10] for _ in range(RECOVERY)]
    return [f"{code[:5]}-{code[5:]}" for code in made]


def _digests(codes: Sequence[str]) -> list[str]:
    return [_digest(code.replace("-", ""), settings.SECRET_KEY) for code in codes]


def _digest(code: str, key: str) -> str:
    """Return a digest under a key of the server: 50 bits alone could be tried out by one who has the database."""
    return hmac.digest(key.encode(), f"recovery {code}".encode(), "sha256").hex()
