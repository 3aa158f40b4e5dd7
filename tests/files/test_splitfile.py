"""Split files: what an office writes is read exactly, what is wrong is named with its line, and drafts read back."""

import pickle
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from made_plans import DISTRICTS, SMALL, TARGET, TASK, name, plans
from yibiao import compile_document
from yibiao.core.orgs.names import Directory
from yibiao.core.orgs.resolve import resolve
from yibiao.core.orgs.shipped import pack_for
from yibiao.core.splits.apply import apply_split
from yibiao.core.splits.values import Approval, Baseline, Bounds, Chosen, Comment, SplitFile
from yibiao.files.errors import UnusableInput
from yibiao.files.handwritten import UnusableFile
from yibiao.files.splitdraft import OpenClass, draft_split
from yibiao.files.splitfile import read_split, read_split_path, split_schema

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

UNITS = {
    "江岸区": "jiangan",
    "江汉区": "jianghan",
    "武昌区": "wuchang",
    "武昌": "wuchang",
    "wuchang": "wuchang",
}
NAMES = ("江岸区", "江汉区", "武昌区")
HEAD = "format: yibiao-split/1\n"
FULL = """\
format: yibiao-split/1
plan: {number: 某市办〔2021〕9号, version: 第二稿}
members:
- group: 各区
  task: 1.1
  units: [江岸区, 武昌]
targets:
- target: 1.1-t1
  definition: 净增
  data_source: 市科技局
  counted_at: 2021-12-31
  attribution: registered
  shape: manual
  values: {2021-06: 2, 2021-Q4: 5}
  lagging: no
  opening: {江岸区: 1}
splits:
- target: t1
  method: baseline
  step: 0.5
  reserve: 1
  city: 0.5
  baseline:
    title: 上年数
    source: 年报
    values: {江岸区: 10.50, 江汉区: 0, 武昌: 3}
  shares: {武昌区: 2, 江岸区: }
  bounds: {江岸区: {least: 1}, 江汉区: {most: 4}}
  bounds_of_all: {least: 0.5, most: }
  units: [江岸区, 江汉区, 武昌区]
  state: approved
  approval: {proposer: 市科技局, proposed_on: 2021-03-30, approver: 张某, approved_on: 2021-04-02, number: 示例1号}
  comments:
  - {unit: 江汉区, text: 偏高, date: 2021-04-01, asked: 1, answer: 不采纳}
  note: 说明
"""


def read(text, plan=SMALL, lookup=UNITS.get):
    return read_split(text if isinstance(text, bytes) else text.encode(), plan, lookup, NAMES, "split.yaml")


def refusal(text, plan=SMALL):
    with pytest.raises(UnusableInput) as caught:
        read(text, plan)
    return caught.value


def test_everything_a_file_may_hold():
    made = read(FULL)
    assert (made.number, made.version, made.name) == ("某市办〔2021〕9号", "第二稿", "split.yaml")
    assert made.members == (Chosen("各区", "1.1", ("jiangan", "wuchang"), 4),)
    details = made.details[0]
    assert (details.target, details.definition, details.counted_at) == ("1.1-t1", "净增", "2021-12-31")
    assert (details.attribution, details.shape, details.lagging) == ("registered", "manual", False)
    assert (details.values, details.opening) == ((("2021-06", 2), ("2021-Q4", 5)), (("jiangan", 1),))
    split = made.splits[0]
    assert (split.target, split.line) == ("1.1-t1", 18)  # by its key
    assert (split.method, split.step, split.reserve, split.city) == (
        "baseline",
        Decimal("0.5"),
        1,
        Decimal("0.5"),
    )
    column = (("jiangan", Decimal("10.50")), ("jianghan", 0), ("wuchang", 3))
    assert split.baseline == Baseline("上年数", "年报", column)
    assert split.shares == (("wuchang", 2),)  # an empty share is none
    assert split.bounds == (("jiangan", Bounds(1, None)), ("jianghan", Bounds(None, 4)))
    assert split.bounds_of_all == Bounds(Decimal("0.5"), None)
    assert split.units == ("jiangan", "jianghan", "wuchang")
    assert split.approval == Approval("市科技局", "2021-03-30", "张某", "2021-04-02", "示例1号")
    assert split.comments == (Comment("jianghan", "偏高", "2021-04-01", 1, "不采纳"),)
    assert (split.state, split.note) == ("approved", "说明")
    made = apply_split(split, TARGET._replace(each=False), split.units)
    assert made.gap == 0
    assert made.approved


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_editors(encoding):
    assert read(FULL.encode(encoding)) == read(FULL.replace("\n", "\r\n").encode(encoding))


