"""What the worker process does with one input: what the command that would be given it does."""

import traceback
from functools import cache

from yibiao.core.compiler import compile_source
from yibiao.core.emit import dumps_json
from yibiao.core.serialise import to_dict
from yibiao.core.tables.forms import shipped_form
from yibiao.core.tables.values import HeadLine, TableRow, UnitTable
from yibiao.files.collect import collect, to_json
from yibiao.files.errors import UnusableInput
from yibiao.files.formfile import read_form
from yibiao.files.read import read_bytes
from yibiao.files.tables.xlsx import workbook
from yibiao.files.unitfile import read_pack


def take_bytes(data: bytes, name: str) -> tuple[str, str]:
    """Return `plan`, `taken`, `refused` or `uncaught`, and the key or the traceback behind it."""
    try:
        return _TAKERS.get(name.rpartition(".")[2], _compile)(data, name), ""
    except UnusableInput as error:
        return "refused", error.key
    except Exception:
        return "uncaught", traceback.format_exc(limit=-6)


def _compile(data: bytes, name: str) -> str:
    plan = compile_source(read_bytes(data, name, ocr=False))
    dumps_json(to_dict(plan))
    return "plan"


def _collect(data: bytes, name: str) -> str:
    made = collect([_table()], [(name, data)], sandbox=False)
    dumps_json(to_json(made))
    return "refused" if made.faulty else "taken"


def _read_yaml(data: bytes, name: str) -> str:
    if b"columns" in data:
        read_form(data, name)
    else:
        read_pack(data, name)
    return "taken"


_TAKERS = {"xlsx": _collect, "yaml": _read_yaml}


@cache
def _table() -> UnitTable:
    form = shipped_form("dispatch")
    cells = tuple(column.title if column.fill is None else None for column in form.columns)
    rows = tuple(TableRow(f"c-{number}", cells, "（一）") for number in range(8))
    head = (HeadLine("单位", "硚口区"), HeadLine("数据截止日"))
    return UnitTable(
        "qiaokou", "硚口区", form, "调度表", "依据", head, rows, ("注",), (HeadLine("填报人"),), True, "硚口区", "一号 1", "1"
    )


def filled_workbook() -> bytes:
    """Return a workbook as an office would send it back, here still empty."""
    return workbook(_table())
