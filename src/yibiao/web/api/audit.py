"""What happened: entries of the log, heads, and proofs that an entry is in the log."""

import json
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from yibiao.hub.access.rights import check
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.audit.reading import heads_after, inclusion
from yibiao.hub.commitments.reading import history
from yibiao.web.api.finding import one
from yibiao.web.api.paging import Paging, page
from yibiao.web.api.plans import Id, found
from yibiao.web.api.schemas import Listed
from yibiao.web.api.writing import acting

router = Router(tags=["audit"])


class EntryOut(Schema):
    """An entry; `line` is what is hashed, in the very bytes."""

    seq: int
    at: str
    actor: str
    acting_for: str
    unit: str
    action: str
    object: str
    plan: str
    changes: list[Any]
    reason: str
    request: str
    line: str
    leaf: str


def told(row: EntryRecord) -> dict[str, Any]:
    """Return an entry as the API shows it."""
    return {**json.loads(row.line), "line": row.line, "leaf": row.leaf}


@router.get("/audit/entries", response=Listed(EntryOut), operation_id="list_entries")
def entries(
    request: HttpRequest,
    paging: Annotated[Paging, Query()],
    object: Annotated[str, Query("", max_length=80, description="what it was done to, such as plan:5")] = "",
    actor: Annotated[str, Query("", max_length=60)] = "",
    action: Annotated[str, Query("", max_length=60)] = "",
) -> Any:
    """Entries, the newest first."""
    check(acting(request), "audit.read")
    shown = EntryRecord.objects.all()
    for name, value in (("object", object), ("actor", actor), ("action", action)):
        shown = shown.filter(**{name: value}) if value else shown
    return page(shown, paging, told, newest=True)


@router.get("/plans/{plan}/history", response=Listed(EntryOut), operation_id="read_history")
def plan_history(request: HttpRequest, plan: Id, paging: Annotated[Paging, Query()]) -> Any:
    """What was done to a plan and what belongs to it, the newest first; of values, those of units that may be seen."""
    return page(history(acting(request), found(request, plan)), paging, told, newest=True)


class HeadOut(Schema):
    """A signed tree head, in the very bytes of its line."""

    line: str


class HeadsOut(Schema):
    """Heads in order."""

    items: list[HeadOut]
    next: int | None


@router.get("/audit/heads", response=HeadsOut, operation_id="list_heads")
def heads(
    request: HttpRequest, after: Annotated[int, Query(ge=-1, le=2**62)] = -1, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> Any:
    """Signed heads with numbers above `after`, for an outsider who keeps them."""
    check(acting(request), "audit.read")
    found = heads_after(after, limit)
    return {"items": [{"line": line} for _, line in found], "next": found[-1][0] if len(found) == limit else None}


class ProofOut(Schema):
    """The hashes from an entry to the root of the log at `size` (RFC 6962)."""

    seq: int
    size: int
    root: str
    leaf: str
    proof: list[str] = Field(description="from the lowest to the highest, in hex")


@router.get("/audit/entries/{seq}/proof", response=ProofOut, operation_id="prove_entry")
def proof(request: HttpRequest, seq: Annotated[int, Path(ge=0, le=2**62)]) -> Any:
    """The proof that an entry is in the log as it stands."""
    check(acting(request), "audit.read")
    row = one(EntryRecord.objects.all(), seq=seq)
    return {"seq": seq, "leaf": row.leaf, **inclusion(seq)}
