"""Broken files by the thousand through the sandbox: every one becomes a plan or a refusal, in time."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yibiao
from jobs import filled_workbook, take_bytes
from made_files import as_docx, as_html, as_pdf, saved
from mutate import mutated
from yibiao.files.errors import UnusableInput
from yibiao.files.sandbox import Worker

PACKS = Path(yibiao.__file__).parent / "packs"
LIMIT_SECONDS = 5.0
LIMIT_MEMORY = 512 * 2**20
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")
# The sandbox reports these when an input broke the reader instead of being refused by it.
BROKEN = {"errors.crashed", "errors.time-limit", "errors.memory-limit"}


def seeds(example: Path) -> dict[str, list[bytes]]:
    """Return valid files by suffix."""
    text = example.read_text(encoding="utf-8")
    return {
        ".txt": [text.encode(encoding) for encoding in ENCODINGS],
        ".html": [as_html(example), _table_page()],
        ".docx": [as_docx(example), _table_docx()],
        ".pdf": [as_pdf(example)],
        ".xlsx": [filled_workbook()],
        ".yaml": [path.read_bytes() for path in sorted(PACKS.glob("units/*.yaml")) + sorted(PACKS.glob("forms/*.yaml"))],
    }


def _table_page() -> bytes:
    head = "<tr><th>序号</th><th>任务</th><th>责任单位</th><th>完成时限</th></tr>"
    rows = "".join(
        f"<tr><td>{n}</td><td>新建站点{n}个</td><td>市甲局</td><td>{n}月底</td></tr>" for n in range(1, 9)
    )
    return f"<html><body><h1>任务分解表</h1><table>{head}{rows}</table></body></html>".encode()


def _table_docx() -> bytes:
    import docx  # noqa: PLC0415  only here

    document = docx.Document()
    document.add_heading("任务分解表")
    document.add_paragraph("新建站点不少于30个", style="List Number")
    table = document.add_table(rows=1, cols=3)
    for number in range(1, 6):
        cells = table.add_row().cells
        cells[0].text, cells[1].text, cells[2].text = str(number), f"新增设施{number}处以上", "市甲局、乙局"
    table.cell(1, 2).merge(table.cell(2, 2))
    return saved(document)


def inputs(seed: int, example: Path) -> Iterator[tuple[str, bytes]]:
    """Yield broken files without end, the same ones for the same seed."""
    rng = random.Random(seed)
    valid = seeds(example)
    everything = [data for kind in valid.values() for data in kind]
    while True:
        for suffix, kind in valid.items():
            name = f"input{suffix}" if rng.random() < 0.9 else f"input{rng.choice(list(valid))}"
            yield name, mutated(rng, rng.choice(kind), everything)


def run(seconds: float, seed: int, example: Path, keep: Path) -> int:
    """Fuzz for `seconds`; print the counts, keep what broke under `keep`, return how many did."""
    counts: Counter[str] = Counter()
    slowest, broken = 0.0, 0
    until = time.monotonic() + seconds
    with Worker(seconds=LIMIT_SECONDS, memory=LIMIT_MEMORY) as worker:
        for number, (name, data) in enumerate(inputs(seed, example)):
            if time.monotonic() >= until:
                break
            start = time.monotonic()
            outcome, detail = _outcome(worker, name, data)
            slowest = max(slowest, time.monotonic() - start)
            suffix = name.rpartition(".")[2]
            counts[f"{suffix} {outcome}"] += 1
            if outcome in {"uncaught", "broken"}:
                broken += 1
                _keep(keep, f"{seed}-{number}-{name}", data, detail)
    print(f"fuzz: {sum(counts.values())} inputs, slowest {slowest:.2f} s, {broken} broke")
    for what, count in sorted(counts.items()):
        print(f"  {what:16} {count}")
    return broken


def _outcome(worker: Worker, name: str, data: bytes) -> tuple[str, str]:
    try:
        return worker.run(take_bytes, data, name, name=name)
    except UnusableInput as error:
        return ("broken" if error.key in BROKEN else "refused"), str(error)


def _keep(folder: Path, name: str, data: bytes, detail: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    (folder / f"{name}.why").write_text(detail, encoding="utf-8")
    print(f"fuzz: {folder / name}: {detail.strip().splitlines()[-1]}")
