"""``yibiao hub backup | restore | dump | load FILE``: everything in one file, and back into an empty database."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from yibiao.cli import DONE
from yibiao.cli.arguments import UsageFault
from yibiao.cli.output import write_line
from yibiao.messages import say


def run_backup(options: Namespace) -> int:
    """Back up rows, uploaded files and heads while the server runs; private keys only when asked for."""
    from yibiao.hub.operations.backup import backup  # noqa: PLC0415

    with_keys = bool(options.with_keys)
    return _made(options, lambda path, told: backup(path, with_keys=with_keys, progress=told))


def run_dump(options: Namespace) -> int:
    """Write the rows and heads alone, to load them into another database."""
    from yibiao.hub.operations.backup import dump  # noqa: PLC0415

    return _made(options, lambda path, told: dump(path, progress=told))


def run_restore(options: Namespace) -> int:
    """Bring a backup back into an empty database and data folder."""
    from yibiao.hub.operations.restore import restore  # noqa: PLC0415

    return _brought(options, restore)


def run_load(options: Namespace) -> int:
    """Bring rows back into an empty database; the data folder stays as it is."""
    from yibiao.hub.operations.restore import load  # noqa: PLC0415

    return _brought(options, load)


def _made(options: Namespace, make: Callable[[Path, Any], Any]) -> int:
    path = Path(options.file)
    if path.exists():
        raise UsageFault(say("backup.exists", options.lang, out=options.file))
    made = make(path, _progress(options.lang))
    counts = {"rows": made.rows, "files": made.files, "entries": made.entries, "root": made.root}
    write_line(say("backup.made", options.lang, **counts))
    if made.missing:
        names = ", ".join(made.missing[:3])
        write_line(say("backup.missing", options.lang, count=len(made.missing), names=names), sys.stderr)
    if not made.keys:
        write_line(say("backup.without-keys", options.lang), sys.stderr)
    return DONE


def _brought(options: Namespace, bring: Callable[..., Any]) -> int:
    done = bring(Path(options.file), progress=_progress(options.lang))
    counts = {"rows": done.rows, "files": done.files, "entries": done.entries, "root": done.root}
    write_line(say("backup.restored", options.lang, **counts))
    if not done.keys:
        write_line(say("backup.needs-keys", options.lang), sys.stderr)
    return DONE


def _progress(lang: str) -> Callable[[str, int, int], None]:
    """Return what draws the progress on a terminal, and nothing elsewhere."""
    shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def tell(part: str, done: int, total: int) -> None:
        if shown:
            end = "\n" if done >= total else ""
            line = say(f"backup.progress-{part}", lang, done=done, total=total)
            sys.stderr.write(f"\r{line}\x1b[K{end}")
            sys.stderr.flush()

    return tell
