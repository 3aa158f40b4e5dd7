"""Days, numbers and sentences of this part, in the language of the page."""

import datetime
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from yibiao.core.amounts import grouped, number_text
from yibiao.core.overview import GROUPS
from yibiao.hub.notices.models import NoticeRecord
from yibiao.hub.overview.figures import Line
from yibiao.hub.work.items import Item
from yibiao.hub.work.leading import Leading, Owed
from yibiao.messages import say

# So many leads of one task are not named one by one.
MANY = 4


class Words:
    """Says things in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def say(self, key: str, **slots: object) -> str:
        """Return a sentence of this part's book."""
        return say(f"work.{key}", self.lang, **slots)

    def today(self, day: datetime.date) -> str:
        """Return a day with its weekday: ``11月23日 星期一``."""
        weekday = self.say(f"weekday-{day.weekday()}")
        month = say(f"city.month-{day.month}", self.lang)
        return self.say("today-is", month=month, day=day.day, weekday=weekday)

    def told(self, notice: NoticeRecord) -> str:
        """Return what a notice says; one whose sentence a later release has dropped says no more than that it was there."""
        try:
            return say(notice.key, self.lang, **notice.slots)
        except (KeyError, FileNotFoundError):
            return self.say("notice-old")

    def date(self, day: datetime.date) -> str:
        """Return a day as documents are dated: ``2026年11月23日``."""
        return self.say("brief-date", year=day.year, month=day.month, day=day.day)

    def month(self, period: str) -> str:
        """Return a month in a sentence: ``2021年9月``."""
        return self.say("brief-month", year=period[:4], month=int(period[5:7]))

    def num(self, value: Decimal | None, places: int = 2) -> str:
        """Return a number, its thousands grouped, in Chinese with 万 and 亿 where that keeps it exact; — for none."""
        if value is None:
            return "—"
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        number, mark = number_text(rounded, None, exact=self.lang != "zh")
        return f"{number}{mark}" if number else grouped(rounded)

    def status(self, status: str) -> str:
        """Return the word for a status that tasks are counted in."""
        return self.say("count-no-path") if status == "no-path" else say(f"standings.{status}", self.lang)

    def standing(self, led: Leading, period: str) -> str:
        """Return how the tasks in charge stand, in one sentence."""
        parts = [
            self.say("brief-part", word=self.status(status), count=count) for status, _, count in counts_of(led)
        ]
        joined = self.say("comma").join(parts)
        return self.say("brief-standing", month=self.month(period), count=len(led.tasks), parts=joined)

    def approve(self, item: Item) -> str:
        """Return a split that waits for approval as a matter to decide."""
        if item.slots["waits"] == "approve":
            return self.say("brief-approve", text=item.title)
        what = self.say(f"what-approve-{item.slots['waits']}", **item.slots)
        return self.say("brief-approve-early", text=item.title, what=what)

    def leads(self, names: Sequence[str]) -> str:
        """Return who leads: one name or two, of more the first and how many."""
        few = "、" if self.lang == "zh" else ", "
        return few.join(names) if len(names) < MANY else self.say("leads-more", first=names[0], count=len(names))

    def unshared(self, owed: Owed) -> str:
        """Return totals that nobody has shared out as one matter to decide."""
        key = f"brief-{'unshared' if owed.leads else 'nobody'}{'-1' if len(owed.totals) == 1 else ''}"
        return self.say(key, text=owed.totals[0].text, count=len(owed.totals), leads=self.leads(owed.leads))

    def behind(self, line: Line) -> str:
        """Return a figure that is behind, in one sentence."""
        stands, unit = line.stands, line.figure.unit
        return self.say(
            "brief-behind",
            text=line.figure.text,
            who=line.row.commitment.unit.name if line.row else self.say("the-city"),
            reached=f"{self.num(stands.reached)}{unit}",
            planned=f"{self.num(stands.planned)}{unit}",
            gap=self.num(stands.gap, 1),
            status="" if stands.status == "behind" else f"{self.say('comma')}{self.status(stands.status)}",
        )


# Statuses of a group with the light they are shown with; what is behind is shown as the worst of it.
_LIGHTS = {"on-path": "green", "done": "done", "late": "late"}


def counts_of(led: Leading) -> list[tuple[str, str, int]]:
    """Return how many tasks are in each status, the worst first, each with the light it is shown with."""
    counts = led.counts
    red = any(one.stands.light == "red" for one in led.tasks)
    lights = {**_LIGHTS, "behind": "red" if red else "yellow"}
    return [(status, lights.get(status, "grey"), counts[status]) for status in GROUPS if counts[status]]
