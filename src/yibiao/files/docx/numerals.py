"""Numbers as Word writes them in lists (ST_NumberFormat, ECMA-376 part 1, 17.18.59)."""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def han(
    number: int, digits: str = _DIGITS, units: str = "十百千", zero: str = "零", *, full: bool = False
) -> str:
    """Return 1 … 9999 in Han numerals (十二, 一百零五); `full` writes the leading 一 of 一十二 too."""
    if not 0 < number < 10_000:
        return str(number)
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += (zero if gap and said else "") + digits[digit] + (units[place - 1] if place else "")
            gap = False
        else:
            gap = True
    return said if full or not said.startswith(digits[1] + units[0]) else said[1:]


def _japanese(number: int) -> str:
    """Return 百二十三 for 123: no 一 before a unit, no zero between."""
    return han(number, zero="").replace("一十", "十").replace("一百", "百").replace("一千", "千")


def _by_digit(number: int, digits: str = _DIGITS) -> str:
    return "".join(digits[int(digit)] for digit in str(number))


def _counting(number: int) -> str:
    """Return 十二 up to 99 and digit by digit after (一〇五), as Word's chineseCounting does."""
    return han(number) if number < 100 else _by_digit(number)


def _letters(number: int) -> str:
    """Return a … z, aa, bb …"""
    return chr(97 + (number - 1) % 26) * min((number - 1) // 26 + 1, 30) if number > 0 else ""


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    said = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        said += letters * times
    return said


def _series(first: int, count: int) -> Callable[[int], str]:
    """Return a format of `count` single characters from code point `first` on, plain digits beyond."""
    return lambda number: chr(first + number - 1) if 0 < number <= count else str(number)


def _circle(number: int) -> str:
    if 0 < number <= 20:
        return chr(0x245F + number)
    if 20 < number <= 35:
        return chr(0x3251 + number - 21)
    return chr(0x32B1 + number - 36) if 35 < number <= 50 else str(number)


def _fullwidth(number: int) -> str:
    return _by_digit(number, "０１２３４５６７８９") if number >= 0 else str(number)


def _ordinal(number: int) -> str:
    last = 0 if number % 100 in (11, 12, 13) else number % 10
    return f"{number}{('th', 'st', 'nd', 'rd')[last] if last < 4 else 'th'}"


def _cycle(letters: str) -> Callable[[int], str]:
    return lambda number: letters[(number - 1) % len(letters)]


def _legal(number: int) -> str:
    return han(number, _LEGAL, "拾佰仟", full=True)


FORMATS: dict[str, Callable[[int], str]] = {
    "bullet": lambda _: "",
    "none": lambda _: "",
    "chineseCounting": _counting,
    "chineseCountingThousand": han,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": han,
    "japaneseCounting": _japanese,
    "koreanCounting": _japanese,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": lambda number: han(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟", full=True),
    "ideographDigital": _by_digit,
    "japaneseDigitalTenThousand": _by_digit,
    "taiwaneseDigital": _by_digit,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _fullwidth,
    "decimalFullWidth2": _fullwidth,
    "decimalEnclosedCircle": _circle,
    "decimalEnclosedCircleChinese": _circle,
    "decimalEnclosedFullstop": _series(0x2488, 20),
    "decimalEnclosedParen": _series(0x2474, 20),
    "ideographEnclosedCircle": _series(0x3220, 10),
    "numberInDash": lambda number: f"- {number} -",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "ordinal": _ordinal,
}


def written(number: int, form: str) -> str:
    """Return `number` in Word's number format `form`; unknown formats are written as digits."""
    shape = FORMATS.get(form)
    return shape(number) if shape and number > 0 else "" if form in ("bullet", "none") else str(number)
