"""Where output goes: files written whole or not at all, streams in UTF-8, nothing a terminal would obey."""

import contextlib
import os
import re
import stat
import sys
import tempfile
from pathlib import Path
from typing import TextIO

# Control characters (which move cursors and colour terminals), and marks that turn the order of letters.
_CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LINE_ENDS = re.compile("[\n\t\u2028\u2029]+")


def clean(text: str) -> str:
    """Return `text` with control characters made visible: text of a document never commands a terminal."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """Return `text` on one line."""
    return _LINE_ENDS.sub(" ", text).strip()


def prepare_streams() -> None:
    """Have both streams write any character: UTF-8, or what the terminal can show of it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            unicode = (stream.encoding or "").lower().replace("-", "") == "utf8"
            reconfigure(errors="replace", encoding=None if unicode or stream.isatty() else "utf-8")


def write_line(line: str, stream: TextIO | None = None) -> None:
    """Write one line of text to standard output (or `stream`)."""
    (stream or sys.stdout).write(clean(line) + "\n")


def write_bytes(out: str | None, data: bytes) -> None:
    """Write `data` to the file `out`, or to standard output for None and ``"-"``."""
    if out is None or out == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_file(Path(out), data)


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: what stood there stays until the new content is on disk.

    Errors are `OSError` about `path`, not about the temporary file beside it.
    """
    try:
        if _is_special(path):
            path.write_bytes(data)
        else:
            _replace(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(path)) from None


def _is_special(path: Path) -> bool:
    """Tell whether `path` is a device or a pipe, which is written to and not replaced."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _replace(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".yibiao-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _mode(path: Path) -> int:
    """Return the rights of the file that is replaced, else those of any new file."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def flush() -> None:
    """Send out what was written; here a full disk or a closed pipe shows."""
    with contextlib.suppress(ValueError, AttributeError):
        sys.stdout.flush()


def abandon_output() -> None:
    """Point the streams at nothing, so that the interpreter's last flush does not fail aloud."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
            continue
        with contextlib.suppress(OSError, ValueError, AttributeError):
            os.dup2(nothing, stream.fileno())
    os.close(nothing)
