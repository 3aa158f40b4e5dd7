"""Evidence as somebody may see it: the unit's own people all of it, others what serves the rows that they may read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from yibiao.core.evidence.limits import kinds
from yibiao.core.evidence.naming import read_number
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.evidence.models import LINK, RECORD, STUB, EvidenceLinkRecord, EvidenceRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord

RIGHT = "evidence.read"
# What a list can be narrowed to: kinds as people speak of them, and how a piece stands.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "picture": tuple(name for name, kind in kinds().items() if kind.shown == "picture"),
    "text": tuple(name for name, kind in kinds().items() if kind.shown in ("pages", "text")),
    "sheets": tuple(name for name, kind in kinds().items() if kind.shown == "sheets"),
    "link": (LINK, RECORD),
    "stub": (STUB,),
}
STANDS = ("used", "unused", "withdrawn")


class Wish(NamedTuple):
    """What a list is narrowed to; empty for everything that stands."""

    q: str = ""
    group: str = ""
    stands: str = ""


class Served(NamedTuple):
    """A row that a piece of evidence serves, and in which period."""

    commitment: CommitmentRecord
    period: str


class Listed(NamedTuple):
    """One line of a list of evidence 佐证清单. `digest` are the first characters of the SHA-256, empty for no file."""

    number: str
    unit: str
    name: str
    kind: str
    size: int
    digest: str
    rows: tuple[tuple[str, str, str], ...]  # number and text of each row, and the period


def readable(actor: Actor) -> QuerySet[EvidenceRecord]:
    """Return all evidence that an actor may see."""
    rows = EvidenceRecord.objects.select_related("unit")
    if actor.trusted:
        return rows
    own = visible(actor, RIGHT, UnitRecord.objects.all()).order_by().values("pk")
    read = visible(actor, "commitment.read", CommitmentRecord.objects.all()).order_by().values("pk")
    serving = EvidenceLinkRecord.objects.filter(evidence=OuterRef("pk"), withdrawn_at=None, commitment__in=read)
    return rows.filter(Q(unit__in=own) | Exists(serving))


def of_unit(actor: Actor, unit: UnitRecord, wish: Wish = Wish()) -> QuerySet[EvidenceRecord]:  # noqa: B008  immutable
    """Return the evidence of a unit that an actor may see, narrowed, the newest first."""
    rows = readable(actor).filter(unit=unit).select_related("by").order_by("-pk")
    rows = rows.filter(withdrawn_at__isnull=wish.stands != "withdrawn")
    if wish.stands in ("used", "unused"):
        used = Exists(EvidenceLinkRecord.objects.filter(evidence=OuterRef("pk"), withdrawn_at=None))
        rows = rows.filter(used if wish.stands == "used" else ~used)
    if wish.group in GROUPS:
        rows = rows.filter(kind__in=GROUPS[wish.group])
    return rows.filter(_matching(wish.q)) if wish.q.strip() else rows


def _matching(text: str) -> Q:
    """Return the condition that number, title, name or address hold what was typed."""
    plain = text.strip()
    found = Q(title__icontains=plain) | Q(name__icontains=plain) | Q(kind=LINK, target__icontains=plain)
    number = read_number(plain)
    if number is not None:
        return found | Q(year=number[0], serial=number[1])
    return found | Q(serial=int(plain)) if plain.isdecimal() and len(plain) < 7 else found


def served(actor: Actor, pieces: Iterable[EvidenceRecord]) -> dict[int, list[Served]]:
    """Return which rows pieces of evidence serve, as far as an actor may see these, by the pieces' ids; one query."""
    read = visible(actor, "commitment.read", CommitmentRecord.objects.all()).order_by().values("pk")
    links = EvidenceLinkRecord.objects.filter(evidence__in=list(pieces), withdrawn_at=None, commitment__in=read)
    links = links.select_related("commitment__unit").order_by("commitment__place", "commitment", "period")
    found: dict[int, list[Served]] = {}
    for link in links:
        found.setdefault(link.evidence_id, []).append(Served(link.commitment, link.period))
    return found


def of_rows(rows: Sequence[CommitmentRecord] | QuerySet[CommitmentRecord], period: str) -> dict[int, list[EvidenceRecord]]:
    """Return the evidence of rows in a period, by the rows' ids, in the order of their numbers; one query."""
    links = EvidenceLinkRecord.objects.filter(commitment__in=rows, period=period, withdrawn_at=None)
    found: dict[int, list[EvidenceRecord]] = {}
    for link in links.select_related("evidence__unit").order_by("evidence__year", "evidence__serial", "pk"):
        found.setdefault(link.commitment_id, []).append(link.evidence)
    return found


def printed_number(piece: EvidenceRecord, unit: int) -> str:
    """Return a number as a form of the unit with the id `unit` shows it: another unit's with that unit's name."""
    return piece.number if piece.unit_id == unit else f"{piece.unit.name}{piece.number}"


def evidence_list(unit: UnitRecord, plan: PlanRecord, period: str) -> list[Listed]:
    """Return the list of evidence 佐证清单 of a unit for a period of a plan, by number; two queries.

    What goes with a report: whoever hands it out has checked that its reader may have it.
    """
    rows = CommitmentRecord.objects.filter(plan=plan, unit=unit.table_id or unit.pk)
    links = EvidenceLinkRecord.objects.filter(commitment__in=rows, period=period, withdrawn_at=None)
    pieces: dict[EvidenceRecord, list[tuple[str, str, str]]] = {}
    ordered = links.order_by("evidence__unit__place", "evidence__year", "evidence__serial", "commitment__place", "pk")
    for link in ordered.select_related("evidence__unit", "commitment"):
        row = link.commitment
        pieces.setdefault(link.evidence, []).append((row.body.get("task") or row.task_number, row.text, link.period))
    return [
        Listed(piece.number, piece.unit.name, piece.called, piece.kind, piece.size, piece.sha256[:12], tuple(served))
        for piece, served in pieces.items()
    ]
