"""The command line: ``yibiao compile | show | check | diff | summary | units | tables | collect``.

Exit codes: 0 done, 1 findings of severity error (`check`) or workbooks
with faults (`collect`), 2 unusable input or arguments, 130 interrupted.
Whatever goes wrong is one line on standard error, never a traceback (`YIBIAO_DEBUG=1` lets it through).
Everything is imported when first needed, so that ``--help`` answers at once.
"""

import os
import sys
from collections.abc import Sequence

DONE, FOUND_ERRORS, UNUSABLE, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (default: that of the process) and return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return _interrupted(arguments)
    except SystemExit as leaving:  # argparse after --help and --version
        return leaving.code if isinstance(leaving.code, int) else DONE
    except BaseException as error:
        if os.environ.get("YIBIAO_DEBUG"):
            raise
        from yibiao.cli.faults import report  # noqa: PLC0415  imports wait until needed

        report(error, arguments)
        return UNUSABLE


def _run(arguments: list[str]) -> int:
    from yibiao.cli.arguments import command, language_of, parse  # noqa: PLC0415
    from yibiao.cli.output import flush, prepare_streams  # noqa: PLC0415

    prepare_streams()
    lang = language_of(arguments)
    try:
        options = parse(arguments, lang)
        code = command(options)(options)
    finally:
        flush()
    return code


def _interrupted(arguments: list[str]) -> int:
    from yibiao.cli.faults import report  # noqa: PLC0415

    report(KeyboardInterrupt(), arguments)
    return INTERRUPTED
