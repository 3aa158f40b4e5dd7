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
    roots = {kind: _xml(archive, part) if part in archive else None for kind, part in found.items()}
    notes = [root for kind in ("footnotes", "endnotes") if (root := roots[kind]) is not None]
    return Parts(document, roots["styles"], roots["numbering"], notes)


def _xml(archive: Archive, part: str) -> etree._Element:
    data = archive.read(part)
    if STRICT.encode() in data:
        data = data.replace(STRICT.encode(), W.encode())
    return parse_xml(data, archive.name, archive.kind)


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
