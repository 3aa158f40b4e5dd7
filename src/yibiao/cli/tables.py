"""``yibiao tables FILE -o DIR``: a table for every unit, in every form and format, and the city's overview."""

import os
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from yibiao.cli import DONE
from yibiao.cli.arguments import UsageFault
from yibiao.cli.deciding import Decided, asked_forms, checked_date, checked_period, decided
from yibiao.cli.inputs import shows_progress
from yibiao.cli.output import write_file, write_line
from yibiao.cli.progress import Progress
from yibiao.cli.wording import finding_message
from yibiao.core.tables.making import first_period
from yibiao.files.tables.bundle import FORMATS, Bundle
from yibiao.files.tables.folder import TableFolder
from yibiao.messages import say


def run(options: Namespace) -> int:
    """Write the tables; return the exit code."""
    formats, forms, period = _formats(options), asked_forms(options), checked_period(options)
    cut_off = checked_date(options)
    made = decided(options)
    if options.draft_split:
        return _write_draft(made, options)
    period = period or first_period(made.commitments)
    bundle = Bundle(made.commitments, forms, formats, period=period, cut_off=cut_off)
    _write(bundle, options)
    for line in _summary(bundle, made, options.out, options.lang):
        write_line(line)
    return DONE


def _write(bundle: Bundle, options: Namespace) -> None:
    """Write all files or, where one can't be made or would overwrite somebody's work, none."""
    folder = Path(options.out)
    if not options.out or (folder.exists() and not folder.is_dir()):
        raise UsageFault(say("cli.tables-not-folder", options.lang, out=options.out))
    with TableFolder(folder) as written:
        changed = [] if options.overwrite else written.changed(bundle.names)
        if changed:
            said = {"first": os.fspath(folder / changed[0]), "count": len(changed)}
            raise UsageFault(say("cli.tables-changed", options.lang, **said))
        with Progress(len(bundle), options.lang, shown=shows_progress(len(bundle))) as progress:
            for done, (name, data) in enumerate(bundle, start=1):
                written.put(name, data)
                progress.show(done)
        written.keep()


def _formats(options: Namespace) -> tuple[str, ...]:
    """Return the formats asked for, in the order files are written."""
    asked = [name.strip().lower() for name in options.format.split(",") if name.strip()]
    unknown = [name for name in asked if name not in FORMATS]
    if unknown or not asked:
        choices = "、".join(FORMATS)
        found = "、".join(unknown) or options.format
        raise UsageFault(say("cli.unknown-format", options.lang, found=found, choices=choices))
    return tuple(name for name in FORMATS if name in asked)


def _write_draft(made: Decided, options: Namespace) -> int:
    """Write a split file to fill in, unless one is there: nobody's work is overwritten."""
    if os.path.exists(options.draft_split):
        raise UsageFault(say("cli.draft-exists", options.lang, out=options.draft_split))
    write_file(Path(options.draft_split), made.draft_split(options.lang).encode())
    write_line(say("cli.draft-written", options.lang, out=options.draft_split))
    return DONE


def _summary(bundle: Bundle, made: Decided, folder: str, lang: str) -> Iterator[str]:
    """Yield what was written and where, and what keeps the tables from being final."""
    if made.split:
        yield say("cli.tables-split", lang, split=made.split)
    yield say("cli.tables-written", lang, units=bundle.units, files=len(bundle), folder=folder)
    for finding in made.problems:
        yield say("cli.tables-finding", lang, message=finding_message(finding, lang))
    if bundle.unset:
        yield say("cli.tables-unset", lang, count=bundle.unset)
    if bundle.drafts:
        yield say("cli.tables-drafts", lang, count=bundle.drafts)
    yield say("cli.tables-open", lang, file=bundle.overview_name)
