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
    "dump": "yibiao.cli.operating:run_dump",
    "load": "yibiao.cli.operating:run_load",
    "index": "yibiao.cli.hubbing:index",
    "rotate-key": "yibiao.cli.hubbing:rotate_key",
}


# Verbs that work on a database that isn't there yet.
_FIRST = frozenset({"init", "restore", "load"})


def run(options: Namespace) -> int:
    """Do what the verb says; return the exit code."""
    ready_django()
    if options.verb not in _FIRST:
        must_have_database(options.lang)
    module, _, name = VERBS[options.verb].partition(":")
    code: int = getattr(import_module(module), name)(options)
    return code


def ready_django() -> None:
    """Make Django ready; say in one line what is missing or set wrongly."""
    try:
        import django  # noqa: PLC0415
        from django.conf import settings  # noqa: PLC0415
    except ImportError as error:
        raise UsageFault(say("serve.needs-server")) from error
    if not settings.configured:
        os.environ["DJANGO_SETTINGS_MODULE"] = "yibiao.hub.settings"
    from yibiao.hub.environment import BadSetting  # noqa: PLC0415

    try:
        django.setup()
    except BadSetting as error:
        raise UsageFault(str(error)) from error


def must_have_database(lang: str) -> None:
    """Say in one line that the database is not there, or cannot be reached."""
    from django.db import DatabaseError, connection  # noqa: PLC0415

    try:
        there = "hub_logrecord" in connection.introspection.table_names()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise UsageFault(say("serve.no-connection", lang, reason=reason)) from error
    if not there:
        raise UsageFault(say("serve.no-database", lang))


def init(options: Namespace) -> int:
    """Make or upgrade the database; fill in the units of a pack where one is named."""
    from yibiao.cli.output import write_line  # noqa: PLC0415
    from yibiao.cli.serving import prepare  # noqa: PLC0415

    options.demo = options.demo_year = None
    prepare(options)
    if options.units:
        _load_units(options)
    write_line(say("serve.ready", options.lang))
    return 0


def _load_units(options: Namespace) -> None:
    from yibiao.cli.output import write_line  # noqa: PLC0415
    from yibiao.core.orgs.shipped import shipped_ids, shipped_pack  # noqa: PLC0415
    from yibiao.files.unitfile import read_pack_path  # noqa: PLC0415
    from yibiao.hub.access.actors import command  # noqa: PLC0415
    from yibiao.hub.actions import Refused  # noqa: PLC0415
    from yibiao.hub.orgs.packs import load_pack  # noqa: PLC0415

    pack = shipped_pack(options.units) if options.units in shipped_ids() else read_pack_path(options.units)
    try:
        done = load_pack(command("init"), pack)
    except Refused as error:
        raise UsageFault(say(error.key, options.lang, **error.slots)) from error
    write_line(say("serve.units", options.lang, added=done.added, changed=done.changed))


def index(options: Namespace) -> int:
    """Index the documents that the library does not know yet, the oldest first; stopped, it goes on where it was."""
    from yibiao.cli.output import write_line  # noqa: PLC0415
    from yibiao.hub.library.indexing import index_missing  # noqa: PLC0415

    done = 0
    while more := index_missing():
        done += more
    write_line(say("serve.indexed", options.lang, count=done))
    return 0


def rotate_key(options: Namespace) -> int:
    """Sign the log with a new key from now on."""
    from yibiao.cli.output import write_line  # noqa: PLC0415
    from yibiao.hub.audit.anchor import rotate  # noqa: PLC0415

    head = rotate()
    write_line(say("serve.rotated", options.lang, old=head.key, new=head.next_key))
    return 0
