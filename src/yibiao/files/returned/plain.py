"""A collection as plain values: the file `yibiao-returns/1` (`packs/schema/yibiao-returns-1.json`)."""

from itertools import groupby
from typing import Any

from yibiao.files.returned.values import Collected, FileResult, Remark, Returned

FORMAT = "yibiao-returns/1"


def to_json(collected: Collected, lang: str = "zh") -> dict[str, Any]:
    """Return a collection as the values of its JSON file; sentences in `lang`."""
    files = collected.files
    return {
        "format": FORMAT,
        "plan": {"version": collected.plan_version, "digest": collected.plan_digest},
        "units": [_unit(file, lang) for file in files if file.state == "taken"],
        "refused": [_refused(file, lang) for file in files if file.state == "refused"],
        "other": [_other(file, lang) for file in files if file.state in ("repeated", "ignored")],
        "missing": [
            {"unit": one.unit, "name": one.unit_name, "form": one.form, "file_name": one.file_name}
            for one in collected.missing
        ],
    }


def _unit(file: FileResult, lang: str) -> dict[str, Any]:
    return {
        "unit": file.unit,
        "name": file.unit_name,
        "form": file.form,
        "file": file.name,
        "sha256": file.sha256,
        "entries": [
            {"label": entry.label, "text": entry.text, "place": entry.place} for entry in file.entries
        ],
        "rows": [
            {"key": key, "values": [_value(one) for one in values]}
            for key, values in groupby(file.returned, key=lambda one: one.key)
        ],
        "notices": [_remark(one, file.name, lang) for one in file.notices],
    }


def _value(one: Returned) -> dict[str, Any]:
    return {"column": one.column, "value": one.value, "place": one.place}


def _refused(file: FileResult, lang: str) -> dict[str, Any]:
    return {
        "file": file.name,
        "sha256": file.sha256 or None,
        "unit": file.unit,
        "name": file.unit_name,
        "form": file.form,
        "faults": [_remark(one, file.name, lang) for one in file.faults],
        "notices": [_remark(one, file.name, lang) for one in file.notices],
    }


def _other(file: FileResult, lang: str) -> dict[str, Any]:
    return {
        "file": file.name,
        "sha256": file.sha256,
        "state": file.state,
        "notices": [_remark(one, file.name, lang) for one in file.notices],
    }


def _remark(one: Remark, file: str, lang: str) -> dict[str, Any]:
    return {
        "code": one.code,
        "place": f"{file}!{one.cell}" if one.cell else file,
        "sheet": one.sheet or None,
        "message": one.message(lang),
    }
