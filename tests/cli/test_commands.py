"""Every command does what the contract says, for documents and for compiled plans."""

import json

import jsonschema
import pytest
import yaml
from running import EXAMPLE, yibiao

from made_plans import SMALL, TARGET
from yibiao.core.schema import plan_schema
from yibiao.core.serialise import dumps_json, dumps_yaml, to_dict

DOCUMENT = """某市人民政府办公室关于印发创新平台方案的通知
某市办〔2021〕9号
各区人民政府：
现将《创新平台方案》印发给你们，请认真组织实施。
一、重点任务
1.建设创新平台。2021年建成创新平台5个以上。（牵头单位：市科技局；责任单位：各区人民政府）
2.引进领军人才。引进领军人才10名左右。（牵头单位：市委组织部）
某市人民政府办公室
2021年3月28日
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "方案.txt").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "small.json").write_text(dumps_json(to_dict(SMALL, with_text=True)), encoding="utf-8")
    (tmp_path / "small.yaml").write_text(dumps_yaml(to_dict(SMALL)), encoding="utf-8")
    return tmp_path


def compiled(*arguments, **options):
    done = yibiao("compile", *arguments, **options)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_compile_writes_json_to_standard_output(folder):
    plan = json.loads(compiled("方案.txt", cwd=folder))
    jsonschema.Draft202012Validator(plan_schema()).validate(plan)
    assert [task["title"] for task in plan["tasks"]] == ["建设创新平台", "引进领军人才"]
    assert plan["document"]["source"]["name"] == "方案.txt"
    assert "text" not in plan


def test_with_text_spans_point_into_the_text(folder):
    plan = json.loads(compiled("方案.txt", "--with-text", cwd=folder))
    for task in plan["tasks"]:
        for unit in task["lead"]:
            start, end = unit["span"]
            assert plan["text"][start:end] == unit["text"]


def test_yaml_says_the_same_as_json(folder):
    as_json = json.loads(compiled("方案.txt", cwd=folder))
    assert yaml.safe_load(compiled("方案.txt", "--format", "yaml", cwd=folder)) == as_json
    compiled("方案.txt", "-o", "out.yml", cwd=folder)
    assert yaml.safe_load((folder / "out.yml").read_text(encoding="utf-8")) == as_json


def test_standard_input_gives_the_same_plan_but_for_its_name(folder):
    from_file = json.loads(compiled("方案.txt", cwd=folder))
    piped = json.loads(compiled("-", stdin=DOCUMENT.encode()))
    assert piped["document"].pop("source")["name"] == "-"
    del from_file["document"]["source"]
    assert piped == from_file


def test_a_compiled_plan_can_be_compiled(folder):
    assert json.loads(compiled("small.yaml", cwd=folder)) == json.loads(dumps_json(to_dict(SMALL)))
    assert (
        compiled("-", "--with-text", stdin=(folder / "small.json").read_bytes())
        == (folder / "small.json").read_text(encoding="utf-8") + "\n"
    )


def test_text_lost_from_a_plan_is_found_beside_it(folder):
    compiled("方案.txt", "-o", "bare.json", cwd=folder)
    assert json.loads(compiled("bare.json", "--with-text", cwd=folder))["text"] == DOCUMENT
    (folder / "方案.txt").write_text(DOCUMENT + "改", encoding="utf-8")
    assert json.loads(compiled("bare.json", "--with-text", cwd=folder))["text"] == ""


@pytest.mark.parametrize("source", ["方案.txt", "small.json"])
def test_show_writes_one_page(folder, source):
    done = yibiao("show", source, "-o", "page.html", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (folder / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>".lower()) or (
        "<html" in (folder / "page.html").read_text(encoding="utf-8")[:300]
    )


def test_show_says_when_the_left_stays_empty(folder):
    done = yibiao("show", "small.yaml", "-o", "page.html", cwd=folder)
    assert done.returncode == 0
    assert "--with-text" in done.stderr
    assert (folder / "page.html").exists()


def test_check_gives_file_line_column_severity_code(folder):
    text = DOCUMENT.replace("牵头单位：市委组织部", "责任单位：市委组织部")
    (folder / "a.txt").write_text(text, encoding="utf-8")
    done = yibiao("check", "a.txt", cwd=folder)
    assert done.returncode == 0
    line = next(line for line in done.stdout.splitlines() if " no-lead-unit " in line)
    where, _, rest = line.partition(": ")
    assert where.split(":")[:2] == ["a.txt", "7"]
    assert rest.startswith("warning no-lead-unit ")


def test_check_of_a_plan_gives_lines_of_the_plan_file(folder):
    text = (folder / "small.yaml").read_text(encoding="utf-8").replace('task: "1.1"', 'task: "8.8"')
    (folder / "wrong.yaml").write_text(text, encoding="utf-8")
    done = yibiao("check", "wrong.yaml", cwd=folder)
    assert done.returncode == 1
    number = text.split("\n").index('    task: "8.8"') + 1
    assert f"wrong.yaml:{number}:1: error invalid-reference targets[0].task" in done.stdout
    english = yibiao("check", "wrong.yaml", "--lang", "en", cwd=folder)
    assert "there is no task or section with the id 8.8" in english.stdout


def test_check_lists_faults_of_shape_as_errors(folder):
    text = (
        (folder / "small.yaml")
        .read_text(encoding="utf-8")
        .replace('">="', '"=>"')
        .replace("level: 1", "level: 0")
    )
    (folder / "wrong.yaml").write_text(text, encoding="utf-8")
    done = yibiao("check", "wrong.yaml", cwd=folder)
    assert done.returncode == 1
    assert len([line for line in done.stdout.splitlines() if " error invalid-plan " in line]) == 2
    assert 'targets[0].comparator: 应为 >=、>、<=、<、~、range、= 之一，实为 "=>"' in done.stdout


def test_check_as_json(folder):
    done = yibiao("check", "small.json", "方案.txt", "--format", "json", cwd=folder)
    rows = json.loads(done.stdout)
    assert {"file", "line", "column", "severity", "code", "message", "task", "span"} <= set(rows[0])
    assert rows[0]["file"] == "small.json"


def test_diff_of_the_same_is_nothing(folder):
    compiled("方案.txt", "-o", "a.yaml", cwd=folder)
    done = yibiao("diff", "方案.txt", "a.yaml", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "没有变化\n")
    assert json.loads(yibiao("diff", "方案.txt", "a.yaml", "--format", "json", cwd=folder).stdout) == []


def test_diff_tells_a_changed_figure(folder):
    (folder / "b.txt").write_text(
        DOCUMENT.replace("5个以上", "8个以上").replace("市科技局", "市经信局"), encoding="utf-8"
    )
    done = yibiao("diff", "方案.txt", "b.txt", cwd=folder)
    assert "数值 ≥5 个 → ≥8 个" in done.stdout
    assert "牵头减去 市科技局" in done.stdout
    assert "牵头增加 市经信局" in done.stdout
    english = yibiao("--lang", "en", "diff", "方案.txt", "b.txt", cwd=folder).stdout
    assert "lead: removed 市科技局" in english
    rows = json.loads(yibiao("diff", "方案.txt", "b.txt", "--format", "json", cwd=folder).stdout)
    (figure,) = [row for row in rows if row["field"] == "figure"]
    assert (figure["kind"], figure["old"]["low"], figure["new"]["low"]) == ("changed", 5, 8)


def test_summary_tells_head_tasks_figures_and_findings(folder):
    done = yibiao("summary", "方案.txt", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("某市办〔2021〕9号", "建设创新平台", "市科技局", "≥5 个", "任务 2", "\x1b"):
        assert (words in done.stdout) == (words != "\x1b")
    assert "2 tasks" in yibiao("summary", "方案.txt", YIBIAO_LANG="en", cwd=folder).stdout


def test_summary_of_the_shipped_example():
    done = yibiao("summary", EXAMPLE)
    assert done.returncode == 0
    assert "任务 19" in done.stdout


def test_hostile_text_commands_no_terminal(folder):
    target = TARGET._replace(subject="\x1b]0;x\x07平台\u202e")
    (folder / "evil.json").write_text(
        dumps_json(to_dict(SMALL._replace(targets=(target,)))), encoding="utf-8"
    )
    out = (
        yibiao("summary", "evil.json", cwd=folder).stdout
        + yibiao("diff", "small.json", "evil.json", cwd=folder).stdout
    )
    assert "平台" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)
