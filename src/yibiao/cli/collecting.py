"""``yibiao collect PLAN DIR -o OUT``: filled workbooks back, as one file of values and faults.

Exit codes: 0 all files could be taken, 1 some file has faults, 2 unusable arguments.
"""

import os
import sys
from argparse import Namespace

from yibiao.cli import DONE, FOUND_ERRORS
from yibiao.cli.arguments import UsageFault
from yibiao.cli.deciding import asked_forms, checked_period, decided
from yibiao.cli.output import one_line, write_bytes, write_line
from yibiao.core.emit import dumps_json
from yibiao.core.tables.making import first_period, tables
from yibiao.core.tables.values import UnitTable
from yibiao.files.collect import Collected, Given, collect, to_json, workbooks_below
from yibiao.messages import say

# More empty tables than this are told in one line.
_FEW = 3
_EMPTY = "nothing-filled"


def run(options: Namespace) -> int:
    """Read the workbooks of a folder back; return the exit code."""
    lang = options.lang
    if not os.path.isdir(options.folder):
        raise UsageFault(say("collect.not-folder", lang, folder=options.folder))
    if options.out is not None and os.path.isdir(options.out):
        raise UsageFault(say("cli.out-is-folder", lang, out=options.out))
    files = workbooks_below(options.folder)
    if not files:
        raise UsageFault(say("collect.no-files", lang, folder=options.folder))
    _check_output(options, files)
    collected = collect(expected_tables(options), files)
    write_bytes(options.out, f"{dumps_json(to_json(collected, lang))}\n".encode())
    _report(collected, lang)
    return FOUND_ERRORS if collected.faulty else DONE


def _check_output(options: Namespace, files: list[Given]) -> None:
    """Refuse to write over what is read: a filled workbook, the plan, the files beside it."""
    out = options.out
    if out is None or not os.path.isfile(out):
        return
    read = [
        options.file,
        options.units,
        options.split,
        *(options.columns or ()),
        *(one.path for one in files),
    ]
    if any(path and os.path.exists(path) and os.path.samefile(path, out) for path in read):
        raise UsageFault(say("cli.out-is-input", options.lang, out=out))


def expected_tables(options: Namespace) -> list[UnitTable]:
    """Return the tables that were sent out as workbooks: of the same plan, pack, split, forms and period."""
    commitments = decided(options).commitments
    period = checked_period(options) or first_period(commitments)
    forms = [form for form in asked_forms(options) if "xlsx" in form.formats]
    return [table for form in forms for table in tables(commitments, form, period=period)]


def _report(collected: Collected, lang: str) -> None:
    """Write faults, notices and the sum of it all to standard error, one a line."""
    empty = [file for file in collected.files if any(notice.code == _EMPTY for notice in file.notices)]
    for file in collected.files:
        for remark in (*file.faults, *file.notices):
            if remark.code != _EMPTY or len(empty) <= _FEW:
                write_line(one_line(remark.line(file.name, lang)), sys.stderr)
    if len(empty) > _FEW:
        write_line(say("collect.several-empty", lang, count=len(empty), first=empty[0].name), sys.stderr)
    if collected.missing:
        units = say("collect.separator", lang).join(one.unit_name for one in collected.missing)
        write_line(one_line(say("collect.missing", lang, units=units)), sys.stderr)
    taken = sum(file.state == "taken" for file in collected.files)
    counts = {
        "taken": taken,
        "values": len(collected.returned),
        "refused": len(collected.faulty),
        "missing": len(collected.missing),
    }
    write_line(say("collect.summary", lang, **counts), sys.stderr)
