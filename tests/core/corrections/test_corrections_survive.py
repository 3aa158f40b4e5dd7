"""Members and findings by hand; corrections that meet another compile of their document; their plain values."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from corrected import PLAN, at, finding_of, names, own, reasons, target, task

import damage
from samples import EXAMPLE, compile_text, corpus, plain, plan_of, stems, text_of
from yibiao import packs
from yibiao.core.corrections.apply import apply_corrections
from yibiao.core.corrections.jsonform import (
    UnusableCorrection,
    correction_values,
    corrections_schema,
    read_correction,
    read_corrections,
)
from yibiao.core.corrections.making import add_target_at, add_task_at, split_at
from yibiao.core.corrections.members import with_members
from yibiao.core.corrections.refs import (
    finding_key,
    finding_refs,
    measure_keys,
    target_ref,
    task_ref,
)
from yibiao.core.corrections.telling import describe
from yibiao.core.corrections.values import (
    KINDS,
    AddTask,
    AnswerFinding,
    ChooseMembers,
    Corrected,
    Correction,
    DropTarget,
    DropTask,
    EditTarget,
    EditTask,
    MergeTasks,
    Reason,
    Ref,
    SetUnits,
    kind_of,
)
from yibiao.core.findings import render
from yibiao.core.plan import Plan
from yibiao.core.spans import Span
from yibiao.core.splits.values import Chosen, SplitFile

# --- Members and findings ------------------------------------------------------------------------


def test_members_go_into_the_decisions_that_tables_are_made_with() -> None:
    chosen = ChooseMembers(1, "各依托单位", task_ref(task("2.1.3")), ("武汉大学", "华中科技大学"))
    made = apply_corrections(PLAN, [chosen])
    assert ("unresolved-group", "各依托单位") not in {
        (found.code, found.about) for found in made.plan.findings if found.task == "2.1.3"
    }
    before = SplitFile(
        members=(Chosen("各依托单位", "2.1.3", ("某单位",)), Chosen("各依托单位", None, ("甲",)))
    )
    after = with_members(before, made)
    assert after.members == (
        Chosen("各依托单位", "2.1.3", ("武汉大学", "华中科技大学")),
        Chosen("各依托单位", None, ("甲",)),
    )
    assert with_members(before, apply_corrections(PLAN, [])) is before
    stranger = ChooseMembers(1, "各乡镇", task_ref(task("2.1.3")), ("甲",))
    assert reasons(apply_corrections(PLAN, [stranger])) == [(1, "gone")]


def test_an_answered_finding_stays_and_is_open_no_more() -> None:
    answer = AnswerFinding(1, finding_of("annex-missing"), "noted", "已另行印发")
    made = apply_corrections(PLAN, [answer])
    assert made.plan.findings == PLAN.findings
    assert [one.finding.code for one in made.answered] == ["annex-missing"]
    assert len(made.open_findings) == len(PLAN.findings) - 1
    assert made.answered[0].correction.text == "已另行印发"


def test_an_answer_to_a_finding_that_a_correction_settled_says_so() -> None:
    answer = AnswerFinding(2, finding_of("no-lead-unit", "2.3.1"), "accepted")
    made = apply_corrections(PLAN, [SetUnits(1, task_ref(task("2.3.1")), "lead", ("市科技局",)), answer])
    assert reasons(made) == [(2, "gone")]
    assert made.lost[0].finding.severity == "info"


def test_answers_survive_another_number_and_title_of_the_task() -> None:
    ref = finding_of("unresolved-group", "2.1.5")
    text = PLAN.text.replace("5.提升国家级科技创新平台能级", "6.提升国家级创新平台的能级")
    assert text != PLAN.text
    made = apply_corrections(compile_text(text), [AnswerFinding(1, ref, "noted")])
    assert [(one.finding.code, one.finding.task) for one in made.answered] == [("unresolved-group", "2.1.6")]


def test_a_changed_figure_is_another_conflict() -> None:
    one = "一、工作目标\n全市新增众创空间20家以内。\n二、主要任务\n（一）建设空间。新增众创空间30家以上。（牵头单位：市科技局）\n"
    before, after = compile_text(one), compile_text(one.replace("30家", "40家"))
    ref = next(ref for ref in finding_refs(before) if ref.code == "conflicting-target")
    assert reasons(apply_corrections(before, [AnswerFinding(1, ref, "noted")])) == []
    assert reasons(apply_corrections(after, [AnswerFinding(1, ref, "noted")])) == [(1, "gone")]


def test_finding_key_is_that_of_the_reference() -> None:
    assert [finding_key(found, PLAN) for found in PLAN.findings] == [ref.key for ref in finding_refs(PLAN)]


# --- Surviving a recompile -----------------------------------------------------------------------


def some_of_each(plan: Plan) -> list[Correction]:
    """Return corrections of many kinds that are possible in any document with tasks and figures."""
    keys = measure_keys(plan)
    largest = max(range(len(plan.tasks)), key=lambda place: len(plan.tasks[place].measures))
    rest = [one for one in plan.tasks if one is not plan.tasks[largest]]
    made: list[Correction] = [SetUnits(1, task_ref(rest[0]), "lead", ("市某某局",))]
    if len(plan.tasks[largest].measures) > 1:
        one = plan.tasks[largest]
        split = split_at(2, plan, one, keys[largest], [(one.measures[1].span.start, "第二部分")])
        made += [split, SetUnits(3, Ref(split.parts[0].key), "guiding", ("市某某委",))]
    if len(rest) > 4:
        made.append(MergeTasks(4, (task_ref(rest[1]), task_ref(rest[2]))))
        made.append(DropTask(5, task_ref(rest[3]), "不是任务"))
        made.append(EditTask(6, task_ref(rest[4]), (("title", "新标题"),)))
    standing = [one for one in plan.targets if one.task not in {other.id for other in rest[1:4]}]
    if len(standing) > 1:
        made.append(EditTarget(7, target_ref(standing[0], plan), (("subject", "新指标"),)))
        made.append(DropTarget(8, target_ref(standing[1], plan), "不是目标"))
    kept = {one.id for one in plan.tasks} - {one.id for one in rest[1:4]}
    for ref, found in zip(finding_refs(plan), plan.findings, strict=True):
        if found.code in ("annex-missing", "no-target", "no-deadline") and found.task in (None, *kept):
            made.append(AnswerFinding(9, ref, "noted"))
            break
    return made


def told(made: Corrected) -> list[tuple[object, ...]]:
    """Return what a corrected plan says, wherever it stands in the file."""
    tasks = [
        (
            one.id,
            one.key,
            plain(one.title),
            plain(names(one.lead)),
            plain(names(one.guiding)),
            len(one.measures),
        )
        for one in made.plan.tasks
    ]
    return [*tasks, *((one.id, one.key, plain(one.subject)) for one in made.plan.targets)]


NOISE: dict[str, Callable[[str], str]] = {
    "pinyin": lambda text: damage.pinyin(text, random.Random(1), 0.25),
    "traditional": damage.traditional,
    "invisible": lambda text: damage.invisible(text, random.Random(2)),
    "full-width marks": damage.full_width_marks,
    "ascii marks": damage.ascii_marks,
    "full-width digits": damage.full_width_digits,
}
DOCUMENTS = [path for path in (EXAMPLE, *corpus("tune")) if len(plan_of(path).tasks) > 1]


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("path", DOCUMENTS, ids=stems(DOCUMENTS))
def test_corrections_survive_noise(path: Path, noise: str) -> None:
    plan = plan_of(path)
    given = some_of_each(plan)
    before = apply_corrections(plan, given)
    assert before.lost == ()
    after = apply_corrections(compile_text(NOISE[noise](text_of(path))), given)
    assert reasons(after) == []
    assert told(after) == told(before)


def test_everything_that_stands_on_words_survives_noise() -> None:
    one = task("2.1.4")
    given = [
        split_at(1, PLAN, one, own("2.1.4"), [(at("脉冲强磁场").start, "优化提升")]),
        add_task_at(2, PLAN, Span(target("1-t3").span.start, target("1-t3").span.end), "培育企业"),
        add_target_at(
            3, PLAN, one, at("第四代同步辐射光源"), subject="光源", comparator="=", low=1, unit="个"
        ),
    ]
    before = apply_corrections(PLAN, given)
    assert reasons(before) == []
    for noise in NOISE.values():
        after = apply_corrections(compile_text(noise(PLAN.text)), given)
        assert reasons(after) == []
        assert told(after) == told(before)


def test_a_fact_whose_words_changed_a_little_is_found_and_told() -> None:
    text = PLAN.text.replace("提升国家级科技创新平台能级", "大力提升国家级创新平台能级")
    plan = compile_text(text)
    given = [SetUnits(1, task_ref(task("2.1.5")), "lead", ("市委宣传部",))]
    made = apply_corrections(plan, given)
    assert reasons(made) == []
    assert made.applied[0].moved == ("提升国家级科技创新平台能级", "大力提升国家级创新平台能级")
    assert names(task("2.1.5", made.plan).lead) == ["市委宣传部"]
    [found] = [found for found in made.plan.findings if found.code == "correction-moved"]
    assert "大力提升" in found.message
    assert "Correction 1" in render(found, "en")[0]


def test_a_compiler_that_draws_other_keys() -> None:
    given = some_of_each(PLAN)[:1] + some_of_each(PLAN)[3:]
    other = PLAN._replace(
        tasks=tuple(one._replace(key=f"t-{at}") for at, one in enumerate(PLAN.tasks)),
        targets=tuple(one._replace(key=f"f-{at}") for at, one in enumerate(PLAN.targets)),
    )
    made = apply_corrections(other, given)
    assert reasons(made) == []
    assert not any(one.moved for one in made.applied)
    assert [one[:1] + one[2:] for one in told(made)] == [
        one[:1] + one[2:] for one in told(apply_corrections(PLAN, given))
    ]


def test_namesakes_are_told_apart_by_their_words() -> None:
    """Keys of the same title are counted, so that one in front takes the key of the next."""
    works = ("建立联席会议制度，定期研究问题", "开展督促检查工作，推动任务落实", "做好宣传引导，营造良好氛围")

    def text(order: list[int]) -> str:
        rows = (
            f"{at + 1}.加强组织领导。{works[place]}。（牵头单位：市科技局）\n"
            for at, place in enumerate(order)
        )
        return "一、主要任务\n" + "".join(rows)

    before, after = compile_text(text([1, 2])), compile_text(text([0, 1, 2]))
    given = [
        EditTask(at + 1, task_ref(one), (("title", works[at + 1][:4]),))
        for at, one in enumerate(before.tasks)
    ]
    made = apply_corrections(after, given)
    assert [one.title for one in made.plan.tasks] == ["加强组织领导", "开展督促", "做好宣传"]


def test_a_fact_that_could_be_either_is_lost() -> None:
    twins = "".join(
        f"{number}.推进{side}片区平台建设工作。建成平台5个以上。（牵头单位：市科技局）\n"
        for number, side in ((1, "甲"), (2, "乙"))
    )
    before = compile_text("一、主要任务\n1.推进丙片区平台建设工作。建成平台5个以上。（牵头单位：市科技局）\n")
    ref = task_ref(before.tasks[0])._replace(id="")
    made = apply_corrections(compile_text("一、主要任务\n" + twins), [EditTask(1, ref, (("title", "新"),))])
    assert reasons(made) == [(1, "ambiguous")]


def test_a_fact_that_is_gone_is_reported_with_what_to_do() -> None:
    plan = compile_text("一、主要任务\n1.别的事项。办好另一件事。（牵头单位：市科技局）\n")
    made = apply_corrections(plan, [SetUnits(3, task_ref(task("2.1.5")), "lead", ("市财政局",))])
    [lost] = made.lost
    assert (lost.reason, lost.finding.code, lost.finding.severity) == ("gone", "correction-lost", "warning")
    assert "第 3 号校正" in lost.finding.message
    assert "提升国家级科技创新平台能级" in lost.finding.message
    assert lost.finding in made.open_findings
    assert made.plan.tasks == plan.tasks


def test_what_stands_on_an_undone_correction_is_lost() -> None:
    one = task("2.1.4")
    cut = split_at(1, PLAN, one, own("2.1.4"), [(one.measures[2].span.start, "第二部分")])
    both = [cut, SetUnits(2, Ref(cut.parts[0].key, "第二部分", one.text), "lead", ("市财政局",))]
    assert reasons(apply_corrections(PLAN, both)) == []
    assert reasons(apply_corrections(PLAN, both[1:])) == [(2, "not-made")]


def test_the_order_of_corrections_of_different_facts_does_not_matter() -> None:
    given = [
        SetUnits(1, task_ref(task("2.3.1")), "lead", ("市科技局",)),
        split_at(2, PLAN, task("2.1.4"), own("2.1.4"), [(task("2.1.4").measures[1].span.start, "二")]),
        split_at(3, PLAN, task("2.1.5"), own("2.1.5"), [(task("2.1.5").measures[1].span.start, "二")]),
        MergeTasks(4, (task_ref(task("2.1.1")), task_ref(task("2.1.2")))),
        EditTarget(5, target_ref(target("1-t1"), PLAN), (("low", 15),)),
        DropTarget(6, target_ref(target("1-t2"), PLAN), ""),
        DropTask(7, task_ref(task("2.4.4")), ""),
        add_task_at(8, PLAN, target("1-t3").span, "培育企业"),
        add_task_at(9, PLAN, target("1-t4").span, "技术合同"),
        ChooseMembers(10, "各依托单位", task_ref(task("2.1.3")), ("武汉大学",)),
        AnswerFinding(11, finding_of("annex-missing"), "noted"),
    ]
    expected = apply_corrections(PLAN, given)
    assert expected.lost == ()
    for seed in range(20):
        shuffled = random.Random(seed).sample(given, len(given))
        made = apply_corrections(PLAN, shuffled)
        assert made._replace(marks=dict(sorted(made.marks.items()))) == expected._replace(
            marks=dict(sorted(expected.marks.items()))
        )


# --- JSON ----------------------------------------------------------------------------------------

GOOD = correction_values(SetUnits(1, Ref("t-1"), "lead", ("市科技局",)))
BAD = [
    (None, "应为一组字段（对象），实为 null"),
    ({}, "kind: 校正的种类应为"),
    (GOOD | {"kind": "units.set"}, "kind: 校正的种类应为"),
    (GOOD | {"role": "boss"}, "role: 应为 lead、responsible"),
    (GOOD | {"units": "市科技局"}, "units: 应为列表"),
    (GOOD | {"unit": []}, "unit: 不认识的字段"),
    (GOOD | {"fact": {}}, "fact.key: 缺少这个字段"),
    (GOOD | {"number": -1}, "number: "),
    ({"kind": "task.merge", "number": 1, "tasks": [{"key": "t-1"}]}, "tasks: "),
    (
        {"kind": "target.edit", "number": 1, "target": {"key": "f"}, "fields": {"low": "5"}},
        "fields.low: 应为数字",
    ),
    (
        {"kind": "target.edit", "number": 1, "target": {"key": "f"}, "fields": {"id": "5"}},
        "fields.id: 不认识",
    ),
]


@pytest.mark.parametrize(("value", "said"), BAD)
def test_what_is_no_correction_is_refused_in_one_line(value: object, said: str) -> None:
    with pytest.raises(UnusableCorrection) as caught:
        read_correction(value)
    line = str(caught.value)
    assert line.startswith(said)
    assert "\n" not in line
    assert caught.value.line("en") != line


def test_faults_in_a_file_are_told_with_their_place() -> None:
    with pytest.raises(UnusableCorrection, match=r"^corrections\[1\]\.role: "):
        read_corrections({"format": "yibiao-corrections/1", "corrections": [GOOD, GOOD | {"role": "x"}]})
    with pytest.raises(UnusableCorrection, match=r"^format: "):
        read_corrections({"format": "yibiao-plan/1", "corrections": []})


def test_every_kind_has_its_words() -> None:
    for one in (
        *some_of_each(PLAN),
        AddTask(12, "t-1", add_task_at(1, PLAN, Span(300, 320), "甲").passage, "甲"),
    ):
        assert describe(one).startswith(f"第{one.number}号 ")
        assert kind_of(one).split(".", maxsplit=1)[0] in describe(one, "en") or "answered" in describe(
            one, "en"
        )


def test_every_reason_and_kind_has_its_sentence() -> None:
    book = packs.load("messages/corrections")
    findings = {key.removeprefix("correction-lost-") for key in book if key.startswith("correction-lost-")}
    assert findings == {*get_args(Reason), "finding"}
    kinds = {key.removeprefix("kind-") for key in book if key.startswith("kind-")}
    assert kinds == {kind.replace(".", "-") for kind in KINDS}
    assert set(KINDS) == set(corrections_schema()["$defs"])
