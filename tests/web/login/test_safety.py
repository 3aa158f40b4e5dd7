"""Headers, cookies, addresses and Django's own check of a deployment."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client, RequestFactory

from yibiao.web.middleware.address import client_address

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/login", "/nowhere", "/invitation/x", "/signed-out", "/fill"])
def test_every_answer_carries_the_headers(client: Client, path: str) -> None:
    answer = client.get(path)
    assert {part.strip() for part in answer["Content-Security-Policy"].split(";") if part.strip()} == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "fullscreen=(self)" in answer["Permissions-Policy"]
    assert answer["X-Request-ID"]


@pytest.mark.django_db
def test_pages_hold_no_inline_script_or_style(client: Client) -> None:
    for path in ("/login", "/invitation/x", "/signed-out", "/"):
        text = client.get(path).content.decode()
        assert "<style" not in text
        assert " style=" not in text
        assert " on" not in "".join(part.split(">")[0] for part in text.split("<")[1:] if " on" in part and "=" in part)
        assert all("src=" in part.split(">")[0] for part in text.split("<script")[1:])


@pytest.mark.django_db
def test_private_pages_are_not_kept_by_browsers(client: Client, li: Any, sign_in: Any) -> None:
    sign_in(client)
    assert client.get("/fill")["Cache-Control"] == "no-store"
    assert "no-store" in client.get("/password")["Cache-Control"]


@pytest.mark.parametrize("given", ["short", "with space inside", "x" * 65, "läufer-12345", "a\tb-12345678", '"><script>'])
@pytest.mark.django_db
def test_an_id_that_could_do_harm_is_replaced(client: Client, given: str) -> None:
    answer = client.get("/login", headers={"X-Request-ID": given})
    assert answer["X-Request-ID"] != given
    assert len(answer["X-Request-ID"]) == 32


@pytest.mark.django_db
def test_cookies_over_plain_http_are_kept_from_scripts_and_other_sites(client: Client, li: Any, sign_in: Any) -> None:
    client.get("/login?lang=en")
    sign_in(client)
    for name in ("yibiao_session", "yibiao_csrf", "yibiao_lang"):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["secure"]
    assert client.cookies["yibiao_session"]["max-age"] == ""


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "192.0.2.1"),
        (0, "203.0.113.5", "192.0.2.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.0.0.1", "203.0.113.5"),
        (2, "203.0.113.5", "203.0.113.5"),
        (1, "", "192.0.2.1"),
        (1, "' OR 1=1", ""),
        (1, "2001:DB8::0001", "2001:db8::1"),
    ],
)
def test_only_what_ones_own_proxies_say_of_an_address_counts(
    settings: Any, rf: RequestFactory, proxies: int, forwarded: str, address: str
) -> None:
    settings.PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(rf.get("/", headers=headers, REMOTE_ADDR="192.0.2.1")) == address


def check(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Django's check with the product's own settings."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("YIBIAO_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-m", "yibiao.hub", "check", *options],
        env={**known, "YIBIAO_HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_check_of_a_deployment_finds_nothing(tmp_path: Path) -> None:
    done = check(tmp_path, "--deploy", "--fail-level", "WARNING", YIBIAO_HTTPS="on", YIBIAO_HOSTS="hub.city.example")
    assert "no issues" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0
    plain = check(tmp_path, "--deploy", "--fail-level", "WARNING")
    assert plain.returncode != 0, "the check sees what plain http lacks"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REQUIRE_TOTP", "everyone"),
        ("LDAP", "http://directory"),
        ("LDAP", "ldaps://directory"),
        ("OIDC", "http://sso.city.example"),
        ("OIDC", "https://sso.city.example"),
        ("LOCAL_LOGIN", "nobody"),
        ("HTTPS", "perhaps"),
        ("IDLE_MINUTES", "0"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_said_in_one_line(tmp_path: Path, name: str, value: str) -> None:
    done = check(tmp_path, **{f"YIBIAO_{name}": value})
    assert done.returncode != 0
    assert f"BadSetting: YIBIAO_{name}" in done.stderr.splitlines()[-1]


def test_over_https_everything_is_strict(tmp_path: Path) -> None:
    code = (
        "from django.conf import settings as s; import django; django.setup();"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        "s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, s.SECURE_PROXY_SSL_HEADER)"
    )
    known = {**os.environ, "DJANGO_SETTINGS_MODULE": "yibiao.hub.settings", "YIBIAO_HOME": str(tmp_path)}
    known |= {"YIBIAO_HTTPS": "on", "YIBIAO_PROXIES": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=known, capture_output=True, text=True, check=True)
    header = "('HTTP_X_FORWARDED_PROTO', 'https')"
    assert done.stdout.strip() == f"__Host-session __Host-csrf True True True True {header}"
    assert configured.SESSION_ENGINE == "django.contrib.sessions.backends.db"
