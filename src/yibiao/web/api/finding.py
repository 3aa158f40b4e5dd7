"""Finding one row among those that the actor may see; what they may not see isn't there."""

from typing import Any

from django.db.models import QuerySet

from yibiao.web.api.problems import Problem

LARGEST = 2**63 - 1


def one(rows: QuerySet[Any], **where: Any) -> Any:
    """Return the only row of `rows` that `where` names; raise a problem where there is none."""
    if any(isinstance(value, int) and abs(value) > LARGEST for value in where.values()):
        raise Problem("not-found")
    row = rows.filter(**where).first()
    if row is None:
        raise Problem("not-found")
    return row