def test_what_is_empty_is_not_decided():
    text = HEAD + (
        "plan:\nmembers:\n- {group: 各区, units: []}\ntargets:\n- target: 1.1-t1\n  definition:\n  shape:\n"
        "splits:\n- target: 1.1-t1\n  method:\n  shares: {江岸区: , 武昌区: }\n  approval:\n    number:\n"
    )
    made = read(text)
    assert (made.members, made.splits) == ((), ())
    assert (made.details[0].definition, made.details[0].shape) == (None, None)
    assert read(HEAD) == SplitFile(name="split.yaml")


SPLIT = "splits:\n- target: 1.1-t1\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        # the plan
        ("plan: {number: 某市办〔2021〕8号}\n", 2, "是为 \"某市办〔2021〕8号\" 编制的，而方案是 某市办〔2021〕9号"),
        (f"plan:\n  sha256: {'1' * 64}\n", 3, "来源文件与编制本分解文件时不同"),
        (f"plan:\n  sha256: {'A' * 64}\n", 3, "64 位小写十六进制"),
        # targets, units, classes, tasks
        ("splits:\n- method: equal\n  target: 1.1-t7\n", 4, "没有编号或 key 为 \"1.1-t7\" 的指标；相近的有：1.1-t1（建成平台5个以上）"),
        ("targets:\n- target: 平台\n", 3, "相近的有：1.1-t1（建成平台5个以上）"),
        ("targets:\n- target: 无\n", 3, "请核对写法"),
        (SPLIT + "  method: weights\n  weights:\n    江岸区: 1\n    江安区: 2\n", 7, "单位库里没有 \"江安区\"；相近的有：江"),
        (SPLIT + "  units: [江岸区, 火星]\n", 4, "单位库里没有 \"火星\"；请核对写法"),
        ("members:\n- {group: 各县, units: [江岸区]}\n", 3, "方案中没有 \"各县\" 这一类单位；相近的有：各区"),
        ("members:\n- {group: 各区, task: 1.2, units: [江岸区]}\n", 3, "没有编号或 key 为 \"1.2\" 的任务；相近的有：1.1"),
        # once
        (SPLIT + "- target: t1\n", 4, "\"t1\" 已在第 3 行写过"),
        ("targets:\n- target: t1\n- target: t1\n", 4, "已在第 3 行写过"),
        ("members:\n- {group: 各区}\n- {group: 各区}\n", 4, "已在第 3 行写过"),
        (SPLIT + "  shares:\n    武昌: 1\n    武昌区: 2\n", 6, "\"武昌区\" 与 武昌 是同一个单位"),
        (SPLIT + "  units: [武昌, wuchang]\n", 4, "是同一个单位"),
        (SPLIT + "  step: 1\n  step: 2\n", 5, "step 写了两次（先在第 4 行）"),
        (SPLIT + "  shares:\n    武昌: 1\n    武昌: 2\n", 6, "武昌 写了两次（先在第 5 行）"),
        # figures
        (SPLIT + "  step: 0\n", 4, "应为大于 0 的数字"),
        (SPLIT + "  step: -1\n", 4, "应为大于 0 的数字"),
        (SPLIT + "  city: -1\n", 4, "应为不小于 0 的数字"),
        (SPLIT + "  reserve: 一百\n", 4, "应为数字（不带单位，万、亿写全），实为 \"一百\""),
        (SPLIT + "  shares: {江岸区: -3}\n", 4, "splits[0].shares.江岸区: 应为不小于 0 的数字"),
        (SPLIT + "  shares: {江岸区: 1e400}\n", 4, "实为 1E+400"),
        (SPLIT + f"  shares: {{江岸区: {'9' * 60}}}\n", 4, "应为不小于 0 的数字"),
        (SPLIT + "  shares: {江岸区: yes}\n", 4, "实为 true"),
        (SPLIT + "  shares: {江岸区: 2021-03-28}\n", 4, "实为 \"2021-03-28\""),
        (SPLIT + "  shares: {江岸区: .nan}\n", 4, "实为 \".nan\""),
        (SPLIT + "  shares: {江岸区: .inf}\n", 4, "实为 \".inf\""),
        (SPLIT + "  shares: {江岸区: 12家}\n", 4, "实为 \"12家\""),
        (SPLIT + "  shares: {江岸区: \"12\"}\n", 4, "实为 \"12\""),
        (SPLIT + "  shares: {江岸区: [1]}\n", 4, "实为 [1]"),
        (SPLIT + "  shares: [1, 2]\n", 4, "应为一组字段（名称: 值）或留空"),
        (SPLIT + "  bounds_of_all: {least: 5, most: 3}\n", 4, "下限 5 高于上限 3"),
        (SPLIT + "  bounds: {江岸区: {least: 5, most: 3}}\n", 4, "splits[0].bounds.江岸区: 下限 5 高于上限 3"),
        (SPLIT + "  bounds: {江岸区: 5}\n", 4, "应为一组字段"),
        # dates and periods
        (SPLIT + "  approval: {approved_on: 2021-02-30}\n", 4, "没有 \"2021-02-30\" 这一天"),
        (SPLIT + "  approval: {approved_on: 2021/3/1}\n", 4, "应为 2021-03-28 样的日期"),
        (SPLIT + "  comments:\n  - {unit: 江岸区, text: a, date: 2021-04-31}\n", 5, "没有 \"2021-04-31\" 这一天"),
        ("targets:\n- {target: t1, shape: manual, values: {2021-13: 5}}\n", 3, "应为月、季或年"),
        ("targets:\n- {target: t1, shape: manual, values: {2021/2022: 5}}\n", 3, "应为月、季或年"),
        ("targets:\n- {target: t1, shape: manual, values: {2021-12: }}\n", 3, "应为不小于 0 的数字"),
        # what belongs together
        (SPLIT + "  weights: {江岸区: 1}\n", 3, "写了 weights，但没有写 method"),
        (SPLIT + "  method: manual\n", 4, "还需要在 shares 里写出"),
        (SPLIT + "  method: weights\n", 4, "还需要在 weights 里写出"),
        (SPLIT + "  method: equal\n  weights: {江岸区: 1}\n", 5, "用不到 weights"),
        (SPLIT + "  method: baseline\n  baseline: {source: b, values: {江岸区: 1}}\n", 5, "baseline.title: 缺少这个字段"),
        ("targets:\n- {target: t1, shape: manual}\n", 3, "还需要在 values 里写出"),
        ("targets:\n- {target: t1, shape: line, values: {2021-12: 5}}\n", 3, "用不到 values"),
        # names of fields and of what may be chosen
        (SPLIT + "  methd: equal\n", 4, "splits[0].methd: 不认识的字段；可用：target、method"),
        ("split:\n- target: t1\n", 2, "不认识的字段；可用：format、plan、members、targets、splits"),
        (SPLIT + "  method: 平均\n", 4, "应为 equal、weights、baseline、manual、null 之一"),
        (SPLIT + "  state: done\n", 4, "应为 proposed、commented、approved、issued 之一"),
        ("targets:\n- {target: t1, attribution: 注册地}\n", 3, "应为 registered、managed、null 之一"),
        ("targets:\n- {target: t1, lagging: 3}\n", 3, "应为 true、false 或留空"),
        ("splits:\n- method: equal\n", 3, "splits[0].target: 缺少这个字段"),
        ("splits:\n  target: t1\n", 2, "应为列表"),
        ("splits: {a: b}\n", 2, "应为列表"),
        # YAML
        ("splits: [\n", 3, "YAML 写法有误"),
        ("splits: &a []\n", 2, "不支持 YAML 引用（&a）"),
        ("splits: !!python/object/apply:os.system [id]\n", 2, "不支持 YAML 标签"),
        ("---\na: 1\n", 2, "多个 YAML 文档"),
        ("splits: " + "[" * 5000 + "\n", 2, "嵌套超过"),
        ("members: a\x07\n", 2, "U+0007"),
    ],
)  # fmt: skip
def test_what_is_wrong_and_on_which_line(text, line, words):
    error = refusal(HEAD + text)
    assert isinstance(error, UnusableFile)
    said = error.lines("zh")
    assert any(one.startswith(f"split.yaml:{line}: ") and words in one for one in said), said
    english = error.lines("en")
    assert len(english) == len(said)
    assert all("。" not in one for one in english)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert error.named("other.yaml").lines("zh")[0].startswith("other.yaml:")


