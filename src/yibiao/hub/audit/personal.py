"""Personal data in the log: a salted digest there, the datum itself in a row that can be erased."""

import secrets
from collections.abc import Mapping
from typing import Any

from yibiao.core.audit.entries import sealed
from yibiao.hub.audit.models import PersonalDatumRecord
from yibiao.hub.clock import now
from yibiao.hub.orgs.models import PersonRecord

# Which fields of which rows are personal; everything else may stand in the log.
FIELDS: Mapping[str, frozenset[str]] = {"person": frozenset({"login", "name", "phone", "email"})}


def seal(value: Any, person: int | None) -> Any:
    """Keep a personal datum beside the log and return what stands for it there; nothing stands for nothing."""
    mark, kept = sealing(value, person)
    if kept is not None:
        kept.save(force_insert=True)
    return mark


def sealing(value: Any, person: int | None) -> tuple[Any, PersonalDatumRecord | None]:
    """Return what stands for a personal datum in the log, and the row that keeps it, which the caller writes."""
    if value in (None, ""):
        return value, None
    salt = secrets.token_bytes(16)
    mark = sealed(str(value), salt)
    return mark, PersonalDatumRecord(digest=mark["sealed"], salt=salt.hex(), value=str(value), person_id=person)


def erase(person: PersonRecord) -> int:
    """Erase what is kept of a person's data beside the log; return how many data. The log stays provable."""
    kept = PersonalDatumRecord.objects.filter(person=person, erased_at=None)
    return kept.update(salt="", value="", erased_at=now())
