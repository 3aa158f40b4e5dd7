"""Returned tables as they are collected, and what is read off the result."""

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import jsonschema
from openpyxl.worksheet.worksheet import Worksheet

from files.tables.filling import edit
from files.tables.sample_tables import dispatch_table
from yibiao import packs
from yibiao.core.emit import dumps_json
from yibiao.core.tables.values import UnitTable, Value
from yibiao.files.collect import Collected, FileResult, collect, to_json
from yibiao.files.tables.xlsx import workbook

HERE, THERE = dispatch_table(4, "武昌区"), dispatch_table(4, "江岸区")
BOTH = (HERE, THERE)
# In these tables: a band in row 6, rows 7 and 8, a band in row 9, rows 10 and 11.
SCHEMA = json.loads(files(packs).joinpath("schema/yibiao-returns-1.json").read_text(encoding="utf-8"))


def gather(*given: tuple[str, bytes], tables: tuple[UnitTable, ...] = BOTH) -> Collected:
    collected = collect(tables, given, sandbox=False)
    jsonschema.validate(json.loads(dumps_json(to_json(collected))), SCHEMA)
    return collected


def only(data: bytes, table: UnitTable = HERE, name: str = "武昌区.xlsx") -> FileResult:
    return gather((name, data), tables=(table, THERE) if table is HERE else (table,)).files[0]


def lines(file: FileResult, lang: str = "zh") -> list[str]:
    return [fault.line(file.name, lang) for fault in file.faults]


def codes(file: FileResult) -> list[str]:
    return [fault.code for fault in file.faults]


def values(file: FileResult) -> dict[str, Value]:
    return {one.place.partition("!")[2]: one.value for one in file.returned}


def changed(change: Callable[[Worksheet], Any], table: UnitTable = HERE) -> bytes:
    return edit(workbook(table), lambda book: change(book.worksheets[0]))
