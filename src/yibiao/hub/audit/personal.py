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
    if value in (None, ""):
        return value
    salt = secrets.token_bytes(16)
    mark = sealed(str(value), salt)
    PersonalDatumRecord.objects.create(
        digest=mark["sealed"], salt=salt.hex(), value=str(value), person_id=person
    )
    return mark


def erase(person: PersonRecord) -> int:
    """Erase what is kept of a person's data beside the log; return how many data. The log stays provable."""
    kept = PersonalDatumRecord.objects.filter(person=person, erased_at=None)
    return kept.update(salt="", value="", erased_at=now())
