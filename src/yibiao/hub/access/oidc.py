"""OpenID Connect Core 1.0, code flow with PKCE (RFC 7636): who the city's directory says somebody is.

Nobody becomes a person of the hub by this: a claim of the identity must name one. Nothing of a web request
is known here. ``jwt`` comes with the extra `oidc`.
"""

import base64
import hashlib
import hmac
import json
import secrets
import ssl
import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from django.conf import settings

from yibiao.hub.orgs.models import PersonRecord

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_LARGEST = 1024 * 1024  # bytes of an answer
_FRESH = 3600  # seconds that what the provider says of itself is kept
_LEEWAY = 60  # seconds that clocks may differ


class ProviderDown(Exception):
    """The provider cannot be asked, or answers what no provider may."""


class NotProven(Exception):
    """What came back doesn't prove who somebody is; the text says why, for the operator."""


class Question(NamedTuple):
    """What the hub must remember while somebody is away at the provider; it stays on the server."""

    state: str
    nonce: str
    verifier: str


class Identity(NamedTuple):
    """Who the provider says has signed in: the claims, and the signed token for signing out there."""

    claims: Mapping[str, Any]
    token: str


# --- asking


def begin(back: str) -> tuple[str, Question]:
    """Return where to send somebody to sign in, and what to remember; `back` is where they return to."""
    asked = settings.OIDC
    question = Question(*(secrets.token_urlsafe(32) for _ in range(3)))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(question.verifier.encode()).digest()).rstrip(b"=")
    parameters = {
        "response_type": "code",
        "client_id": asked["client"],
        "redirect_uri": back,
        "scope": asked["scopes"],
        "state": question.state,
        "nonce": question.nonce,
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    return _with(metadata()["authorization_endpoint"], parameters), question


def finish(question: Question, back: str, answer: Mapping[str, str]) -> Identity:
    """Return who has signed in, from what they brought back; raises `NotProven`, `ProviderDown`."""
    if not hmac.compare_digest(answer.get("state", "").encode(), question.state.encode()):
        raise NotProven("state")
    if answer.get("iss", settings.OIDC["issuer"]) != settings.OIDC["issuer"]:  # RFC 9207
        raise NotProven("iss of the answer")
    if "error" in answer or not answer.get("code"):
        raise NotProven("no code")
    given = _exchange(answer["code"], back, question.verifier)
    token = given.get("id_token")
    if not isinstance(token, str):
        raise NotProven("no id_token")
    claims = verified(token, question.nonce)
    if settings.OIDC["claim"] not in claims and isinstance(given.get("access_token"), str):
        claims = {**_userinfo(given["access_token"], claims["sub"]), **claims}
    return Identity(claims, token)


def leaving(token: str, back: str) -> str | None:
    """Return where to go to sign out of the provider too (RP-Initiated Logout), None where it offers none."""
    end = metadata().get("end_session_endpoint")
    if not end:
        return None
    known = {"id_token_hint": token, "client_id": settings.OIDC["client"], "post_logout_redirect_uri": back}
    return _with(end, known)


def _with(address: str, parameters: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def person_of(claims: Mapping[str, Any]) -> PersonRecord | None:
    """Return the open account that a claim names, None where there is none or more than one."""
    asked = settings.OIDC
    value = claims.get(asked["claim"])
    if not isinstance(value, str) or not value.strip():
        return None
    if asked["claim"] == "email" and claims.get("email_verified") is not True:
        return None
    lookup = "email__iexact" if asked["field"] == "email" else "login"
    found = list(PersonRecord.objects.filter(**{lookup: value.strip()}, is_active=True, erased=False)[:2])
    return found[0] if len(found) == 1 else None


# --- proving


def verified(token: str, nonce: str) -> dict[str, Any]:
    """Return the claims of an ID token once all of OpenID Connect Core 3.1.3.7 holds; raises `NotProven`."""
    import jwt  # noqa: PLC0415  an extra

    asked = settings.OIDC
    try:
        key = _key(jwt.get_unverified_header(token))
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=list(ALGORITHMS),
            audience=asked["client"],
            issuer=asked["issuer"],
            leeway=_LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except jwt.PyJWTError as error:
        raise NotProven(f"{type(error).__name__}: {error}") from error
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotProven("nonce")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", asked["client"]) != asked["client"] or (several and "azp" not in claims):
        raise NotProven("azp")
    return claims


def _key(header: Mapping[str, Any]) -> Any:
    """Return the provider's key that a token names; keys unknown so far are asked for once."""
    for fresh in (False, True):
        keys = [key for key in _keys(fresh=fresh) if header.get("kid") in (None, key.key_id)]
        if len(keys) == 1:
            return keys[0].key
    raise NotProven("no such key")


def _keys(*, fresh: bool) -> list[Any]:
    import jwt  # noqa: PLC0415

    said = _kept(metadata()["jwks_uri"], fresh=fresh)
    usable = [key for key in said.get("keys", ()) if key.get("kty") in {"RSA", "EC", "OKP"} and key.get("use") != "enc"]
    try:
        return list(jwt.PyJWKSet.from_dict({"keys": usable}).keys)
    except jwt.PyJWTError as error:
        raise ProviderDown("keys") from error


# --- speaking with the provider


def metadata() -> Mapping[str, Any]:
    """Return what the provider says of itself (OpenID Connect Discovery 1.0)."""
    issuer = settings.OIDC["issuer"]
    said = _kept(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != issuer:
        raise ProviderDown(f"issuer {said.get('issuer')}")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(said.get(name), str) or not _is_safe(said[name]):
            raise ProviderDown(name)
    return said


def _exchange(code: str, back: str, verifier: str) -> Mapping[str, Any]:
    asked, said = settings.OIDC, metadata()
    body = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    headers = {}
    if "client_secret_basic" in said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]) and asked["secret"]:
        pair = f"{quote(asked['client'], safe='')}:{quote(asked['secret'], safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        body |= {"client_id": asked["client"], **({"client_secret": asked["secret"]} if asked["secret"] else {})}
    return _ask(said["token_endpoint"], body, headers)


def _userinfo(access: str, subject: str) -> Mapping[str, Any]:
    address = metadata().get("userinfo_endpoint")
    if not isinstance(address, str) or not _is_safe(address):
        return {}
    said = _ask(address, headers={"Authorization": f"Bearer {access}"})
    if said.get("sub") != subject:
        raise NotProven("sub of userinfo")
    return said


_answers: dict[str, tuple[float, Mapping[str, Any]]] = {}


def _kept(address: str, *, fresh: bool = False) -> Mapping[str, Any]:
    """Return an answer, the kept one where it is young enough and `fresh` isn't asked for."""
    known = _answers.get(address)
    if known is None or fresh or time.monotonic() - known[0] > _FRESH:
        known = _answers[address] = (time.monotonic(), _ask(address))
    return known[1]


def forget() -> None:
    """Forget what the provider has said of itself."""
    _answers.clear()


class _NoRedirect(HTTPRedirectHandler):
    """A provider answers where it said it would."""

    def redirect_request(self, *_args: Any, **_options: Any) -> None:
        """Follow nothing."""


def _ask(address: str, body: Mapping[str, str] | None = None, headers: Mapping[str, str] = {}) -> Mapping[str, Any]:
    asked = settings.OIDC
    context = ssl.create_default_context(cafile=asked["ca"] or None)
    opener = build_opener(_NoRedirect(), HTTPSHandler(context=context))
    data = urlencode(body).encode() if body is not None else None
    try:
        request = Request(address, data, {"Accept": "application/json", **headers})
        with opener.open(request, timeout=asked["timeout"]) as answer:
            text = answer.read(_LARGEST + 1)
        said = json.loads(text) if len(text) <= _LARGEST else None
    except URLError as error:
        if body is not None and getattr(error, "code", None) in {400, 401}:
            raise NotProven("the provider refuses the code") from error
        raise ProviderDown(str(error)) from error
    except (OSError, ValueError) as error:
        raise ProviderDown(type(error).__name__) from error
    if not isinstance(said, dict):
        raise ProviderDown("no object")
    return said


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"})
