"""A city whose clerks save values, and what is kept of them."""

import json
from typing import Any

from made_values import Office, cells
from yibiao.hub.access.actors import actor_of
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments import saving
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.commitments.saving import save_values

MONTH = "2026-03"
KEY = "key-00000001"


def clerk(office: Office) -> Any:
    return actor_of(office.clerk)


def saved(office: Office, key: str = KEY, period: str = MONTH, **asked: Any) -> saving.Saved:
    return save_values(clerk(office), office.unit, period, cells(office, **asked), key)


def kept() -> dict[int, tuple[str, int]]:
    rows = ValueRecord.objects.values_list("commitment", "value", "edition")
    return {commitment: (value, edition) for commitment, value, edition in rows}


def last_entry() -> dict[str, Any]:
    return dict(json.loads(EntryRecord.objects.order_by("-seq")[0].line))
