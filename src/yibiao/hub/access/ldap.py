"""The city's LDAP directory (RFC 4511) as a way to prove who somebody is: find the entry, then bind as it.

Whoever the directory knows but the hub doesn't is refused: accounts are made here alone. ``ldap3`` comes with
the extra `ldap`.
"""

import ssl
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from yibiao.hub.orgs.models import PersonRecord


class DirectoryDown(Exception):
    """The directory cannot be asked: not reached, not trusted, or it refuses the hub itself."""


class LdapBackend(ModelBackend):
    """Signs in people whose login and password the directory confirms."""

    def authenticate(self, request: Any, username: str | None = None, password: str | None = None, **_more: Any) -> Any:
        """Return the person of a login that the directory confirms, else None; raises `DirectoryDown`."""
        if not username or not password or not confirms(username, password):
            return None
        person = PersonRecord.objects.filter(login=username).first()
        return person if person is not None and self.user_can_authenticate(person) else None


def confirms(login: str, password: str) -> bool:
    """Return whether the directory has one entry for `login` and lets it bind with `password`.

    An empty password would bind as nobody (RFC 4513 5.1.2) and seem right: it is refused here.
    """
    if not login or not password or "\0" in login + password:
        return False
    from ldap3.core.exceptions import LDAPException  # noqa: PLC0415  an extra

    try:
        entry = _find(login)
        return entry is not None and _binds(entry, password)
    except (LDAPException, OSError) as error:
        raise DirectoryDown(type(error).__name__) from error


def _find(login: str) -> str | None:
    """Return the name (DN) of the one entry that has a login; None where there is none, or more than one."""
    from ldap3 import NO_ATTRIBUTES, SUBTREE  # noqa: PLC0415
    from ldap3.utils.conv import escape_filter_chars  # noqa: PLC0415

    asked = settings.LDAP
    connection = _connect(asked["bind"], asked["password"])
    try:
        if not connection.bind():
            raise DirectoryDown(connection.result["description"])
        connection.search(
            asked["base"],
            asked["filter"].replace("{login}", escape_filter_chars(login)),
            SUBTREE,
            attributes=NO_ATTRIBUTES,
            size_limit=2,
            time_limit=asked["timeout"],
        )
        names = [entry["dn"] for entry in connection.response or () if entry["type"] == "searchResEntry"]
    finally:
        connection.unbind()
    return names[0] if len(names) == 1 and names[0] else None


def _binds(entry: str, password: str) -> bool:
    connection = _connect(entry, password)
    try:
        return bool(connection.bind())
    finally:
        connection.unbind()


def _connect(name: str, password: str) -> Any:
    """Return an open connection, encrypted where the address or `YIBIAO_LDAP_STARTTLS` says so, not yet bound."""
    from ldap3 import ANONYMOUS, NONE, SIMPLE, Connection, Server, Tls  # noqa: PLC0415

    asked = settings.LDAP
    tls = Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=asked["ca"] or None, version=ssl.PROTOCOL_TLS_CLIENT)
    server = Server(asked["address"], tls=tls, get_info=NONE, connect_timeout=asked["timeout"])
    connection = Connection(
        server,
        user=name or None,
        password=password or None,
        authentication=SIMPLE if name else ANONYMOUS,
        receive_timeout=asked["timeout"],
        auto_referrals=False,
        read_only=True,
        raise_exceptions=False,
    )
    connection.open()
    if asked["starttls"] and not server.ssl and not connection.start_tls():
        raise DirectoryDown(str(connection.result))
    return connection
