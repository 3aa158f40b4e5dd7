"""Split files: what they may hold, and what is wrong on which line."""

import pickle
from decimal import Decimal

import pytest
from splittext import FULL, HEAD, NAMES, UNITS, read, refusal

from made_plans import DISTRICTS, SMALL, TARGET, TASK
from yibiao.core.splits.apply import apply_split
from yibiao.core.splits.values import Approval, Baseline, Bounds, Chosen, Comment, SplitFile
from yibiao.files.errors import UnusableInput
from yibiao.files.handwritten import UnusableFile
from yibiao.files.splitfile import read_split_path


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
