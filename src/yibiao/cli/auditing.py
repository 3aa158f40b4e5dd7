"""``yibiao audit verify [PATH]``: is a log intact? ``yibiao audit verifier -o FILE``: the program that says so alone.

Exit codes of `verify`: 0 intact, 1 tampered, 2 can't be checked.
"""

import os
from argparse import Namespace
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from yibiao.cli import DONE, FOUND_ERRORS
from yibiao.cli.arguments import UsageFault
from yibiao.cli.output import one_line, write_bytes, write_line
from yibiao.core.audit.heads import KEY_BYTES
from yibiao.core.audit.lines import is_hex
from yibiao.core.audit.verify import Fault, Verdict, verify
from yibiao.core.emit import dumps_json
from yibiao.files.auditlog.reading import read_kept
from yibiao.files.auditlog.signatures import FAST, signature_check
from yibiao.files.auditlog.source import Opener
from yibiao.files.auditlog.writing import verifier_source
from yibiao.files.sandbox import run_limited
from yibiao.messages import say

# Where the openers are: of an export at PATH, and of this machine's database where no PATH is given.
EXPORT, DATABASE = "yibiao.files.auditlog.reading", "yibiao.hub.audit.checking"
# The check is as long as the log; the limit only ends one that nobody waits for any more.
_SECONDS = 24 * 3600.0


class Asked(NamedTuple):
    """What a log is checked against."""

    path: str
    key: bytes | None
    kept: tuple[str, ...]
    every: bool


def run(options: Namespace) -> int:
    """Do what the verb says; return the exit code."""
    verbs: dict[str, Callable[[Namespace], int]] = {
        "verify": run_verify,
        "verifier": run_verifier,
        "export": run_export,
    }
    return verbs[options.verb](options)


def run_verifier(options: Namespace) -> int:
    """Write the verifier in one file; return the exit code."""
    if options.out is not None and os.path.isdir(options.out):
        raise UsageFault(say("cli.out-is-folder", options.lang, out=options.out))
    write_bytes(options.out, verifier_source())
    return DONE


def run_export(options: Namespace) -> int:
    """Write the database's log to a file; return the exit code."""
    from yibiao.cli.hubbing import must_have_database, ready_django  # noqa: PLC0415

    ready_django()
    must_have_database(options.lang)
    from yibiao.hub.access.actors import command  # noqa: PLC0415
    from yibiao.hub.audit.exporting import export  # noqa: PLC0415

    if os.path.exists(options.out):
        raise UsageFault(say("cli.draft-exists", options.lang, out=options.out))
    export(command("audit-export"), Path(options.out), personal=options.personal)
    write_line(say("audit.exported", options.lang, out=options.out))
    return DONE


def run_verify(options: Namespace) -> int:
    """Check a log and say what was found; return the exit code."""
    kept = read_kept(options.head) if options.head else ()
    asked = Asked(options.path, _key(options), kept, options.every or FAST)
    module = _module(asked.path, options.lang)
    if _opener(module).untrusted:
        verdict = run_limited(check, module, asked, name=asked.path, seconds=_SECONDS)
    else:
        verdict = check(module, asked)
    if options.format == "json":
        write_line(dumps_json(plain(verdict, options.lang)))
    else:
        for line in described(verdict, asked, options.lang):
            write_line(one_line(line))
    return DONE if verdict.intact else FOUND_ERRORS


def check(module: str, asked: Asked) -> Verdict:
    """Return the verdict on the log that the opener of `module` opens."""
    with _opener(module).open(asked.path) as source:
        return verify(
            source.entries,
            source.heads,
            asked.key or source.first_key,
            signature_check(),
            source.personal,
            every=asked.every,
            kept=asked.kept,
            live=source.live,
        )


def _module(path: str, lang: str) -> str:
    if path:
        return EXPORT
    # An export is checked without the server extra.
    from yibiao.cli.hubbing import must_have_database, ready_django  # noqa: PLC0415

    ready_django()
    must_have_database(lang)
    return DATABASE


def _opener(module: str) -> Opener:
    opener: Opener = import_module(module).OPENER
    return opener


def _key(options: Namespace) -> bytes | None:
    if options.key is None:
        return None
    if not is_hex(options.key.lower(), 2 * KEY_BYTES):
        raise UsageFault(say("audit.bad-key", options.lang, found=options.key))
    return bytes.fromhex(options.key)


def described(verdict: Verdict, asked: Asked, lang: str) -> Iterator[str]:
    """Yield the verdict in lines: what is wrong, what was counted, what could not be seen."""
    for fault in verdict.faults:
        yield say("audit.fault", lang, code=fault.code, message=_said(fault, lang))
    if verdict.more:
        yield say("audit.more", lang, count=verdict.more)
    count = len(verdict.faults) + verdict.more
    yield say("audit.intact", lang) if verdict.intact else say("audit.tampered", lang, count=count)
    yield say("audit.counts", lang, **verdict._asdict())
    if verdict.uncovered and verdict.intact:
        yield say("audit.uncovered", lang, count=verdict.uncovered)
    if verdict.personal or verdict.erased:
        yield say("audit.personal", lang, there=verdict.personal, erased=verdict.erased)
    if verdict.heads:
        yield say("audit.last-head", lang, at=verdict.last_at, fingerprint=verdict.last)
    if verdict.keys:
        yield say("audit.keys", lang, keys=" → ".join(verdict.keys))
    if asked.key is None:
        yield say("audit.own-key", lang)
    if not asked.kept:
        yield say("audit.no-kept", lang)


def _said(fault: Fault, lang: str) -> str:
    return say(fault.message, lang, **dict(fault.args))


def plain(verdict: Verdict, lang: str) -> dict[str, object]:
    """Return the verdict as plain values, for programs."""
    faults = [
        {"code": fault.code, **dict(fault.args), "message": _said(fault, lang)} for fault in verdict.faults
    ]
    return {"intact": verdict.intact, **verdict._asdict(), "faults": faults, "keys": list(verdict.keys)}
