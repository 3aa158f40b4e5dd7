"""What a job may do to its process, and what the caller sees of it."""

import ctypes
import multiprocessing.connection
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from yibiao.files.errors import UnusableInput
from yibiao.files.read import read_bytes
from yibiao.files.sandbox import Worker, earn, grant, lift_limits, run_limited

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory limits hold on Linux alone")
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


def double(number: int) -> int:
    return 2 * number


def allocate(mebibytes: int) -> int:
    return len(bytearray(mebibytes << 20))


def hoard() -> None:
    kept = []
    while True:
        kept.append("一" * 2**20)


def recurse(depth: int = 0) -> int:
    return recurse(depth + 1) + 1


def spin() -> None:
    while True:
        pass


def fail() -> None:
    raise ValueError("two\nlines")


def refuse() -> None:
    raise UnusableInput("errors.encrypted", kind=" PDF ")


def crash() -> None:
    ctypes.string_at(0)


def leave() -> None:
    os._exit(0)


def shout() -> str:
    print("on standard output")
    os.write(2, b"on standard error")
    return "done"


def unpicklable() -> Callable[[], None]:
    return lambda: None


def nap_with_leave(seconds: float) -> str:
    grant(seconds=seconds + 5)
    time.sleep(seconds)
    return "rested"


def work_in_steps(steps: int, seconds: float, earned: float) -> str:
    for _ in range(steps):
        time.sleep(seconds)
        earn(earned)
    return "done"


def grow_with_leave(mebibytes: int) -> int:
    grant(seconds=5, memory=2 << 30)
    return allocate(mebibytes)


def start_program(path: str) -> int:
    return subprocess.Popen(
        [sys.executable, "-c", f"open({path!r}, 'w').close(); import time; time.sleep(60)"]
    ).pid


def start_and_spin(path: str) -> None:
    start_program(path)
    spin()


def limit_of_a_program(lifted: bool) -> int:
    program = "import resource; print(resource.getrlimit(resource.RLIMIT_AS)[0])"
    before = lift_limits if lifted else None
    return int(
        subprocess.run([sys.executable, "-c", program], stdout=-1, preexec_fn=before, check=True).stdout
    )


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker(seconds=5) as made:
        yield made


def refusal(
    worker: Worker, function: Callable[..., object], *args: object, seconds: float = 5
) -> UnusableInput:
    with pytest.raises(UnusableInput) as refused:
        worker.run(function, *args, name="a.docx", seconds=seconds)
    assert len(str(refused.value).splitlines()) == 1
    assert str(refused.value).startswith("a.docx: ")
    return refused.value


def test_a_worker_keeps_its_process(worker: Worker) -> None:
    assert worker.run(double, 21) == 42
    first = worker.run(os.getpid)
    assert worker.run(os.getpid) == first != os.getpid()


def test_values_pass_through_whole(worker: Worker) -> None:
    source = read_bytes("一、任务".encode(), "a.txt")
    assert worker.run(read_bytes, "一、任务".encode(), "a.txt") == source
    assert len(worker.run(bytes, 20_000_000)) == 20_000_000


def test_a_refusal_comes_back_as_it_is(worker: Worker) -> None:
    error = refusal(worker, refuse)
    assert (error.key, error.args_) == ("errors.encrypted", {"kind": " PDF "})


@pytest.mark.parametrize("job", [fail, recurse, crash, leave, unpicklable])
def test_every_failure_is_a_line(worker: Worker, job: Callable[..., object]) -> None:
    assert refusal(worker, job).key == "errors.crashed"
    assert worker.run(double, 4) == 8


@LINUX
@pytest.mark.parametrize(("job", "args"), [(allocate, (600,)), (hoard, ())])
def test_memory_is_limited(worker: Worker, job: Callable[..., object], args: tuple[int, ...]) -> None:
    assert refusal(worker, job, *args).key == "errors.memory-limit"
    assert worker.run(double, 4) == 8


