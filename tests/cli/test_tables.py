"""`yibiao tables` and `yibiao collect` as an office uses them: write, fill in, read back."""

import hashlib
import io
import json
import os
import shutil
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest
from running import environment, yibiao

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "wuhan-2021-26.txt"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    done = yibiao("tables", str(EXAMPLE), "-o", str(folder))
    assert done.returncode == 0, done.stderr
    assert "征求意见稿" in done.stdout
    return folder


@pytest.fixture
def desk(written: Path, tmp_path: Path) -> Path:
    """A copy of the workbooks that may be filled in."""
    shutil.copytree(written / "调度版", tmp_path / "报送", ignore=shutil.ignore_patterns("*.docx", "*.pdf"))
    return tmp_path / "报送"


def fill(path: Path, **cells: object) -> None:
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book.active[place] = value
        if isinstance(value, str):
            book.active[place].data_type = "s"  # typed as text, with an apostrophe before it
    book.save(path)


def places(path: Path, heading: str) -> list[str]:
    """Return the cells below a heading that may be filled in, by name."""
    sheet = openpyxl.load_workbook(path).active
    column = next(cell for row in sheet.iter_rows() for cell in row if cell.value == heading)
    below = sheet.iter_rows(min_row=column.row + 1, min_col=column.column, max_col=column.column)
    return [cell.coordinate for (cell,) in below if not cell.protection.locked]


def returns(folder: Path, *more: str) -> tuple[int, dict, str]:
    out = folder.parent / "returns.json"
    done = yibiao("collect", str(EXAMPLE), str(folder), "-o", str(out), *more)
    return done.returncode, json.loads(out.read_text(encoding="utf-8")), done.stderr


def test_every_unit_has_its_files(written: Path) -> None:
    issued = {path.name for path in (written / "印发版").iterdir()}
    dispatch = {path.name for path in (written / "调度版").iterdir()}
    for unit in ("硚口区", "长江新城", "武汉经济技术开发区（汉南区）", "市科技局", "市中级人民法院"):
        assert {f"{unit}.docx", f"{unit}.pdf"} <= issued
        assert {f"{unit}.xlsx", f"{unit}.docx", f"{unit}.pdf"} <= dispatch
    assert (written / "总览.xlsx").is_file()
    assert not list(written.rglob("汉南区.*"))


def test_other_programs_read_the_same_row_everywhere(written: Path) -> None:
    words = "硚口区以汉江湾云谷和D+M小镇为重点"
    for form in ("印发版", "调度版"):
        document = docx.Document(str(written / form / "硚口区.docx"))
        assert any(
            words == cell.text for table in document.tables for row in table.rows for cell in row.cells
        )
        pages = pypdfium2.PdfDocument(str(written / form / "硚口区.pdf"))
        text = "".join(page.get_textpage().get_text_range() for page in pages)
        assert words in "".join(text.split())
    sheet = openpyxl.load_workbook(written / "调度版" / "硚口区.xlsx").active
    assert any(cell.value == words for row in sheet.iter_rows() for cell in row)


def test_the_overview_adds_up(written: Path) -> None:
    book = openpyxl.load_workbook(written / "总览.xlsx")
    sheet = book["指标分解"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if "分解数" in row)
    share, total, reserve, city = (head.index(name) for name in ("分解数", "总数", "余量", "市本级承担"))
    running, sums = 0, 0
    for row in rows[rows.index(head) + 1 :]:
        if row[total] is None:
            running += row[share] or 0
        else:
            assert running == row[share] == row[total] + row[reserve] - row[city]
            running, sums = 0, sums + 1
    assert sums >= 3
    assert any("没有牵头单位" in str(cell.value) for row in book["待明确事项"].iter_rows() for cell in row)


def test_the_same_input_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    again = yibiao("tables", str(EXAMPLE), "-o", str(tmp_path / "again"))
    assert again.returncode == 0
    for path in sorted(written.rglob("*.*")):
        if path.is_file():
            other = tmp_path / "again" / path.relative_to(written)
            assert (
                hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest()
            ), path


