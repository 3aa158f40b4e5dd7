"""Forms: the columns of a table as data, shipped (印发版, 调度版) or an operator's own."""

from collections.abc import Mapping
from typing import Any

from yibiao import packs
from yibiao.core.tables.values import Column, Form

SHIPPED = ("issued", "dispatch")
_HEAD = ("unit", "version")
_FOOT = ("filled_by", "phone", "checked_by", "signed_by", "seal", "date")


def shipped_form(form_id: str) -> Form:
    """Return a form that comes with Yibiao: ``issued`` or ``dispatch``."""
    return form_of(packs.load(f"forms/{form_id}"))


def form_of(values: dict[str, Any], lang: str = "zh") -> Form:
    """Return the form that plain values (checked against the schema `yibiao-form/1`) describe."""
    name = values["name"]
    return Form(
        id=values["id"],
        name=name[lang] if isinstance(name, dict) else name,
        title=values["title"],
        paper=values.get("paper", "A4"),
        columns=tuple(_column(column, at) for at, column in enumerate(values["columns"], start=1)),
        head=tuple(values.get("head", _HEAD)),
        foot=tuple(values.get("foot", _FOOT)),
        notes=tuple(values.get("notes", ())),
        formats=tuple(values.get("formats", ("xlsx", "docx", "pdf"))),
    )


def column_key(values: Mapping[str, Any], at: int) -> str:
    """Return the key of a column that stands at place `at`, counted from 1: its own, else ``c3``."""
    return values.get("key") or f"c{at}"


def _column(values: dict[str, Any], at: int) -> Column:
    """Return a column; one that is neither printed nor typed otherwise is an empty one to write text in."""
    field = values.get("field", "blank")
    return Column(
        key=column_key(values, at),
        title=values["title"],
        field=field,
        width=values.get("width", 24),
        align=values.get("align", "left"),
        fill=values.get("fill") or ("text" if field == "blank" else None),
        choices=tuple(values.get("choices", ())),
    )
