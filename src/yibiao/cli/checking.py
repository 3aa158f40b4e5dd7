"""``yibiao check FILE…``: what is wrong in documents and plans, one finding a line."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from yibiao.cli import DONE, FOUND_ERRORS, UNUSABLE
from yibiao.cli.inputs import checked_jobs, expand, read_input, shows_progress
from yibiao.cli.jobs import Row, checked
from yibiao.cli.output import one_line, write_line
from yibiao.cli.progress import Progress
from yibiao.cli.wording import finding_advice, finding_message
from yibiao.core.emit import dumps_json
from yibiao.files.batch import run_batch
from yibiao.messages import say


def run(options: Namespace) -> int:
    """List the findings of every input; return the exit code."""
    lang = options.lang
    jobs, paths = checked_jobs(options.jobs, lang), expand(options.files, lang)
    arguments = [(read_input(path), options.ocr, lang) for path in paths]
    found: list[tuple[str, Row]] = []
    failed = 0
    with Progress(len(paths), lang, shown=shows_progress(len(paths))) as progress:
        for outcome in run_batch(checked, arguments, paths, jobs=jobs, progress=progress.show):
            if outcome.error is not None:
                progress.say(outcome.error.line(lang))
                failed += 1
            found.extend((paths[outcome.place], row) for row in outcome.result or ())
    _write(found, options.format, lang)
    if failed and progress.shown:
        progress.say(say("cli.batch-failed", lang, done=len(paths) - failed, failed=failed))
    return UNUSABLE if failed else _code(found)


def _code(found: Sequence[tuple[str, Row]]) -> int:
    return FOUND_ERRORS if any(row.finding.severity == "error" for _, row in found) else DONE


def _write(found: Sequence[tuple[str, Row]], notation: str, lang: str) -> None:
    if notation == "json":
        write_line(dumps_json([_plain(path, row, lang) for path, row in found]))
    else:
        for path, row in found:
            write_line(_line(path, row, lang))


def _line(path: str, row: Row, lang: str) -> str:
    """Return ``file:line:column: severity code message``, as editors and other tools read it."""
    finding = row.finding
    said = one_line(finding_message(finding, lang))
    return f"{path}:{row.line}:{row.column}: {finding.severity} {finding.code} {said}"


def _plain(path: str, row: Row, lang: str) -> dict[str, Any]:
    finding = row.finding
    return {
        "file": path,
        "line": row.line,
        "column": row.column,
        "severity": finding.severity,
        "code": finding.code,
        "message": finding_message(finding, lang),
        "task": finding.task,
        "about": finding.about,
        "span": list(finding.span),
        "advice": finding_advice(finding, lang),
    }