def test_time_is_limited(worker: Worker) -> None:
    started = time.monotonic()
    error = refusal(worker, spin, seconds=0.3)
    assert (error.key, error.args_["limit"]) == ("errors.time-limit", "0.3")
    assert time.monotonic() - started < 2  # the limit is the program's own
    assert worker.run(double, 4) == 8


@POSIX
def test_what_a_job_started_ends_with_it(worker: Worker, tmp_path: object) -> None:
    mark = f"{tmp_path}/started"
    assert refusal(worker, start_and_spin, mark, seconds=1.5).key == "errors.time-limit"
    pid = worker.run(start_program, f"{mark}2")
    worker.close()
    for _ in range(100):
        if not _runs(pid):
            break
        time.sleep(0.02)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    """Tell whether a process is alive; one that waits for its parent to notice its end is not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_job_may_be_granted_more(worker: Worker) -> None:
    assert worker.run(nap_with_leave, 0.6, seconds=0.3) == "rested"


def test_a_job_that_makes_progress_earns_time_and_one_that_does_not_is_stopped(worker: Worker) -> None:
    assert worker.run(work_in_steps, 8, 0.1, 0.2, seconds=0.5) == "done"
    error = refusal(worker, work_in_steps, 50, 0.1, 0.02, seconds=0.5)
    assert error.key == "errors.time-limit"
    # 0.5 s and 0.02 s for each of some six steps.
    assert 0.5 < float(error.args_["limit"]) < 0.8


@LINUX
def test_a_job_may_be_granted_memory(worker: Worker) -> None:
    assert worker.run(grow_with_leave, 700) == 700 << 20


@LINUX
def test_programs_started_by_a_job_may_leave_the_limit_behind(worker: Worker) -> None:
    assert 0 < worker.run(limit_of_a_program, False) < 2**40
    assert worker.run(limit_of_a_program, True) == -1


def test_granting_outside_a_job_does_nothing() -> None:
    grant(seconds=1, memory=1)
    earn(1)
    assert double(2) == 4


def test_a_job_writes_nothing_on_the_terminal(worker: Worker, capfd: pytest.CaptureFixture[str]) -> None:
    assert worker.run(shout) == "done"
    assert refusal(worker, crash).key == "errors.crashed"
    worker.close()
    assert capfd.readouterr() == ("", "")


@POSIX
def test_a_worker_killed_while_idle_is_replaced(worker: Worker) -> None:
    os.kill(worker.run(os.getpid), signal.SIGKILL)
    time.sleep(0.05)
    assert worker.run(double, 5) == 10


def test_several_workers_at_once() -> None:
    workers = [Worker(seconds=5) for _ in range(2)]
    for index, one in enumerate(workers):
        one.submit(double, index)
    results = {}
    while len(results) < len(workers):
        busy = [one for one in workers if id(one) not in results]
        multiprocessing.connection.wait([one.connection for one in busy], timeout=1)
        results |= {id(one): one.collect() for one in busy if one.ready()}
    assert [results[id(one)] for one in workers] == [0, 2]
    for one in workers:
        one.close()


def test_a_job_that_nobody_collected_does_not_answer_for_the_next(worker: Worker) -> None:
    worker.submit(double, 1)
    assert worker.run(double, 10) == 20


def test_a_process_with_threads_gets_a_fresh_child() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert run_limited(read_bytes, "一、任务".encode(), "a.txt").text == "一、任务"
        with pytest.raises(UnusableInput) as refused:
            run_limited(read_bytes, b"", "a.txt")
        assert refused.value.key == "errors.empty"
    finally:
        stop.set()
        thread.join()


def test_collecting_early_is_a_programmers_mistake(worker: Worker) -> None:
    with pytest.raises(ValueError, match="not ended"):
        worker.collect()


def test_one_job_in_a_process_of_its_own() -> None:
    assert run_limited(double, 3) == 6
    with pytest.raises(UnusableInput):
        run_limited(spin, name="a.pdf", seconds=0.2)
