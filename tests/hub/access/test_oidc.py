"""OpenID Connect: a real provider's identity is taken, and whatever doesn't prove one is refused."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

import oidc_server
from yibiao.hub.access import oidc
from yibiao.hub.orgs.models import PersonRecord

jwt = pytest.importorskip("jwt", reason="the extra oidc is not installed")
pytest.importorskip("oidc_provider_mock", reason="the test requirements are not installed")

BACK = "http://testserver/login/oidc/back"
LI = {"sub": "u-1", "preferred_username": "li", "email": "li@city.example", "email_verified": True}


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with oidc_server.running(tmp_path_factory.mktemp("oidc"), LI) as issuer:
        yield issuer


def asked(issuer: str, **more: Any) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "client": "yibiao",
        "secret": "client-secret",
        "claim": "preferred_username",
        "field": "login",
        "scopes": "openid profile email",
        "ca": "",
        "timeout": 5,
        **more,
    }


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    oidc.forget()
    yield
    oidc.forget()


def answer_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_the_identity_of_a_real_provider(provider: str, settings: Any) -> None:
    settings.OIDC = asked(provider)
    address, question = oidc.begin(BACK)
    known = oidc.finish(question, BACK, answer_of(oidc_server.consent(address, "u-1")))
    assert known.claims["preferred_username"] == "li"
    assert known.claims["nonce"] == question.nonce
    way = oidc.leaving(known.token, "http://testserver/signed-out")
    assert way is not None
    assert way.startswith(f"{provider}/oauth2/end_session?id_token_hint=")


def test_the_question_carries_state_nonce_and_pkce_and_the_verifier_follows(
    provider: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OIDC = asked(provider)
    sent: list[Any] = []
    ask = oidc._ask
    monkeypatch.setattr(oidc, "_ask", lambda address, body=None, *more, **names: sent.append(body) or ask(address, body, *more, **names))
    address, question = oidc.begin(BACK)
    parameters = answer_of(address)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(question.verifier.encode()).digest()).decode().rstrip("=")
    assert parameters["code_challenge"] == challenge
    assert parameters["code_challenge_method"] == "S256"
    assert (parameters["state"], parameters["nonce"]) == (question.state, question.nonce)
    assert question.verifier not in address
    oidc.finish(question, BACK, answer_of(oidc_server.consent(address, "u-1")))
    assert [body["code_verifier"] for body in sent if body] == [question.verifier]


def test_a_wrong_state_code_or_refusal_proves_nothing(provider: str, settings: Any) -> None:
    settings.OIDC = asked(provider)
    address, question = oidc.begin(BACK)
    answer = answer_of(oidc_server.consent(address, "u-1"))
    for wrong in (
        {**answer, "state": "other"},
        {"code": answer["code"]},
        {**answer, "code": "guessed"},
        {**answer, "iss": "https://evil.example"},
        {"state": question.state, "error": "access_denied"},
        answer_of(oidc_server.consent(address, None)),
    ):
        with pytest.raises(oidc.NotProven):
            oidc.finish(question, BACK, wrong)
    oidc.finish(question, BACK, answer)
    with pytest.raises(oidc.NotProven):
        oidc.finish(question, BACK, answer)


def test_a_token_for_another_question_proves_nothing(provider: str, settings: Any) -> None:
    settings.OIDC = asked(provider)
    address, first = oidc.begin(BACK)
    _, second = oidc.begin(BACK)
    answer = answer_of(oidc_server.consent(address, "u-1"))
    with pytest.raises(oidc.NotProven, match="nonce"):
        oidc.finish(second._replace(state=first.state), BACK, answer)


# --- tokens that a provider's key didn't sign, or not for us

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ISSUER = "https://sso.city.example"


@pytest.fixture
def made(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider whose answers are made here."""
    settings.OIDC = asked(ISSUER)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
    said = {
        f"{ISSUER}/.well-known/openid-configuration": {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/a",
            "token_endpoint": f"{ISSUER}/t",
            "jwks_uri": f"{ISSUER}/k",
        },
        f"{ISSUER}/k": {"keys": [{**jwk, "kid": "1", "use": "sig"}, {"kty": "oct", "k": "c2VjcmV0", "kid": "2"}]},
    }
    monkeypatch.setattr(oidc, "_ask", lambda address, *_args, **_names: said[address])


