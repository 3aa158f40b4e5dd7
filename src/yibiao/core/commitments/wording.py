"""Figures as a printed table says them: ``30个以上``, ``10名左右``, ``1—2家``, ``超过14%``, ``1000亿元``."""

from decimal import Decimal

from yibiao.core.amounts import as_decimal, number_text
from yibiao.core.commitments.values import Figure
from yibiao.core.plan import Number, Target

_BEFORE = {">": "超过", "<": "低于", "<=": "不超过"}
_BEHIND = {">=": "以上", "~": "左右"}
_PER = {"year": "每年", "quarter": "每季度", "month": "每月"}
_GROWTH = ("增长", "增速", "增幅", "提高", "下降", "降低", "降幅", "压缩", "压减")


def amount(value: Number, unit: str) -> str:
    """Return one number with its measure word, in 万 or 亿 where that is exact: ``1000亿元``."""
    return _number(as_decimal(value), as_decimal(value)) + unit


def figure_words(figure: Figure) -> str:
    """Return a figure in words."""
    low, high = as_decimal(figure.low), as_decimal(figure.high)
    number = _number(low, high)
    before, behind = _BEFORE.get(figure.comparator, ""), _BEHIND.get(figure.comparator, "")
    return f"{before}{number}{figure.unit}{behind}"


def _number(low: Decimal | None, high: Decimal | None) -> str:
    """Return a number as documents print it: no grouping of thousands, a Chinese dash between two ends."""
    number, myriad = number_text(low, high)
    return number.replace(",", "").replace("–", "—") + myriad


def target_words(target: Target) -> str:
    """Return what a target orders, with its subject: ``力争转型升级高新技术企业100家以上``."""
    return f"{target.subject}：{qualified(target, figure_words(figure_of(target)))}"


def qualified(target: Target, words: str) -> str:
    """Return the words of a figure with what qualifies it: 力争, 每年, 年均, 新增, 增长."""
    before = "力争" if target.force == "stretch" else ""
    before += _PER.get(target.per or "", "") + ("年均" if target.average else "")
    if target.change == "growth" and not any(word in target.subject for word in _GROWTH):
        before += "下降" if target.direction == "down" else "增长"
    if target.change == "increment":
        before += "新增"
    return before + words


def figure_of(target: Target) -> Figure:
    """Return the figure of a target."""
    return Figure(target.comparator, target.low, target.high, target.unit)
