"""Jobs: claimed once, found again when their worker dies, ended once; and a worker that is a process of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from made_drafts import TEXT, document_of, draft_of, kept_files
from made_hub import make_actor, make_city
from yibiao.hub.access.actors import Actor
from yibiao.hub.clock import now
from yibiao.hub.jobs import queue
from yibiao.hub.jobs.lost import find_lost
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.jobs.queue import MOST_TRIES, Abandoned, claim
from yibiao.hub.jobs.running import in_thread, run_pending
from yibiao.hub.jobs.telling import why
from yibiao.hub.jobs.ticking import tick
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans import compiling
from yibiao.hub.plans.documents import upload
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

LONG_AGO = timedelta(minutes=10)


@pytest.fixture
def office(db: None) -> UnitRecord:
    return make_city()["office"]


@pytest.fixture
def clerk(office: UnitRecord) -> Actor:
    for path in kept_files():
        path.unlink()
    return make_actor(office)


def silent(job: JobRecord) -> None:
    JobRecord.objects.filter(pk=job.pk).update(beat_at=now() - LONG_AGO)


@pytest.mark.django_db
def test_a_job_is_claimed_once(clerk: Actor, office: UnitRecord) -> None:
    job = upload(clerk, office, "方案.txt", text=TEXT)
    assert claim(job.pk) is not None
    assert claim(job.pk) is None
    run_pending()
    assert not PlanRecord.objects.exists()


@pytest.mark.django_db
def test_a_job_whose_worker_died_is_done_by_another_and_only_once(clerk: Actor, office: UnitRecord) -> None:
    job = upload(clerk, office, "方案.txt", text=TEXT)
    dead = claim(job.pk)
    assert dead is not None
    assert find_lost() == 0
    silent(job)
    assert find_lost() == 1
    run_pending()
    job.refresh_from_db()
    assert (job.state, job.tries) == (JobRecord.DONE, 2)
    # The worker was not dead after all: what it has made is rolled back.
    for late in (dead.beat, lambda: compiling.compile_document(dead)):
        with pytest.raises(Abandoned), transaction.atomic():
            late()
    assert PlanRecord.objects.count() == 1


@pytest.mark.django_db
def test_a_worker_that_comes_back_after_the_compile_makes_no_second_plan(
    clerk: Actor, office: UnitRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = upload(clerk, office, "方案.txt", text=TEXT)
    real, again = compiling._compiled, []

    def overtaken(running: queue.Running, document: DocumentRecord) -> object:
        values = real(running, document)
        if not again:
            again.append(True)
            silent(job)
            find_lost()
            run_pending()
        return values

    monkeypatch.setattr(compiling, "_compiled", overtaken)
    run_pending()
    job.refresh_from_db()
    assert (job.state, job.tries, PlanRecord.objects.count()) == (JobRecord.DONE, 2, 1)
    assert DBTaskResult.objects.failed().count() == 0


@pytest.mark.django_db
def test_a_job_that_kills_its_workers_fails_with_a_sentence(clerk: Actor, office: UnitRecord) -> None:
    job = upload(clerk, office, "方案.txt", text=TEXT)
    for _ in range(MOST_TRIES):
        assert claim(job.pk) is not None
        silent(job)
        assert find_lost() == 1
    job.refresh_from_db()
    assert (job.state, job.error["key"]) == (JobRecord.FAILED, "hubplans.job-lost")
    assert str(MOST_TRIES) in why(job, "zh")
    assert document_of(job).state == DocumentRecord.FAILED
    assert kept_files() == []
    assert find_lost() == 0


@pytest.mark.django_db
def test_a_job_whose_row_in_the_queue_was_taken_by_a_worker_that_died_is_queued_again(
    clerk: Actor, office: UnitRecord
) -> None:
    job = upload(clerk, office, "方案.txt", text=TEXT)
    DBTaskResult.objects.get().claim("dead")
    silent(job)
    assert tick() == 1
    run_pending()
    job.refresh_from_db()
    assert job.state == JobRecord.DONE


@pytest.mark.django_db
def test_a_job_that_waits_long_is_left_in_the_queue(clerk: Actor, office: UnitRecord) -> None:
    silent(upload(clerk, office, "方案.txt", text=TEXT))
    assert find_lost() == 0
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_a_fault_of_the_program_fails_the_job_and_tells_no_content(
    clerk: Actor, office: UnitRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(TEXT)

    job = upload(clerk, office, "方案.txt", text=TEXT)
    monkeypatch.setattr(compiling, "_compiled", broken)
    run_pending()
    job.refresh_from_db()
    assert (job.state, job.error) == (JobRecord.FAILED, {"key": "hubplans.job-broke", "slots": {"kind": "RuntimeError"}})
    assert not DBTaskResult.objects.exclude(traceback="").exists()
    assert kept_files() == []


@pytest.mark.django_db
def test_the_job_is_queued_with_what_asks_for_it(clerk: Actor, office: UnitRecord) -> None:
    def ask() -> None:
        upload(clerk, office, "方案.txt", text=TEXT)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask()
    assert not DBTaskResult.objects.exists()
    assert not JobRecord.objects.exists()


def reached(job: JobRecord, *states: str) -> JobRecord:
    """Wait until a job is in one of some states."""
    until = time.monotonic() + 90.0
    while time.monotonic() < until:
        job.refresh_from_db()
        if job.state in states:
            return job
        time.sleep(0.1)
    raise AssertionError(job.state)


@pytest.mark.django_db(transaction=True)
def test_a_worker_in_a_thread(clerk: Actor, office: UnitRecord) -> None:
    job = upload(clerk, office, "方案.txt", text=TEXT)
    stop = in_thread()
    try:
        assert draft_of(reached(job, JobRecord.DONE, JobRecord.FAILED)).state == PlanRecord.DRAFT
    finally:
        stop()
    assert not any(thread.name == "yibiao-worker" for thread in threading.enumerate())


def address() -> str:
    """Return the test's database as the environment names it."""
    kept = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{kept['NAME']}"
    return f"postgresql://{kept['USER']}:{kept['PASSWORD']}@/{kept['NAME']}?host={kept['HOST']}"


READY = "import django; django.setup(); from yibiao.hub.jobs.running import work; "
WORKER = f"{READY} work()"
# One that reads for ever, so that it can be killed while it holds a job.
STUCK = f"{READY} import time; from yibiao.hub.plans import compiling; compiling._compiled = lambda *_: time.sleep(600); work()"


def worker(code: str) -> subprocess.Popen[bytes]:
    """Start a worker process on the test's own database and folder."""
    own = {
        "DJANGO_SETTINGS_MODULE": "yibiao.hub.settings",
        "YIBIAO_HOME": str(settings.HOME),
        "YIBIAO_DATABASE": address(),
    }
    return subprocess.Popen([sys.executable, "-c", code], env=os.environ | own)


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_killed_and_the_next_one_does_its_job(clerk: Actor, office: UnitRecord) -> None:
    job = upload(clerk, office, "方案.txt", text=TEXT)
    killed = worker(STUCK)
    try:
        assert reached(job, JobRecord.RUNNING).tries == 1
    finally:
        killed.kill()
        killed.wait()
    silent(job)  # the lease runs out
    process = worker(WORKER)
    try:
        assert draft_of(reached(job, JobRecord.DONE, JobRecord.FAILED)).number == "云政办〔2024〕8号"
        assert job.tries == 2
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
    assert PlanRecord.objects.count() == 1
