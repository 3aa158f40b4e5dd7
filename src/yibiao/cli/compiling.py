"""``yibiao compile FILE… [-o OUT]``: documents into plans, one after another or many at once."""

import os
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from yibiao.cli import DONE, UNUSABLE
from yibiao.cli.arguments import UsageFault
from yibiao.cli.inputs import checked_jobs, expand, read_input, run_one, shows_progress
from yibiao.cli.jobs import compiled
from yibiao.cli.output import write_bytes, write_file
from yibiao.cli.progress import Progress
from yibiao.files.batch import Outcome, output_names, run_batch
from yibiao.messages import say

_YAML_ENDINGS = (".yaml", ".yml")


def run(options: Namespace) -> int:
    """Compile every input; return the exit code."""
    jobs = checked_jobs(options.jobs, options.lang)
    paths = expand(options.files, options.lang)
    if _is_batch(options, paths):
        return _compile_many(options, paths, jobs)
    path, out = paths[0], options.out
    _refuse_overwriting(path, out, options.lang)
    arguments = (read_input(path), options.ocr, _notation(options), options.with_text)
    write_bytes(out, run_one(compiled, *arguments, name=path))
    return DONE


def _notation(options: Namespace) -> str:
    by_ending = "yaml" if str(options.out or "").lower().endswith(_YAML_ENDINGS) else "json"
    notation: str = options.format or by_ending
    return notation


def _is_batch(options: Namespace, paths: Sequence[str]) -> bool:
    """Tell whether plans go into a folder: several inputs, a folder as input, or a folder as OUT."""
    out = options.out
    into_folder = out is not None and (os.path.isdir(out) or out.endswith((os.sep, "/")))
    return into_folder or len(paths) > 1 or any(os.path.isdir(path) for path in options.files)


def _compile_many(options: Namespace, paths: Sequence[str], jobs: int | None) -> int:
    notation, lang = _notation(options), options.lang
    folder = _folder(options, len(paths))
    outs = [folder / name for name in output_names(paths, f".{notation}")]
    for path, out in zip(paths, outs, strict=True):
        _refuse_overwriting(path, os.fspath(out), lang)
    arguments = [(read_input(path), options.ocr, notation, options.with_text) for path in paths]
    with Progress(len(paths), lang, shown=shows_progress(len(paths))) as progress:
        outcomes = run_batch(compiled, arguments, paths, jobs=jobs, progress=progress.show)
        with closing(outcomes):  # type: ignore[type-var]  # a generator, which can be closed
            failed = _write_all(outcomes, outs, progress)
    if failed and progress.shown:
        progress.say(say("cli.batch-failed", lang, done=len(paths) - failed, failed=failed))
    return UNUSABLE if failed else DONE


def _write_all(outcomes: Iterator[Outcome[bytes]], outs: Sequence[Path], progress: Progress) -> int:
    """Write each plan as it comes, report what failed, and return how many did."""
    failed = 0
    for outcome in outcomes:
        if outcome.error is not None:
            progress.say(outcome.error.line(progress.lang))
            failed += 1
        else:
            write_file(outs[outcome.place], outcome.result or b"")
    return failed


def _folder(options: Namespace, count: int) -> Path:
    """Return the folder for the plans, made if it is not there."""
    if options.out is None or options.out == "-":
        raise UsageFault(say("cli.several-need-folder", options.lang, count=count))
    folder = Path(options.out)
    if folder.exists() and not folder.is_dir():
        raise UsageFault(say("cli.out-not-folder", options.lang, out=options.out))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _refuse_overwriting(path: str, out: str | None, lang: str) -> None:
    """Refuse to write a plan over the file it comes from."""
    if out is not None and os.path.isfile(out) and os.path.exists(path) and os.path.samefile(path, out):
        raise UsageFault(say("cli.out-is-input", lang, out=out))
