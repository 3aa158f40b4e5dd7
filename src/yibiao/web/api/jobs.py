"""Jobs in the background."""

import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema

from yibiao.hub.access.rights import visible
from yibiao.hub.jobs.models import JobRecord
from yibiao.web.api.finding import one
from yibiao.web.api.paging import Paging, page
from yibiao.web.api.schemas import Listed
from yibiao.web.api.writing import acting

router = Router(tags=["jobs"])


class JobOut(Schema):
    """A job: `done` of `total` steps; `result` names what came of it, ``plan:7``."""

    id: int
    kind: str
    subject: str
    state: str
    step: str
    done: int
    total: int
    result: str
    error: dict[str, Any]
    made_at: datetime.datetime
    ended_at: datetime.datetime | None


def told_job(job: JobRecord) -> dict[str, Any]:
    """Return a job as the API shows it."""
    return {"id": job.pk, **{name: getattr(job, name) for name in JobOut.model_fields if name != "id"}}


def rows(request: HttpRequest) -> Any:
    """Return the jobs the actor may see."""
    return visible(acting(request), "job.read", JobRecord.objects.all())


@router.get("/jobs", response=Listed(JobOut), operation_id="list_jobs")
def list_jobs(request: HttpRequest, paging: Annotated[Paging, Query()]) -> Any:
    """Jobs, the newest first."""
    return page(rows(request), paging, told_job, newest=True)


@router.get("/jobs/{job}", response=JobOut, operation_id="read_job")
def read_job(request: HttpRequest, job: Annotated[int, Path(ge=1, le=2**62)]) -> Any:
    """One job and how far it is."""
    return told_job(one(rows(request), pk=job))
