"""What kind of file some bytes are, by their content; the name is only asked whether it agrees."""

import re
from typing import NamedTuple

_HEAD = 4096
_ZIP_END = 2**16 + 22  # bytes: the longest comment of a zip, and the record before it

# First bytes of files by kind, in the words of `messages/kinds`; which of them are read, `read` decides.
_MAGIC = (
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"BZh91AY&SY", "archive"),
    (b"\xfd7zXZ\0", "archive"),
    (b"SQLite format 3\0", "binary"),
    (b"\x7fELF", "binary"),
    (b"MZ\x90\0", "binary"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# A page begins with a tag of its frame, perhaps after a comment or an XML declaration.
# (Possessive, so that a row of comments costs no more than its length.)
_PAGE = re.compile(
    rb"\s*+(?:<\?xml[^>]{0,200}+>\s*+|<!--(?:[^-]|-(?!->))*+-->\s*+){0,4}+"
    rb"<(?:!doctype\s+html|html|head|body)\b",
    re.I,
)
_FRAGMENT = re.compile(rb"<(?:html|body|div|p|table|span|br|h[1-6]|meta|script|td|li|a)[\s/>]", re.I)
_ARCHIVED_PAGE = re.compile(rb"(?:From: .*\r?\n)?(?:[\w-]+: .*\r?\n){0,8}?MIME-Version: ", re.I)
_XML = re.compile(rb"\s*<\?xml\b")


class Kind(NamedTuple):
    """What the content is (`kind`, a key of `messages/kinds`) and whether the name agrees."""

    kind: str
    agrees: bool
    suffix: str


# Kinds by the name's ending. A text may have any ending: 「26号.关于印发…的通知」 has one of its own.
_EXPECTED = {
    ".txt": ("text",), ".text": ("text",), ".md": ("text",),
    ".html": ("html", "text"), ".htm": ("html", "text"),
    ".xhtml": ("html", "text"), ".shtml": ("html", "text"),
    ".mht": ("mht",), ".mhtml": ("mht",),
    ".docx": ("docx",), ".docm": ("docx",), ".dotx": ("docx",), ".pdf": ("pdf",),
    ".doc": ("doc",), ".dot": ("doc",), ".wps": ("doc",), ".wpt": ("doc",),
    ".rtf": ("rtf",), ".odt": ("odt",), ".ofd": ("ofd",),
    ".xlsx": ("sheet",), ".pptx": ("slides",), ".zip": ("archive", "docx", "ofd"),
    ".jpg": ("image",), ".jpeg": ("image",), ".png": ("image",), ".tif": ("image",), ".tiff": ("image",),
    ".bmp": ("image",), ".gif": ("image",), ".webp": ("image",),
}  # fmt: skip

# Endings that offices give to files of another kind every day, which are then read by their content: a page
# or an archive of it saved under the name of a text or a Word file, and what Word and WPS themselves write
# under their old endings. Anything else is refused, and the message says what the file really is.
READ_ANYWAY = {
    ".txt": ("html", "mht"), ".text": ("html", "mht"),
    ".htm": ("mht",), ".html": ("mht",), ".shtml": ("mht",), ".mht": ("html",), ".mhtml": ("html",),
    ".doc": ("docx", "rtf", "html", "mht"), ".dot": ("docx", "rtf", "html", "mht"),
    ".wps": ("docx", "rtf", "html", "mht"), ".wpt": ("docx", "rtf", "html", "mht"),
}  # fmt: skip


def suffix_of(name: str) -> str:
    """Return the ending of a file name in lower case with its dot, or an empty string."""
    base = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = base.rpartition(".")
    return f".{ending.strip().lower()}" if dot and stem else ""


def sniff(data: bytes, name: str) -> Kind:
    """Return the kind of `data`, and whether `name` agrees with it."""
    suffix = suffix_of(name)
    expected = _EXPECTED.get(suffix, ())
    kind = _kind(data, expected)
    if kind == "archive" and "docx" in expected and data.startswith(b"PK") and not _has_end(data):
        kind = "docx"  # cut off before the names that tell
    return Kind(kind, not expected or kind in expected, suffix)


def _kind(data: bytes, expected: tuple[str, ...]) -> str:
    head = data[:_HEAD]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(_OLE):
        return _ole_kind(data)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if "image" in expected and (head.startswith(b"BM") or (head[:4], head[8:12]) == (b"RIFF", b"WEBP")):
        return "image"
    if head.lstrip().startswith(b"%PDF-") or ("pdf" in expected and b"%PDF-" in head[:1024]):
        return "pdf"
    return _markup_kind(head, expected)


def _zip_kind(data: bytes) -> str:
    """Return the kind of an archive by its members; their names stand in it as they are."""
    for member, kind in (
        (b"word/", "docx"),
        (b"OFD.xml", "ofd"),
        (b"xl/workbook", "sheet"),
        (b"ppt/presentation", "slides"),
        (b"application/vnd.oasis.opendocument.text", "odt"),
    ):
        if member in data:
            return kind
    return "archive"


def _has_end(data: bytes) -> bool:
    """Tell whether a zip ends with its directory, as a whole one does."""
    return b"PK\x05\x06" in data[-_ZIP_END:]


def _ole_kind(data: bytes) -> str:
    """Return the kind of an OLE container by its streams, whose names are UTF-16."""
    for stream, kind in (("EncryptedPackage", "locked"), ("WordDocument", "doc"), ("Workbook", "sheet")):
        if stream.encode("utf-16-le") in data:
            return kind
    return "doc" if "WpsContent".encode("utf-16-le") in data else "ole"


def _markup_kind(head: bytes, expected: tuple[str, ...]) -> str:
    plain = head.replace(b"\0", b"")
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        plain = plain.removeprefix(mark)
    if b"<" not in plain:
        return "mht" if _ARCHIVED_PAGE.match(plain) else "text"
    if _PAGE.match(plain) or ("html" in expected and _FRAGMENT.search(plain)):
        return "html"
    if _ARCHIVED_PAGE.match(plain):
        return "mht"
    if _XML.match(plain):
        return "xml"
    return "html" if plain.lstrip()[:1] == b"<" and len(_FRAGMENT.findall(plain)) >= 3 else "text"
