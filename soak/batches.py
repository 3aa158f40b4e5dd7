"""Batches of the command itself: killed in the middle, and a thousand files long."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from made_files import as_docx, as_html

YIBIAO = [sys.executable, "-m", "yibiao"]
PATIENCE = 300.0


def folder(where: Path, example: Path, count: int) -> list[Path]:
    """Write `count` documents of three kinds, each a little different, and return their paths."""
    where.mkdir(parents=True, exist_ok=True)
    made = []
    text = example.read_text(encoding="utf-8")
    valid = {".txt": text.encode(), ".html": as_html(example), ".docx": as_docx(example)}
    for number in range(count):
        suffix = (".txt", ".txt", ".txt", ".html", ".docx")[number % 5]
        path = where / f"document-{number:04}{suffix}"
        data = valid[suffix]
        path.write_bytes(text.replace("10", str(10 + number)).encode() if suffix == ".txt" else data)
        made.append(path)
    return made


def compiling(files: list[Path], out: Path, jobs: int) -> subprocess.Popen[str]:
    """Start the batch."""
    command = [*YIBIAO, "compile", *map(str, files), "-o", str(out), "--jobs", str(jobs)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def plans(out: Path) -> dict[str, bytes]:
    """Return the plan files of a folder by name; what a half-written file would be called is not one."""
    return {path.name: path.read_bytes() for path in sorted(out.glob("*.json"))} if out.exists() else {}


# --- crash


def crash(seconds: float, seed: int, example: Path, work: Path) -> int:
    """Kill workers, or the whole command, at random moments; print the counts, return what went wrong."""
    rng = random.Random(seed)
    files = folder(work / "in", example, 40)
    process = compiling(files, work / "whole", 2)
    start = time.monotonic()
    process.communicate(timeout=PATIENCE)
    usual = time.monotonic() - start
    whole = plans(work / "whole")
    wrong = [] if len(whole) == len(files) else [f"an undisturbed batch wrote {len(whole)} of {len(files)}"]
    rounds = {"worker": 0, "command": 0}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        victim = rng.choice(list(rounds))
        rounds[victim] += 1
        wrong += _round(rng, victim, (files, whole, work / "out"), usual)
    print(
        f"crash: {rounds['worker']} workers and {rounds['command']} commands killed, {len(wrong)} went wrong"
    )
    for line in wrong:
        print(f"  {line}")
    return len(wrong)


def _round(
    rng: random.Random, victim: str, batch: tuple[list[Path], dict[str, bytes], Path], usual: float
) -> list[str]:
    files, whole, out = batch
    shutil.rmtree(out, ignore_errors=True)
    process = compiling(files, out, 2)
    time.sleep(rng.random() * usual)
    killed = _kill(process, victim, rng)
    try:
        _, errors = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return [f"the batch did not end after a {victim} was killed"]
    made = plans(out)
    wrong = [
        f"{name} is not what an undisturbed batch writes" for name in made if made[name] != whole.get(name)
    ]
    if victim == "worker":
        lost = len(whole) - len(made)
        if lost > killed:
            wrong.append(f"{lost} files lost by the death of {killed} worker")
        if "Traceback" in errors:
            wrong.append("the death of a worker printed a traceback")
    return wrong


def _kill(process: subprocess.Popen[str], victim: str, rng: random.Random) -> int:
    """Kill the command, or one of its children; return how many workers died of it."""
    if victim == "command":
        process.kill()
        return 0
    children = _children(process.pid)
    if not children:
        return 0
    with suppress(ProcessLookupError):
        os.kill(rng.choice(children), signal.SIGKILL)
    return 1


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


# --- load


def load(example: Path, work: Path, count: int = 1000) -> int:
    """Compile `count` files with one worker and with several; return how many plans are missing or differ."""
    files = folder(work / "in", example, count)
    took, made = {}, {}
    for jobs in (1, max(2, os.cpu_count() or 2)):
        start = time.monotonic()
        _, errors = compiling(files, work / f"out-{jobs}", jobs).communicate()
        took[jobs], made[jobs] = time.monotonic() - start, plans(work / f"out-{jobs}")
        if "Traceback" in errors:
            print(errors)
    one, several = made.values()
    different = [name for name in one.keys() | several.keys() if one.get(name) != several.get(name)]
    missing = count - len(one)
    unreadable = [name for name, data in one.items() if json.loads(data)["format"] != "yibiao-plan/1"]
    speed = ", ".join(f"{count / seconds:.0f} files/s with {jobs} workers" for jobs, seconds in took.items())
    print(f"load: {count} files, {speed}; {missing} missing, {len(different)} differ")
    return missing + len(different) + len(unreadable)
