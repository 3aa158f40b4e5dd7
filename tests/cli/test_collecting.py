"""`yibiao collect`: faults one a line, one file of values, exit codes."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from files.tables.filling import fill
from files.tables.sample_tables import dispatch_table
from yibiao.cli.arguments import UsageFault
from yibiao.cli.collecting import run
from yibiao.files.tables.xlsx import workbook

TABLES = (dispatch_table(4, "武昌区"), dispatch_table(4, "江岸区"))


@pytest.fixture(autouse=True)
def sent_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sent out; `test_tables` has it from a plan, through the real command."""
    monkeypatch.setattr("yibiao.cli.collecting.expected_tables", lambda _: TABLES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "报送"
    made.mkdir()
    for table in TABLES:
        data = fill(workbook(table), {"E7": 12})
        (made / f"{table.file_name}.xlsx").write_bytes(data)
    return made


def options(folder: Path, out: Path, lang: str = "zh") -> Namespace:
    names = {"file": "plan.json", "units": None, "split": None, "columns": None}
    return Namespace(folder=str(folder), out=str(out), lang=lang, **names)


def collected(folder: Path, lang: str = "zh") -> tuple[int, dict]:
    out = folder.parent / "returns.json"
    code = run(options(folder, out, lang))
    return code, json.loads(out.read_text(encoding="utf-8"))


def test_all_fine_is_0(folder: Path, capsys: pytest.CaptureFixture[str]):
    code, made = collected(folder)
    assert code == 0
    assert [unit["unit"] for unit in made["units"]] == ["unit-武昌区", "unit-江岸区"]
    assert made["units"][0]["rows"] == [
        {"key": "k0000", "values": [{"column": "current", "value": 12, "place": "武昌区-调度版.xlsx!E7"}]}
    ]
    assert capsys.readouterr().err == "收到 2 份，填报 2 项；有问题的 0 份，未报 0 份\n"


def test_faults_are_lines_and_1(folder: Path, capsys: pytest.CaptureFixture[str]):
    path = folder / "武昌区-调度版.xlsx"
    path.write_bytes(fill(path.read_bytes(), {"F10": "约50"}))
    code, made = collected(folder)
    assert code == 1
    assert [unit["unit"] for unit in made["units"]] == ["unit-江岸区"]
    assert [one["unit"] for one in made["missing"]] == ["unit-武昌区"]
    assert capsys.readouterr().err.splitlines() == [
        "武昌区-调度版.xlsx!F10: 应为数字，实为“约50”",
        "未报：武昌区人民政府",
        "收到 1 份，填报 1 项；有问题的 1 份，未报 1 份",
    ]


def test_the_same_folder_twice_gives_the_same_bytes(folder: Path):
    out = folder.parent / "returns.json"
    made = []
    for _ in range(2):
        collected(folder)
        made.append(out.read_bytes())
    assert made[0] == made[1]


def test_english_is_spoken_on_request(folder: Path, capsys: pytest.CaptureFixture[str]):
    path = folder / "武昌区-调度版.xlsx"
    path.write_bytes(b"no workbook")
    code, made = collected(folder, "en")
    assert code == 1
    [line, *_] = capsys.readouterr().err.splitlines()
    assert line.startswith("武昌区-调度版.xlsx: this is no workbook that can be read")
    assert made["refused"][0]["faults"][0]["message"].startswith("this is no workbook")


def test_unusable_arguments(folder: Path, tmp_path: Path):
    (tmp_path / "空").mkdir()
    for given, out in (
        (folder / "没有", "o.json"),
        (tmp_path / "空", "o.json"),
        (folder, str(tmp_path / "空")),
    ):
        with pytest.raises(UsageFault):
            run(Namespace(folder=str(given), out=str(out), lang="zh"))


def test_what_is_read_is_not_written_over(folder: Path):
    path = folder / "武昌区-调度版.xlsx"
    before = path.read_bytes()
    with pytest.raises(UsageFault, match="就是输入文件"):
        run(options(folder, path))
    assert path.read_bytes() == before
