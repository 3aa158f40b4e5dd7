"""What stands in each kind of column: a function from one commitment to a cell. One more kind = one more function."""

import re
from collections.abc import Callable
from typing import NamedTuple

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.commitments.values import Commitment, Commitments, Role
from yibiao.core.commitments.wording import amount, figure_words, qualified
from yibiao.core.orgs.pack import OrgUnit
from yibiao.core.plan import Target, Task, UnitRef
from yibiao.core.splits.apply import is_rate
from yibiao.core.tables.places import region_place, speaks_of
from yibiao.core.tables.values import Value
from yibiao.messages import say

# What follows a number and is no part of it.
_STOPS = "、.．, 　"
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
# The same duty said once: a unit that leads is not also listed as responsible.
_ROLE_ORDER: tuple[Role, ...] = ("lead", "responsible", "cooperating", "data_providers", "guiding", "named")


class Setting(NamedTuple):
    """What every cell of one table may need: whose it is, for which period, in which language."""

    commitments: Commitments
    unit: OrgUnit
    period: str | None
    names: dict[str, str]
    lang: str = "zh"

    @property
    def here(self) -> str:
        """How the table speaks of its unit: 本区, 本镇, 本单位."""
        return self.say("here", place=self.say(f"place-{speaks_of(self.unit)}"))

    @property
    def place(self) -> str:
        """The kind of place the plan is for: 省, 市, 县."""
        return region_place(self.commitments.pack, self.lang)

    def say(self, key: str, **args: object) -> str:
        """Return a sentence of the book `tables`."""
        return say(f"tables.{key}", self.lang, **args)


Field = Callable[[Commitment, Setting], Value]


def item(row: Commitment, _: Setting) -> Value:
    """任务事项: what is to be done, in the document's words."""
    return row.text


def city(row: Commitment, setting: Setting) -> Value:
    """年度目标: the figure the document orders, and of whom where it names a class."""
    target = row.target
    if target is None or row.city is None:
        return setting.say("none")
    words = qualified(target, figure_words(row.city))
    group = "、".join(ref.text for ref in target.owed_by)
    if target.owed_by:
        alone = len(target.owed_by) == 1 and not target.owed_by[0].group
        shape = "each-of" if target.each else "one-of" if alone else "together-of"
        words = setting.say(shape, group=group, figure=words)
    if target.subject in ("", group):  # 各区不少于4个: the words before the figure are who owes it
        return words
    return setting.say("figure-of", subject=target.subject, figure=words)


def own(row: Commitment, setting: Setting) -> Value:
    """本区承担目标: the unit's own figure, or that its share is not set."""
    target = row.target
    if target is None or row.city is None or row.holding == "none":
        return setting.say("none")
    if row.holding == "unset":
        return setting.say("unset-rate" if is_rate(target) else "unset")
    if row.figure is None:
        return setting.say("none")
    words = qualified(target, figure_words(row.figure))
    if row.holding == "total":
        return _whole(row, words, setting)
    return _against_milder(row, target, words, setting)


def _whole(row: Commitment, words: str, setting: Setting) -> str:
    """Return the lead's figure, with what the city bears itself under the split."""
    said = setting.say("whole", figure=words, place=setting.place)
    if row.split and row.split.city and row.city:
        figure = amount(row.split.city, row.city.unit)
        said += "，" + setting.say("city-part", figure=figure, place=setting.place)
    return said


def _against_milder(row: Commitment, target: Target, words: str, setting: Setting) -> str:
    """Return the unit's figure; one that replaced a milder names both classes."""
    if not row.stricter:
        return words
    milder = row.stricter[0]
    return setting.say(
        "stricter" if row.group else "named-apart",
        group=row.group,
        figure=words,
        milder_group=milder.group,
        milder=qualified(target, figure_words(milder.figure)),
    )


def planned(row: Commitment, setting: Setting) -> Value:
    """序时目标: the planned cumulative value at the end of the period."""
    if row.trajectory.lagging:
        return setting.say("lagging")
    months = months_of(setting.period) if setting.period else None
    if months and row.figure:
        # A quarter or a year is at its end where its last month is.
        at = month_name(months[1])
        for point in row.trajectory.points:
            if point.period == at:
                return amount(point.value, row.figure.unit) + _opening(row, setting)
    return setting.say("none")


