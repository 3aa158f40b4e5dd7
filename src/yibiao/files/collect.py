"""Filled workbooks back: which table each is, what was typed, and every fault by file and cell.

A file with a fault contributes nothing, the others do. The same files give the same result, however often
and in whatever order they are read; nothing is decided by the date of a file. Files are read in a child
process with limits on time and memory.
"""

import hashlib
import os
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from yibiao.core.tables.values import UnitTable
from yibiao.files.errors import UnusableInput
from yibiao.files.read import load
from yibiao.files.returned.examine import Expected, examine, expect
from yibiao.files.returned.plain import to_json
from yibiao.files.returned.values import Collected, FileResult, Filled, Missing, Remark, Returned, remark
from yibiao.files.sandbox import MEMORY, Worker
from yibiao.files.workbooks import Book, read_workbook

__all__ = [
    "Collected",
    "FileResult",
    "Filled",
    "Given",
    "Missing",
    "Remark",
    "Returned",
    "collect",
    "to_json",
    "workbooks_below",
]

# Names under which a workbook may come; WPS writes .et where an office keeps to its own format.
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".ett", ".xlsb", ".ods", ".xltx", ".xlt")
# Excel, WPS and LibreOffice leave such files beside one that is open.
_LOCKS = ("~$", ".")
_SECONDS = 4.0


class Given(NamedTuple):
    """A file to read: its name as messages show it, and its path or its bytes."""

    name: str
    path: str = ""
    data: bytes | None = None


def workbooks_below(folder: str | os.PathLike[str]) -> list[Given]:
    """Return the workbooks in a folder and below it, by name; lock files and hidden ones are left out.

    A folder that can't be opened is `OSError`: nothing that was sent is passed over.
    """
    top = os.fspath(folder)
    found = []
    for here, folders, files in os.walk(top, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if name.lower().endswith(SUFFIXES) and not name.startswith(_LOCKS):
                path = os.path.join(here, name)
                shown = os.path.relpath(path, top).replace(os.sep, "/")
                found.append(Given(os.fsencode(shown).decode("utf-8", "replace"), path))
    return sorted(found)


def _refuse(error: OSError) -> None:
    raise error


def collect(
    expected: Sequence[UnitTable], files: Iterable[Given | tuple[str, bytes]], *, sandbox: bool = True
) -> Collected:
    """Return what the filled workbooks `files` give for the tables `expected`, all of one plan version.

    `sandbox` reads them in a child process: switch it off for files of your own only. A file that can't be
    read is a `FileResult` with the reason; nothing is raised.
    """
    tables = tuple(expected)
    known = expect(tables)
    given = [one if isinstance(one, Given) else Given(one[0], data=one[1]) for one in files]
    given.sort(key=lambda one: one.name)
    if sandbox:
        with Worker(seconds=_SECONDS, memory=MEMORY) as worker:
            results = [_result(one, known, worker) for one in given]
    else:
        results = [_result(one, known, None) for one in given]
    order = {(table.unit, table.form.id): at for at, table in enumerate(tables)}
    settled = _settled(results)
    settled.sort(key=lambda file: (order.get((file.unit or "", file.form or ""), len(order)), file.name))
    taken = {(file.unit, file.form) for file in settled if file.state == "taken"}
    missing = tuple(
        Missing(table.unit, table.unit_name, table.form.id, table.file_name)
        for table in tables
        if (table.unit, table.form.id) not in taken
    )
    version, digest = (tables[0].plan_version, tables[0].plan_digest) if tables else ("", "")
    return Collected(version, digest, tuple(settled), missing)


def _result(one: Given, known: Expected, worker: Worker | None) -> FileResult:
    try:
        if worker is None:
            book, digest = _read(one)
        else:
            size = len(one.data) if one.data is not None else 0
            book, digest = worker.run(_read, one, name=one.name, seconds=_SECONDS + size / 2**20)
    except UnusableInput as error:
        args = tuple(error.args_.items())
        return FileResult(one.name, "", "refused", faults=(Remark(error.key, args=args),))
    return examine(book, one.name, digest, known)


def _read(one: Given) -> tuple[Book, str]:
    """Read a workbook; runs in the child process."""
    try:
        data = load(one.path) if one.data is None else one.data
        return read_workbook(data, one.name), hashlib.sha256(data).hexdigest()
    except UnusableInput as error:
        raise error.named(one.name) from None


# --- several files of one table -------------------------------------------------------------------------


def _settled(results: list[FileResult]) -> list[FileResult]:
    """Return the files with those of one table held against each other."""
    groups: dict[tuple[str | None, str | None], list[FileResult]] = {}
    rest: list[FileResult] = []
    for file in results:
        if file.unit is None or file.state == "ignored":
            rest.append(file)
        else:
            groups.setdefault((file.unit, file.form), []).append(file)
    return [*rest, *(file for group in groups.values() for file in _group(group))]


def _group(files: list[FileResult]) -> list[FileResult]:
    """Settle the files of one table: equal contents count once, different ones refuse each other."""
    sound = [file for file in files if file.state == "taken"]
    if not sound or len(files) == 1:
        return files
    first = sound[0]
    other = next((file for file in sound[1:] if _contents(file) != _contents(first)), None)
    if other is not None:
        return [_in_conflict(file, first, other) if file.state == "taken" else file for file in files]
    made = []
    for file in files:
        if file is first:
            made.append(file)
        elif file.state == "taken":
            same = remark("repeated", other=first.name)
            made.append(file._replace(state="repeated", returned=(), entries=(), notices=(same,)))
        else:
            better = remark("superseded", unit=file.unit_name, other=first.name)
            made.append(file._replace(notices=(*file.notices, better)))
    return made


def _contents(file: FileResult) -> dict[tuple[str, str], object]:
    cells: dict[tuple[str, str], object] = {(one.key, one.column): one.value for one in file.returned}
    return cells | {("", entry.label): entry.text for entry in file.entries}


def _in_conflict(file: FileResult, first: FileResult, other: FileResult) -> FileResult:
    against = other if file is first or _contents(file) == _contents(first) else first
    ours, theirs = _places(file), _places(against)
    mine, others = _contents(file), _contents(against)
    where = next(key for key in (mine | others) if mine.get(key) != others.get(key))
    fault = remark(
        "two-files",
        unit=file.unit_name,
        other=against.name,
        place=ours.get(where, file.name),
        other_place=theirs.get(where, against.name),
    )
    return file._replace(state="refused", returned=(), entries=(), faults=(fault,))


def _places(file: FileResult) -> dict[tuple[str, str], str]:
    places = {(one.key, one.column): one.place for one in file.returned}
    return places | {("", entry.label): entry.place for entry in file.entries}
