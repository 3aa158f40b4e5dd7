"""The log in the database: order, triggers, heads."""

import pytest
from django.db import DatabaseError, connection, transaction

from yibiao.core.audit.merkle import root_of
from yibiao.hub.audit import anchor, log
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import now

pytestmark = pytest.mark.django_db


def add(count: int) -> None:
    with transaction.atomic():
        edge = log.lock()
        log.append(edge, [log.Draft(now(), "system", "test.made", f"plan:{n}", [("x", None, n)]) for n in range(count)])


def test_entries_have_places_in_order_and_hash_to_the_root() -> None:
    add(3)
    add(2)
    rows = list(EntryRecord.objects.all())
    assert [row.seq for row in rows] == [0, 1, 2, 3, 4]
    head = anchor.anchor()
    assert head is not None
    assert head.size == 5
    assert head.root == root_of(bytes.fromhex(row.leaf) for row in rows).hex()
    assert anchor.anchor() is None


@pytest.mark.parametrize("statement", ["UPDATE hub_entryrecord SET actor = 'x'", "DELETE FROM hub_entryrecord"])
def test_the_database_refuses_to_change_entries(statement: str) -> None:
    add(1)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
