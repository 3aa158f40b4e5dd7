"""Searching documents, and their text."""

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from yibiao.hub.library.models import IndexedRecord
from yibiao.hub.library.searching import Asked, Found, Row, search
from yibiao.web.api.documents import rows
from yibiao.web.api.finding import one
from yibiao.web.api.schemas import Sound
from yibiao.web.api.writing import acting

router = Router(tags=["documents"])


class SearchIn(Schema):
    """What is looked for; every word must occur. Without words, all documents, the newest first."""

    q: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$"), Sound] = ""
    kind: Literal["", "plan", "document"] = ""
    office: Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9_-]*$")] = ""
    year: Annotated[int, Field(ge=1900, le=2999)] | None = None
    state: Literal["", "draft", "published", "closed", "discarded"] = ""
    sort: Literal["relevance", "newest"] = "relevance"
    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class PieceOut(Schema):
    """Some characters of a quotation; `lit` where they were looked for."""

    text: str
    lit: bool


class FoundOut(Schema):
    """A document that was found; `plans` are those of its plans that may be seen, `hits` the places in its text."""

    id: int
    title: str
    number: str
    unit: str
    year: int | None
    at: datetime.datetime
    plans: list[int]
    hits: int
    quote: list[PieceOut]


class SearchOut(Schema):
    """A page of what was found. `terms` are the words that were looked for, as they are compared."""

    items: list[FoundOut]
    total: int
    page: int
    pages: int
    terms: list[str]


@router.get("/search", response=SearchOut, operation_id="search_documents")
def search_documents(request: HttpRequest, asked: Annotated[SearchIn, Query()]) -> Any:
    """Documents that hold every word of `q` (separated by spaces; in quotation marks as one), the best first."""
    wanted = Asked(asked.q, asked.kind, asked.office, asked.year, asked.state, asked.sort, asked.page)
    return _told(search(acting(request), wanted, asked.limit))


def _told(found: Found) -> dict[str, Any]:
    counts = {"total": found.total, "page": found.page, "pages": found.pages}
    return {"items": [_row(row) for row in found.rows], "terms": list(found.terms), **counts}


def _row(row: Row) -> dict[str, Any]:
    document = row.document
    return {
        "id": document.pk,
        "title": str(document),
        "number": document.number,
        "unit": document.unit.code,
        "year": row.year,
        "at": document.at,
        "plans": [plan.pk for plan in row.plans],
        "hits": row.hits,
        "quote": [piece._asdict() for piece in row.quote],
    }


class TextOut(Schema):
    """The text of a document as received; spans of its plan refer to it."""

    id: int
    text: str


@router.get("/documents/{document}/text", response=TextOut, operation_id="read_document_text")
def read_text(request: HttpRequest, document: Annotated[int, Path(ge=1, le=2**62)]) -> Any:
    """The text of a document; one that was not compiled has none (404)."""
    row = one(rows(request), pk=document)
    return {"id": row.pk, "text": one(IndexedRecord.objects, document=row).text}
