"""The proof of one entry, and the check of the whole log as a job."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from made_hub import make_actor, make_city
from yibiao.hub.access.actors import Actor, command
from yibiao.hub.access.rights import Denied
from yibiao.hub.audit import verifying
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.audit.proving import proof_of
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.orgs.units import edit_unit

pytestmark = pytest.mark.django_db(transaction=True)
OPERATOR = command("test")


@pytest.fixture(autouse=True)
def own_heads(tmp_path: Path, settings: Any) -> None:
    """Give each test heads and keys of its own."""
    settings.HEADS, settings.KEYS = tmp_path / "heads", tmp_path / "keys"


@pytest.fixture
def city() -> dict[str, UnitRecord]:
    made = make_city()
    for code in ("east", "west", "finance", "science", "office"):
        edit_unit(OPERATOR, made[code], gb_code="", supervision="letter")
    return made


@pytest.fixture
def auditor(city: dict[str, UnitRecord]) -> Actor:
    return make_actor(city["city"], "audit_admin")


def tamper(seq: int, old: str, new: str) -> None:
    """Change an entry behind the program's back, as whoever runs the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'hub_entryrecord'")
            kept = cursor.fetchall()
            for name, _ in kept:
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("ALTER TABLE hub_entryrecord DISABLE TRIGGER USER")
        cursor.execute("UPDATE hub_entryrecord SET line = REPLACE(line, %s, %s) WHERE seq = %s", [old, new, seq])
        if connection.vendor == "sqlite":
            for _, sql in kept:
                cursor.execute(sql)
        else:
            cursor.execute("ALTER TABLE hub_entryrecord ENABLE TRIGGER USER")


def test_every_entry_is_proven_under_a_signed_head(city: dict[str, UnitRecord]) -> None:
    for row in EntryRecord.objects.order_by("seq"):
        proof = proof_of(row)
        assert proof is not None
        assert proof.holds
        assert proof.first.size > row.seq
        assert proof.last.size == EntryRecord.objects.count()


def test_a_changed_entry_loses_its_proof(city: dict[str, UnitRecord]) -> None:
    tamper(2, "letter", "supervised")
    proof = proof_of(EntryRecord.objects.get(seq=2))
    assert proof is not None
    assert not proof.holds
    assert not proof.as_hashed
    assert not proof.included
    assert proof.signed


def test_a_check_runs_as_a_job_and_its_verdict_stays(auditor: Actor) -> None:
    verifying.start(auditor, None)
    assert verifying.start(auditor, None).pk == verifying.newest().pk  # type: ignore[union-attr]
    run_pending()
    job = verifying.newest()
    assert job is not None
    assert (job.state, job.result) == (JobRecord.DONE, "intact")
    assert job.details["entries"] >= 5
    assert job.details["faults"] == []
    actions = list(EntryRecord.objects.order_by("-seq").values_list("action", flat=True)[:3])
    assert actions == ["audit.verified", "audit.verify", "audit.verify"]


def test_a_check_finds_what_was_changed(auditor: Actor) -> None:
    tamper(1, "letter", "supervised")
    verifying.start(auditor, None)
    run_pending()
    job = verifying.newest()
    assert job is not None
    assert job.result == "tampered"
    assert job.details["count"] >= 1
    assert job.details["faults"][0]["key"].startswith("audit.")


def test_only_who_reads_the_log_has_it_checked(city: dict[str, UnitRecord]) -> None:
    with pytest.raises(Denied):
        verifying.start(make_actor(city["east"]), None)