def test_what_is_filled_in_comes_back(desk: Path) -> None:
    path = desk / "武昌区.xlsx"
    number, note = places(path, "本期完成")[2], places(path, "进展情况")[2]
    fill(path, **{number: 12, note: "=1+1 已开工"})
    code, made, _ = returns(desk)
    assert code == 0
    [unit] = [unit for unit in made["units"] if unit["name"] == "武昌区"]
    values = {
        value["place"].partition("!")[2]: value["value"] for row in unit["rows"] for value in row["values"]
    }
    assert values == {number: 12, note: "=1+1 已开工"}
    assert returns(desk)[1] == made


def test_a_faulty_cell_is_named_and_the_others_count(desk: Path) -> None:
    bad, good = desk / "武昌区.xlsx", desk / "江岸区.xlsx"
    cell = places(bad, "本期完成")[2]
    fill(bad, **{cell: "约50"})
    fill(good, **{places(good, "本期完成")[0]: 0})
    code, made, said = returns(desk)
    assert code == 1
    assert f"武昌区.xlsx!{cell}: 应为数字，实为“约50”" in said
    assert "武昌区" not in [unit["name"] for unit in made["units"]]
    [unit] = [unit for unit in made["units"] if unit["name"] == "江岸区"]
    assert [value["value"] for row in unit["rows"] for value in row["values"]] == [0]


def test_workbooks_of_another_split_are_told_apart(desk: Path, tmp_path: Path) -> None:
    split = tmp_path / "other.split.yaml"
    split.write_text("format: yibiao-split/1\nsplits: []\n", encoding="utf-8")
    code, made, said = returns(desk, "--split", str(split))
    assert code == 1
    assert not made["units"]
    assert "另一版方案" in said


def test_english_messages(tmp_path: Path) -> None:
    done = yibiao("tables", str(EXAMPLE), "-o", str(tmp_path / "t"), "--format", "xlsx", "--lang", "en")
    assert "files for 36 units written to" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "odt"), "odt"),
        (("--period", "April"), "April"),
        (("--units", "nowhere"), "nowhere"),
        (("--split", "none.yaml"), "none.yaml"),
        (("--split", ""), "文件夹"),
        (("--period", "２０２１-04"), "2021-Q2"),
        (("--period", "2021/2025"), "2021-Q2"),
        (("--columns", "none.yaml"), "none.yaml"),
    ],
)
def test_unusable_arguments_are_one_line(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = yibiao("tables", str(EXAMPLE), "-o", str(tmp_path / "t"), *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "t").exists()


def test_a_document_of_no_known_issuer_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(
        "某市人民政府工作方案\n\n一、任务\n1.办事。完善制度。（责任单位：市财政局）\n", encoding="utf-8"
    )
    done = yibiao("tables", str(path), "-o", str(tmp_path / "t"))
    assert done.returncode == 2
    assert "yibiao units" in done.stderr
    pack = tmp_path / "pack.yaml"
    assert yibiao("units", str(path), "-o", str(pack)).returncode == 0
    done = yibiao("tables", str(path), "-o", str(tmp_path / "t"), "--units", str(pack), "--format", "xlsx")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "t" / "调度版" / "市财政局.xlsx").is_file()


def test_a_split_file_is_drafted_once(tmp_path: Path) -> None:
    out = tmp_path / "new.split.yaml"
    done = yibiao("tables", str(EXAMPLE), "--draft-split", str(out), "-o", str(tmp_path / "t"))
    assert done.returncode == 0
    assert "2.2.2-t1" in out.read_text(encoding="utf-8")
    assert not (tmp_path / "t").exists()
    assert yibiao("tables", str(EXAMPLE), "--draft-split", str(out)).returncode == 2
    done = yibiao("tables", str(EXAMPLE), "-o", str(tmp_path / "t"), "--split", str(out), "--format", "xlsx")
    assert done.returncode == 0, done.stderr


