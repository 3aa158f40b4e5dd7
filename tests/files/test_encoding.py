import codecs
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibiao.files.encoding import decode
from yibiao.files.errors import UnusableInput
from yibiao.files.read import read_bytes

CRAWL = Path(__file__).parents[3] / "shared" / "data" / "wuhan-2021-26.crawl.txt"

SIMPLIFIED = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk")
TRADITIONAL = (*SIMPLIFIED, "big5")

SPOKEN = """
关于印发 实施方案 的通知 各区人民政府 市政府各部门 牵头单位 责任单位 市科技局 市发改委 新建 以上 硚口区 黄陂区
高新技术企业 达到 300家 增长10% 每年不少于 5场 ， 、 ； 。 ： （ ） ( ) 一、 （二） 3. 加快推进 瞪羚企业
创新平台建设 2.18万亿元 R&D AI 持续推进 形成 经费投入 5G 〔2021〕26号
"""
WORDS = (*SPOKEN.split(), "\n", "\n\n", "　　", " ")
TO_TRADITIONAL = opencc.OpenCC("s2t")

prose = (
    st.lists(st.sampled_from(WORDS), min_size=8, max_size=120)
    .map("".join)
    .filter(lambda text: sum("\u4e00" <= char <= "\u9fff" for char in text) >= 8)
)


@pytest.mark.parametrize("encoding", SIMPLIFIED)
@settings(max_examples=60, deadline=None)
@given(text=prose)
def test_simplified_prose_comes_back_exactly(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("encoding", TRADITIONAL)
@settings(max_examples=60, deadline=None)
@given(text=prose)
def test_traditional_prose_comes_back_exactly(encoding: str, text: str) -> None:
    text = TO_TRADITIONAL.convert(text).replace("〔", "(").replace("〕", ")").replace("硚", "橋")
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("各区人民政府：", "gb18030"),
        ("武汉市人民政府办公厅", "gbk"),
        ("武漢市人民政府辦公廳", "big5"),
        ("武漢市人民政府辦公廳", "gb18030"),
        ("武汉市人民政府办公厅", "utf-16-le"),
        ("武汉市人民政府办公厅", "utf-16-be"),
        ("R&D intensity 3.5% 市科技局", "gb18030"),
        ("R&D intensity 3.5% 市科技局", "utf-16-le"),
        ("Task 1: 完成", "gbk"),
        ("联通", "utf-8"),
        ("Résumé of the plan", "utf-8"),
        ("plain ASCII text, no more", "ascii"),
        ("bush hid the facts", "ascii"),
    ],
)
def test_short_text_is_told_apart(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.skipif(not CRAWL.exists(), reason="needs ../shared/data, which is not part of the repository")
@pytest.mark.parametrize("encoding", SIMPLIFIED)
def test_the_crawled_page_in_every_encoding_that_holds_it(encoding: str) -> None:
    text = CRAWL.read_text(encoding="utf-8")
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError as error:
        pytest.skip(f"{encoding} can't hold {text[error.start]!r}")
    assert decode(data)[0] == text


@pytest.mark.skipif(not CRAWL.exists(), reason="needs ../shared/data, which is not part of the repository")
def test_the_crawled_page_without_what_big5_lacks() -> None:
    data = CRAWL.read_text(encoding="utf-8").encode("big5", "ignore")
    assert decode(data) == (data.decode("big5"), "big5")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_mark_and_line_ends(encoding: str) -> None:
    text, _ = decode("第一行各区\r\n第二行单位\r第三行任务\n".encode(encoding))
    assert text == "第一行各区\n第二行单位\n第三行任务\n"


def test_names_of_encodings() -> None:
    assert decode("实施方案的通知".encode("gbk"))[1] == "gb18030"
    assert decode(codecs.BOM_UTF8 + "方案".encode())[1] == "utf-8"
    assert decode("实施方案的通知".encode("utf-16"))[1] == "utf-16-le"


def test_a_declared_charset_is_a_hint_and_no_more() -> None:
    assert decode("实施方案的通知".encode(), "gb2312")[0] == "实施方案的通知"
    assert decode("实施方案的通知".encode("gb18030"), "utf-8")[0] == "实施方案的通知"
    assert decode("实施方案的通知".encode("gb18030"), "no-such-charset")[0] == "实施方案的通知"


def assert_one_line(error: UnusableInput) -> None:
    assert len(str(error).splitlines()) == 1
    assert len(error.line("en").splitlines()) == 1


PAGE = "一、加快建设创新平台，完善工作机制。\n（一）新增高新技术企业300家以上。（牵头单位：市科技局）\n" * 20


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_download_cut_inside_a_character(encoding: str, cut: int) -> None:
    text, found = decode(PAGE.rstrip("）\n").encode(encoding)[:-cut])
    assert found == encoding
    assert text.rstrip("\ufffd") == PAGE[: len(text.rstrip("\ufffd"))]
    assert len(PAGE) - len(text) < 6


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("stray", [0xFF, 0x80, 0xB3])
def test_a_stray_byte_loses_no_more_than_its_neighbour(encoding: str, stray: int) -> None:
    before, after = PAGE[:400], PAGE[400:]
    text, _ = decode(before.encode(encoding) + bytes([stray]) + after.encode(encoding))
    assert "\ufffd" in text
    assert text.startswith(before[:-2])
    assert text.endswith(after[2:])


def test_a_broken_place_is_noticed_where_it_is() -> None:
    before = PAGE[:400].encode()
    source = read_bytes(before + b"\xff" + PAGE[400:].encode(), "a.txt")
    (notice,) = source.notices
    assert notice.code == "undecodable-bytes"
    assert source.text[slice(*notice.span)] == "\ufffd"
    assert dict(notice.args)["line"] == str(1 + PAGE[:400].count("\n"))


@pytest.mark.parametrize(
    "data", [b"\x7fELF" + bytes(range(256)) * 20, bytes(300), bytes(range(32)) * 9, b"\x00\x01\x02\x03"]
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(UnusableInput) as refused:
        decode(data)
    assert refused.value.key == "errors.binary"


def test_what_is_mostly_undecodable_is_refused() -> None:
    with pytest.raises(UnusableInput) as refused:
        decode(bytes(range(128, 256)) * 40)
    assert refused.value.key == "errors.undecodable"


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=400) | st.binary(max_size=60).map(lambda noise: noise + PAGE.encode("gbk")))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except UnusableInput as refused:
        assert_one_line(refused)
    else:
        text.encode()  # no lone surrogates
        assert "\r" not in text
        assert "\0" not in text


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=200))
def test_utf8_with_a_mark_is_taken_at_its_word(text: str) -> None:
    controls = sum(char < " " or char == "\x7f" for char in text)
    if not controls:
        assert decode(codecs.BOM_UTF8 + text.encode())[0] == text