def test_every_fault_is_said_at_once_and_in_order():
    text = HEAD + SPLIT + "  step: -1\n  units: [火星]\ntargets:\n- target: 没有\n"
    error = refusal(text)
    assert [line for line, _ in error.faults] == [4, 5, 7]
    assert error.line("zh").endswith("（另有 2 处）")
    assert "\n" not in str(error)


def test_a_class_is_looked_for_in_its_task():
    other = TASK._replace(id="1.2", key="k2", responsible=())
    plan = SMALL._replace(tasks=(TASK, other))
    member = HEAD + "members:\n- {group: 各区, task: 1.2, units: [江岸区]}\n"
    assert "任务 1.2 中没有" in str(refusal(member, plan))
    assert read(member.replace("1.2", "k1"), plan).members[0].task == "1.1"
    written = DISTRICTS._replace(name="各区人民政府")
    plan = SMALL._replace(tasks=(TASK._replace(responsible=(written,)),), targets=())
    assert (
        read(HEAD + "members:\n- {group: 各区, units: [江岸区]}\n", plan).members[0].group == "各区人民政府"
    )


def test_brackets_and_blanks_of_a_number_do_not_count():
    assert read(HEAD + 'plan: {number: "某市办 [2021] 9号"}\n').number == "某市办 [2021] 9号"
    document = SMALL.document._replace(number=None)
    assert "方案没有文号" in str(
        refusal(HEAD + "plan: {number: 某市办〔2021〕9号}\n", SMALL._replace(document=document))
    )


