"""A plan read back: exactly, leniently where a hand wrote it, and with lines where it is wrong."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from made_plans import SMALL, plans
from yibiao.core.serialise import dumps_json, dumps_yaml, to_dict
from yibiao.files.errors import UnusableInput
from yibiao.files.planfile import UnusablePlan, looks_like_plan, read_plan, read_plan_path

few = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
YAML = dumps_yaml(to_dict(SMALL, with_text=True))
JSON = dumps_json(to_dict(SMALL, with_text=True))
HEAD = "format: yibiao-plan/1\ndocument: {}\n"


def refusal(text, name="plan.yaml"):
    with pytest.raises(UnusableInput) as caught:
        read_plan(text if isinstance(text, bytes) else text.encode(), name)
    return caught.value


def line_of(text, words):
    return next(number for number, line in enumerate(text.split("\n"), 1) if words in line)


@given(plans)
@few
def test_both_notations_are_read_back(plan):
    made = to_dict(plan, with_text=True)
    assert read_plan(dumps_json(made).encode()).plan == plan
    assert read_plan(dumps_yaml(made).encode()).plan == plan


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_editors(encoding):
    assert read_plan(YAML.encode(encoding)).plan == SMALL
    assert looks_like_plan(YAML.encode(encoding))


def test_windows_line_ends():
    assert read_plan(YAML.replace("\n", "\r\n").encode()).plan == SMALL
    assert read_plan(JSON.replace("\n", "\r\n").encode()).plan == SMALL


def test_a_hand_may_leave_out_and_leave_unquoted():
    written = HEAD + (
        "tasks:\n- id: 2.10\n  number: 3.\n  title: on\n  deadline: 2021-12-31\n"
        "targets:\n- {id: t, subject: 平台, comparator: ~, low: 5.50, high: 5.5, unit: 个, each: yes, "
        "period: 2021, task: 2.10}\n"
        "- {id: u, subject: 率, comparator: =, low: 1, high: 1, unit: }\n"
    )
    plan = read_plan(written.encode()).plan
    assert (plan.tasks[0].id, plan.tasks[0].number, plan.tasks[0].title) == ("2.10", "3.", "on")
    assert plan.tasks[0].deadline == "2021-12-31"
    first, second = plan.targets
    assert (first.comparator, str(first.low), first.each, first.period, first.task) == (
        "~",
        "5.50",
        True,
        "2021",
        "2.10",
    )
    assert (second.comparator, second.unit) == ("=", "")


@pytest.mark.parametrize(("notation", "name"), [(YAML, "p.yaml"), (JSON, "p.json")])
def test_faults_come_with_line_place_and_expectation(notation, name):
    wrong = notation.replace('">="', '"=>"').replace('"2021-03-28"', '"2021/3/28"')
    error = refusal(wrong, name)
    assert isinstance(error, UnusablePlan)
    assert error.lines("zh") == [
        f'{name}:{line_of(wrong, "2021/3/28")}: document.date: 应为 2021-03-28 样的日期，实为 "2021/3/28"',
        f"{name}:{line_of(wrong, '=>')}: targets[0].comparator: "
        '应为 >=、>、<=、<、~、range、= 之一，实为 "=>"',
    ]
    assert error.line("en").endswith("(1 more: see yibiao check)")
    assert "\n" not in error.line("zh")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + "tasks: []\ntasks: []\n", 4, "tasks 写了两次（先在第 3 行）"),
        (
            '{"format": "yibiao-plan/1",\n"document": {},\n"tasks": [],\n"tasks": []}',
            4,
            "tasks 写了两次（先在第 3 行）",
        ),
        (HEAD + "tasks:\n- {id: a, title: b, span: [5, 1.5]}\n", 4, "tasks[0].span[1]: 应为 [起, 止]"),
        (HEAD + "tasks:\n- {id: a}\n", 4, "tasks[0].title: 缺少"),
        (HEAD + "tasks:\n  id: a\n", 3, "tasks: 应为列表"),
        (HEAD + "tasks: []\n\ttargets: []\n", 4, "YAML 写法有误"),
        (HEAD + "tasks: []\ntargets:\n- comparator: >=\n", 5, "YAML 写法有误"),
        ('{"format": "yibiao-plan/1",\n"tasks": [}', 2, "JSON 写法有误"),
        (HEAD + "tasks: &a []\ntargets: *a\n", 3, "引用（&a）"),
        (HEAD + "tasks: !!python/object/apply:os.system [id]\n", 3, "标签"),
        (HEAD + "tasks: []\n---\na: 1\n", 4, "多个 YAML 文档"),
        (HEAD + "tasks: []\n? [a]\n: 1\n", 4, "字段名"),
        (HEAD + "tasks: []\ntitle: a\x07b\n", 4, "U+0007"),
        ('{"format": "yibiao-plan/1", "document": {"year": 1e999999999}, "tasks": []}', 1, "document.year"),
        (
            '{"format": "yibiao-plan/1", "document": {"year": ' + "9" * 5000 + '}, "tasks": []}',
            1,
            "document.year",
        ),
        (HEAD + "tasks: " + "[" * 100_000, 3, "嵌套超过"),
        ('{"format": "yibiao-plan/1", "tasks": ' + "[" * 100_000, 1, "嵌套超过"),
    ],
)
def test_what_is_wrong_and_on_which_line(text, line, words):
    said = refusal(text).line("zh")
    assert said.startswith(f"plan.yaml:{line}: ")
    assert words in said


def test_references_do_not_multiply():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join('*' + chr(97 + i) for _ in range(9))}]\n" for i in range(8)
    )
    assert "引用" in refusal("format: yibiao-plan/1\n" + bomb).line("zh")


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"3", b"null", b"a: 1", b"- a", "你好".encode()])
def test_what_is_no_plan(data):
    assert "不是方案文件" in refusal(data).line("zh")


def test_a_plan_in_another_encoding_is_refused_in_words():
    assert "UTF-8" in refusal(YAML.encode("gb18030")).line("zh")


def said_of(data):
    """Return what is said of the data of a plan file, nothing where it is one."""
    try:
        read_plan(data, "x.yaml")
    except UnusableInput as error:
        return error.line("zh")
    return "plan"


@given(st.text(max_size=200) | st.binary(max_size=200))
@few
def test_any_bytes_give_a_plan_or_one_line(data):
    said = said_of(data if isinstance(data, bytes) else data.encode("utf-8", "replace"))
    assert said
    assert len(said.splitlines()) == 1


@given(st.data())
@few
def test_any_damage_to_a_plan_gives_a_plan_or_one_line(data):
    text = data.draw(st.sampled_from([YAML, JSON]))
    at = data.draw(st.integers(0, len(text)))
    put = data.draw(
        st.sampled_from(["", "\n", "  ", "{", "]", '"', ":", "&a ", "9" * 50, "\t", "null", "- "])
    )
    cut = data.draw(st.integers(0, 5))
    assert len(said_of((text[:at] + put + text[at + cut :]).encode()).splitlines()) == 1


def test_telling_plans_from_documents():
    assert looks_like_plan(JSON.encode(), "a.txt")
    assert looks_like_plan(YAML.encode(), "-")
    assert looks_like_plan(json.dumps({"document": {}, "format": "yibiao-plan/1"}).encode())
    assert looks_like_plan(b"anything", "hand.YAML")
    assert not looks_like_plan("关于印发方案的通知\n格式 format 见附件".encode(), "a.txt")
    assert not looks_like_plan(b"<html>", "a.html")
    assert not looks_like_plan(b"", "-")


def test_lines_of_values(tmp_path):
    path = tmp_path / "方案.yaml"
    path.write_text(YAML, encoding="utf-8")
    file = read_plan_path(path)
    assert file.line(("targets", 0, "comparator")) == line_of(YAML, "comparator:")
    assert file.line(("targets", 0, "nothing")) == file.line(("targets", 0))
    assert file.line(()) == 1
    json_file = read_plan(JSON.encode())
    assert json_file.line(("targets", 0, "comparator")) == line_of(JSON, '"comparator"')
