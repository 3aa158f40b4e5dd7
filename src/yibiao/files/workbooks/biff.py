"""Formulas, error values and percentages of an xls (BIFF8 in an OLE container), which WPS calls .et too.

Only these are read; the values come from calamine. Results of formulas are given as unknown, since those
that are text come back as zero.
"""

import struct
from collections.abc import Iterator

from yibiao.files.errors import UnusableInput
from yibiao.files.workbooks.values import Formula, Hints, Merged, Place, check_extent

_FREE = 0xFFFFFFF0  # from here on a sector number is a mark: end, free, FAT
_BOF, _FORMAT, _XF, _FORMULA, _BOOLERR = 0x0809, 0x041E, 0x00E0, 0x0006, 0x0205
_NUMBER, _RK, _MULRK = 0x0203, 0x027E, 0x00BD
_EOF, _GLOBALS = 0x000A, 0x0005
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_LABEL, _STRING_INDEX, _MERGEDCELLS = 0x0204, 0x00FD, 0x00E5
_CELLS = frozenset((_FORMULA, _BOOLERR, _NUMBER, _RK, _MULRK, _LABEL, _STRING_INDEX))
_Sheet = tuple[dict[Place, Formula], dict[Place, str], set[Place], list[Merged]]
_NAMES = tuple(name.encode("utf-16-le") + b"\0\0" for name in ("Workbook", "Book"))


def is_workbook(data: bytes) -> bool:
    """Tell whether an OLE container holds a workbook."""
    return any(name in data for name in _NAMES)


def hints(data: bytes, name: str) -> list[Hints]:
    """Return the hints of every worksheet, in the order of the workbook."""
    try:
        return _hints(_stream(data), name)
    except (struct.error, IndexError, ValueError, KeyError) as error:
        raise UnusableInput("errors.truncated", name, kind=" xls ", reason=type(error).__name__) from None


def _hints(stream: bytes, name: str) -> list[Hints]:
    formats = {9, 10}
    styles: list[int] = []
    percent: set[int] = set()
    sheets: list[_Sheet] = []
    last = 0, 0
    depth = 0  # charts inside a sheet have cells of their own
    for kind, body in _records(stream):
        if kind == _BOF:
            depth += 1
            if depth == 1 and _word(body, 2) != _GLOBALS:
                sheets.append(({}, {}, set(), []))
                last = 0, 0
                percent = {at for at, used in enumerate(styles) if used in formats}
        elif kind == _EOF:
            depth -= 1
        elif kind == _FORMAT and b"%" in body[2:]:
            formats.add(_word(body, 0))
        elif kind == _XF:
            styles.append(_word(body, 2))
        elif sheets and depth == 1 and kind == _MERGEDCELLS:
            sheets[-1][3].extend(_merged(body))
        elif sheets and depth == 1 and kind in _CELLS:
            last = max(last[0], _word(body, 0) + 1), max(last[1], _word(body, 2) + 1)
            check_extent(*last, name)
            _cell(kind, body, sheets[-1], percent)
    return [Hints(formulas, errors, frozenset(percents), tuple(merged)) for formulas, errors, percents, merged in sheets]


def _merged(body: bytes) -> Iterator[Merged]:
    """Yield which cells were made one: rows stand before columns, each as first and last."""
    for at in range(2, 2 + 8 * _word(body, 0), 8):
        first, last, left, right = struct.unpack_from("<4H", body, at)
        yield first, left, last, right


def _cell(kind: int, body: bytes, sheet: _Sheet, percent: set[int]) -> None:
    formulas, errors, percents, _ = sheet
    if kind == _FORMULA:
        formulas[_place(body)] = Formula("", known=False)
    elif kind == _BOOLERR and body[7]:
        errors[_place(body)] = _ERRORS.get(body[6], "#ERR")
    elif kind in (_NUMBER, _RK) and _word(body, 4) in percent:
        percents.add(_place(body))
    elif kind == _MULRK:
        row, first = _place(body)
        count = (len(body) - 6) // 6
        percents.update((row, first + at) for at in range(count) if _word(body, 4 + 6 * at) in percent)


def _place(body: bytes) -> Place:
    return _word(body, 0), _word(body, 2)


def _word(data: bytes, at: int) -> int:
    found: int = struct.unpack_from("<H", data, at)[0]
    return found


def _long(data: bytes, at: int) -> int:
    found: int = struct.unpack_from("<I", data, at)[0]
    return found


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


# --- the container ([MS-CFB]) ---------------------------------------------------------------------------


def _stream(data: bytes) -> bytes:
    """Return the workbook's stream."""
    size = 1 << _word(data, 30)
    table = _sector_table(data, size)
    folder = _chain(data, size, table, _long(data, 48))
    entries = [folder[at : at + 128] for at in range(0, len(folder) - 127, 128)]
    root = entries[0]
    for name in _NAMES:
        for entry in entries:
            if entry[: len(name)] == name and entry[66] == 2:
                return _content(data, size, table, root, entry)
    raise KeyError("Workbook")


def _content(data: bytes, size: int, table: list[int], root: bytes, entry: bytes) -> bytes:
    start, length = _long(entry, 116), _long(entry, 120)
    if length >= _long(data, 56):
        return _chain(data, size, table, start)[:length]
    small = _chain(data, size, table, _long(root, 116))
    numbers = _chain(data, size, table, _long(data, 60))
    links = list(struct.unpack(f"<{len(numbers) // 4}I", numbers))
    made = b"".join(small[at * 64 : at * 64 + 64] for at in _walk(links, start))
    return made[:length]


def _sector_table(data: bytes, size: int) -> list[int]:
    """Return the table that links each sector to the next."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    more = _long(data, 68)
    seen = set()
    while more < _FREE and more not in seen:
        seen.add(more)
        words = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        sectors.extend(words[:-1])
        more = words[-1]
    table: list[int] = []
    for sector in sectors:
        if sector < _FREE:
            table.extend(struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size))
    return table


def _chain(data: bytes, size: int, table: list[int], start: int) -> bytes:
    return b"".join(data[(at + 1) * size : (at + 2) * size] for at in _walk(table, start))


def _walk(links: list[int], start: int) -> Iterator[int]:
    at, steps = start, 0
    while at < _FREE:
        steps += 1
        if steps > len(links):
            raise ValueError("a chain of sectors that never ends")
        yield at
        at = links[at]