def test_references_do_not_multiply():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join('*' + chr(97 + i) for _ in range(9))}]\n" for i in range(8)
    )
    assert "引用" in str(refusal(HEAD + bomb))


def test_a_file_of_strange_units_is_refused_before_long():
    many = "".join(f"    某某单位{place}: 1\n" for place in range(20_000))
    error = refusal(HEAD + SPLIT + "  shares:\n" + many)
    assert len(error.faults) == 200


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"3", b"null", b"a: 1", b"- a", "你好".encode()])
def test_what_is_no_split_file(data):
    assert "不是分解文件" in str(refusal(data))


def test_another_format_is_refused():
    assert "应为 yibiao-split/1 之一" in str(refusal("format: yibiao-plan/1\n"))


def test_other_encodings_and_large_files_are_refused_in_words():
    assert "UTF-8" in str(refusal(FULL.encode("gb18030")))
    assert "上限" in str(refusal(b"#" * (17 * 1024 * 1024)))


def test_files_that_cannot_be_opened(tmp_path):
    for path, words in ((tmp_path / "无.yaml", "找不到"), (tmp_path, "文件夹")):
        with pytest.raises(UnusableInput) as caught:
            read_split_path(path, SMALL, UNITS.get)
        assert words in str(caught.value)
    path = tmp_path / "split.yaml"
    path.write_text(FULL, encoding="utf-8")
    assert read_split_path(path, SMALL, UNITS.get, NAMES).splits == read(FULL).splits


def said_of(data):
    """Return what is said of some data, nothing where it is a split file."""
    try:
        read(data)
    except UnusableInput as error:
        return error.line("zh")
    return "split"


@given(st.text(max_size=200) | st.binary(max_size=200))
@few
def test_any_bytes_give_a_split_or_one_line(data):
    said = said_of(data if isinstance(data, bytes) else data.encode("utf-8", "replace"))
    assert said
    assert len(said.splitlines()) == 1


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_damage_gives_a_split_or_one_line(data):
    at = data.draw(st.integers(0, len(FULL)))
    put = data.draw(
        st.sampled_from(
            ["", "\n", "  ", "{", "]", '"', ":", "&a ", "9" * 50, "\t", "null", "- ", "-1", "1e999999999"]
        )
    )
    cut = data.draw(st.integers(0, 12))
    assert len(said_of((FULL[:at] + put + FULL[at + cut :]).encode()).splitlines()) == 1


