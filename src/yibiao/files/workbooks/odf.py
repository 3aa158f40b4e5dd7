"""Formulas, error values and percentages of an ods, where runs of equal rows and cells are written once."""

from collections.abc import Iterator

from lxml import etree

from yibiao.files.archive import Archive, parse_xml
from yibiao.files.workbooks.values import Formula, Hints, Merged, Place, check_extent

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_WORTH_A_LOOK = (
    f"{_OFFICE}value-type",
    f"{_TABLE}formula",
    f"{_TABLE}number-columns-spanned",
    f"{_TABLE}number-rows-spanned",
)
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


def hints(archive: Archive) -> list[Hints]:
    """Return the hints of every sheet, in the order of the workbook."""
    data = archive.read("content.xml")
    root = parse_xml(data, archive.name, archive.kind)
    book = next(root.iter(f"{_OFFICE}spreadsheet"), root)
    return [_sheet(table, archive.name) for table in book.iterchildren(f"{_TABLE}table")]


def _sheet(table: etree._Element, name: str) -> Hints:
    formulas: dict[Place, Formula] = {}
    errors: dict[Place, str] = {}
    percents: set[Place] = set()
    merged: list[Merged] = []
    for place, cell in _cells(table, name):
        down, across = _times(cell, "rows-spanned"), _times(cell, "columns-spanned")
        if down > 1 or across > 1:
            merged.append((*place, place[0] + down - 1, place[1] + across - 1))
        kind = cell.get(f"{_OFFICE}value-type")
        shown = " ".join("".join(map(str, text.itertext())) for text in cell.iter(f"{_TEXT}p"))
        formula = cell.get(f"{_TABLE}formula")
        if formula is not None:
            formulas[place] = Formula(formula.partition("=")[2], kind is not None)
        if cell.get(f"{_CALC}value-type") == "error" or (formula and shown.startswith(("#", "Err:"))):
            errors[place] = shown
        elif kind == "percentage":
            percents.add(place)
    return Hints(formulas, errors, frozenset(percents), tuple(merged))


def _cells(table: etree._Element, name: str) -> Iterator[tuple[Place, etree._Element]]:
    """Yield the cells that hold something, once for every place they stand in."""
    row = most = 0
    for line in table.iter(f"{_TABLE}table-row"):
        rows = _times(line, "rows-repeated")
        column = 0
        for cell in line.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            columns = _times(cell, "columns-repeated")
            if any(map(cell.get, _WORTH_A_LOOK)):
                most = max(most, column + columns)
                check_extent(row + rows, most, name)
                for down in range(rows):
                    for across in range(columns):
                        yield (row + down, column + across), cell
            column += columns
        row += rows


def _times(element: etree._Element, what: str) -> int:
    said = element.get(f"{_TABLE}number-{what}") or "1"
    return int(said) if said.isdecimal() and len(said) < 9 else 1