def token(key: Any = KEY, algorithm: str = "RS256", kid: str | None = "1", **changed: Any) -> str:
    moment = int(time.time())
    claims = {"iss": ISSUER, "aud": "yibiao", "sub": "u-1", "iat": moment, "exp": moment + 300, "nonce": "n", **changed}
    kept = {name: value for name, value in claims.items() if value is not None}
    return str(jwt.encode(kept, key, algorithm, headers={"kid": kid} if kid else None))


@pytest.mark.usefixtures("made")
def test_a_token_that_holds_is_taken() -> None:
    assert oidc.verified(token(), "n")["sub"] == "u-1"
    assert oidc.verified(token(kid=None), "n")["sub"] == "u-1"
    assert oidc.verified(token(aud=["yibiao", "other"], azp="yibiao"), "n")["sub"] == "u-1"


WRONG = {
    "another key": lambda: token(OTHER),
    "unknown key": lambda: token(kid="9"),
    "no signature": lambda: token("", "none"),
    "symmetric key of the set": lambda: token("secret" * 8, "HS256", "2"),
    "client secret": lambda: token("client-secret" * 3, "HS256"),
    "another issuer": lambda: token(iss="https://sso.city.example.evil"),
    "another client": lambda: token(aud="other"),
    "several without azp": lambda: token(aud=["yibiao", "other"]),
    "azp of another": lambda: token(azp="other"),
    "expired": lambda: token(exp=int(time.time()) - 61),
    "of the future": lambda: token(iat=int(time.time()) + 600),
    "another nonce": lambda: token(nonce="m"),
    "no nonce": lambda: token(nonce=None),
    "no subject": lambda: token(sub=None),
    "no expiry": lambda: token(exp=None),
    "changed": lambda: token()[:-8] + "AAAAAAAA",
    "no token": lambda: "no.token.at-all",
}


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("case", list(WRONG))
def test_a_token_that_does_not_hold_is_refused(case: str) -> None:
    with pytest.raises(oidc.NotProven):
        oidc.verified(WRONG[case](), "n")


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://plain.example/t"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_says_what_none_may_is_not_asked(
    said: dict[str, Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OIDC = asked(ISSUER)
    right = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/a",
        "token_endpoint": f"{ISSUER}/t",
        "jwks_uri": f"{ISSUER}/k",
    }
    monkeypatch.setattr(oidc, "_ask", lambda *_args, **_names: {**right, **said})
    with pytest.raises(oidc.ProviderDown):
        oidc.begin(BACK)


def test_a_provider_that_is_away_is_told(settings: Any) -> None:
    settings.OIDC = asked("http://127.0.0.1:9")
    with pytest.raises(oidc.ProviderDown):
        oidc.begin(BACK)


@pytest.mark.django_db
def test_a_claim_names_one_open_account_or_nobody(settings: Any) -> None:
    settings.OIDC = asked(ISSUER)
    li = PersonRecord.objects.create_person("li", "李", email="li@city.example")
    assert oidc.person_of({"preferred_username": "li"}) == li
    for claims in ({}, {"preferred_username": ""}, {"preferred_username": ["li"]}, {"preferred_username": "wang"}):
        assert oidc.person_of(claims) is None
    settings.OIDC = asked(ISSUER, claim="email", field="email")
    assert oidc.person_of({"email": "Li@City.example", "email_verified": True}) == li
    assert oidc.person_of({"email": "li@city.example"}) is None
    PersonRecord.objects.create_person("li2", "李", email="LI@city.example")
    assert oidc.person_of({"email": "li@city.example", "email_verified": True}) is None
    settings.OIDC = asked(ISSUER)
    PersonRecord.objects.filter(login="li").update(is_active=False)
    assert oidc.person_of({"preferred_username": "li"}) is None