# --- the schema


def plain(text):
    """Return the values as another reader of YAML sees them, with numbers and texts as the schema has them."""
    loader = type("Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": {}})
    for tag, pattern in (
        ("tag:yaml.org,2002:null", r"~|null|"),
        ("tag:yaml.org,2002:bool", r"true|false"),
        ("tag:yaml.org,2002:int", r"-?\d+"),
        ("tag:yaml.org,2002:float", r"-?\d+\.\d+"),
    ):
        loader.add_implicit_resolver(tag, re.compile(f"(?:{pattern})$"), None)
    return yaml.load(text, Loader=loader)


def test_the_schema_is_sound_and_knows_the_example():
    jsonschema.Draft202012Validator.check_schema(split_schema())
    validator = jsonschema.Draft202012Validator(split_schema())
    example = plain((EXAMPLES / "wuhan-2021-26.split.yaml").read_text(encoding="utf-8"))
    example["members"][0]["task"] = str(example["members"][0]["task"])
    assert list(validator.iter_errors(example)) == []
    for wrong in (
        {"splits": [{"target": "t", "methd": 1}]},
        {"splits": [{"target": "t", "step": 0}]},
        {"x": 1},
    ):
        assert list(validator.iter_errors({"format": "yibiao-split/1", **wrong}))


def test_every_field_of_the_values_is_in_the_schema():
    known = split_schema()["properties"]
    splits = known["splits"]["items"]["properties"]
    details = known["targets"]["items"]["properties"]
    made = read(FULL)
    assert set(splits) == set(made.splits[0]._fields) - {"line"}
    assert set(details) == set(made.details[0]._fields) - {"line"}
    assert set(known["members"]["items"]["properties"]) == set(made.members[0]._fields) - {"line"}
    assert set(splits["approval"]["properties"]) == set(Approval._fields)
    assert set(splits["comments"]["items"]["properties"]) == set(Comment._fields)


# --- drafts


def test_a_draft_names_everything_to_be_decided():
    whole = TARGET._replace(each=False)
    rate = TARGET._replace(id="1.1-t2", key="t2", change="share", unit="%")
    plan = SMALL._replace(targets=(whole, rate))
    text = draft_split(plan, {"1.1-t1": NAMES, "1.1-t2": NAMES}, [OpenClass("各区", "1.1", NAMES)])
    values = plain(text)
    assert values["plan"] == {"number": "某市办〔2021〕9号"}
    assert values["members"] == [{"group": "各区", "task": "1.1", "units": []}]
    assert [entry["target"] for entry in values["targets"]] == ["1.1-t1", "1.1-t2"]
    assert values["targets"][0]["definition"] is None
    assert "shape" in values["targets"][0]
    assert "shape" not in values["targets"][1]
    assert [(entry["target"], list(entry["shares"])) for entry in values["splits"]] == [
        ("1.1-t1", list(NAMES))
    ]
    assert "# 建成平台5个以上" in text
    assert "# 可选：江岸区、江汉区、武昌区" in text
    made = read(text, plan)
    assert (made.splits, made.members) == ((), ())
    filled = text.replace("method:", "method: manual").replace("江岸区:", "江岸区: 5")
    assert read(filled, plan).splits[0].shares == (("jiangan", 5),)


def test_a_draft_in_english_has_the_same_fields():
    chinese, english = (draft_split(SMALL, {"1.1-t1": NAMES}, (), lang) for lang in ("zh", "en"))
    assert plain(chinese) == plain(english)
    assert chinese != english


@given(plans, st.lists(name, max_size=4), st.booleans())
@few
def test_any_draft_reads_back(plan, units, classes):
    ids = [target.id for target in plan.targets]
    if len(set(ids)) < len(ids) or len({target.key for target in plan.targets}) < len(ids):
        return
    groups = {ref.name for target in plan.targets for ref in target.owed_by if ref.group} if classes else ()
    text = draft_split(
        plan, {target.id: units for target in plan.targets}, [OpenClass(one) for one in groups]
    )
    made = read_split(text.encode(), plan, lambda unit: unit)
    assert [details.target for details in made.details] == ids
    assert made.splits == ()


