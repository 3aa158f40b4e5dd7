"""The one-byte shift of GBK: made for real (encode, lose a byte, decode), and as handbooks print it."""

import pytest

from yibiao.core.repair import repair, repair_text

NUMERALS = [*"一二三四五六七八九十", "十一", "十二", "十三"]
PRINTED = [
    "一?。ㄒ唬",
    "二?。ǘ",
    "三?。ㄈ",
    "四?。ㄋ模",
    "五?。ㄎ澹",
    "七?。ㄆ撸",
    "八?。ò耍",
    "九?。ň牛",
    "十?。ㄊ",
]
TITLES = [
    "建设科学新城，打造创新核心",
    "推动全域创新发展。",
    "促进科技成果转化",
    "优化营商环境",
    "加强组织领导。",
    "完善工作机制",
    "强化督查考核",
    "扩大对外开放",
    "培育高新技术企业",
    "落实人才政策",
    "保障资金投入",
    "做好宣传引导",
    "其他有关事项",
]
PROSE = "为贯彻落实市委市政府决策部署，加强基层组织建设，推动经济社会高质量发展，各部门要密切配合，形成合力。"


def shifted(text: str, at: int, codec: str, errors: str) -> str:
    """Return `text` after the loss of the first byte of its character `at`."""
    head, tail = text[:at].encode("gbk"), text[at:].encode("gbk")
    return (head + tail[1:]).decode(codec, errors)


@pytest.mark.parametrize("errors", ["replace", "ignore"])
@pytest.mark.parametrize("codec", ["gbk", "gb18030"])
@pytest.mark.parametrize("spaces", ["　", "　　", ""])
def test_number_is_recovered_and_most_of_the_title(spaces: str, codec: str, errors: str) -> None:
    lines = [f"{spaces}（{numeral}）{title}" for numeral, title in zip(NUMERALS, TITLES, strict=True)]
    text = "\n".join(shifted(line, 0, codec, errors) for line in lines)
    repaired = repair(text)
    found = repaired.text.split("\n")
    numbers = [line.strip("　").partition("）")[0] + "）" for line in found]
    assert numbers == [f"（{numeral}）" for numeral in NUMERALS]
    for line, title in zip(found, TITLES, strict=True):
        kept = line.partition("）")[2]
        assert sum(char in kept for char in title) >= len(title) - 3
    places = [damage.span for damage in repaired.damages if damage.kind == "gbk-shift"]
    assert len(places) == len(NUMERALS)
    assert all(text.count("\n", 0, span.start) == row for row, span in enumerate(places))


@pytest.mark.parametrize("mark", ["?", "？", "\ufffd", "??", ""])
@pytest.mark.parametrize("codec", ["gbk", "gb18030"])
def test_question_marks_of_any_kind(mark: str, codec: str) -> None:
    lines = [f"　（{numeral}）{title}" for numeral, title in zip(NUMERALS, TITLES, strict=True)]
    text = "\n".join(mark + shifted(line, 0, codec, "replace").replace("\ufffd", mark[:1]) for line in lines)
    found = [line.strip("　").partition("）")[0] + "）" for line in repair_text(text).split("\n")]
    assert found == [f"（{numeral}）" for numeral in NUMERALS]


@pytest.mark.parametrize("indent", ["", "　　"])
@pytest.mark.parametrize("copied", [True, False])
def test_printed_forms_with_and_without_the_plain_numeral(copied: bool, indent: str) -> None:
    text = "\n".join(indent + (form if copied else form[1:]) + "加快园区建设" for form in PRINTED)
    wanted = "\n".join(f"{indent}（{form[0]}）加快园区建设" for form in PRINTED)
    assert repair_text(text) == wanted


def test_six_is_known_from_its_neighbours_only() -> None:
    text = "五?。ㄎ澹加强领导\n?。??完善机制\n七?。ㄆ撸强化督查"
    assert repair_text(text) == "（五）加强领导\n（六）完善机制\n（七）强化督查"
    assert repair_text("（五）领导\n六?。机制\n（七）督查") == "（五）领导\n（六）机制\n（七）督查"
    assert repair_text("（三）领导\n?。机制\n（四）督查") == "（三）领导\n?。机制\n（四）督查"


def test_another_numeral_before_the_debris_is_text() -> None:
    assert repair_text("其一?。ㄒ唬加快建设") == "其一（一）加快建设"
    assert repair_text("二?。ㄒ唬加快建设") == "二（一）加快建设"


@pytest.mark.parametrize("codec", ["gbk", "gb18030"])
def test_lost_characters_are_counted_and_marked(codec: str) -> None:
    text = shifted("　（一）建设科学新城，打造创新核心", 0, codec, "replace")
    repaired = repair(text)
    damage = repaired.damages[0]
    args = dict(damage.args)
    assert args["lost"] == str(repaired.text.count("\ufffd")) == "1"
    assert repair_text(text[slice(*damage.span)]) == args["now"]


def test_nothing_lost_nothing_marked() -> None:
    repaired = repair("?。ㄒ唬加快建设")
    assert dict(repaired.damages[0].args) == {"lost": "0", "now": "（一）"}


def test_span_of_a_part_covers_what_it_was_read_from() -> None:
    text = "前言。\n" + shifted("　（一）建设科学新城，打造创新核心", 0, "gb18030", "replace")
    repaired = repair(text)
    at = repaired.text.index("新城")
    raw = repaired.map.raw_span(at, at + 2)
    assert "新城" in repair_text(text[slice(*raw)])


@pytest.mark.parametrize("at", [6, 15, 27])
def test_shift_in_running_text(at: int) -> None:
    text = shifted(PROSE, at, "gb18030", "replace")
    assert text != PROSE
    found = repair_text(text)
    assert sum(char in found for char in PROSE) >= len(PROSE) - 4


def test_damage_that_was_converted_to_traditional_afterwards() -> None:
    assert repair_text("推進園區發展創業\n　?。ㄆ擼┣炕講查考核").split("\n")[1].startswith("　（七）")


@pytest.mark.parametrize(
    "text",
    [
        "注音ㄅㄆㄇㄈ与ㄒㄩㄝ，如ㄒ、ㄋ。",
        "这样行吗?。那样呢？。",
        "├──┬──┤\n│单位│任务│\n└──┴──┘",
        "系数ε与α，前?后",
        "他问：“做完了吗？”。ε表示误差。",
        "读音为què?ǘ",
    ],
)
def test_sound_text_is_left_alone(text: str) -> None:
    assert repair(text)[::2] == (text, ())
