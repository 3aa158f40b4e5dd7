"""Numbers as offices write them, and the finding that stands as the title of a chart."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from yibiao.core.overview import Together
from yibiao.core.standing import Standing
from yibiao.messages import say

# From where on a figure is written in 万 and 亿, if that keeps it exact.
_MYRIAD, _YI = Decimal(10_000), Decimal(100_000_000)
_NAMED = 3


class Rated(NamedTuple):
    """A unit or a figure with the part of its goal that was reached, in per cent."""

    name: str
    rate: Decimal


class Words:
    """Says things in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def say(self, key: str, **slots: object) -> str:
        """Return a sentence of this part's book."""
        return say(f"city.{key}", self.lang, **slots)

    def amount(self, value: Decimal | int | None, places: int = 2) -> str:
        """Return a number with its thousands grouped; in Chinese whole 万 and 亿 are written as such."""
        if value is None:
            return "—"
        value = Decimal(value)
        if self.lang == "zh" and abs(value) >= 10 * _MYRIAD:
            size, mark = (_YI, "亿") if abs(value) >= _YI else (_MYRIAD, "万")
            return f"{_grouped(round(value / size, places))}{mark}"
        return _grouped(round(value, places))

    def exact(self, value: Decimal | None) -> str:
        """Return every digit of a number, as it is shown on hover."""
        return "" if value is None else _grouped(value)

    def names(self, names: Sequence[str]) -> str:
        """Return a few names of a longer list."""
        joined = self.say("comma").join(names[:_NAMED])
        return self.say("names-more", names=joined, count=len(names)) if len(names) > _NAMED else joined

    def month(self, period: str) -> str:
        """Return a month in a sentence: 9月, September."""
        return self.say(f"month-{int(period[5:7])}")

    def of_path(self, stands: Standing, unit: str) -> str:
        """Return what a trajectory shows: ahead or behind, by how many points and how much."""
        gap = stands.gap or Decimal(0)
        short = (stands.planned or Decimal(0)) - (stands.reached or Decimal(0))
        slots = {
            "points": self.amount(abs(gap), 0),
            "short": self.amount(abs(short)),
            "reached": self.amount(stands.reached),
            "goal": self.amount(stands.goal),
            "rate": self.amount(stands.rate, 0),
            "unit": unit,
        }
        return self.say(f"path-{_path_key(stands)}", **slots)

    def of_strands(self, kind: str, behind: Sequence[str], reported: int, count: int) -> str:
        """Return what small multiples show: which ``units`` or ``figures`` are behind."""
        if not reported:
            return self.say("strands-none")
        if behind:
            return self.say(f"{kind}-behind", names=self.names(behind), behind=len(behind), count=count)
        return self.say(f"{kind}-{'fine' if reported == count else 'some'}", count=count, reported=reported)

    def of_rates(self, rated: Sequence[Rated]) -> str:
        """Return what a dot plot shows: who is furthest and who is last."""
        if len(rated) < 2:
            return self.say("rates-few")
        first, last = rated[0], rated[-1]
        if first.rate == last.rate:
            return self.say("rates-same", rate=self.amount(first.rate, 0))
        return self.say(
            "rates", first=first.name, most=self.amount(first.rate, 0), last=last.name, least=self.amount(last.rate, 0)
        )

    def of_shares(self, shares: Sequence[tuple[str, Decimal]]) -> str:
        """Return what bars of shares show: who bears most, and how much the first three do."""
        total = sum((share for _, share in shares), Decimal(0))
        if not total:
            return self.say("shares-none")
        ordered = sorted(shares, key=lambda one: -one[1])
        first, three = ordered[0], sum((share for _, share in ordered[:3]), Decimal(0))
        slots = {"first": first[0], "part": self.amount(first[1] * 100 / total, 0), "three": self.amount(three * 100 / total, 0)}
        return self.say("shares-few" if len(ordered) < 4 else "shares", **slots)

    def of_trend(self, months: Sequence[tuple[str, int]]) -> str:
        """Return how the number of tasks that are behind has moved."""
        if not months:
            return self.say("trend-none")
        month, now = months[-1]
        earlier = next(((name, count) for name, count in reversed(months) if count != now), None)
        if earlier is None:
            return self.say("trend-same", count=now, month=self.month(month))
        slots = {"before": earlier[1], "now": now, "earlier": self.month(earlier[0]), "month": self.month(month)}
        return self.say("trend-more" if now > earlier[1] else "trend-fewer", **slots)

    def of_counts(self, groups: Sequence[tuple[str, Together]]) -> str:
        """Return whose figures are behind most."""
        worst = max(groups, key=lambda one: one[1].counts.get("behind", 0), default=None)
        if worst is None or not worst[1].counts.get("behind", 0):
            return self.say("counts-fine")
        return self.say("counts-behind", name=worst[0], behind=worst[1].counts["behind"], count=worst[1].measured)

    def of_reports(self, month: str, reported: int, owed: int) -> str:
        """Return how many of those who owe a report have made one."""
        if not owed:
            return self.say("reports-none")
        key = "reports-all" if reported == owed else "reports-some"
        return self.say(key, month=self.month(month), reported=reported, owed=owed)


def _path_key(stands: Standing) -> str:
    if stands.status in ("behind", "not-begun", "overdue"):
        return "overdue" if stands.status == "overdue" else "behind"
    if stands.status in ("ahead", "on-path"):
        return "ahead" if stands.gap is not None and round(stands.gap) < 0 else "on"
    return stands.status


def _grouped(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
