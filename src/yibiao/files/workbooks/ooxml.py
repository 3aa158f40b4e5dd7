"""Formulas, error values and percentages of an xlsx; its XML is only parsed where there are any."""

import posixpath
import re

from lxml import etree

from yibiao.files.archive import Archive, parse_xml
from yibiao.files.workbooks.values import Formula, Hints, Merged, Place, check_extent

_WORTH_A_LOOK = re.compile(rb"<(?:\w+:)?f[\s/>]|\bt=[\"']e[\"']")
_PERCENT_STYLE = re.compile(rb"numFmtId=[\"'](?:9|10)[\"']|formatCode=[\"'][^\"']*%")
# Cells beyond column Z or row 9999.
_FAR = re.compile(rb"\br=[\"'](?:[A-Z]{2,3}[0-9]|[A-Z][0-9]{5})")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=[\"']([A-Z]{1,3}[1-9]\d{0,6}):([A-Z]{1,3}[1-9]\d{0,6})[\"']")
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def hints(archive: Archive) -> list[Hints]:
    """Return the hints of every sheet, in the order of the workbook."""
    percent = _percent_styles(archive)
    return [_sheet(archive, part, percent) for part in _parts(archive)]


def _parts(archive: Archive) -> list[str | None]:
    """Return the parts of the sheets, None for one that is not there."""
    targets: dict[str, str] = {}
    relations = "xl/_rels/workbook.xml.rels"
    if relations in archive:
        for relation in archive.xml(relations).iter("{*}Relationship"):
            target = relation.get("Target") or ""
            path = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            targets[relation.get("Id") or ""] = path
    found: list[str | None] = []
    for sheet in archive.xml("xl/workbook.xml").iter("{*}sheet"):
        part = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION) or "")
        found.append(part if part is not None and part in archive else None)
    return found


def _percent_styles(archive: Archive) -> frozenset[str]:
    """Return the numbers of the cell styles that show a percentage."""
    if "xl/styles.xml" not in archive:
        return frozenset()
    data = archive.read("xl/styles.xml")
    if not _PERCENT_STYLE.search(data):
        return frozenset()
    root = parse_xml(data, archive.name, archive.kind)
    formats = {"9", "10"}
    for made in root.iter("{*}numFmt"):
        code = re.sub(r'"[^"]*"|\\.', "", made.get("formatCode") or "")
        if "%" in code:
            formats.add(made.get("numFmtId") or "")
    styles = root.find("{*}cellXfs")
    shown = [] if styles is None else styles.findall("{*}xf")
    return frozenset(str(at) for at, style in enumerate(shown) if style.get("numFmtId") in formats)


def _sheet(archive: Archive, part: str | None, percent: frozenset[str]) -> Hints:
    if part is None:
        return Hints()
    data = archive.read(part)
    if _FAR.search(data):
        _check_extent(data, archive.name)
    if not percent and not _WORTH_A_LOOK.search(data):
        return Hints(merged=_merged(data))
    formulas: dict[Place, Formula] = {}
    errors: dict[Place, str] = {}
    percents: set[Place] = set()
    for cell in parse_xml(data, archive.name, archive.kind).iter("{*}c"):
        place = _place(cell.get("r"))
        if place is None:
            continue
        value = cell.findtext("{*}v") or ""
        formula = cell.find("{*}f")
        if formula is not None:
            formulas[place] = Formula(formula.text or "", value != "")
        if cell.get("t") == "e":
            errors[place] = value
        elif cell.get("s") in percent and _is_number(cell, value):
            percents.add(place)
    return Hints(formulas, errors, frozenset(percents), _merged(data))


def _merged(data: bytes) -> tuple[Merged, ...]:
    """Return which cells were made one."""
    pairs = ((_place(first.decode()), _place(last.decode())) for first, last in _MERGED.findall(data))
    return tuple((*first, *last) for first, last in pairs if first is not None and last is not None)


def _check_extent(data: bytes, name: str) -> None:
    rows = columns = 0
    for found in _CELL.finditer(data):
        rows, columns = max(rows, int(found[2])), max(columns, _column(found[1].decode()))
    check_extent(rows, columns, name)


def _column(letters: str) -> int:
    """Return the number of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _is_number(cell: etree._Element, value: str) -> bool:
    return value != "" and cell.get("t", "n") == "n"


def _place(name: str | None) -> Place | None:
    found = _PLACE.fullmatch(name or "")
    if found is None:
        return None
    return int(found[2]) - 1, _column(found[1]) - 1
