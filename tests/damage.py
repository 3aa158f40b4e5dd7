"""Damage to documents, as crawlers, converters, web pages and offices do it; made here, undone by the compiler.

Every function takes a sound text (and a `random.Random` where it chooses places) and returns a damaged one.
"""

import random
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import opencc

SYLLABLES = (
    "qū yè chuàng fā zhǎn guó kāi jiàn shè xīn shì cháng mín zhèng fǔ jú kē jì rén cái qǐ gāo zhì liàng "
    "lǜ nǚ lüè ér àn ōu ā yuán zhōng guǎn lǐ wěi huì zé dān wèi xiàng mù shù zī chǎn zēng jiā zǔ zhī "
    "shēng tài huán jìng bǎo zhàng róng hé qiáo xiāng cūn"
).split()
"""Readings of sixty and more kinds: long and short, ü and ê, without initial; not those of the characters."""

_HAN = re.compile("[\u4e00-\u9fff]")
_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_TO_ASCII = str.maketrans("，；：（）", ",;:()")
_TO_FULL = str.maketrans(",;:()", "，；：（）")
_INVISIBLE = "\u200b\ufeff\u00ad\u200d\u2060"
_HANGING = "，。；：、）！？”》〕"


def pinyin(text: str, rng: random.Random, share: float = 0.1, space: bool = False) -> str:
    """Put a reading in brackets behind a share of the Han characters; `space` sets a blank inside it."""

    def noise(hit: re.Match[str]) -> str:
        if rng.random() >= share:
            return hit[0]
        inside = rng.choice(SYLLABLES)
        return f"{hit[0]}({f' {inside}' if space else inside})"

    return _HAN.sub(noise, text)


@cache
def _converter() -> Any:
    return opencc.OpenCC("s2t")


def traditional(text: str) -> str:
    """Write a Simplified text in Traditional script, as a converter would, a character for each."""
    made: str = _converter().convert(text)
    return made if len(made) == len(text) else "".join(map(_converter().convert, text))


def chrome(text: str, title: str | None) -> str:
    """Wrap a document as a web page does: advertising, doubled title, counter, time, links, buttons."""
    head = ["某某资料库-一个优质的标准下载网站", *([title] if title else []), "浏览量: 317 时间:2031-05-06 08:09:10"]
    tail = [
        "本文链接:http://example.invalid/policy/317.html",
        "本文关键词: 示范市, 实施方案, 政策文件",
        "上一篇：关于做好防汛工作的通知",
        "下一篇：2030年新增企业500家以上的实施意见",
        "相关文章",
        "示范市2029年培育企业300家实施方案",
        "【打印】 【关闭】",
        "版权所有：示范市信息中心 ICP备00000000号",
    ]
    return "\n".join([*head, text.rstrip("\n"), *tail]) + "\n"


def columns(text: str) -> int:
    """Return the width of a line on a terminal: two columns a Han character."""
    return sum(2 if char > "\u02ff" else 1 for char in text)


def hard_wrapped(text: str, width: int = 40) -> str:
    """Break every line at `width` columns; punctuation hangs, as it must not open a line."""
    return "\n".join(piece for line in text.split("\n") for piece in _broken(line, width))


def _broken(line: str, width: int) -> list[str]:
    pieces = [""]
    for char in line:
        if columns(pieces[-1] + char) > width and char not in _HANGING:
            pieces.append("")
        pieces[-1] += char
    return pieces


def invisible(text: str, rng: random.Random, share: float = 0.05) -> str:
    """Sprinkle characters that nobody sees between the others."""
    return "".join(char + (rng.choice(_INVISIBLE) if rng.random() < share else "") for char in text)


def no_break_spaces(text: str, rng: random.Random) -> str:
    """Indent lines by no-break spaces, and write every space as one."""
    lines = text.replace(" ", "\u00a0").split("\n")
    return "\n".join("\u00a0\u00a0" * rng.randrange(3) + line if line else line for line in lines)


def crlf(text: str) -> str:
    """Return the text with the line ends of Windows and a byte order mark, in case a reader left them."""
    return "\ufeff" + text.replace("\n", "\r\n")


def full_width_digits(text: str) -> str:
    """Write every digit in full width."""
    return text.translate(_DIGITS)


def ascii_marks(text: str) -> str:
    """Write Chinese commas, colons and brackets as the ASCII ones."""
    return text.translate(_TO_ASCII)


def full_width_marks(text: str) -> str:
    """Write ASCII commas, colons and brackets as the Chinese ones, save the commas inside numbers."""
    return re.sub(r"(?<!\d),(?!\d{3})|[;()]|(?<!\d):(?!\d|//)", lambda hit: hit[0].translate(_TO_FULL), text)


def gbk_shifted_headings(text: str) -> str:
    """Lose the first byte of the line of every heading （一） … （十）, as careless converters of GBK do."""
    return "\n".join(map(_shifted, text.split("\n")))


_NUMBERED = re.compile(r"(\s*)[（(]([一二三四五六七八九十])[）)](.*)", re.S)


def _shifted(line: str) -> str:
    match = _NUMBERED.fullmatch(line)
    if match is None:
        return line
    indent, numeral, rest = match.groups()
    made = f"（{numeral}）{rest}".encode("gb18030")[1:].decode("gbk", "replace")
    return f"{indent}{numeral}?{made[1:] if made[:1] == chr(0xFFFD) else made}"


Damager = Callable[[str, random.Random], str]

PIECES: tuple[Damager, ...] = (
    lambda text, rng: pinyin(text, rng, 0.3),
    lambda text, rng: pinyin(text, rng, 0.3, space=True),
    lambda text, rng: invisible(text, rng, 0.2),
    no_break_spaces,
    lambda text, rng: full_width_digits(text),
    lambda text, rng: ascii_marks(text),
    lambda text, rng: full_width_marks(text),
    lambda text, rng: traditional(text),
    lambda text, rng: gbk_shifted_headings(text),
    lambda text, rng: text[: len(text) // 2],
    lambda text, rng: text + text,
    lambda text, rng: text.replace("\n", "\r"),
    lambda text, rng: text.replace("。", ""),
    lambda text, rng: "".join(rng.sample(text, len(text))),
)
"""Damage for a stretch of text; the last ones take away what a compiler might count on."""


def stretches(text: str, wounds: Iterable[tuple[int, int, int]], rng: random.Random) -> str:
    """Damage stretches of `text`: each wound is (place in thousandths, length, which of `PIECES`)."""
    for place, length, kind in wounds:
        start = len(text) * place // 1000
        end = min(len(text), start + length)
        text = text[:start] + PIECES[kind % len(PIECES)](text[start:end], rng) + text[end:]
    return text
