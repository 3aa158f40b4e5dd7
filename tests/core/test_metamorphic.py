"""The same document, however it arrived, compiles to the same plan: spans and repair findings aside."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest

import damage
import made_files
from samples import EXAMPLE, Json, compile_text, compiled, corpus, differences, plan_of, stems, text_of
from support import ROLES, figure
from yibiao.core.compiler import compile_source
from yibiao.core.plan import Plan
from yibiao.core.serialise import to_dict
from yibiao.files.encoding import decode
from yibiao.files.read import read_bytes

DOCUMENTS = [EXAMPLE, *corpus("tune")]
RNG = random.Random

documents = pytest.mark.parametrize("path", DOCUMENTS, ids=stems(DOCUMENTS))


def has_table(path: Path) -> bool:
    """Tell whether a document has a table, whose cells a plain wrap or a page can't tell apart."""
    text = text_of(path)
    return "\t" in text or re.search(r"^序号$", text, re.M) is not None


PROSE = [path for path in DOCUMENTS if not has_table(path)]
prose = pytest.mark.parametrize("path", PROSE, ids=stems(PROSE))


def unchanged(path: Path, text: str) -> None:
    """Check that `text`, a damaged form of the document, says what the document says."""
    assert differences(to_dict(plan_of(path)), compiled(text)) == []


@documents
@pytest.mark.parametrize("space", [False, True], ids=["tight", "spaced"])
def test_stray_pinyin(path: Path, space: bool) -> None:
    noisy = damage.pinyin(text_of(path), RNG(path.name), 0.25, space=space)
    assert len(set(re.findall(r"\( ?(\w+)\)", noisy)) & set(damage.SYLLABLES)) >= 50
    unchanged(path, noisy)


@documents
def test_stray_pinyin_behind_every_other_character(path: Path) -> None:
    unchanged(path, damage.pinyin(text_of(path), RNG(8), 0.5))


@documents
def test_traditional_script(path: Path) -> None:
    text = damage.traditional(text_of(path))
    assert text != text_of(path)
    unchanged(path, text)


@documents
def test_traditional_script_with_pinyin(path: Path) -> None:
    unchanged(path, damage.pinyin(damage.traditional(text_of(path)), RNG(9)))


def title_lines(plan: Plan) -> str | None:
    """Return the title of a document as its own lines have it, on one line."""
    span = dict(plan.document.places).get("title")
    return plan.text[slice(*span)].replace("\n", "") if span else None


@documents
def test_page_chrome(path: Path) -> None:
    unchanged(path, damage.chrome(text_of(path), title_lines(plan_of(path))))


@documents
def test_page_chrome_with_everything_else(path: Path) -> None:
    text = damage.chrome(text_of(path), title_lines(plan_of(path)))
    unchanged(path, damage.pinyin(damage.traditional(text), RNG(10), space=True))


CODECS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]


@documents
@pytest.mark.parametrize("codec", CODECS)
def test_encoding(path: Path, codec: str) -> None:
    data = text_of(path).encode(codec, "ignore" if codec == "gbk" else "strict")
    assert decode(data)[0].removeprefix("\ufeff") == data.decode(codec).removeprefix("\ufeff")
    unchanged(path, decode(data)[0])


@documents
def test_big5(path: Path) -> None:
    # What Big5 can't write is left out on both sides.
    text = "".join(char for char in damage.traditional(text_of(path)) if char.encode("big5", "ignore"))
    read = decode(text.encode("big5"))[0]
    assert len(text) > 0.97 * len(text_of(path))
    assert differences(compiled(text), compiled(read)) == []


@documents
def test_html(path: Path) -> None:
    plan = compile_source(read_bytes(made_files.as_html(path), "page.html"))
    assert differences(to_dict(plan_of(path)), to_dict(plan)) == []


@documents
def test_docx(path: Path) -> None:
    plan = compile_source(read_bytes(made_files.as_docx(path), "document.docx"))
    assert differences(to_dict(plan_of(path)), to_dict(plan)) == []


@prose
def test_pdf(path: Path) -> None:
    plan = compile_source(read_bytes(made_files.as_pdf(path), "document.pdf"))
    assert differences(to_dict(plan_of(path)), to_dict(plan)) == []


# Plain text wrapped at a fixed width is joined with caution, and not everywhere: paragraphs that end in a
# list of units without any mark, label lines that wrap, and addressees over two lines are left apart.
NOT_YET_JOINED = {
    "city-business-2020": (40, 56, 76),
    "city-livelihood-2022": (40, 56, 76),
    "city-measures-2024": (40,),
    "province-points-2024": (40, 56, 76),
    "state-joint-notice-2018": (40, 56),
    "subdistrict-plan-2024": (40, 56, 76),
}


@prose
@pytest.mark.parametrize("width", [40, 56, 76])
def test_hard_wrapped(path: Path, width: int, request: pytest.FixtureRequest) -> None:
    if width in NOT_YET_JOINED.get(path.stem, ()):
        request.applymarker(pytest.mark.xfail(strict=True, reason="lines that wrap here are not joined yet"))
    unchanged(path, damage.hard_wrapped(text_of(path), width))


SPELLINGS = {
    "line ends of Windows and a mark": damage.crlf,
    "no-break spaces": lambda text: damage.no_break_spaces(text, RNG(11)),
    "invisible characters": lambda text: damage.invisible(text, RNG(12)),
    "invisible characters everywhere": lambda text: damage.invisible(text, RNG(13), 0.5),
    "full-width digits": damage.full_width_digits,
    "ASCII marks": damage.ascii_marks,
    "full-width marks": damage.full_width_marks,
}


