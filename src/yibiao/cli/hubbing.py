"""``yibiao hub …``: what the operator of a machine does to the hub, each verb in a module of its own."""

import os
from argparse import Namespace
from importlib import import_module

from yibiao.cli.arguments import UsageFault
from yibiao.messages import say

# verb: where its function is.
VERBS = {
    "init": "yibiao.cli.hubbing:init",
    "admin": "yibiao.cli.admin:run_admin",
    "units": "yibiao.cli.orgs:run_units",
    "people": "yibiao.cli.orgs:run_people",
    "backup": "yibiao.cli.operating:run_backup",
    "restore": "yibiao.cli.operating:run_restore",
    "rotate-key": "yibiao.cli.hubbing:rotate_key",
}


def run(options: Namespace) -> int:
    """Do what the verb says; return the exit code."""
    ready_django()
    module, _, name = VERBS[options.verb].partition(":")
    code: int = getattr(import_module(module), name)(options)
    return code


def ready_django() -> None:
    """Make Django ready; say in one line what is missing or set wrongly."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibiao.hub.settings")
    try:
        import django  # noqa: PLC0415
    except ImportError as error:
        raise UsageFault(say("serve.needs-server")) from error
    from yibiao.hub.environment import BadSetting  # noqa: PLC0415

    try:
        django.setup()
    except BadSetting as error:
        raise UsageFault(str(error)) from error


def init(options: Namespace) -> int:
    """Make or upgrade the database."""
    from yibiao.cli.output import write_line  # noqa: PLC0415
    from yibiao.cli.serving import prepare  # noqa: PLC0415

    options.demo = None
    prepare(options)
    write_line(say("serve.ready", options.lang))
    return 0


def rotate_key(options: Namespace) -> int:
    """Sign the log with a new key from now on."""
    from yibiao.cli.output import write_line  # noqa: PLC0415
    from yibiao.hub.audit.anchor import rotate  # noqa: PLC0415

    head = rotate()
    write_line(say("serve.rotated", options.lang, old=head.key, new=head.next_key))
    return 0