def _opening(row: Commitment, setting: Setting) -> str:
    """Return the opening balance of the months before the plan, where the office has entered it."""
    entered = dict(row.details.opening).get(row.unit) if row.details else None
    if entered is None or row.figure is None:
        return ""
    return setting.say("opening", figure=amount(entered, row.figure.unit))


def definition(row: Commitment, setting: Setting) -> Value:
    """指标口径及数据来源: what the office filled in once for the target."""
    if row.target is None:
        return setting.say("none")
    details = row.details
    if details is None:
        return setting.say("definition-open")
    parts = [
        setting.say(key, text=text)
        for key, text in (
            ("definition", details.definition),
            ("data-source", details.data_source),
            ("counted-at", details.counted_at),
        )
        if text
    ]
    if details.attribution:
        parts.append(setting.say(f"attribution-{details.attribution}"))
    return "；".join(parts) or setting.say("definition-open")


def role(row: Commitment, setting: Setting) -> Value:
    """职责: the unit's roles, the strongest first."""
    roles = sorted(row.roles, key=_ROLE_ORDER.index)
    if len(roles) > 1 and "named" in roles:
        roles.remove("named")
    return "、".join(setting.say(f"role-{name}") for name in roles)


def lead(row: Commitment, setting: Setting) -> Value:
    """牵头单位: the leads of the clause; of several, the first listed collects until somebody confirms it."""
    clause = row.measure if row.measure and row.measure.clause else row.task
    leads = [_lead_name(ref, setting) for ref in clause.lead]
    if not leads:
        return setting.say("no-lead")
    if len(leads) > 1:
        leads[0] = setting.say("collects", unit=leads[0])
    return "、".join(leads)


def _lead_name(ref: UnitRef, setting: Setting) -> str:
    """Return a unit by its name in the pack, a class as the document calls it, what is open marked so."""
    found = setting.commitments.resolution.by_ref.get(ref)
    if found is None or not found.units:
        return setting.say("open-lead", unit=ref.text) if ref.group else ref.name
    return ref.text if ref.group else setting.names[found.units[0]]


def deadline(row: Commitment, setting: Setting) -> Value:
    """完成时限: the date as it is written in a document, or the document's own words.

    Where the document gives none it is the end of the year (or period) of the plan, which a note says.
    """
    said = row.deadline
    if said is None:
        return setting.say("deadline-none")
    found = _DATE.fullmatch(said)
    if not found:
        return said
    year, month, day = (int(part) for part in found.groups())
    if (month, day) == (12, 31):
        return setting.say("deadline-year-end", year=year)
    return setting.say("date", year=year, month=month, day=day)


def date_words(date: str | None, setting: Setting) -> str:
    """Return an ISO date as an office writes it: ``2021年4月25日``; empty for none."""
    found = _DATE.fullmatch(date or "")
    if not found:
        return ""
    year, month, day = map(int, found.groups())
    return setting.say("date", year=year, month=month, day=day)


def period_words(period: str | None, lang: str = "zh") -> str:
    """Return a reporting period as an office writes it: ``2021年4月``, ``2021年第2季度``."""
    year, _, part = (period or "").partition("-")
    if part.startswith("Q"):
        return say("tables.period-quarter", lang, year=year, quarter=part[1:])
    if part:
        return say("tables.period-month", lang, year=year, month=int(part))
    return say("tables.period-year", lang, year=year) if year else ""


def clause(row: Commitment, setting: Setting) -> Value:
    """依据条款: the place in the document as offices cite it, ``二（二）1``; without numbers the id of the task."""
    numbers = [*_numbers_above(row.task, setting), row.task.number]
    cited = "".join(number.strip(_STOPS) for number in numbers)
    return cited.replace("(", "（").replace(")", "）") or row.task.id


def _numbers_above(task: Task, setting: Setting) -> list[str]:
    """Return the numbers of the sections a task stands in, outermost first."""
    path = task.section or ""
    by_id = {section.id: section.number for section in setting.commitments.plan.sections}
    parts = path.split(".")
    return [by_id.get(".".join(parts[:depth]), "") for depth in range(1, len(parts) + 1)]


def blank(_: Commitment, __: Setting) -> Value:
    """A cell to be filled in."""
    return None


FIELDS: dict[str, Field] = {
    "item": item,
    "city": city,
    "own": own,
    "planned": planned,
    "definition": definition,
    "role": role,
    "lead": lead,
    "deadline": deadline,
    "clause": clause,
    "blank": blank,
}
