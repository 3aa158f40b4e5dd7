"""Why a job or a document failed, in words."""

from collections.abc import Mapping
from typing import Any

from yibiao.files.errors import reason
from yibiao.hub.jobs.models import JobRecord


def told(error: Mapping[str, Any], lang: str | None = None) -> str:
    """Return the sentence of a kept reason (`key` and `slots`), empty where there is none."""
    if not error:
        return ""
    return reason(error["key"], {name: str(value) for name, value in error.get("slots", {}).items()}, lang)


def why(job: JobRecord, lang: str | None = None) -> str:
    """Return why a job failed, empty where it did not."""
    return told(job.error, lang)
