"""Which kind of evidence some bytes are, by their content alone: a name may lie, a picture's first bytes don't."""

import csv
import io
import zipfile

from yibiao.core.evidence.limits import limits
from yibiao.files.archive import is_encrypted_ole, is_ole
from yibiao.files.errors import UnusableInput
from yibiao.files.sniff import sniff

_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
)
_BMP_HEAD = 26
# Parts that tell what an archive is: other archives may lie in it, so the names count and not the bytes.
_PARTS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("OFD.xml", "ofd"),
)
_MACROS = ("word/vbaProject.bin", "xl/vbaProject.bin")
# What other kinds are called in a refusal: those for which there is more to say than what they are.
_SAVE_AS = ("rtf", "odt", "slides", "html", "mht", "text", "ole", "sheet")
_SAMPLE = 64 * 1024


def kind_of(data: bytes, name: str) -> str:
    """Return the kind of a file (a key of the pack `evidence`); `UnusableInput` for one that is not taken, and what to do."""
    if len(data) > limits().file:
        raise UnusableInput("evidence.too-large", name, limit=f"{limits().file >> 20} MB")
    if not data.strip(b"\0 \t\r\n"):
        raise UnusableInput("evidence.is-empty", name)
    kind = _picture(data) or (_packed(data, name) if data.startswith(b"PK") else _plain(data, name))
    if kind:
        return kind
    found = sniff(data, "").kind
    if found == "locked":
        raise UnusableInput("errors.encrypted", name, kind=" Office ")
    how = "save-as" if found in _SAVE_AS else "archive" if found == "archive" else "other"
    raise UnusableInput(f"evidence.not-taken-{how}", name, kind=f"kinds.{found}")


def _picture(data: bytes) -> str:
    for magic, kind in _PICTURES:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return "bmp" if _is_bmp(data) else ""


def _is_bmp(data: bytes) -> bool:
    """Tell whether two letters that begin many a text begin a bitmap here: its head says where its pixels lie."""
    if not data.startswith(b"BM") or len(data) < _BMP_HEAD or data[6:10] != b"\0\0\0\0":
        return False
    return _BMP_HEAD <= int.from_bytes(data[10:14], "little") < len(data)


def _packed(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise UnusableInput("errors.truncated", name, kind=" Office ", reason=type(error).__name__) from None
    if names & set(_MACROS):
        raise UnusableInput("evidence.macros", name)
    return next((kind for part, kind in _PARTS if part in names or f"/{part}" in names), "")


def _plain(data: bytes, name: str) -> str:
    if is_ole(data):
        if is_encrypted_ole(data):
            return ""
        return {"doc": "doc", "sheet": "xls"}.get(sniff(data, "").kind, "")
    # A PDF begins as one: what begins as something else and has a PDF behind it is meant to be taken for two things.
    if data.lstrip().startswith(b"%PDF-"):
        return "pdf"
    found = sniff(data, "").kind
    return "csv" if found == "text" and _is_table(data) else ""


def _is_table(data: bytes) -> bool:
    """Tell whether a text is a table: two cells in its first line, and as many in the next."""
    text = decoded(data[:_SAMPLE])
    if text is None or text.lstrip().startswith("<"):
        return False
    lines = [line for line in text.splitlines() if line.strip()][:2]
    widths = [len(row) for row in csv.reader(lines, delimiter=separator_of(text))]
    return len(widths) > 0 and min(widths) >= 2 and max(widths) - min(widths) <= 1


def separator_of(text: str) -> str:
    """Return what stands between the cells of a table of text."""
    first = text.lstrip().partition("\n")[0]
    return max(",\t;", key=first.count)


def decoded(data: bytes) -> str | None:
    """Return the text of a table as Chinese offices write it (UTF-8, UTF-16 with a mark, GB18030); None for no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[: len(data) & ~1].decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        for cut in range(4):  # a sample may end within a character
            try:
                text = data[: len(data) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return None if "\0" in text else text
    return None
