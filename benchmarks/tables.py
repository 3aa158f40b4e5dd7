"""Speed of the tables: 15 tables × 200 rows × 10 columns as workbook, Word and PDF, and the workbooks read back.

The reference writes the same cells with openpyxl, python-docx (a row at a time) and WeasyPrint, which takes over
a minute: it runs once, in the environment of the existing tools, since WeasyPrint needs system libraries.
"""

import io
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from measure import Row, interleaved, seconds
from yibiao.core.tables.forms import shipped_form
from yibiao.core.tables.values import HeadLine, TableRow, UnitTable

TABLES, ROWS = 15, 200
WRITTEN_WITH = "openpyxl + python-docx rows + WeasyPrint"
_TEXTS = (
    "建立培育库，对入库企业逐户明确服务专员，落实研发费用补助，年内新认定一批专精特新企业",
    "围绕光电子信息、生命健康等领域举办科技成果转化专场对接活动，每场签约项目不少于3个",
    "盘活存量楼宇，新建专业化科技企业孵化器和众创空间",
)


def sample(number: int) -> UnitTable:
    """Return a table of `ROWS` rows in the issued form, which has ten columns."""
    form = shipped_form("issued")
    rows = tuple(TableRow(f"c-{number:02}{at:08x}", _cells(at), f"（{at // 50 + 1}）") for at in range(ROWS))
    foot = tuple(HeadLine(label) for label in ("填报人", "联系电话", "审核人", "日期"))
    unit = f"硚口{number}区"
    return UnitTable(
        f"u{number}", unit, form, f"{unit}年度目标任务表", "依据《工作方案》", (HeadLine("单位", unit),), rows,
        ("指标口径由市级牵头单位统一填写。",), foot, True, unit, "示例〔2021〕1号", "00000000",
    )  # fmt: skip


def _cells(at: int) -> tuple[str | int | None, ...]:
    text = _TEXTS[at % len(_TEXTS)]
    return (
        at + 1, text, f"新增{at}家", f"{at % 40}家以上", "口径：净增；来源：认定平台", "责任", "市科技局", None,
        "2021年底", f"示例〔2021〕1号 2.{at}",
    )  # fmt: skip


def tables_write(runs: int) -> Iterator[Row]:
    """Yield the seconds for all three formats, and of each alone."""
    from yibiao.files.tables.docx import document  # noqa: PLC0415
    from yibiao.files.tables.pdf import pdfs  # noqa: PLC0415
    from yibiao.files.tables.xlsx import workbook  # noqa: PLC0415

    made = [sample(number) for number in range(TABLES)]
    works = {
        "xlsx": lambda: [workbook(table) for table in made],
        "docx": lambda: [document(table) for table in made],
        "pdf": lambda: list(pdfs(made)),
    }
    for work in works.values():
        work()
    turns = [[seconds(work) for work in works.values()] for _ in range(runs)]
    parts = dict(zip(works, (statistics.median(column) for column in zip(*turns, strict=True)), strict=True))
    reference = _reference(made)
    total = statistics.median(sum(turn) for turn in turns)
    others = tuple(parts.items()) + tuple(reference.items())
    whole = sum(reference.values()) if len(reference) == 3 else None
    yield Row(
        "tables-write", total, "s (15 tables, 3 formats)", "lower", 1.0,
        WRITTEN_WITH if whole else None, whole, None, runs, others,
    )  # fmt: skip


def tables_read(runs: int) -> Iterator[Row]:
    """Yield the seconds for reading 15 workbooks back, beside openpyxl reading their cells."""
    import openpyxl  # noqa: PLC0415

    from yibiao.files.collect import collect  # noqa: PLC0415
    from yibiao.files.tables.xlsx import workbook  # noqa: PLC0415

    made = tuple(sample(number) for number in range(TABLES))
    files = [(f"{table.file_name}.xlsx", workbook(table)) for table in made]

    def theirs() -> None:
        for _, data in files:
            for sheet in openpyxl.load_workbook(io.BytesIO(data), read_only=True):
                for row in sheet.iter_rows(values_only=True):
                    list(row)

    ours, reference = interleaved([lambda: collect(made, files), theirs], runs=runs, budget=0)
    yield Row("tables-read", ours, "s (15 workbooks)", "lower", 1.0, "openpyxl, cells alone", reference, runs=runs)


def _reference(made: list[UnitTable]) -> dict[str, float]:
    """Return the seconds of each reference; one whose library can't be had is left out, and said."""
    tools = Path(__file__).resolve().parents[1] / ".venv-bench/bin/python"
    cells = [
        [[column.title for column in table.form.columns], *([*row.cells] for row in table.rows)] for table in made
    ]
    script = Path(__file__).with_name("table_tools.py")
    python = str(tools) if tools.exists() else sys.executable
    run = subprocess.run(
        [python, str(script)], input=json.dumps(cells), text=True, capture_output=True, check=False
    )
    print(run.stderr.strip(), file=sys.stderr) if run.stderr.strip() else None
    return json.loads(run.stdout) if run.returncode == 0 and run.stdout else {}
