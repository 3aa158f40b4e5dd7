"""A document of any kind to a plan: reading and compiling together, guarded by default."""

import os
import threading
from typing import BinaryIO

from yibiao.core.compiler import compile_source
from yibiao.core.plan import Plan
from yibiao.core.source import SourceText
from yibiao.files.errors import UnusableInput
from yibiao.files.read import MAX_BYTES, load, read_bytes, seconds_for
from yibiao.files.sandbox import Worker, grant

# What compiling may take once the text is read; the longest texts that are accepted need about ten.
COMPILE_SECONDS = 60.0


def compile_document(
    source: str | os.PathLike[str] | bytes | BinaryIO,
    *,
    name: str | None = None,
    ocr: bool = True,
    sandbox: bool = True,
) -> Plan:
    """Return the plan of the document `source`: a path, the bytes of a file, or an open binary file.

    `name` is what the document is called in the plan and in errors (default: the path, or ``"-"``); its
    ending helps to tell the kind of file. `ocr` allows scanned pages to be recognised, if that extra is
    installed. `sandbox` reads and compiles in a child process with limits on time and memory: switch it off
    for documents of your own only. Whatever can't be used raises `UnusableInput`.
    """
    if isinstance(source, str | os.PathLike):
        path = os.fspath(source)
        data, shown = (load(path) if path == "-" else None), name or shown_name(path)
    else:
        path, shown = "", name or "-"
        data = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    if sandbox:
        return _guard.compile(path, data, shown, ocr)
    return compile_job(path, data, shown, ocr)


def compile_text(text: str, name: str = "-") -> Plan:
    """Return the plan of a text that is already in memory, e.g. pasted into a form."""
    if not text.strip():
        raise UnusableInput("errors.empty", name)
    return compile_source(SourceText(text.replace("\r\n", "\n").replace("\r", "\n"), name=name))


def compile_job(path: str, data: bytes | None, name: str, ocr: bool) -> Plan:
    """Read and compile the file at `path`, or `data` if given; runs in the child process."""
    try:
        data = load(path) if data is None else data
        grant(seconds=seconds_for(len(data)))
        source = read_bytes(data, name, ocr=ocr)
    except UnusableInput as error:
        raise error.named(name) from None
    grant(seconds=COMPILE_SECONDS)
    return compile_source(source)


def shown_name(path: str) -> str:
    """Return a path as text: file systems allow names that are no text, plans and messages do not."""
    return os.fsencode(path).decode("utf-8", "replace")


class _Guard:
    """One child process for all documents of this process, used by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._owner = 0

    def compile(self, path: str, data: bytes | None, name: str, ocr: bool) -> Plan:
        with self._lock:
            if self._worker is None or self._owner != os.getpid():
                # After a fork the child process belongs to the parent.
                self._worker, self._owner = Worker(), os.getpid()
            return self._worker.run(compile_job, path, data, name, ocr, name=name)


_guard = _Guard()