@documents
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spelling(path: Path, spelling: str) -> None:
    unchanged(path, SPELLINGS[spelling](text_of(path)))


# --- Shifted headings lose characters: what stands on them may be lost, nothing else ------------------


def spoiled(text: str, damaged: str) -> list[tuple[int, int]]:
    """Return the stretches of `text` that differ in `damaged`, line by line."""
    found, at = [], 0
    for line, other in zip(text.split("\n"), damaged.split("\n"), strict=True):
        if line != other:
            same = 0
            while same < min(len(line), len(other)) and line[-1 - same] == other[-1 - same]:
                same += 1
            found.append((at, at + len(line) - same))
        at += len(line) + 1
    return found


def spared(facts: list[Json], lost: list[tuple[int, int]]) -> list[Json]:
    """Return the facts that no lost stretch touches; a character next to it may be its unit or comparator."""
    return [
        fact
        for fact in facts
        if not any(start < fact["span"][1] + 8 and fact["span"][0] - 8 < end for start, end in lost)
    ]


def roles(plan: Json, lost: list[tuple[int, int]]) -> Counter[tuple[str, str, str]]:
    """Return the units of all tasks by role."""
    return Counter(
        (task["id"], role, unit["name"])
        for task in plan["tasks"]
        for role in ROLES
        for unit in spared(task.get(role, []), lost)
    )


def figures(plan: Json, lost: list[tuple[int, int]]) -> Counter[tuple[object, ...]]:
    """Return the figures of all targets."""
    return Counter((target["task"], *figure(target)) for target in spared(plan["targets"], lost))


@documents
def test_shifted_headings(path: Path) -> None:
    text = text_of(path)
    damaged = damage.gbk_shifted_headings(text)
    lost = spoiled(text, damaged)
    before, after = to_dict(plan_of(path)), compiled(damaged)
    assert [task["id"] for task in after["tasks"]] == [task["id"] for task in before["tasks"]]
    assert roles(before, lost) - roles(after, []) == Counter()
    assert roles(after, spoiled(damaged, text)) - roles(before, []) == Counter()
    assert figures(before, lost) - figures(after, []) == Counter()
    assert figures(after, spoiled(damaged, text)) - figures(before, []) == Counter()


PRINTED = "?。ㄒ唬 ?。ǘ ?。ㄈ ?。ㄋ模 ?。ㄎ澹".split()


def test_headings_as_handbooks_print_them() -> None:
    sound = "\n".join(
        f"（{numeral}）推进第{numeral}项工作。新建平台{at + 2}个以上。（牵头单位：市科技局；责任单位：各区）"
        for at, numeral in enumerate("一二三四五")
    )
    damaged = sound
    for numeral, printed in zip("一二三四五", PRINTED, strict=True):
        damaged = damaged.replace(f"（{numeral}）", numeral + printed)
    before, after = compiled("一、任务\n" + sound), compiled("一、任务\n" + damaged)
    assert [task["id"] for task in after["tasks"]] == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert differences(before, after) == []


# --- Twice the same, and edited elsewhere ----------------------------------------------------------


@documents
def test_compiling_twice_gives_equal_plans(path: Path) -> None:
    text = text_of(path)
    assert compile_text(text) == compile_text(text)


@documents
def test_repaired_text_compiles_to_the_same_plan(path: Path) -> None:
    noisy = damage.pinyin(text_of(path), RNG(14))
    assert damage.pinyin("", RNG(1)) == ""
    assert differences(compiled(noisy), compiled(text_of(path))) == []


def keys(plan: Plan) -> dict[str, str]:
    """Return the keys of tasks and targets, with the words each belongs to."""
    made = {task.key: task.title for task in plan.tasks}
    return made | {target.key: target.text for target in plan.targets}


@documents
def test_keys_are_unique_and_survive_a_new_paragraph(path: Path) -> None:
    plan = plan_of(path)
    assert len(keys(plan)) == len(plan.tasks) + len(plan.targets)
    text = text_of(path)
    at = len(text) if has_table(path) else text.index("\n", len(text) // 2) + 1
    longer = f"{text[:at]}各级各部门要高度重视，认真抓好落实。\n{text[at:]}"
    assert keys(plan).keys() == keys(compile_text(longer)).keys()


@pytest.fixture(scope="module")
def small() -> str:
    return (
        "一、工作目标\n全市新增高新技术企业200家以上。\n二、主要任务\n"
        "（一）建设创新平台。新建省级平台5个以上。（牵头单位：市科技局；责任单位：各区）\n"
        "（二）培育创新企业。培育瞪羚企业30家。（牵头单位：市经信局；责任单位：各区）\n"
        "三、保障措施\n（一）加强宣传。每月一调度。\n"
    )


def test_keys_survive_renumbering(small: str) -> None:
    moved = small.replace("二、主要", "四、主要").replace("（二）培", "（七）培").replace("（一）建", "（三）建")
    before, after = compile_text(small), compile_text(moved)
    assert [task.id for task in after.tasks] == ["4.3", "4.7"]
    assert keys(before) == keys(after)


def test_keys_survive_a_changed_figure(small: str) -> None:
    changed = small.replace("200家", "350家").replace("5个", "8个")
    before, after = compile_text(small), compile_text(changed)
    assert [target.low for target in after.targets] == [350, 8, 30]
    assert keys(before).keys() == keys(after).keys()


def test_keys_survive_another_unit_and_another_order(small: str) -> None:
    first, second = small.index("（一）建"), small.index("（二）培")
    third = small.index("三、保障")
    turned = small[:first] + small[second:third] + small[first:second] + small[third:]
    changed = turned.replace("市经信局", "市工信局")
    assert keys(compile_text(small)).keys() == keys(compile_text(changed)).keys()
