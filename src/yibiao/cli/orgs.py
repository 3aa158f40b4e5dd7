"""``yibiao hub units|people export|import FILE``: who there is, as CSV or xlsx, out of the hub and back.

Exit codes: 0 done, 1 the file has faults and nothing was imported, 2 unusable arguments.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from typing import Any

from yibiao.cli import DONE, FOUND_ERRORS
from yibiao.cli.arguments import UsageFault
from yibiao.cli.output import one_line, write_bytes, write_line
from yibiao.files.read import load
from yibiao.files.sheets import FORMATS
from yibiao.messages import say

# More changes than this are only counted.
_FEW = 200


def run_units(options: Namespace) -> int:
    """Export or import units; return the exit code."""
    from yibiao.hub.orgs.exchange import export_units, import_units  # noqa: PLC0415  needs Django made ready

    return _run(options, export_units, import_units)


def run_people(options: Namespace) -> int:
    """Export or import people; return the exit code."""
    from yibiao.hub.orgs.exchange import export_people, import_people  # noqa: PLC0415  needs Django made ready

    return _run(options, export_people, import_people)


def _run(options: Namespace, export: Callable[..., bytes], take: Callable[..., Any]) -> int:
    from yibiao.hub.access.actors import command  # noqa: PLC0415

    actor = command(f"{options.verb}-{options.direction}")
    if options.direction == "export":
        write_bytes(options.file, export(actor, _format(options), options.lang))
        return DONE
    report = take(actor, load(options.file), options.file, options.dry_run)
    return _told(options, report)


def _format(options: Namespace) -> str:
    """Return the format that the file's name asks for; standard output gets CSV."""
    if options.file == "-":
        return "csv"
    ending: str = os.path.splitext(options.file)[1].lower().lstrip(".")
    if ending not in FORMATS or os.path.isdir(options.file):
        raise UsageFault(say("sheets.format", options.lang, name=options.file))
    return ending


def _told(options: Namespace, report: Any) -> int:
    """Write what became of an import to standard error: every fault, or what it did."""
    lang = options.lang
    for fault in report.faults:
        write_line(one_line(fault.line(lang)), sys.stderr)
    done = [change for change in report.changes if change.what != "left"]
    if not report.faults and len(done) <= _FEW:
        for change in done:
            write_line(one_line(change.line(lang)), sys.stderr)
    write_line(report.summary(lang), sys.stderr)
    return FOUND_ERRORS if report.faults else DONE
