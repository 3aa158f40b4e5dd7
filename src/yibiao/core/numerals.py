"""Numbers as documents write them: 1,000, 2.18万亿, 二十三, 两, and magnitudes folded in, exactly."""

from decimal import Decimal

_DIGITS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
MAGNITUDES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "百亿": 10_000_000_000,
    "千亿": 100_000_000_000,
    "万亿": 1_000_000_000_000,
    "亿万": 1_000_000_000_000,
}


def han_number(words: str) -> int | None:
    """Return the value of a Han (or plain decimal) numeral such as 二十三 or 12; None if it is none."""
    if words.isascii() and words.isdigit():
        return int(words)
    total = section = digit = 0
    for mark in words:
        if mark in _DIGITS:
            digit = _DIGITS[mark]
        elif mark in _TENS:
            section += (digit or 1) * _TENS[mark]
            digit = 0
        elif mark == "万":
            total += (section + digit) * 10_000
            section = digit = 0
        elif mark == "亿":
            total = (total + section + digit) * 100_000_000
            section = digit = 0
        else:
            return None
    return total + section + digit if words else None


# So many digits are within the precision of `Decimal`, whatever the magnitude.
_PLAIN = 15


def exact(digits: str, magnitude: str = "") -> int | Decimal:
    """Return `digits` (``1,000``, ``2.18``) times `magnitude` (万, 亿, 万亿): an int where it is whole."""
    if len(digits) <= _PLAIN and digits.isdecimal():
        return int(digits) * MAGNITUDES[magnitude]
    value = Decimal(
        digits.replace(",", "").replace("，", "").replace(" ", "").replace("\u00a0", "").replace("．", ".")
    )
    if magnitude:
        value *= MAGNITUDES[magnitude]
    whole = value.to_integral_value()
    return int(whole) if whole == value else value.normalize()
