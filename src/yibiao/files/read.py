"""The front door of this floor: a file of any kind to text with tables and spans, or `UnusableInput`.

The kind is found by content; the name only has to agree. Readers are imported when first needed, so the
command line starts quickly. Untrusted files belong into `sandbox.Worker`.
"""

import os
import re
import stat
import sys
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from typing import Any, BinaryIO

from yibiao.core.source import Notice, SourceText
from yibiao.core.spans import Span
from yibiao.files.encoding import decode
from yibiao.files.errors import UnusableInput
from yibiao.files.sniff import READ_ANYWAY, Kind, sniff, suffix_of

# The longest file that is opened, and the longest text that is handed on.
MAX_BYTES = 64 * 2**20
MAX_CHARACTERS = 16_000_000

_Reader = Callable[..., SourceText]
# Where the readers are; each takes the bytes and the name.
_READERS = {
    "html": ("yibiao.files.html", "read_html"),
    "mht": ("yibiao.files.mht", "read_mht"),
    "docx": ("yibiao.files.docx", "read_docx"),
    "pdf": ("yibiao.files.pdf", "read_pdf"),
    "ofd": ("yibiao.files.ofd", "read_ofd"),
    "image": ("yibiao.files.ocr", "read_image"),
}
# Readers that may have to recognise scanned pages, and so are told whether they may.
_RECOGNISING = ("pdf", "image")
# Kinds that another program turns into one of those above.
_CONVERTED = {"doc": ".doc", "rtf": ".rtf", "odt": ".odt"}
# Endings of the old Word format; a message about a .wps file should not speak of .doc.
_OLD_WORD = (".doc", ".wps", ".dot", ".wpt")

_MEDIA_TYPES = {
    "text": "text/plain",
    "html": "text/html",
    "mht": "multipart/related",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "ofd": "application/ofd",
    "image": "",  # the reader says which
}
# Notices name a kind in a word that is the same in every language.
_LABELS = {"html": "HTML", "mht": "MHT", "pdf": "PDF", "rtf": "RTF", "odt": "ODT", "ofd": "OFD"}

_REPLACED = re.compile("\N{REPLACEMENT CHARACTER}+")
_MOST_NOTICES = 50


def seconds_for(size: int) -> float:
    """Return how many seconds reading a file of `size` bytes may take: a small one is refused within 2 s."""
    return 1.2 + size / 2**20


def read_path(path: str | os.PathLike[str], *, ocr: bool = True) -> SourceText:
    """Read the file at `path`, or standard input for ``"-"``; whatever goes wrong is `UnusableInput`."""
    return read_bytes(load(path), os.fspath(path), ocr=ocr)


def load(path: str | os.PathLike[str]) -> bytes:
    """Return the bytes of a file, or of standard input for ``"-"``; a file over the limit is not read."""
    name = os.fspath(path)
    try:
        if name == "-":
            return _all_of(sys.stdin.buffer, name)
        found = os.stat(name)
        if stat.S_ISREG(found.st_mode) and found.st_size > MAX_BYTES:
            raise _too_large(name)
        if stat.S_ISCHR(found.st_mode) or stat.S_ISBLK(found.st_mode):
            raise UnusableInput("errors.unreadable", name, reason="device")
        with open(name, "rb") as file:
            return _all_of(file, name)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise UnusableInput("errors.not-found", name) from None
    except IsADirectoryError:
        raise UnusableInput("errors.is-folder", name) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnusableInput("errors.unreadable", name, reason=reason) from None


def _all_of(file: BinaryIO, name: str) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _too_large(name)
    return data


def _too_large(name: str) -> UnusableInput:
    return UnusableInput("errors.too-large", name, limit=f"{MAX_BYTES >> 20} MiB")


def read_bytes(
    data: bytes, name: str, *, ocr: bool = True, look: Callable[[str, bytes], None] | None = None
) -> SourceText:
    """Return the text of a document; `name` is the file's name as the user knows it (``"-"`` for none).

    `ocr` allows the recognition of scanned pages. `look` is shown the kind and the bytes that were read (of an
    old office file: as it was converted) once they have proven sound. Raises `UnusableInput`; time is linear in the length.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(name)
    if not data.strip():
        raise UnusableInput("errors.empty", name)
    found = sniff(data, name)
    kind, notices = _settled(found, data, name)
    source = _read(kind, data, name, ocr, look)
    _check_length(source.text, name)
    return source._replace(
        name=_base(name),
        sha256=sha256(data).hexdigest(),
        media_type=_MEDIA_TYPES[kind] or source.media_type,
        notices=(*notices, *source.notices, *_broken_characters(source.text)),
    )


def _settled(found: Kind, data: bytes, name: str) -> tuple[str, tuple[Notice, ...]]:
    """Return the kind to read `data` as, with a notice where the name says otherwise; or refuse it."""
    kind, agrees, suffix = found
    if kind == "locked":
        raise UnusableInput("errors.encrypted", name, kind=" Office ")
    if kind not in _MEDIA_TYPES:
        raise UnusableInput("errors.unknown-kind", name, kind=f"kinds.{kind}")
    if agrees:
        return kind, ()
    if kind in READ_ANYWAY.get(suffix, ()):
        args = (("suffix", suffix), ("kind", _LABELS.get(kind, kind)))
        return kind, (Notice("read-as-other-kind", Span(0, 0), args),)
    if kind == "text" and not _is_text(data):
        raise UnusableInput("errors.truncated", name, kind=f" {suffix} ", reason="header")
    raise UnusableInput("errors.wrong-extension", name, suffix=suffix, kind=f"kinds.{kind}")


def _is_text(data: bytes) -> bool:
    try:
        return bool(decode(data))
    except UnusableInput:
        return False


def _read(
    kind: str, data: bytes, name: str, ocr: bool, look: Callable[[str, bytes], None] | None
) -> SourceText:
    if kind in _CONVERTED:
        said = suffix_of(name)
        suffix = said if kind == "doc" and said in _OLD_WORD else _CONVERTED[kind]
        data, suffix = _part("yibiao.files.office", "convert_office")(data, name, suffix)
        kind = suffix.lstrip(".")
    source = _text(kind, data, name, ocr)
    if look is not None:
        look(kind, data)
    return source


def _text(kind: str, data: bytes, name: str, ocr: bool) -> SourceText:
    if kind == "text":
        text, encoding = decode(data, name=name)
        return SourceText(text, encoding=encoding)
    reader: _Reader = _part(*_READERS[kind])
    return reader(data, name, ocr=ocr) if kind in _RECOGNISING else reader(data, name)


def _part(module: str, function: str) -> Callable[..., Any]:
    part: Callable[..., Any] = getattr(import_module(module), function)
    return part


def _check_length(text: str, name: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise UnusableInput("errors.too-long", name, found=f"{len(text):,}", limit=f"{MAX_CHARACTERS:,}")
    if not text[:4096].strip() and not text.strip():
        raise UnusableInput("errors.empty", name)


def _broken_characters(text: str) -> tuple[Notice, ...]:
    """Return a notice for each place where bytes were no characters, up to a number that says enough."""
    if "\N{REPLACEMENT CHARACTER}" not in text:
        return ()
    notices = []
    line, counted = 1, 0
    for match in _REPLACED.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        args = (("line", str(line)), ("count", str(len(match[0]))))
        notices.append(Notice("undecodable-bytes", Span(*match.span()), args))
        if len(notices) == _MOST_NOTICES:
            break
    return tuple(notices)


def _base(name: str) -> str:
    """Return the file's own name: where it lay is no fact of the document."""
    return name.replace("\\", "/").rpartition("/")[2] or name
