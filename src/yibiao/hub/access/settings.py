"""Settings of signing in and of safety; `hub/settings.py` takes them over. docs/login.md explains each."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from yibiao.hub import environment
from yibiao.hub.environment import BadSetting
from yibiao.hub.orgs.kinds import POST_KINDS, SEPARATED

# --- transport

HTTPS = environment.flag("HTTPS")
# How many proxies of one's own stand before the server: so many addresses at the end of X-Forwarded-For are true.
PROXIES = environment.number("PROXIES", 0)
SECURE_SSL_REDIRECT = HTTPS
# What watches the server asks it directly.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Nothing runs, or is drawn, that doesn't come from the server as a file of its own.
_OWN = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": _OWN,
        "style-src": _OWN,
        "img-src": _OWN,
        "font-src": _OWN,
        "connect-src": _OWN,
        "form-action": _OWN,
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# Keys of the server that have been replaced: what they signed or sealed still counts.
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")

# --- sessions and cookies

# In the database: a session that has ended must have ended in every process.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE = timedelta(minutes=environment.number("IDLE_MINUTES", 30, least=1))
SESSION_LONGEST = timedelta(hours=environment.number("SESSION_HOURS", 12, least=1))
# The row outlives the session, so that a form that comes too late is still known to be its sender's.
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# A browser sends a cookie of this name only to the very host that set it, over https.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "yibiao_session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "yibiao_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
# Lax, not Strict: who comes back from the city's directory is still the one who left.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "yibiao.web.login.views.csrf_failure"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"

# --- passwords

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_DAYS = environment.number("PASSWORD_DAYS", 0)

# --- lock-out: per login and address, so that nobody can lock somebody else's login from afar

AXES_FAILURE_LIMIT = environment.number("LOGIN_ATTEMPTS", 5, least=1)
AXES_COOLOFF_TIME = timedelta(minutes=environment.number("LOCK_MINUTES", 15, least=1))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_CLIENT_IP_CALLABLE = "yibiao.web.middleware.address.client_address"
AXES_LOCKOUT_CALLABLE = "yibiao.web.login.views.own_answer"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "username", "password", "code", "ip_address"]

# --- one-time codes


def _totp_posts() -> tuple[str, ...]:
    """Return the kinds of posts that demand codes: off, on (the separated administrators), all, or a list."""
    given = environment.words("REQUIRE_TOTP", ("off",))
    if len(given) == 1 and given[0] in {"off", "on", "all"}:
        return {"off": (), "on": SEPARATED, "all": POST_KINDS}[given[0]]
    unknown = [kind for kind in given if kind not in POST_KINDS]
    if unknown:
        raise BadSetting(f"YIBIAO_REQUIRE_TOTP={unknown[0]}: expected off, on, all or kinds of posts: {', '.join(POST_KINDS)}")
    return tuple(given)


TOTP_POSTS = _totp_posts()
TOTP_ISSUER = environment.text("NAME", "Yibiao")

# --- the city's directory


def _ldap() -> dict[str, Any] | None:
    """Return how to ask the directory, None where there is none."""
    address = environment.text("LDAP")
    if not address:
        return None
    if urlsplit(address).scheme not in {"ldap", "ldaps"}:
        raise BadSetting("YIBIAO_LDAP: expected ldap://host:port or ldaps://host:port")
    if not environment.text("LDAP_BASE"):
        raise BadSetting("YIBIAO_LDAP_BASE: expected the entry below which people are, e.g. ou=people,dc=city")
    lookup = environment.text("LDAP_FILTER", "(uid={login})")
    if "{login}" not in lookup:
        raise BadSetting("YIBIAO_LDAP_FILTER: expected a filter with {login} in it, e.g. (uid={login})")
    return {
        "address": address,
        "base": environment.text("LDAP_BASE"),
        "bind": environment.text("LDAP_BIND"),
        "password": environment.text("LDAP_PASSWORD"),
        "filter": lookup,
        "starttls": environment.flag("LDAP_STARTTLS", default=True),
        "ca": environment.text("LDAP_CA"),
        "timeout": environment.number("LDAP_TIMEOUT", 5, least=1),
    }


def _oidc() -> dict[str, Any] | None:
    """Return how to ask the provider, None where there is none."""
    issuer = environment.text("OIDC")
    if not issuer:
        return None
    if urlsplit(issuer).scheme != "https" and urlsplit(issuer).hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise BadSetting("YIBIAO_OIDC: expected https://…, the provider's issuer")
    field = environment.text("OIDC_FIELD", "login")
    if field not in {"login", "email"}:
        raise BadSetting("YIBIAO_OIDC_FIELD: expected login or email")
    if not environment.text("OIDC_CLIENT"):
        raise BadSetting("YIBIAO_OIDC_CLIENT: expected the client id that the provider has given")
    return {
        "issuer": issuer,
        "client": environment.text("OIDC_CLIENT"),
        "secret": environment.text("OIDC_SECRET"),
        "claim": environment.text("OIDC_CLAIM", "email" if field == "email" else "preferred_username"),
        "field": field,
        "scopes": environment.text("OIDC_SCOPES", "openid profile email"),
        "ca": environment.text("OIDC_CA"),
        "timeout": environment.number("OIDC_TIMEOUT", 5, least=1),
    }


LDAP, OIDC = _ldap(), _oidc()


def _local_login() -> str:
    """Return who may sign in with a password kept here; beside a directory only administrators, for emergencies."""
    given = environment.text("LOCAL_LOGIN", "administrators" if LDAP or OIDC else "everybody")
    if given not in {"everybody", "administrators"}:
        raise BadSetting("YIBIAO_LOCAL_LOGIN: expected everybody or administrators")
    return given


LOCAL_LOGIN = _local_login()
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "yibiao.hub.access.backends.LocalBackend",
    *(["yibiao.hub.access.ldap.LdapBackend"] if LDAP else []),
]
