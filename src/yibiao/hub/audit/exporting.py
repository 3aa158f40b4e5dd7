"""The log as a file for an outsider, with the verifier in it."""

from pathlib import Path

from django.conf import settings

from yibiao.files.auditlog.writing import write_export
from yibiao.hub.access.actors import Actor
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.audit.checking import database_log
from yibiao.hub.audit.keys import first_public


@action("audit.export", about=lambda _: None)
def _note(act: Act, _system: None, name: str, personal: bool) -> None:
    act.note("file", None, name)
    act.note("personal", None, personal)


def export(actor: Actor, path: Path, *, personal: bool = False) -> None:
    """Write the whole log to `path` (a zip, or a new folder), with the personal data where `personal` says so.

    The export is itself an entry, the last one in it. Raises `Refused` where there is no key yet.
    """
    _note(actor, None, path.name, personal)
    key = first_public(Path(settings.KEYS))
    if key is None:
        raise Refused("audit.no-key")
    with database_log() as source:
        lines = (one.line if not isinstance(one, bytes) else one for one in source.entries)
        write_export(path, lines, source.heads, source.personal if personal else (), key)
