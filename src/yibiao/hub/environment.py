"""The machine's facts, from the environment: where data lie, which database, which addresses.

Every name begins with `YIBIAO_`; docs/operating.md lists them. A value that cannot be meant raises
`BadSetting`, whose text is one line for the operator.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(ValueError):
    """A setting of the environment that cannot be meant; its text says which and what was expected."""


def text(name: str, default: str = "") -> str:
    """Return the setting `YIBIAO_<name>`."""
    return os.environ.get(f"YIBIAO_{name}", default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """Return a setting that is on or off: 1, true, yes, on; 0, false, no, off."""
    given = text(name).lower()
    if given in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return given in {"1", "true", "yes", "on"} if given else default
    raise BadSetting(f"YIBIAO_{name}={given}: expected on or off")


def number(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number not below `least`."""
    given = text(name)
    if not given:
        return default
    if not given.isdigit() or int(given) < least:
        raise BadSetting(f"YIBIAO_{name}={given}: expected a whole number of at least {least}")
    return int(given)


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Return a list separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or list(default)


def address(name: str, given: str | None = None) -> str:
    """Return an address of the site: http or https, a host, maybe a port; empty where none is set."""
    said = text(name) if given is None else given.strip()
    try:
        parts = urlsplit(said)
        meant = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        meant = False
    beyond = not meant or parts.path.strip("/") or any(sign in "?#@\\" or sign.isspace() for sign in said)
    if said and beyond:
        raise BadSetting(f"YIBIAO_{name}={said}: expected http://host:port or https://host, nothing behind it")
    return said.rstrip("/")


def home() -> Path:
    """Return the folder of all data that the hub keeps outside its database; made when missing."""
    place = Path(text("HOME") or "yibiao-data").expanduser().resolve()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def secret_key(place: Path) -> str:
    """Return the key that signs sessions: from the environment, else from a file made at the first start."""
    given = text("SECRET_KEY")
    if given:
        return given
    kept = place / "secret-key"
    try:
        with os.fdopen(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return kept.read_text(encoding="ascii").strip()


def database(place: Path) -> dict[str, Any]:
    """Return Django's settings of the database: `YIBIAO_DATABASE` as an address, else SQLite in `place`."""
    address = text("DATABASE")
    if not address or address.startswith("sqlite:///"):
        return sqlite(Path(address.removeprefix("sqlite:///")) if address else place / "yibiao.sqlite3")
    if address.startswith(("postgresql://", "postgres://")):
        return postgresql(address)
    raise BadSetting("YIBIAO_DATABASE: expected postgresql://user:password@host:port/name or sqlite:///path")


def sqlite(path: Path) -> dict[str, Any]:
    """Return the settings of a SQLite file whose commits are durable and whose writers wait in turn.

    Without these, 352 of 900 concurrent writes were lost (architecture notes); with them, none.
    """
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536", "temp_store=MEMORY")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": ";".join(f"PRAGMA {pragma}" for pragma in pragmas),
        },
    }


def postgresql(address: str) -> dict[str, Any]:
    """Return the settings of the PostgreSQL database at `address`; a socket folder stands in ?host=."""
    parts = urlsplit(address)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
