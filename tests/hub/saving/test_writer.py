"""Group commit: many at once, each for itself; through surprises, restarts, forks and other processes."""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction

from made_values import Office, cells, make_city
from yibiao.core.audit.heads import parse
from yibiao.hub import writer as writing
from yibiao.hub.access.claims import claim_of_token
from yibiao.hub.audit import anchor, log
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import now
from yibiao.hub.commitments import saving
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.operations.proof import proof_here, verdict_on
from yibiao.hub.writer import Batch, Busy, Writer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_heads(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.HEADS, settings.KEYS = tmp_path / "heads", tmp_path / "keys"
    yield
    saving.writer.stop()


def draft(text: str) -> log.Draft:
    return log.Draft(now(), "system", "test.made", "system", [("x", None, text)], request=text)


class Recorder:
    """An `apply` that notes its batches, and fails or waits as told by what it is given."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.begun = threading.Event()
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, works: Sequence[str]) -> Batch[str]:
        self.begun.set()
        self.gate.wait(10)
        self.batches.append(list(works))
        if "surprise" in works:
            raise ZeroDivisionError
        outcomes = [LookupError(work) if work == "refused" else work.upper() for work in works]
        return Batch(outcomes, [draft(work) for work in works if work != "refused"])


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def writer(recorder: Recorder) -> Iterator[Writer[str, str]]:
    made: Writer[str, str] = Writer(recorder)
    yield made
    recorder.gate.set()
    made.stop()


def requests() -> list[str]:
    return [entry.line.rpartition('"request":"')[2].rstrip('"}') for entry in EntryRecord.objects.order_by("seq")]


def last_size() -> int:
    return parse(anchor.heads_file().read_bytes().splitlines()[-1]).size


def outcome(writer: Writer[str, str], work: str) -> Any:
    try:
        return writer.make(work)
    except Exception as error:
        return type(error)
    finally:
        connection.close()


def together(writer: Writer[str, str], recorder: Recorder, works: Sequence[str]) -> list[Any]:
    """Make changes that all wait when the writer comes for them."""
    recorder.gate.clear()
    with ThreadPoolExecutor(len(works) + 1) as pool:
        first = pool.submit(outcome, writer, "first")
        assert recorder.begun.wait(10)
        waiting = []
        for work in works:
            waiting.append(pool.submit(outcome, writer, work))
            while writer._queue.qsize() < len(waiting):
                time.sleep(0.001)
        recorder.gate.set()
        assert first.result() == "FIRST"
        return [one.result() for one in waiting]


def test_what_waits_shares_a_transaction_and_a_head(writer: Writer[str, str], recorder: Recorder) -> None:
    assert together(writer, recorder, ["a", "b", "c"]) == ["A", "B", "C"]
    assert recorder.batches == [["first"], ["a", "b", "c"]]
    assert requests() == ["first", "a", "b", "c"]
    assert [parse(line).size for line in anchor.heads_file().read_bytes().splitlines()] == [1, 4]


def test_a_refusal_is_for_its_sender_alone(writer: Writer[str, str], recorder: Recorder) -> None:
    assert together(writer, recorder, ["a", "refused", "c"]) == ["A", LookupError, "C"]
    assert requests() == ["first", "a", "c"]


def test_a_surprise_harms_nobody_else(writer: Writer[str, str], recorder: Recorder) -> None:
    assert together(writer, recorder, ["a", "surprise", "c"]) == ["A", ZeroDivisionError, "C"]
    assert requests() == ["first", "a", "c"]
    assert last_size() == 3


def test_a_batch_is_limited(writer: Writer[str, str], recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST", 2)
    assert together(writer, recorder, ["a", "b", "c"]) == ["A", "B", "C"]
    assert [len(batch) for batch in recorder.batches] == [1, 2, 1]


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_lost_connection_is_made_anew(error: type[Exception]) -> None:
    calls = []

    def apply(works: Sequence[str]) -> Batch[str]:
        calls.append(list(works))
        if len(calls) == 1:
            connection.close()
            raise error("server closed the connection unexpectedly")
        return Batch([work.upper() for work in works], map(draft, works))

    made: Writer[str, str] = Writer(apply)
    try:
        assert made.make("a") == "A"
        assert made.make("b") == "B"
    finally:
        made.stop()
    assert calls == [["a"], ["a"], ["b"]]
    assert requests() == ["a", "b"]


def test_a_database_that_stays_away_makes_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PAUSES", (0.0, 0.01))

    def apply(_works: Sequence[str]) -> Batch[str]:
        raise OperationalError("gone")

    made: Writer[str, str] = Writer(apply)
    try:
        with pytest.raises(Busy):
            made.make("a")
    finally:
        made.stop()


def test_who_has_waited_too_long_is_told_and_their_change_isn_t_begun(
    writer: Writer[str, str], recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(outcome, writer, "first")
        assert recorder.begun.wait(10)
        monkeypatch.setattr(writing, "PATIENCE", 0.05)
        with pytest.raises(Busy):
            writer.make("late")
        recorder.gate.set()
        assert first.result() == "FIRST"
    writer.stop()
    assert requests() == ["first"]


def test_inside_a_transaction_the_change_belongs_to_it(writer: Writer[str, str]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012  both belong together
        assert writer.make("a") == "A"
        raise ZeroDivisionError
    assert requests() == []
    with transaction.atomic():
        assert writer.make("b") == "B"
        with pytest.raises(ZeroDivisionError):
            writer.make("surprise")
    assert requests() == ["b"]
    assert last_size() == 1
    assert writer._thread is None


def test_a_start_covers_what_an_earlier_process_committed_last() -> None:
    with transaction.atomic():
        log.append(log.lock(), [draft("left")])
    assert verdict_on(proof_here(), live=False).faults
    saving.writer.start()
    saving.writer.stop()
    assert verdict_on(proof_here(), live=False).intact


def test_an_answer_found_made_is_covered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process died between commit and head; who asks again must not be answered before there is one."""
    (office,) = make_city(offices=1)
    asked = (claim_of_token(office.token), office.unit, "2026-03", cells(office), "key-00000001")
    with monkeypatch.context() as dying:
        dying.setattr(anchor, "anchor", lambda _edge=None: None)
        saving.save_values(*asked)
        saving.writer.stop()
    assert not anchor.heads_file().exists()
    with monkeypatch.context() as unready:  # as if the start could not reach the database
        unready.setattr(Writer, "_work", _work_without_start)
        assert saving.save_values(*asked).repeated
        saving.writer.stop()
    assert last_size() == 1


def _work_without_start(self: Any) -> None:
    while self._turn():
        pass
    connection.close()


def test_a_forked_child_writes_by_itself(writer: Writer[str, str]) -> None:
    assert writer.make("parent") == "PARENT"
    thread = writer._thread
    connection.close()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            assert writer._thread is None
            code = 0 if writer.make("child") == "CHILD" else 2
            writer.stop()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert writer.make("parent again") == "PARENT AGAIN"
    assert writer._thread is thread
    assert requests() == ["parent", "child", "parent again"]


# --- real saves


def editing(office: Office, count: int, name: str) -> int:
    """Save the same cells again and again, each time as they stand; return how often somebody else was faster."""
    lost = 0
    try:
        for number in range(count):
            edition = ValueRecord.objects.filter(commitment=office.commitments[0]).values_list("edition", flat=True)
            asked = cells(office, value=f"{number + 1}", edition=next(iter(edition), 0))
            try:
                saving.save_values(claim_of_token(office.token), office.unit, "2026-03", asked, f"{name}-{number:06}")
            except saving.Conflict:
                lost += 1
    finally:
        connection.close()
    return lost


def test_many_threads_lose_no_update() -> None:
    office, other = make_city(offices=2)
    with ThreadPoolExecutor(6) as pool:
        shared = [pool.submit(editing, office, 15, f"thread{number}") for number in range(5)]
        alone = pool.submit(editing, other, 15, "alone-thread")
        lost = sum(one.result() for one in shared)
        assert alone.result() == 0
    saved = 5 * 15 - lost
    editions = set(ValueRecord.objects.filter(commitment__in=office.commitments).values_list("edition", flat=True))
    noted = EntryRecord.objects.filter(unit=office.unit.code).count()
    # A save that typed what stood there already changed nothing, so it left neither entry nor edition.
    assert editions == {noted}
    assert 0 < noted <= saved
    saving.writer.stop()
    assert verdict_on(proof_here(), live=False).intact


def test_several_processes_take_turns() -> None:
    city = make_city(offices=3)
    connection.close()
    children = []
    for office in city:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = editing(office, 12, f"process-{office.unit.code}")
                saving.writer.stop()
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0]
    assert EntryRecord.objects.count() == 36
    assert verdict_on(proof_here(), live=False).intact
