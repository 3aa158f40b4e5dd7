"""How a unit's report of a period comes about: filled in, passed on within the unit, filed 报送, returned, accepted.

A report stands at one of these stages. The inner steps are those of the unit's own chain, as short as it likes:

===========  =========================================================================
open         being filled in; after a return the returned cells alone
review       handed in, waits for whoever reviews it 审核人
check        waits for the deputy in charge 分管负责人
sign         waits for the head of the unit 主要负责人签发
filed        reported: frozen, with a receipt
accepted     taken over by the dispatching office: its values are approved
===========  =========================================================================

The axis of reporting 报送 is drawn from it and never from figures: 未报, 按期, 逾期, 退回. Whatever was filed first after
its day is late for ever, whatever is returned, filed again or reopened later.
"""

import datetime
from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

Stage = Literal["open", "review", "check", "sign", "filed", "accepted"]
STAGES: tuple[Stage, ...] = ("open", "review", "check", "sign", "filed", "accepted")
# The steps inside a unit, in their order.
INNER: tuple[Stage, ...] = ("review", "check", "sign")
Deed = Literal["submit", "pass", "back", "return", "accept", "reopen"]
DEEDS: tuple[Deed, ...] = ("submit", "pass", "back", "return", "accept", "reopen")

# The axis of reporting; `missing` is 未报 whose day is over.
Reported = Literal["unreported", "missing", "in-time", "late", "returned"]


class Report(NamedTuple):
    """A report as the machine sees it: `chain` are the inner steps it has to pass, `due` the day it is to be filed by.

    `returned` tells that cells were returned and are not filed again yet, `reopened` that all of it may be changed
    though it had been filed. `filed` is the day it was filed first.
    """

    due: datetime.date
    stage: Stage = "open"
    chain: tuple[Stage, ...] = ()
    filed: datetime.date | None = None
    late: bool = False
    returned: bool = False
    reopened: bool = False


class ImpossibleError(ValueError):
    """A deed that can't be done at this stage: `deed` and `stage` say which."""

    def __init__(self, deed: Deed, stage: Stage) -> None:
        super().__init__(deed, stage)
        self.deed, self.stage = deed, stage


def chain_of(steps: Collection[str]) -> tuple[Stage, ...]:
    """Return inner steps in their order; others are left out."""
    return tuple(step for step in INNER if step in steps)


def done(report: Report, deed: Deed, day: datetime.date, chain: Iterable[str] | None = None) -> Report:
    """Return a report after `deed` was done on `day`; `chain` are the steps that hold where it is handed in now.

    Raises `ImpossibleError`. The first filing decides whether it is late; a day before that of an earlier filing (a clock
    set back) changes nothing of it.
    """
    if deed == "submit" and report.stage == "open":
        steps = report.chain if chain is None else chain_of(tuple(chain))
        return _on(report._replace(chain=steps), steps[0] if steps else "filed", day)
    if deed == "pass" and report.stage in INNER:
        later = [step for step in report.chain if INNER.index(step) > INNER.index(report.stage)]
        return _on(report, later[0] if later else "filed", day)
    if deed == "back" and report.stage in INNER:
        return report._replace(stage="open")
    if deed == "return" and (report.stage == "filed" or _is_being_returned(report)):
        return report._replace(stage="open", returned=True)
    if deed == "accept" and report.stage == "filed":
        return report._replace(stage="accepted")
    if deed == "reopen" and report.stage in ("filed", "accepted"):
        return report._replace(stage="open", reopened=True)
    raise ImpossibleError(deed, report.stage)


def _is_being_returned(report: Report) -> bool:
    """Tell whether cells of a report are back with its unit: the next verifier may return others beside them."""
    return report.stage == "open" and report.returned and not report.reopened


def _on(report: Report, stage: Stage, day: datetime.date) -> Report:
    if stage != "filed":
        return report._replace(stage=stage)
    first = report.filed is None
    return report._replace(
        stage="filed",
        filed=day if first else report.filed,
        late=report.late or (first and day > report.due),
        returned=False,
        reopened=False,
    )


def can(report: Report, deed: Deed) -> bool:
    """Tell whether a deed is possible at the stage a report stands at."""
    try:
        done(report, deed, report.due)
    except ImpossibleError:
        return False
    return True


def is_open(report: Report, returned: bool) -> bool:
    """Tell whether a cell may be changed; `returned` says whether it is one that was returned."""
    if report.stage != "open":
        return False
    return returned or not report.returned or report.reopened


def reported(report: Report | None, due: datetime.date, day: datetime.date) -> Reported:
    """Return where a report stands on the axis 报送 on `day`; None is one that nobody has begun, due on `due`."""
    if report is None or report.filed is None:
        return "missing" if day > (report.due if report else due) else "unreported"
    if report.returned:
        return "returned"
    return "late" if report.late else "in-time"
