"""Characters as fonts of PDF name them: look-alikes put back to the Han characters they stand for."""

import unicodedata

# Radicals that NFKC leaves alone, though fonts offer them for the everyday simplified characters.
_RADICALS = dict(
    zip(
        "⺁⺃⺄⺌⺍⺎⺟⺠⺩⺪⺬⺮⺯⺶⺻⻁⻃⻄⻅⻆⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乚乙小小兀母民王疋示竹糹羊聿虎西西见角贝车辶辶辶阝钅長镸长门青韦页风飞食飠饣馬马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
_BLOCKS = (("\u2e80", "\u2fdf"), ("\uf900", "\ufaff"), ("\ufb00", "\ufb06"), ("\U0002f800", "\U0002fa1f"))


def plain(char: str) -> str:
    """Return the ordinary character that `char` looks like: a radical, a compatibility form, a ligature."""
    if (
        char < "\u2e80"
        or "\u2fdf" < char < "\uf900"
        or not any(first <= char <= last for first, last in _BLOCKS)
    ):
        return char
    return _RADICALS.get(char) or unicodedata.normalize("NFKC", char)


def is_text(code: int) -> bool:
    """Tell whether a code point is a character to read, not a control or a place for a missing one."""
    return code >= 0x20 and not 0x7F <= code < 0xA0 and code not in (0xAD, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF)
