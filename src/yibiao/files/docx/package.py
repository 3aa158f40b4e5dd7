"""The parts of a docx package that hold text: found by relationship, as Word finds them."""

import posixpath
from typing import NamedTuple

from lxml import etree

from yibiao.files.archive import Archive, parse_xml
from yibiao.files.docx.names import STRICT, W
from yibiao.files.errors import UnusableInput

_MAIN = "word/document.xml"
_KINDS = ("styles", "numbering", "footnotes", "endnotes")


class Parts(NamedTuple):
    """Root elements; None where the document has no such part. `notes`: footnotes, then endnotes."""

    document: etree._Element
    styles: etree._Element | None
    numbering: etree._Element | None
    notes: list[etree._Element]


def load(archive: Archive) -> Parts:
    """Return the text parts of `archive`; raise `UnusableInput` where there is no main part."""
    main = _relations(archive, "").get("officeDocument", _MAIN)
    if main not in archive:
        raise archive.damaged(_MAIN)
    document = _xml(archive, main)
    related = _relations(archive, main)
    folder = posixpath.dirname(main)
    found = {kind: related.get(kind, f"{folder}/{kind}.xml") for kind in _KINDS}
    roots = {kind: _root(archive, kind, part) if part in archive else None for kind, part in found.items()}
    notes = [root for kind in ("footnotes", "endnotes") if (root := roots[kind]) is not None]
    return Parts(document, roots["styles"], roots["numbering"], notes)


def _root(archive: Archive, kind: str, part: str) -> etree._Element:
    return _style_sheet(archive, part) if kind == "styles" else _xml(archive, part)


def _xml(archive: Archive, part: str) -> etree._Element:
    return parse_xml(_bytes(archive, part), archive.name, archive.kind)


def _bytes(archive: Archive, part: str) -> bytes:
    data = archive.read(part)
    return data.replace(STRICT.encode(), W.encode()) if STRICT.encode() in data else data


def _style_sheet(archive: Archive, part: str) -> etree._Element:
    """Return the root of the style sheet; what can't matter to the text is cut out before it is parsed."""
    data = _bytes(archive, part)
    try:
        return parse_xml(slimmed(data), archive.name, archive.kind)
    except UnusableInput:  # the cut went through a comment, say
        return parse_xml(data, archive.name, archive.kind)


def slimmed(data: bytes) -> bytes:
    """Return a style sheet without table styles and latent styles: up to nine tenths of what Word writes."""
    before, _, rest = data.partition(b"<w:latentStyles ")
    _, closed, after = rest.partition(b"</w:latentStyles>")
    first, *styles = (before + after if closed else data).split(b"<w:style ")
    return first + b"".join(map(_slim_style, styles))


def _slim_style(piece: bytes) -> bytes:
    """Return a style that was split off before its attributes, or only what follows it."""
    _, closed, after = piece.rpartition(b"</w:style>")
    is_table = b'w:type="table"' in piece.partition(b">")[0]
    return after if is_table and closed else b"<w:style " + piece


def _relations(archive: Archive, part: str) -> dict[str, str]:
    """Return the parts that `part` (``""``: the package) names, by the last word of their kind."""
    folder, file = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{file}.rels")
    if rels not in archive:
        return {}
    try:
        root = archive.xml(rels)
    except UnusableInput as error:
        if error.key != "errors.truncated":
            raise
        return {}  # Word's usual names are tried instead
    found: dict[str, str] = {}
    for child in root:
        if child.get("TargetMode") != "External":
            target = posixpath.join("/" + folder, child.get("Target", ""))
            found.setdefault(child.get("Type", "").rpartition("/")[2], posixpath.normpath(target).lstrip("/"))
    return found