def test_own_columns(tmp_path: Path) -> None:
    form = tmp_path / "form.yaml"
    form.write_text(
        "format: yibiao-form/1\nid: own\nname: 责任清单\ntitle: '{unit}责任清单'\nformats: [xlsx]\n"
        "columns:\n  - {title: 序号, field: number}\n  - {title: 任务, field: item, width: 90}\n  - {title: 牵头领导}\n",
        encoding="utf-8",
    )
    done = yibiao("tables", str(EXAMPLE), "-o", str(tmp_path / "t"), "--columns", str(form))
    assert done.returncode == 0, done.stderr
    data = (tmp_path / "t" / "责任清单" / "硚口区.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    found = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "牵头领导" in found
    assert "硚口区责任清单" in found


FORM = """\
format: yibiao-form/1
id: own
name: {name}
title: "{{unit}}责任清单"
formats: [xlsx]
columns:
  - {{title: 任务, field: item, width: 90}}
"""


def test_a_form_is_written_below_the_folder_whatever_its_name(tmp_path: Path) -> None:
    form = tmp_path / "form.yaml"
    form.write_text(FORM.format(name="../../外面"), encoding="utf-8")
    done = yibiao("tables", str(EXAMPLE), "-o", str(tmp_path / "a" / "t"), "--columns", str(form))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["a"]
    assert (tmp_path / "a" / "t" / "__.._外面" / "硚口区.xlsx").is_file()


def test_two_forms_of_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(FORM.format(name=name), encoding="utf-8")
    forms = ("--columns", str(tmp_path / "one.yaml"), "--columns", str(tmp_path / "two.yaml"))
    done = yibiao("tables", str(EXAMPLE), "-o", str(tmp_path / "t"), *forms)
    assert done.returncode == 2
    assert "two.yaml" in done.stderr
    assert not (tmp_path / "t").exists()


def test_what_somebody_filled_in_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "t"
    arguments = ("tables", str(EXAMPLE), "-o", str(out), "--format", "xlsx")
    assert yibiao(*arguments).returncode == 0
    assert yibiao(*arguments).returncode == 0  # untouched files are written anew
    path = out / "调度版" / "武昌区.xlsx"
    fill(path, **{places(path, "本期完成")[0]: 12})
    filled, overview = path.read_bytes(), (out / "总览.xlsx").stat().st_mtime_ns
    done = yibiao(*arguments, "--period", "2021-05")
    assert done.returncode == 2
    assert "武昌区.xlsx" in done.stderr
    assert "--overwrite" in done.stderr
    assert path.read_bytes() == filled
    assert (out / "总览.xlsx").stat().st_mtime_ns == overview
    assert yibiao(*arguments, "--overwrite").returncode == 0
    assert path.read_bytes() != filled
    assert not [left for left in out.iterdir() if left.name.startswith(".yibiao-") and left.is_dir()]


def test_files_of_unknown_origin_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "t"
    out.mkdir()
    (out / "总览.xlsx").write_bytes(b"somebody's own")
    done = yibiao("tables", str(EXAMPLE), "-o", str(out), "--format", "xlsx")
    assert done.returncode == 2
    assert [path.name for path in out.iterdir()] == ["总览.xlsx"]


def test_a_table_that_cannot_be_set_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    out = tmp_path / "t"
    done = yibiao("tables", str(EXAMPLE), "-o", str(out), YIBIAO_FONTS=str(tmp_path / "empty"))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert not list(out.iterdir())


def test_the_cut_off_is_a_date(tmp_path: Path) -> None:
    out = tmp_path / "t"
    arguments = ("tables", str(EXAMPLE), "-o", str(out), "--format", "xlsx", "--cut-off")
    assert yibiao(*arguments, "25th").returncode == 2
    assert yibiao(*arguments, "2021-04-25").returncode == 0
    sheet = openpyxl.load_workbook(out / "调度版" / "武昌区.xlsx").active
    assert any("2021年4月25日" in str(cell.value) for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("command", ["tables", "collect"])
def test_without_the_extra_it_says_what_to_install(command: str, tmp_path: Path) -> None:
    for module in ("xlsxwriter", "python_calamine", "typst"):  # as where only the compiler is installed
        (tmp_path / f"{module}.py").write_text(f"raise ModuleNotFoundError(name={module!r})", encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    source = f"{tmp_path}{os.pathsep}{environment()['PYTHONPATH']}"
    asked = ("-o", str(tmp_path / "out")) if command == "tables" else (str(tmp_path), "-o", str(tmp_path / "o.json"))
    done = yibiao(command, str(EXAMPLE), *asked, PYTHONPATH=source)
    assert done.returncode == 2
    assert "yibiao[tables]" in done.stderr
