"""``yibiao hub admin``: the separated administrators of a hub, and a link for each that opens once."""

from argparse import Namespace

from yibiao.cli import DONE
from yibiao.cli.arguments import UsageFault
from yibiao.cli.output import write_line
from yibiao.messages import say

# Whose login is what: the system administrator's is the one given, the others' are drawn from it.
_ENDINGS = {"system_admin": "", "security_admin": "-security", "audit_admin": "-audit"}
_HERE = "http://127.0.0.1:8000"  # where `yibiao serve` is reached when nothing is set
_FIRST = ("system_admin", "security_admin")


def run_admin(options: Namespace) -> int:
    """Make the system and the security administrator (`--all`: the audit administrator too) and print their links.

    For people who are there already it prints new links alone: the way back in where one has lost the password,
    and with `--reset-totp` the second factor.
    """
    from yibiao.hub.access.actors import command  # noqa: PLC0415  needs Django to be ready
    from yibiao.hub.access.invitations import make_administrators  # noqa: PLC0415
    from yibiao.hub.actions import Refused  # noqa: PLC0415

    login = options.login or "admin"
    kinds = tuple(_ENDINGS) if options.all else _FIRST
    address = _address(options)
    logins = {kind: f"{login}{_ENDINGS[kind]}" for kind in kinds}
    try:
        links = make_administrators(command("admin"), logins, reset_totp=getattr(options, "reset_totp", False))
    except Refused as error:
        raise UsageFault(say(error.key, options.lang, **error.slots)) from error
    for kind, text in links.items():
        role = say(f"login.role-{kind}", options.lang)
        write_line(say("login.admin-link", options.lang, role=role, login=logins[kind]))
        write_line(f"  {address}/invitation/{text}")
    write_line(say("login.admin-host", options.lang, address=address))
    return DONE


def _address(options: Namespace) -> str:
    """Return where people reach the hub: given, else as the operator has set it, else this machine."""
    from django.conf import settings  # noqa: PLC0415

    from yibiao.hub.environment import BadSetting, address  # noqa: PLC0415

    try:
        given = address("ADDRESS", getattr(options, "address", None) or "")
    except BadSetting as error:
        raise UsageFault(str(error).replace("YIBIAO_ADDRESS", "--address", 1)) from error
    return given or settings.ADDRESS or _HERE
