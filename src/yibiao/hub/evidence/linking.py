"""Evidence attached to rows of a period and taken off again; withdrawn as a whole. Nothing of it is ever deleted."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count

from yibiao.core.commitments.horizon import months_of
from yibiao.core.evidence.limits import limits
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied, check
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.commitments.entering import is_period
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.evidence.adding import RIGHT as ADDING
from yibiao.hub.evidence.models import EvidenceLinkRecord, EvidenceRecord
from yibiao.hub.orgs.models import UnitRecord

# Whoever may fill in a row may say what stands behind it.
RIGHT = "value.save"
LONGEST_REASON = 500


def attach_all(
    actor: Actor,
    pieces: Sequence[EvidenceRecord],
    rows: Sequence[CommitmentRecord],
    period: str,
    *,
    reason: str = "",
    request: str = "",
) -> int:
    """Attach pieces of evidence to rows for a period, all or nothing; return how many links are new.

    Of each piece one must be able to add to its unit's evidence, and of each row to fill it in.
    """
    if not pieces or not rows:
        raise Refused("evidence.nothing-chosen")
    if len(rows) > limits().rows:
        raise Refused("evidence.too-many-rows", limit=limits().rows, found=len(rows))
    units = {piece.unit_id for piece in pieces}
    for unit in UnitRecord.objects.filter(pk__in=units):
        check(actor, ADDING, unit)
    with transaction.atomic():
        return sum(attach(actor, row, pieces, period, reason=reason, request=request) for row in rows)


@action("evidence.attach", RIGHT)
def attach(act: Act, row: CommitmentRecord, pieces: Sequence[EvidenceRecord], period: str) -> int:
    """Attach evidence to one row; what is there already stays as it is."""
    _check_period(period)
    fresh = list(EvidenceRecord.objects.filter(pk__in=[piece.pk for piece in pieces]).order_by("pk"))
    if gone := next((piece for piece in fresh if piece.withdrawn_at), None):
        raise Refused("evidence.withdrawn-already", number=gone.number)
    standing = EvidenceLinkRecord.objects.filter(commitment=row, period=period, withdrawn_at=None)
    there = set(standing.values_list("evidence", flat=True))
    new = [piece for piece in fresh if piece.pk not in there]
    if len(there) + len(new) > limits().row:
        raise Refused("evidence.row-full", limit=limits().row, found=len(there) + len(new), item=_short(row.text))
    EvidenceLinkRecord.objects.bulk_create(
        EvidenceLinkRecord(evidence=piece, commitment=row, period=period, by_id=act.actor.person, at=act.at) for piece in new
    )
    for piece in new:
        _note(act, piece, None, period)
    return len(new)


@action("evidence.detach", RIGHT)
def detach(act: Act, row: CommitmentRecord, pieces: Sequence[EvidenceRecord], period: str) -> int:
    """Take evidence off a row; that it was there stays in the history. What is off already is no mistake."""
    found = EvidenceLinkRecord.objects.filter(commitment=row, period=period, withdrawn_at=None, evidence__in=pieces)
    links = list(found.select_related("evidence").order_by("pk"))
    for link in links:
        link.withdrawn_at, link.withdrawn_by_id = act.at, act.actor.person
        _note(act, link.evidence, period, None)
    EvidenceLinkRecord.objects.bulk_update(links, ["withdrawn_at", "withdrawn_by"])
    return len(links)


def attach_before(actor: Actor, row: CommitmentRecord, period: str, *, request: str = "") -> int:
    """Attach what served a row in the last period before, in one step; return how many links are new."""
    before = period_before(row, period)
    pieces = [link.evidence for link in standing(row, before)] if before else []
    if not pieces:
        raise Refused("evidence.nothing-before")
    return attach_all(actor, pieces, [row], period, request=request)


def standing(row: CommitmentRecord, period: str | None) -> list[EvidenceLinkRecord]:
    """Return the links of a row in a period (None: in all), the oldest first, each with its evidence and unit; one query."""
    links = EvidenceLinkRecord.objects.filter(commitment=row, withdrawn_at=None)
    links = links if period is None else links.filter(period=period)
    return list(links.select_related("evidence__unit").order_by("pk"))


def period_before(row: CommitmentRecord, period: str) -> str:
    """Return the last period before in which a row had evidence that still stands, empty for none; one query."""
    links = EvidenceLinkRecord.objects.filter(commitment=row, withdrawn_at=None, evidence__withdrawn_at=None)
    first = (months_of(period) or (0, 0))[0]
    spans = {one: months_of(one) or (0, 0) for one in links.order_by().values_list("period", flat=True).distinct()}
    # The last that ends; of a month and a quarter that end together, the month.
    return max((one for one in spans if spans[one][1] < first), key=lambda one: spans[one][::-1], default="")


def withdraw(actor: Actor, piece: EvidenceRecord, *, reason: str, request: str = "") -> None:
    """Withdraw a piece of evidence with a reason, and take it off every row it serves.

    What serves a row that is closed stays: it was counted with it. Raises `Refused`.
    """
    if not reason.strip():
        raise Refused("evidence.reason-needed")
    if len(reason) > LONGEST_REASON:
        raise Refused("evidence.reason-too-long", limit=LONGEST_REASON, found=len(reason))
    check(actor, ADDING, piece.unit)
    with transaction.atomic():
        links = EvidenceLinkRecord.objects.filter(evidence=piece, withdrawn_at=None).order_by("commitment", "period")
        for link in links.select_related("commitment__plan", "commitment__unit"):
            try:
                detach(actor, link.commitment, [piece], link.period, reason=reason, request=request)
            except Denied:
                item = _short(link.commitment.text)
                raise Refused("evidence.serves-closed", number=piece.number, item=item) from None
        _withdraw(actor, piece, reason=reason, request=request)


@action("evidence.withdraw", ADDING, about=lambda piece: piece.unit)
def _withdraw(act: Act, piece: EvidenceRecord) -> None:
    if piece.withdrawn_at is not None:
        raise Refused("evidence.withdrawn-already", number=piece.number)
    act.set(piece, withdrawn_at=act.at)
    piece.withdrawn_by_id, piece.withdrawn_reason = act.actor.person, act.reason  # the entry says both itself
    piece.save(update_fields=["withdrawn_by", "withdrawn_reason"])


def _check_period(period: str) -> None:
    if not is_period(period):
        raise Refused("pages.no-period", found=period[:20])


def _note(act: Act, piece: EvidenceRecord, old: str | None, new: str | None) -> None:
    """Note that a piece is attached for a period or no longer, and which bytes it is."""
    act.note(f"evidence:{piece.pk}.attached", old, new)
    if piece.sha256:
        act.note(f"evidence:{piece.pk}.sha256", piece.sha256 if old else None, piece.sha256 if new else None)


def _short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def counts(rows: Sequence[CommitmentRecord], period: str) -> dict[int, int]:
    """Return how many pieces each row has in a period, by its id; one query."""
    links = EvidenceLinkRecord.objects.filter(commitment__in=rows, period=period, withdrawn_at=None)
    return dict(links.order_by().values("commitment").annotate(many=Count("pk")).values_list("commitment", "many"))
