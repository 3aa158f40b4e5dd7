"""`make bench`: measure, print a table, write `build/bench.json` (docs/benchmarks.md).

Every speed is measured beside a reference in the same run, turn by turn, so that a busy machine slows both:
trust the ratio, not the absolute figure.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from measure import Row

SPEED = {  # the benchmark's name: its module and function
    "compile-speed": ("speed", "compile_speed"),
    "compile-linear": ("speed", "compile_linear"),
    "help-start": ("speed", "help_start"),
    "read-html": ("speed", "read_html"),
    "read-docx": ("speed", "read_docx"),
    "read-pdf": ("speed", "read_pdf"),
    "tables-write": ("tables", "tables_write"),
    "tables-read": ("tables", "tables_read"),
    "hub-instantiate": ("hub_instantiate", "hub_instantiate"),
    "hub-save": ("hub_save", "hub_save"),
    "hub-table": ("hub_table", "hub_table"),
    "hub-crash": ("hub_crash", "hub_crash"),
    "hub-backup": ("hub_backup", "hub_backup"),
    "hub-search": ("hub_search", "hub_search"),
    "burden": ("burden", "burden"),
    "hub-returned": ("hub_returned", "hub_returned"),
}
ACCURACY = ("example", "tune", "held", "wuhan", "snippets-tune", "snippets-held")


def main(arguments: list[str] | None = None) -> int:
    """Measure what is asked for; exit 2 on an unknown name. A missed goal is printed, not an error."""
    options = _options(arguments)
    works = _chosen(options)
    if not works:
        names = ", ".join([*SPEED, *(f"accuracy-{name}" for name in ACCURACY)])
        print(f"no benchmark is called {options.only}; there are: {names}", file=sys.stderr)
        return 2
    rows = []
    print(_HEAD)
    for work in works:
        for row in work():
            if not options.only or row.name.startswith(options.only):
                print(_line(row), flush=True)
                rows.append(row.as_json())
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\n{options.output}")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="speed and accuracy beside existing tools")
    parser.add_argument("--only", default="", help="one benchmark by name, or all whose name starts so")
    parser.add_argument("--runs", type=int, default=5, help="turns of each measurement (median)")
    parser.add_argument("--tools", type=Path, help="the Python that has the existing tools")
    parser.add_argument("-o", "--output", type=Path, default=Path("build/bench.json"))
    return parser.parse_args(arguments)


def _chosen(options: argparse.Namespace) -> list[Callable[[], Iterator[Row]]]:
    speed = [_speed(name, options.runs) for name in SPEED if name.startswith(options.only)]
    wanted = [name for name in ACCURACY if _asked(f"accuracy-{name}", options.only)]
    return [*speed, *([_accuracy(options.tools, wanted)] if wanted else [])]


def _asked(name: str, only: str) -> bool:
    return name.startswith(only) or only.startswith(f"{name}-")


def _speed(name: str, runs: int) -> Callable[[], Iterator[Row]]:
    module, function = SPEED[name]
    return lambda: getattr(importlib.import_module(module), function)(runs)


def _accuracy(tools: Path | None, wanted: list[str]) -> Callable[[], Iterator[Row]]:
    return lambda: importlib.import_module("accuracy").rows(tools, wanted)


_COLUMNS = "{:32} {:>9} {:20} {:>6}  {:>9} {:44} {:>7} {:>6}  {}"
_HEAD = _COLUMNS.format("name", "value", "unit", "goal", "reference", "", "ratio", "goal", "met")


def _line(row: Row) -> str:
    fields = row.as_json()
    met = {True: "yes", False: "NO", None: ""}[row.reached]
    line = _COLUMNS.format(
        row.name,
        _short(fields["value"]),
        row.unit,
        _short(row.goal),
        _short(fields["reference_value"]),
        row.reference or "",
        _short(fields["ratio"]),
        _short(row.ratio_goal),
        met,
    ).rstrip()
    beside = ", ".join(f"{name} {value:.3g}" for name, value in row.others)
    return f"{line}\n{'':32} ({beside})" if beside else line


def _short(value: Any) -> str:
    return "" if value is None else f"{value:.4g}"


if __name__ == "__main__":
    # `support` (the scoring of the tests) scores here too, so that both mean the same by F1.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    sys.exit(main())
