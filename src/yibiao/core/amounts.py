"""Figures as offices write them (≥ 30 个, 1–2 家, 约 10 名, 1,000 亿元), with the exact number beside."""

from decimal import Decimal, InvalidOperation
from typing import Any

SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "~": "约", "range": "", "=": ""}

# From each size on, numbers are written in this unit, provided at most two decimals are left.
MYRIADS = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))

# Units that stand against the number without a space.
CLOSE_UNITS = ("%", "％", "‰", "℃")

# A figure beyond this many digits is no office's figure: it is shown as it is, never expanded.
LARGEST_EXPONENT = 30

PER_WORDS = {"year": "每年", "quarter": "每季度", "month": "每月"}
GROWTH_WORDS = ("增长", "下降", "增速", "降低", "增幅", "降幅", "提高", "压缩")
INCREMENT_WORDS = ("新增", "新建", "新谋划", "新开工", "新培育", "引进", "招引", "增加")


def as_decimal(value: Any) -> Decimal | None:
    """Return `value` as an exact decimal, or None where there is none (or it is no finite number)."""
    if value is None or isinstance(value, bool):
        return None
    try:
        made = Decimal(str(value))
    except InvalidOperation:
        return None
    return made if made.is_finite() else None


def grouped(value: Decimal) -> str:
    """Return the exact number with its thousands grouped and no trailing zeros: ``1,000.5``."""
    if value and abs(value.adjusted()) > LARGEST_EXPONENT:
        return str(value)
    whole, _, part = f"{value:,f}".partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def scale(value: Decimal) -> tuple[Decimal, str]:
    """Return the power and the word (万, 亿, 万亿 or none) that `value` is best written with."""
    for power, word in MYRIADS:
        if abs(value) >= power and value % (power / 100) == 0:
            return power, word
    return Decimal(1), ""


def number_text(low: Decimal | None, high: Decimal | None, *, exact: bool = False) -> tuple[str, str]:
    """Return the number of a figure and its 万 or 亿: ``("1–2", "")``, ``("1,000", "亿")``."""
    ends = [value for value in (low, high) if value is not None]
    if len(ends) == 2 and ends[0] == ends[1]:
        ends.pop()
    if not ends or any(value and abs(value.adjusted()) > LARGEST_EXPONENT for value in ends):
        return "–".join(str(value) for value in ends), ""
    scales = {scale(value) for value in ends}
    power, word = (Decimal(1), "") if exact or len(scales) > 1 else scales.pop()
    return "–".join(grouped(value / power) for value in ends), word


def typed(value: Any) -> str:
    """Return a number as one would type it, every digit kept: ``1000亿``, ``3.24``; empty for none."""
    made = as_decimal(value)
    number, myriad = number_text(made, made)
    return number.replace(",", "") + myriad


def qualifiers(target: dict[str, Any]) -> list[str]:
    """Return the words before a figure: 力争, 每年, 年均, and 新增 or 增长 where the subject lacks them."""
    subject = str(target.get("subject") or "")
    words = ["力争"] if target.get("force") == "stretch" else []
    words += [PER_WORDS[target["per"]]] if target.get("per") in PER_WORDS else []
    words += ["年均"] if target.get("average") else []
    change = target.get("change")
    if change == "growth" and not any(word in subject for word in GROWTH_WORDS):
        words.append("下降" if target.get("direction") == "down" else "增长")
    if change == "increment" and not any(word in subject for word in INCREMENT_WORDS):
        words.append("新增")
    return words


def figure(target: dict[str, Any]) -> dict[str, str]:
    """Return the parts of a target as it is written: `words`, `sign`, `number`, `unit`, and `exact`.

    `target` is one of the plan file. The parts joined by spaces are what an office would write, e.g.
    ``力争 新增 ≥ 1,000 亿元``; `exact` has the number in full, in the base unit.
    """
    low, high = as_decimal(target.get("low")), as_decimal(target.get("high"))
    number, word = number_text(low, high)
    full, _ = number_text(low, high, exact=True)
    unit = str(target.get("unit") or "")
    sign = SIGNS.get(str(target.get("comparator")), "")
    gap = "" if unit in CLOSE_UNITS or not unit else " "
    return {
        "words": " ".join(qualifiers(target)),
        "sign": sign,
        "number": number,
        "unit": f"{word}{unit}",
        "gap": " " if word else gap,
        "exact": " ".join(part for part in (sign, f"{full}{gap}{unit}") if part),
    }
