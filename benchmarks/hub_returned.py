"""A dispatch form of 250 rows brought back and previewed, beside openpyxl only reading the same file."""

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

from measure import Row

ROWS, GOAL = 250, 2.0
_PERIOD = "2021-05"
_HERE = Path(__file__).resolve()


def hub_returned(runs: int) -> Iterator[Row]:
    """Yield the seconds of a preview: the file read in its child process, held against the rows and values of the hub."""
    home = Path(tempfile.mkdtemp(prefix="yibiao-bench-"))
    environment = {**os.environ, "YIBIAO_HOME": str(home), "YIBIAO_DATABASE": "", "DJANGO_SETTINGS_MODULE": "hub_settings"}
    try:
        command = [sys.executable, str(_HERE), str(ROWS), str(runs)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    finally:
        rmtree(home, ignore_errors=True)
    told = json.loads(done.stdout.splitlines()[-1])
    yield Row(
        "hub-returned",
        told["preview"],
        f"s, {told['rows']:.0f} rows",
        better="lower",
        goal=GOAL,
        reference="openpyxl reads the same file",
        reference_value=told["openpyxl"],
        runs=runs,
        others=(("cells changed", told["cells"]), ("all taken s", told["adopt"]), ("kB", told["bytes"] / 1000)),
    )


def main(rows: int, runs: int) -> None:
    """Make a unit with many rows, fill its form in, and print what was measured as JSON."""
    sys.path[:0] = [str(_HERE.parents[1] / "tests")]
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    print(json.dumps(_measured(rows, runs)))


def _measured(rows: int, runs: int) -> dict[str, float]:
    from long_plans import long_plan  # noqa: PLC0415
    from made_commitments import load_units, make_plan  # noqa: PLC0415
    from made_hub import make_person  # noqa: PLC0415
    from yibiao.hub.access.actors import actor_of, command  # noqa: PLC0415
    from yibiao.hub.commitments.exports import unit_table  # noqa: PLC0415
    from yibiao.hub.commitments.models import CommitmentRecord  # noqa: PLC0415
    from yibiao.hub.forms.uploading import adopt, kept_preview, preview  # noqa: PLC0415
    from yibiao.hub.plans.assigning import assign_offices  # noqa: PLC0415
    from yibiao.hub.plans.publishing import publish  # noqa: PLC0415

    units, operator = load_units(), command("bench")
    unit = units["hongshan"]
    clerk = actor_of(make_person(unit, "clerk", "clerk"))
    plan = make_plan(long_plan(rows), units["keji"])
    assign_offices(operator, plan, units["keji"], units["fagai"], units["renshe"])
    publish(operator, plan, "")
    owed = CommitmentRecord.objects.filter(plan=plan, unit=unit)
    extra = list(owed.order_by("-place").values_list("pk", flat=True)[rows:])
    owed.filter(pk__in=extra).update(closed_at="2021-01-01T00:00:00Z")
    data = _filled(unit_table(clerk, unit, "dispatch", "xlsx", plan, _PERIOD).data)
    made = preview(clerk, unit, plan, _PERIOD, "form.xlsx", data)
    if made.faults or made.upload is None:
        raise SystemExit(str(made.faults[:3]))
    took = [_seconds(lambda: preview(clerk, unit, plan, _PERIOD, "form.xlsx", data)) for _ in range(runs)]
    plain = [_seconds(lambda: _read(data)) for _ in range(runs)]
    known = kept_preview(clerk, unit, made.upload.pk)
    adopting = _seconds(lambda: adopt(clerk, known)) if known else 0.0
    counts = {"rows": owed.filter(closed_at=None).count(), "cells": len(made.cells), "bytes": len(data)}
    return {"preview": statistics.median(took), "openpyxl": statistics.median(plain), "adopt": adopting, **counts}


def _filled(data: bytes) -> bytes:
    """Type a total and a sentence into every row, as an office program saves them."""
    import openpyxl  # noqa: PLC0415

    from yibiao.core.tables.forms import shipped_form  # noqa: PLC0415

    keys = [column.key for column in shipped_form("dispatch").columns]
    book = openpyxl.load_workbook(io.BytesIO(data))
    for number, row in enumerate(book.worksheets[0].iter_rows()):
        if any(str(cell.value or "").startswith("row:") for cell in row):
            row[keys.index("total")].value = number
            row[keys.index("progress")].value = f"第{number}项正在推进，已签约{number}家，其余按计划开工。"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _read(data: bytes) -> int:
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return sum(1 for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
