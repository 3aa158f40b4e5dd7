"""What people are told of reports. Called by the actions, within their transaction."""

from collections.abc import Iterable, Sequence

from yibiao.hub.actions import Act, name_of
from yibiao.hub.clock import today
from yibiao.hub.notices import hearing
from yibiao.hub.notices.occasions import settle
from yibiao.hub.notices.telling import tell
from yibiao.hub.orgs.models import ActingRecord, HoldingRecord, UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.chains import POSTS
from yibiao.hub.reporting.models import OfferRecord, ReportRecord, RequestRecord, ReturnRecord


def path_of(row: ReportRecord) -> str:
    """Return the path of a report's page."""
    return f"/plans/{row.plan_id}/reports/{row.unit.code}/{row.period}"


def path_of_request(row: RequestRecord) -> str:
    """Return the path of the page of a request."""
    return f"/requests/{row.pk}"


def tell_waits(act: Act, row: ReportRecord) -> None:
    """Tell whoever does the inner step that a report waits for."""
    settle(name_of(row))
    _tell(act, row, "told.report-waits", _in_post(row, POSTS[row.stage]))


def tell_sent_back(act: Act, row: ReportRecord) -> None:
    """Tell who fills in that the report came back."""
    settle(name_of(row))
    _tell(act, row, "told.report-back", hearing.working_in([row.unit_id]), reason=act.reason[:120])


def tell_filed(act: Act, row: ReportRecord) -> None:
    """Take what was asked about the report as read: it is filed."""
    settle(name_of(row))


def tell_returned(act: Act, row: ReportRecord, made: Sequence[ReturnRecord]) -> None:
    """Tell the unit which cells came back."""
    settle(name_of(row))
    _tell(act, row, "told.report-returned", hearing.working_in([row.unit_id]), count=len(made), reason=made[0].reason[:120])


def tell_accepted(act: Act, row: ReportRecord) -> None:
    """Take what was asked about the report as read: it is accepted."""
    settle(name_of(row))


def tell_asked(act: Act, row: RequestRecord) -> None:
    """Tell the dispatching office that something is asked for."""
    slots = {"unit": row.unit.name, "title": row.plan.title}
    hear = hearing.dispatchers_of(row.plan)
    tell(hear, f"told.request-{row.kind}", path_of_request(row), name_of(row), act.actor.person, **slots)


def tell_offered(act: Act, plan: PlanRecord, period: str, units: Iterable[UnitRecord]) -> None:
    """Tell units that figures of theirs are known and wait to be confirmed."""
    for unit in units:
        path = f"/units/{unit.code}/values?plan={plan.pk}&period={period}"
        tell(hearing.working_in([unit.pk]), "told.offered", path, f"unit:{unit.pk}", act.actor.person, title=plan.title, period=period)


def tell_objected(act: Act, offer: OfferRecord) -> None:
    """Tell whoever offered a figure that the unit objects to it."""
    row = offer.commitment
    slots = {"unit": row.unit.name, "text": row.text[:60], "reason": offer.objection[:120]}
    path = f"/plans/{row.plan_id}/offers?period={offer.period}"
    tell({offer.by_id} if offer.by_id else set(), "told.objected", path, f"plan:{row.plan_id}", act.actor.person, **slots)


def tell_decided(act: Act, row: RequestRecord) -> None:
    """Tell the unit what was decided."""
    settle(name_of(row))
    hear = hearing.working_in([row.unit_id]) | ({row.by_id} if row.by_id else set())
    tell(hear, f"told.request-{row.state}", path_of_request(row), name_of(row), act.actor.person, title=row.plan.title)


def _tell(act: Act, row: ReportRecord, key: str, hear: set[int], **slots: object) -> None:
    told = {"title": row.plan.title, "unit": row.unit.name, "period": row.period, **slots}
    tell(hear, key, path_of(row), name_of(row), act.actor.person, **told)


def _in_post(row: ReportRecord, kind: str) -> set[int]:
    found: set[int] = set()
    for model in (HoldingRecord, ActingRecord):
        held = model.objects.on(today()).filter(post__unit=row.unit_id, post__kind=kind)
        found.update(held.values_list("person", flat=True))
    return found
