"""Whatever ended the program, as one line on standard error."""

import errno
import sys
from collections.abc import Sequence

from yibiao.cli.arguments import UsageFault, language_of
from yibiao.cli.output import abandon_output, clean, one_line
from yibiao.files.errors import UnusableInput
from yibiao.messages import say

# What the extra `tables` brings; the compiler installs without it.
_OF_TABLES = ("xlsxwriter", "python_calamine", "typst")


def report(error: BaseException, arguments: Sequence[str]) -> None:
    """Say on standard error what `error` means for the user."""
    if isinstance(error, BrokenPipeError):
        abandon_output()
    complain(sentence(error, language_of(arguments)), language_of(arguments))


def complain(message: str, lang: str) -> None:
    """Write one line about a fault to standard error, which may itself be closed."""
    try:
        print(say("cli.fault", lang, message=clean(one_line(message))), file=sys.stderr, flush=True)
    except (OSError, ValueError, AttributeError):
        abandon_output()


def sentence(error: BaseException, lang: str) -> str:
    """Return what to tell the user of an exception."""
    if isinstance(error, UnusableInput):
        return error.line(lang)
    if isinstance(error, UsageFault):
        return str(error)
    if isinstance(error, OSError):
        return _system(error, lang)
    if isinstance(error, KeyboardInterrupt):
        return say("cli.cancelled", lang)
    if isinstance(error, MemoryError):
        return say("cli.out-of-memory", lang)
    if isinstance(error, ModuleNotFoundError) and error.name in _OF_TABLES:
        return say("cli.needs-tables", lang, module=error.name)
    return say("cli.internal", lang, error=f"{type(error).__name__}: {error}")


def _system(error: OSError, lang: str) -> str:
    name = error.filename if isinstance(error.filename, str) else say("cli.standard-output", lang)
    code = errno.errorcode.get(error.errno or 0, "")
    try:
        reason = say(f"cli.reason-{code}", lang)
    except KeyError:
        reason = error.strerror or type(error).__name__
    return say("cli.system", lang, name=name, reason=reason)
