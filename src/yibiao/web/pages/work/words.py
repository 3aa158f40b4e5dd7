"""Days, numbers and sentences of this part, in the language of the page."""

import datetime
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from yibiao.core.amounts import grouped, number_text
from yibiao.core.overview import Counted
from yibiao.core.splits.apply import PERCENT_UNITS
from yibiao.core.standing import Standing
from yibiao.hub.notices.models import NoticeRecord
from yibiao.hub.overview.figures import Line, missing
from yibiao.hub.work.items import Item
from yibiao.hub.work.leading import Charged, Leading, Owed
from yibiao.messages import say

# So many leads of one task are not named one by one.
MANY = 4
# In a narrow column so many.
SOME = 3
# So many tasks that one page has no room for are named by their numbers: as many as stand in one line.
NAMED = 6


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

    def counted(self, one: Counted) -> str:
        """Return how many tasks are in a status, and how many of them far behind."""
        red = self.say("brief-red", count=one.red) if one.status == "behind" and one.red else ""
        return self.say("brief-part", word=self.status(one.status), count=one.groups) + red

    def standing(self, led: Leading, period: str) -> str:
        """Return how the tasks in charge stand, in one sentence."""
        joined = self.say("comma").join(map(self.counted, led.counts))
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

    def leads_briefly(self, names: Sequence[str]) -> str:
        """Return who leads for a narrow column; empty for nobody."""
        return self.leads(names) if len(names) < SOME else self.say("leads-short", first=names[0], count=len(names))

    def more_matters(self, count: int) -> str:
        """Return how many matters a 专报 leaves out, and where they are."""
        return self.say("brief-more-matters", count=count)

    def more_behind(self, lines: Sequence[Line]) -> str:
        """Return how many figures that are behind a 专报 leaves out, how many of them far, and where they are."""
        red = sum(line.stands.light == "red" for line in lines)
        return self.say("brief-more-behind" if red else "brief-more-mild", count=len(lines), red=red)

    def more_tasks(self, tasks: Sequence[Charged]) -> str:
        """Return which tasks a 专报 leaves out, and where they are."""
        few = "、" if self.lang == "zh" else ", "
        names = few.join(one.task.number or one.task.title[:NAMED] for one in tasks[:NAMED])
        told = names if len(tasks) <= NAMED else self.say("brief-and-more", names=names)
        return self.say("brief-more-tasks", count=len(tasks), names=told)

    def without_figure(self, task: Charged) -> str:
        """Return what stands for a task in the place of one figure of the whole."""
        if not task.figures:
            return self.say("no-figure")
        if not task.stands.measured:
            return self.say("not-shared-yet")
        if not task.late_units:
            return self.say("each-unit")
        return self.say("units-behind", count=sum(task.lights.values()), late=task.late_units)

    def unshared(self, owed: Owed) -> str:
        """Return totals that nobody has shared out as one matter to decide."""
        key = f"brief-{'unshared' if owed.leads else 'nobody'}{'-1' if len(owed.totals) == 1 else ''}"
        return self.say(key, text=owed.totals[0].name, count=len(owed.totals), leads=self.leads(owed.leads))

    def short(self, stands: Standing, unit: str) -> str:
        """Return by how much a figure that is behind is short: ``欠 12家``, empty for none."""
        lacks = missing(stands) if stands.light in ("red", "yellow") else None
        if lacks is None:
            return ""
        rate = unit in PERCENT_UNITS
        return self.say("brief-short", amount=self.say("points", gap=self.num(lacks)) if rate else f"{self.num(lacks)}{unit}")

    def measured(self, name: str, stands: Standing, unit: str) -> str:
        """Return what a figure measures, and by how much it is short: ``高新技术企业 欠 12家``."""
        return f"{name} {self.short(stands, unit)}".rstrip()

    def behind(self, line: Line) -> str:
        """Return a figure that is behind, in one sentence."""
        stands, unit = line.stands, line.figure.unit
        short = self.short(stands, unit)
        return self.say(
            "brief-behind" if short else "brief-over",
            name=line.figure.name,
            short=short,
            who=line.row.commitment.unit.name if line.row else self.say("the-city"),
            reached=f"{self.num(stands.reached)}{unit}",
            planned=f"{self.num(stands.planned)}{unit}",
            status="" if stands.status == "behind" else f"{self.say('comma')}{self.status(stands.word)}",
        )
