"""The API's document (OpenAPI 3.1): what every operation shares is said here, in one place.

Which errors an operation may answer with, the headers of editing and of sending again, and the address that
saves values, which isn't one of the framework's operations.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from yibiao.core.tables.forms import SHIPPED
from yibiao.hub.commitments.entering import LONGEST_TEXT, fields
from yibiao.hub.commitments.saving import MOST_CELLS

WRITES = frozenset({"post", "put", "patch", "delete"})
# Operations that change what people edit: they ask for the edition that was seen.
EDITING = frozenset({
    "assign_offices", "approve_split", "charge_leaders", "close_plan", "close_unit", "correct_plan", "discard_plan", "edit_person",
    "edit_group", "edit_split", "edit_webhook", "end_holding", "erase_person", "issue_split", "move_unit", "publish_plan",
    "recompile_plan", "redo_correction", "remove_webhook", "rename_unit", "return_split", "step_item", "undo_correction", "withdraw_split",
})  # fmt: skip
# Answers that are files, with what a browser is told they are.
FILES = {
    "download_document": ("application/octet-stream",),
    "export_all_tables": ("application/zip",),
    "export_overview": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "export_table": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/pdf",
    ),
}
KEY_PATTERN = "^[\\x21-\\x7e]{8,80}$"
NO_NUL = "^[^\\x00]*$"
TAG_PATTERN = '^(\\*|(W/)?"[0-9]{1,9}")$'

Values = dict[str, Any]


class Api(NinjaAPI):
    """The framework's API with a document that says all that is true."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._documents: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Values | None = None) -> OpenAPISchema:
        """Return the document, made once in a process: it tells of the code alone. Not to be changed by its readers."""
        root = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if root not in self._documents:
            self._documents[root] = self._made(path_prefix, path_params, root)
        return self._documents[root]

    def _made(self, path_prefix: str | None, path_params: Values | None, root: str) -> OpenAPISchema:
        made = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        made["paths"][f"{root}units/{{code}}/values"] = {"put": _save_values()}
        made["components"]["schemas"]["Problem"] = PROBLEM
        for address, methods in made["paths"].items():
            for method, operation in methods.items():
                _complete(operation, method, address)
        return made


def _complete(operation: Values, method: str, address: str) -> None:
    """Say of one operation what it shares with all."""
    name = operation["operationId"]
    headers = operation.setdefault("parameters", [])
    for given in _unable_to_say_null(operation):
        _without_null(given)
        if given.get("type") == "string" and not {"enum", "pattern", "format"} & given.keys():
            given["pattern"] = NO_NUL
    if method in WRITES and name != "save_values":
        headers.append(_header("Idempotency-Key", KEY_PATTERN, "new for each thing done; the same again for a retry"))
    if name in EDITING:
        headers.append(_header("If-Match", TAG_PATTERN, "the ETag that was read, or * to change whatever stands", required=True))
    for status, content in operation["responses"].items():
        if int(status) < 300 and name in FILES:
            content["content"] = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in FILES[name]}
    for status, text in _problems(operation, method, address).items():
        operation["responses"][status] = {
            "description": text,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


def _unable_to_say_null(operation: Values) -> Iterator[Values]:
    """Yield the schemas of what stands in an address or a form: there, nothing is said by leaving it out."""
    yield from (one["schema"] for one in operation["parameters"])
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        if kind != "application/json":
            yield from content["schema"].get("properties", {}).values()


def _without_null(schema: Values) -> None:
    kept = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(kept) == 1:
        del schema["anyOf"]
        schema.update(kept[0])
        schema.pop("default", None)


def _problems(operation: Values, method: str, address: str) -> Mapping[int, str]:
    """Return the errors that an operation may answer with, by status."""
    told = {400: "malformed", 401: "nobody has signed in", 403: "no right to do this", 422: "refused, or not what is expected"}
    if "{" in address or method in WRITES:
        told[404] = "not there, or not to be seen"
    if method in WRITES:
        told[413] = "too large"
    if operation["operationId"] in EDITING:
        told |= {412: "somebody else was first", 428: "If-Match is missing"}
    if operation["operationId"] == "save_values":
        told |= {409: "cells that somebody else changed", 503: "busy"}
    return told


def _header(name: str, pattern: str, text: str, *, required: bool = False) -> Values:
    return {
        "in": "header",
        "name": name,
        "description": text,
        "required": required,
        "schema": {"type": "string", "pattern": pattern},
    }


def _object(properties: Values, *optional: str, more: bool = False) -> Values:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": more}


PROBLEM = _object(
    {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
    more=True,
) | {"title": "Problem", "description": "An error (RFC 9457); `code` is stable. Members that help stand beside."}


def _save_values() -> Values:
    """Return what `PUT /units/{code}/values` takes and answers (`api/values.py`)."""
    number = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
    edition = {"type": "integer", "minimum": 0, "maximum": 2**31 - 3}
    name = {"type": "string", "enum": sorted(fields()), "description": f"a column to fill of the forms {', '.join(SHIPPED)}"}
    value = {"anyOf": [{"type": "string", "maxLength": LONGEST_TEXT}, {"type": "number"}, {"type": "null"}]}
    period = {"type": "string", "pattern": "^20[0-9]{2}(-(0[1-9]|1[0-2]|Q[1-4]))?$"}
    given = _object({"commitment": number, "field": name, "value": value, "edition": edition})
    saved = _object({"commitment": number, "field": name, "edition": edition})
    cells = {"type": "array", "minItems": 1, "maxItems": MOST_CELLS}
    return {
        "operationId": "save_values",
        "summary": "Save Values",
        "description": "Save cells of a unit's table, all or none; `edition` is what the editor saw of the cell, 0 for an empty one.",
        "tags": ["commitments"],
        "security": [{"TokenAuth": []}, {"SessionAuth": []}],
        "parameters": [
            {"in": "path", "name": "code", "required": True, "schema": {"type": "string", "maxLength": 64}},
            _header("Idempotency-Key", KEY_PATTERN, "new for each save; the same again for a retry", required=True),
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _object({"period": period, "cells": {**cells, "items": given}})}},
        },
        "responses": {
            200: {
                "description": "saved; `edition` is what each cell has now",
                "content": {"application/json": {"schema": _object({"period": period, "cells": {**cells, "items": saved}})}},
            }
        },
    }
