"""Zip containers of XML (docx, OFD) that nobody has vouched for: every size is checked while unpacking."""

import io
import lzma
import struct
import zipfile
import zlib

from lxml import etree

from yibiao.files.errors import UnusableInput

# 32 MiB of WordprocessingML is a document of some two thousand pages.
MAX_UNPACKED = 32 * 2**20
# An element costs libxml2 some 150 bytes, so this many keep the tree well below the memory limit.
MAX_TAGS = 2_000_000
MAX_ENTRIES = 20_000
# Real text packs to a tenth; up to _HONEST bytes a better ratio is only dull text.
MAX_RATIO = 200
_HONEST = 8 * 2**20
MAX_DEPTH = 256  # libxml2's own limit
_CHUNK = 2**16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    struct.error,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    IndexError,
)


def is_ole(data: bytes) -> bool:
    """Tell whether `data` is an OLE container: an old office file or an encrypted new one."""
    return data.startswith(_OLE)


def is_encrypted_ole(data: bytes) -> bool:
    """Tell whether an OLE container holds an encrypted docx ([MS-OFFCRYPTO]: stream EncryptedPackage)."""
    return is_ole(data) and "EncryptedPackage".encode("utf-16-le") in data


class Archive:
    """A zip file in memory, of kind `kind` (``"docx"``), called `name` by the user.

    Opening and reading raise `UnusableInput` and nothing else.
    """

    def __init__(self, data: bytes, name: str, kind: str) -> None:
        self.name, self.kind = name, kind
        self._left = MAX_UNPACKED
        if is_encrypted_ole(data):
            raise UnusableInput("errors.encrypted", name, kind=kind)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._entries = {info.filename.lstrip("/"): info for info in self._zip.infolist()}
        except _BROKEN as error:
            raise self.damaged(error) from error
        if len(self._entries) > MAX_ENTRIES:
            raise self._bomb()

    def __contains__(self, part: str) -> bool:
        return part in self._entries

    def names(self) -> list[str]:
        """Return the names of all parts."""
        return list(self._entries)

    def read(self, part: str) -> bytes:
        """Return the unpacked bytes of `part`."""
        info = self._entries.get(part)
        if info is None:
            raise self.damaged(part)
        if info.flag_bits & 1:
            raise UnusableInput("errors.encrypted", self.name, kind=self.kind)
        if info.file_size > min(self._left, max(_HONEST, MAX_RATIO * info.compress_size)):
            raise self._bomb()
        try:
            return self._stream(info)
        except _BROKEN as error:
            raise self.damaged(error) from error

    def xml(self, part: str) -> etree._Element:
        """Return the root element of `part`; declared entities and doctypes are refused."""
        return parse_xml(self.read(part), self.name, self.kind)

    def damaged(self, reason: object) -> UnusableInput:
        """Return the error that says this archive is incomplete or broken."""
        return UnusableInput("errors.truncated", self.name, kind=self.kind, reason=reason)

    def _stream(self, info: zipfile.ZipInfo) -> bytes:
        # The size in the directory is only a claim: count what really comes out.
        parts: list[bytes] = []
        with self._zip.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise self._bomb()
                parts.append(chunk)
        return b"".join(parts)

    def _bomb(self) -> UnusableInput:
        return UnusableInput("errors.zip-bomb", self.name, limit=f"{MAX_UNPACKED >> 20} MiB")


def parse_xml(data: bytes, name: str, kind: str) -> etree._Element:
    """Parse `data` without network, entities or doctypes; raise `UnusableInput` for what can't be trusted."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnusableInput("errors.external-entity", name)
    if data.count(b"<") > MAX_TAGS:
        raise UnusableInput("errors.too-large", name, limit=f"{MAX_TAGS:,} tags")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _syntax(error, name, kind) from error
    except ValueError as error:
        raise UnusableInput("errors.truncated", name, kind=kind, reason=error) from error
    # Another encoding (UTF-16) hides a doctype from the search above.
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnusableInput("errors.external-entity", name)
    return root


def _syntax(error: etree.XMLSyntaxError, name: str, kind: str) -> UnusableInput:
    said = error.msg or ""
    if "depth" in said:
        return UnusableInput("errors.nesting-too-deep", name, limit=MAX_DEPTH)
    if "too long" in said or "limit" in said:
        return UnusableInput("errors.too-large", name, limit="10 MB")
    return UnusableInput("errors.truncated", name, kind=kind, reason=said)
