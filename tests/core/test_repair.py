"""Repair as a whole: every kind of damage with its example, maps that hold, time that stays linear."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibiao import packs
from yibiao.core.repair import Repaired, repair, repair_text
from yibiao.core.repair.script import convert
from yibiao.core.spans import Span

CRAWL = Path(__file__).parents[2].parent / "shared" / "data" / "wuhan-2021-26.crawl.txt"
DAMAGE = packs.load("language/damage")
EXAMPLES = [
    pytest.param(kind, example["text"], example["clean"], id=f"{kind}-{place}")
    for kind, entry in DAMAGE["kinds"].items()
    for place, example in enumerate(entry["examples"])
]
SOUND = [
    pytest.param(text, id=f"{kind}-{place}")
    for kind, entry in DAMAGE["kinds"].items()
    for place, text in enumerate(entry["clean"])
]


@pytest.mark.parametrize(("kind", "text", "clean"), EXAMPLES)
def test_example_is_repaired_and_reported(kind: str, text: str, clean: str) -> None:
    repaired = repair(text)
    assert repaired.text == clean
    assert kind in [damage.kind for damage in repaired.damages]
    assert all(0 <= damage.span.start < damage.span.end <= len(text) for damage in repaired.damages)


@pytest.mark.parametrize("text", SOUND)
def test_what_only_looks_like_damage_stays(text: str) -> None:
    assert repair(text)[::2] == (text, ())


@pytest.mark.parametrize(("written", "name"), DAMAGE["names"].items())
def test_name_is_protected_in_either_script(written: str, name: str) -> None:
    assert repair_text(f"為貫徹落實決定，{written}參與園區建設") == f"为贯彻落实决定，{name}参与园区建设"
    assert repair_text(f"为贯彻落实决定，{name}参与园区建设") == f"为贯彻落实决定，{name}参与园区建设"


@pytest.mark.parametrize(("spoiled", "word"), DAMAGE["spoiled"].items())
def test_spoiled_word_of_simplified_text(spoiled: str, word: str) -> None:
    repaired = repair(f"为贯彻落实决定，{spoiled}参与园区建设")
    assert repaired.text == f"为贯彻落实决定，{word}参与园区建设"
    assert repaired.damages[0].kind == "spoiled"
    assert repaired.damages[0].span == Span(8, 8 + len(spoiled))


@pytest.mark.parametrize(("left", "word"), DAMAGE["leftover"]["words"].items())
def test_word_that_opencc_leaves(left: str, word: str) -> None:
    assert repair_text(f"為貫徹落實，{left}開發區") == f"为贯彻落实，{word}开发区"
    assert repair_text(f"{left}名專家開發") != f"{word}名专家开发" or not left.endswith("著")


def test_words_of_the_pack_keep_their_length() -> None:
    tables = (DAMAGE["names"], DAMAGE["spoiled"], DAMAGE["leftover"]["words"])
    assert all(len(wrong) == len(right) for table in tables for wrong, right in table.items())


def test_real_page() -> None:
    if not CRAWL.exists():
        pytest.skip("the crawled page lies outside of the repository")
    text = CRAWL.read_text(encoding="utf-8")
    repaired = repair(text)
    found = [(damage.kind, damage.count) for damage in repaired.damages]
    assert found == [("pinyin", 370), ("traditional", 1)]
    assert not re.search("[ａ-ｚāáǎàēéěèōóǒòūúǔù區創]", repaired.text)
    # Simplified advertising stands over the Traditional page.
    assert repaired.text.startswith(text.split("\n", 1)[0])
    assert (
        text[slice(*repaired.map.raw_span(*_place(repaired, "洪山区、江夏区")))] == "洪山區(qū)、江夏區(qū)"
    )
    assert repair(repaired.text)[::2] == (repaired.text, ())


def _place(repaired: Repaired, words: str) -> tuple[int, int]:
    at = repaired.text.index(words)
    return at, at + len(words)


READINGS = ("qū", "chuàng", "fā", "yè", "shù", "jù", "guī", "shè", "xiàn", "shí")
PINYIN = dict(zip("区创发业数据规设现实", READINGS, strict=True))
HIDDEN = "\u200b\ufeff\u00ad\u2060\u200e"
WORDS = st.sampled_from(
    (
        "推进创新",
        "发展",
        "各区人民政府",
        "产业园区",
        "数据共享",
        "规划",
        "建设20个",
        "提升15%以上",
        "市科技局牵头",
        "实现",
        "增长",
        "落实",
        "设立",
        "（一）平台",
        "2021年",
        "完成",
        "企业",
        "R&D经费",
        "市发展改革委、市财政局",
        "机制；",
        "服务：",
        "人才。",
        "关于",
        "标准",
        "面向",
        "系统",
        "后",
        "里程",
        "干部",
    )
)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=8).map("".join), min_size=1, max_size=2).map("\n".join)
NOISE = st.sampled_from(["none", "pinyin", "spaced pinyin", "hidden"])
SIMPLE = "创区业产园发数据规划设实现关于标准面统系后进务机制经费长个干里财牵头"
TRADITIONAL = dict(
    zip(SIMPLE, "創區業產園發數據規劃設實現關於標準麵統係後進務機製經費長個乾裏財牽頭", strict=True)
)


def damaged(clean: str, noise: list[str], traditional: bool) -> str:
    """Return `clean` with noise behind its characters, in Traditional script as a bad converter writes it."""
    parts = []
    for place, char in enumerate(clean):
        kind = noise[place % len(noise)]
        parts.append(TRADITIONAL.get(char, char) if traditional else char)
        if kind == "hidden":
            parts.append(HIDDEN[place % len(HIDDEN)])
        elif kind != "none" and char in PINYIN:
            parts.append(f" ( {PINYIN[char]} )" if kind == "spaced pinyin" else f"({PINYIN[char]})")
    return "".join(parts)


@settings(max_examples=150, deadline=None)
@given(LINES, st.lists(NOISE, min_size=1, max_size=7), st.data())
def test_simplified_text_is_restored(clean: str, noise: list[str], data: st.DataObject) -> None:
    text = damaged(clean, noise, traditional=False)
    repaired = repair(text)
    assert repaired.text == clean
    start = data.draw(st.integers(0, len(clean) - 1))
    end = data.draw(st.integers(start + 1, len(clean)))
    raw = repaired.map.raw_span(start, end)
    assert 0 <= raw.start < raw.end <= len(text)
    assert clean[start:end] in repair_text(text[raw.start : raw.end])


@settings(max_examples=150, deadline=None)
@given(LINES, st.lists(NOISE, min_size=1, max_size=7), st.data())
def test_traditional_text_is_restored(clean: str, noise: list[str], data: st.DataObject) -> None:
    clean = f"推进创新发展规划\n{clean}\n产业园区数据标准"
    text = damaged(clean, noise, traditional=True)
    repaired = repair(text)
    assert repaired.text == clean
    start = data.draw(st.integers(0, len(clean) - 1))
    end = data.draw(st.integers(start + 1, len(clean)))
    raw = repaired.map.raw_span(start, end)
    # A fragment does not tell its script; converting it as the whole was must give the words.
    assert clean[start:end] in repair_text("創業產業園區\n" + text[raw.start : raw.end])


TEXT = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from("区創(（ū）)?？。ㄒ唬ǘㄈㄊ┙┲\ufffd\u200b\n\t \u3000昇製於六一二，；：\r\x0c⼈"),
    ),
    max_size=120,
)


@settings(max_examples=400, deadline=None)
@given(TEXT)
def test_any_text_has_a_result_and_monotone_spans(text: str) -> None:
    repaired = repair(text)
    last = Span(0, 0)
    for place in range(len(repaired.text)):
        span = repaired.map.raw_span(place, place + 1)
        assert 0 <= span.start < span.end <= len(text)
        assert last.start <= span.start
        assert last.end <= span.end
        last = span
    for damage in repaired.damages:
        assert all(0 <= span.start <= span.end <= len(text) for span in (damage.span, *damage.also))


HOSTILE = {
    "brackets": "(",
    "brackets after Han": "区（",
    "readings": "區(qū)",
    "no readings": "區(qūx)",
    "marks": "?。",
    "marked lines": "\n?。",
    "heads": "?。ㄒ唬",
    "unclear heads": "?。ㄊ\n",
    "shifted": "?。ㄒ唬┙ㄉ瓒蒲С牵蛟齑葱轮",
    "drawing": "│单位",
    "Bopomofo": "ㄅㄆ",
    "replacement": "\ufffd",
    "one line": "建设",
    "mixed line": "創新国",
    "mixed lines": "創新產業\n国家创业视频\n",
    "spoiled": "限製昇级",
    "hidden": "区\u200b",
    "hidden run": "\u200b",
    "lines": "\n",
    "wrapped": "各区各部门要密切配合形成合力确保完成目标任务推动高质量发展\n",
    "spaces": " \u3000",
    "surrogates": "\ud800創",
    "lookalikes": "⼈⼯",
    "names": "昇騰產業",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_the_length_and_not_faster(unit: str) -> None:
    """Sixteen times the text takes far less than the 256 times of a quadratic pass."""
    repair(unit * 10)
    small, large = 2000, 32000
    assert _seconds(unit * large) < 90 * max(_seconds(unit * small), 1e-3)


def _seconds(text: str) -> float:
    """Return the processor's time, which other programs on the machine disturb least, of the quickest of three."""
    return min(_once(text) for _ in range(3))


def _once(text: str) -> float:
    start = time.process_time()
    repair(text)
    return time.process_time() - start


def test_public_conversion_keeps_length_and_simplified_text_alone() -> None:
    assert convert("創新\ud800\0發展") == "创新\ufffd\ufffd发展"
    names = "昇腾、堃、喆、甯、於潜镇、乾隆、著名、瞭望、徵羽、祎、锺"
    assert repair_text(names) == names


def test_line_of_the_other_script_keeps_its_own() -> None:
    advert = "免费在线观看国产视频，热门资讯"
    page = "推進產業創新發展，加強園區規劃建設。\n" * 8
    assert repair_text(f"{advert}\n{page}") == f"{advert}\n{convert(page)}"
    chrome = "首页 政务公开 办事服务 互动交流 数据发布 长者专区 无障碍浏览\n" * 8
    assert repair_text(f"{chrome}推進產業創新發展") == f"{chrome}推进产业创新发展"
    assert repair_text(f"{chrome}专家陳某负责") == f"{chrome}专家陳某负责"
