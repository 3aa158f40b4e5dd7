"""What the child processes do: everything that touches untrusted input. Results are plain and picklable."""

import os
from bisect import bisect_right
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from yibiao.cli.inputs import Input
from yibiao.core.diff import Change, diff_plans
from yibiao.core.plan import Finding, Plan
from yibiao.core.schema import path_of
from yibiao.core.serialise import dumps_json, dumps_yaml, to_dict
from yibiao.core.spans import Span
from yibiao.core.validate import validate
from yibiao.files.errors import UnusableInput
from yibiao.files.planfile import HEAD_BYTES, PlanFile, UnusablePlan, looks_like_plan, read_plan
from yibiao.files.read import load, read_bytes


class Row(NamedTuple):
    """A finding and where it stands: line and column from 1, in the text or in the plan file."""

    line: int
    column: int
    finding: Finding


def open_input(source: Input, ocr: bool) -> Plan | PlanFile:
    """Return the plan of a document, or the plan file if the input is one."""
    path, data = source
    data = load(path) if data is None else data
    if looks_like_plan(data[:HEAD_BYTES], path):
        return read_plan(data, path)
    from yibiao.files.documents import compile_job, shown_name  # noqa: PLC0415  a plan file needs no compiler

    return compile_job(path, data, shown_name(path), ocr)


def open_plan(source: Input, ocr: bool) -> Plan:
    """Return the plan of a document or of a plan file, with its text if that can be had."""
    opened = open_input(source, ocr)
    return _with_text(opened.plan, source, ocr) if isinstance(opened, PlanFile) else opened


def _with_text(plan: Plan, source: Input, ocr: bool) -> Plan:
    """Return a plan without text with that of its document, if the same file lies beside the plan file."""
    name = plan.document.source.name
    beside = Path(source.path).with_name(name) if _is_file_name(name) else None
    if plan.text or source.path == "-" or beside is None or not beside.is_file():
        return plan
    try:
        found = read_bytes(load(beside), name, ocr=ocr)
    except UnusableInput:
        return plan
    return plan._replace(text=found.text) if found.sha256 == plan.document.source.sha256 else plan


def _is_file_name(name: str) -> bool:
    return name not in ("", "-", ".", "..") and os.path.basename(name) == name and "\0" not in name


def compiled(source: Input, ocr: bool, notation: str, with_text: bool) -> bytes:
    """Return the plan file of an input."""
    plan = open_plan(source, ocr)
    made = to_dict(plan, with_text)
    text = dumps_yaml(made) if notation == "yaml" else dumps_json(made) + "\n"
    return text.encode()


def page(source: Input, ocr: bool, lang: str) -> tuple[bytes, bool]:
    """Return the page of an input, and whether it has the document's text."""
    from yibiao.files.show import render_page  # noqa: PLC0415

    plan = open_plan(source, ocr)
    return render_page(to_dict(plan, with_text=True), lang).encode(), bool(plan.text)


def drafted(source: Input, ocr: bool, lang: str) -> bytes:
    """Return the unit pack drafted from an input."""
    from yibiao.core.orgs.draft import draft  # noqa: PLC0415
    from yibiao.core.orgs.drafttext import draft_text  # noqa: PLC0415
    from yibiao.core.orgs.shipped import pack_for  # noqa: PLC0415

    plan = open_plan(source, ocr)
    return draft_text(draft(plan, pack_for(plan)), lang).encode()


def changes(old: Input, new: Input, ocr: bool) -> tuple[Change, ...]:
    """Return what `new` changes against `old`."""
    return diff_plans(open_plan(old, ocr), open_plan(new, ocr))


def checked(source: Input, ocr: bool, lang: str) -> list[Row]:
    """Return the findings of an input in the order of their places, a plan's faults of shape among them."""
    try:
        opened = open_input(source, ocr)
    except UnusablePlan as fault:
        if not fault.is_readable:
            raise
        return [_shape(line, problem.line(lang)) for line, problem in fault.faults]
    rows = _of_plan_file(opened) if isinstance(opened, PlanFile) else _of_document(opened)
    return sorted(rows, key=lambda row: row[:2])


def _shape(line: int, message: str) -> Row:
    return Row(line, 1, Finding("invalid-plan", "error", message, Span(0, 0)))


def _of_document(plan: Plan) -> list[Row]:
    starts = list(chain((0,), (at + 1 for at, char in enumerate(plan.text) if char == "\n")))
    rows = []
    for finding in plan.findings:
        line = bisect_right(starts, finding.span.start)
        rows.append(Row(line, finding.span.start - starts[line - 1] + 1, finding))
    return rows


def _of_plan_file(file: PlanFile) -> list[Row]:
    stored = [Row(file.line(("findings", at)), 1, found) for at, found in enumerate(file.plan.findings)]
    return stored + [Row(file.line(path_of(found.about or "")), 1, found) for found in validate(file.plan)]
