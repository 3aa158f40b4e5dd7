"""Which cells may be changed: those of reports that are being filled in, and those that were returned."""

from collections.abc import Collection

from yibiao.hub.commitments.cells import Place
from yibiao.hub.reporting.models import ReportRecord, ReturnRecord

# Plan, unit, period: of whom a report is, under which plan, for when.
Whose = tuple[int, int, str]
# A report that stands open while cells of it were returned: these alone may be changed.
RETURNED = "returned"


class Locks:
    """The stages of some reports: read with one query, and one more where cells of them were returned."""

    def __init__(self, wanted: Collection[Whose]) -> None:
        plans, units, periods = ({one[at] for one in wanted} for at in range(3))
        rows = ReportRecord.objects.filter(plan__in=plans, unit__in=units, period__in=periods).order_by()
        known = rows.values_list("plan", "unit", "period", "stage", "returned", "reopened") if wanted else ()
        self._stages: dict[Whose, str] = {}
        for plan, unit, period, stage, returned, reopened in known:
            shut = stage if stage != "open" else RETURNED if returned and not reopened else ""
            if shut:
                self._stages[plan, unit, period] = shut
        self._returned = self._open_returns() if RETURNED in self._stages.values() else frozenset()

    def _open_returns(self) -> frozenset[Place]:
        wanted = [whose for whose, stage in self._stages.items() if stage == RETURNED]
        rows = ReturnRecord.objects.filter(
            answered_at=None,
            report__plan__in={plan for plan, _, _ in wanted},
            report__unit__in={unit for _, unit, _ in wanted},
        )
        return frozenset(rows.values_list("commitment", "report__period", "field"))

    def shut(self, plan: int, unit: int, place: Place) -> str:
        """Return why a cell of a plan and unit may not be changed (a stage, or ``returned`` for the rest of it); empty: it may."""
        stage = self._stages.get((plan, unit, place[1]), "")
        if stage == RETURNED and self._is_returned(place):
            return ""
        return stage

    def _is_returned(self, place: Place) -> bool:
        """Tell whether a cell was returned: with a figure goes what is said of it."""
        commitment, period, field = place
        fields = {one for at, when, one in self._returned if at == commitment and when == period}
        return field in fields or (bool(fields) and field == "explained") or ("total" in fields and field == "current")
