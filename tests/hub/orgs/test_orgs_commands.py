"""``yibiao hub units`` and ``yibiao hub people``: files out and back from the command line."""

from pathlib import Path

import pytest

from hub.orgs.makers import city, holder, unit
from yibiao.cli import DONE, FOUND_ERRORS, UNUSABLE, main
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.orgs.models import PersonRecord

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("what", ["units", "people"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_comes_back_unchanged(
    what: str, ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city()
    holder("clerk", "tech", "clerk")
    path = tmp_path / f"out.{ending}"
    assert main(["hub", what, "export", str(path)]) == DONE
    assert main(["hub", what, "import", str(path), "--lang", "en"]) == DONE
    count = {"units": 5, "people": 1}[what]
    assert f"0 to be added, 0 to be changed, {count} left" in capsys.readouterr().err


def test_an_import_says_what_it_does_and_a_dry_run_does_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city()
    path = tmp_path / "人员.csv"
    path.write_text("登录名,姓名,任职单位代码,岗位\nzhang,张伟,tech,填报人\n", encoding="gb18030")
    assert main(["hub", "people", "import", str(path), "--dry-run"]) == DONE
    assert "没有写入；将新增 1，修改 0，不变 0" in capsys.readouterr().err
    assert not PersonRecord.objects.exists()
    assert main(["hub", "people", "import", str(path)]) == DONE
    assert capsys.readouterr().err.splitlines() == ["第 2 行：新增 zhang", "已导入：新增 1，修改 0，不变 0"]
    assert EntryRecord.objects.get(action="people.import").actor == "command:people-import"


def test_faults_stand_one_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    city()
    path = tmp_path / "单位.csv"
    path.write_text("单位代码,名称,类别\ntech,市财政局,部门\nnew,新局,衙门\n", encoding="utf-8")
    assert main(["hub", "units", "import", str(path)]) == FOUND_ERRORS
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition("”")[0] for line in lines[:2]] == ["第 2 行“名称", "第 3 行“类别"]
    assert lines[2:] == ["有 2 处错误，全部没有导入；请改正后重新导入"]
    assert unit("tech").name == "市科技局"


@pytest.mark.parametrize("name", ["out.txt", "out", "."])
def test_an_export_needs_a_name_that_says_its_format(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city()
    assert main(["hub", "units", "export", str(tmp_path / name)]) == UNUSABLE
    assert ".csv" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hub", "units", "import", str(tmp_path / "none.csv")]) == UNUSABLE
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_an_export_to_standard_output_is_csv(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    city()
    assert main(["hub", "units", "export", "-"]) == DONE
    assert capfdbinary.readouterr().out.startswith("\ufeff单位代码,".encode())