# --- the example


@cache
def example():
    """The example plan, who its names are, and its split file."""
    plan = compile_document(EXAMPLES / "wuhan-2021-26.txt")
    pack = pack_for(plan)
    directory = Directory(pack, plan.document.date)

    def lookup(word):
        found = directory.units.get(word) or getattr(directory.find(word), "unit", None)
        return directory.ids((found.id,))[0] if found else None

    names = [unit.name for unit in pack.units]
    decided = read_split_path(EXAMPLES / "wuhan-2021-26.split.yaml", plan, lookup, names)
    return plan, resolve(plan, pack, decided.members), decided


def sharers_of(target_id):
    plan, resolution, _ = example()
    target = next(target for target in plan.targets if target.id == target_id)
    task = next(task for task in plan.tasks if task.id == target.task)
    refs = target.owed_by or [ref for ref in (*task.lead, *task.responsible) if ref.group]
    return target, tuple(unit for ref in refs for unit in resolution.by_ref[ref].units)


@pytest.mark.parametrize("place", range(3))
def test_the_example_adds_up(place):
    split = example()[2].splits[place]
    target, sharers = sharers_of(split.target)
    made = apply_split(split, target, sharers)
    assert made.findings == ()
    assert sum(share for _, share in made.shares) == target.low + split.reserve - split.city
    assert made.unset == ()
    assert made.approved is (split.target == "2.2.1-t1")


def test_the_example_in_figures():
    _, resolution, decided = example()
    by_target = {split.target: split for split in decided.splits}
    parks = apply_split(by_target["2.2.1-t1"], *sharers_of("2.2.1-t1"))
    assert parks.shares == (("WH-DH", 15), ("WH-JK", 9), ("WH-LKG", 6))
    carriers = dict(apply_split(by_target["2.2.1-t2"], *sharers_of("2.2.1-t2")).shares)
    assert (carriers["WH-DH"], carriers["WH-FJQ"], carriers["WH-CJ"], carriers["wuchang"]) == (8, 1, 2, 3)
    firms = apply_split(by_target["2.2.2-t1"], *sharers_of("2.2.2-t1"))
    assert sum(share for _, share in firms.shares) == 2040
    assert firms.of("WH-FJQ") == firms.of("WH-CJ") == 10  # at their lower bound
    assert decided.members[0].units == ("hongshan", "jiangxia", "WH-DH")
    chosen = [found for found in resolution.by_ref.values() if found.chosen]
    assert set(chosen[0].units) == set(decided.members[0].units)


def test_the_example_says_that_it_is_invented():
    text = (EXAMPLES / "wuhan-2021-26.split.yaml").read_text(encoding="utf-8")
    assert "虚构" in text.splitlines()[0]
    _, _, decided = example()
    assert all("示例数据" in split.baseline.title for split in decided.splits if split.baseline)


# --- the page


def test_the_page_on_splits_holds_a_file_that_is_read_and_figures_that_are_right():
    page = (EXAMPLES.parent / "docs" / "splits.md").read_text(encoding="utf-8")
    plan, resolution, _ = example()
    directory = Directory(resolution.pack, plan.document.date)
    written = re.findall(r"^```yaml\n(.*?)^```", page, re.M | re.S)[0]
    made = read_split(written.encode(), plan, lambda word: directory.find(word).unit.id)
    split = made.splits[0]
    target, sharers = sharers_of(split.target)
    shares = apply_split(split, target, sharers)
    names = {unit.id: unit.name for unit in resolution.pack.units}
    for unit, share in shares.shares:
        assert re.search(rf"^\| {names[unit]} \|.*\| \*\*{share}\*\* \|$", page, re.M), names[unit]
    bounded = split._replace(bounds=(("WH-DH", Bounds(most=12)),))
    assert [share for _, share in apply_split(bounded, target, sharers).shares] == [12, 11, 8]
    assert "shares 11 and 8" in page
    fields = set(re.findall(r"`([a-z_0-9]+)`", page))
    known = split_schema()["properties"]
    assert set(known["splits"]["items"]["properties"]) - {"target", "note"} <= fields
    assert set(known["targets"]["items"]["properties"]) - {"target"} <= fields
