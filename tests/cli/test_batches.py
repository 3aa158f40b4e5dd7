"""Many files: a folder of plans, the same with any number of workers; a bar where someone watches."""

import json
import os
import pty
import subprocess
import sys

import pytest
from running import environment, yibiao

TEXT = "关于印发第{0}号方案的通知\n一、重点任务\n1.建设平台。建成平台{0}个以上。（牵头单位：市科技局）\n"


@pytest.fixture
def folder(tmp_path):
    inputs = tmp_path / "in"
    (inputs / "下级").mkdir(parents=True)
    for number in range(1, 8):
        (inputs / f"{number}.txt").write_text(TEXT.format(number), encoding="utf-8")
    (inputs / "下级" / "1.txt").write_text(TEXT.format(99), encoding="utf-8")
    (inputs / "4.txt").write_bytes(b"")
    return tmp_path


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_one_worker_and_many_write_the_same_bytes(folder):
    results = []
    for jobs in ("1", "3"):
        done = yibiao("compile", "in", "-o", f"out{jobs}", "--jobs", jobs, cwd=folder)
        assert done.returncode == 2
        assert done.stdout == ""
        (line,) = done.stderr.splitlines()
        assert line.startswith(f"yibiao: in{os.sep}4.txt: ")
        results.append(contents(folder / f"out{jobs}"))
    assert results[0] == results[1]
    assert set(results[0]) == {"1.json", "2.json", "3.json", "5.json", "6.json", "7.json", "1-2.json"}
    assert json.loads(results[0]["1-2.json"])["targets"][0]["low"] == 99


def test_a_sound_batch_is_silent(folder):
    done = yibiao(
        "compile", "in/1.txt", "in/2.txt", "-o", "out", "--format", "yaml", "--with-text", cwd=folder
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert set(contents(folder / "out")) == {"1.yaml", "2.yaml"}


def test_one_file_into_a_folder(folder):
    (folder / "out").mkdir()
    assert yibiao("compile", "in/1.txt", "-o", "out", cwd=folder).returncode == 0
    assert set(contents(folder / "out")) == {"1.json"}


def test_check_of_many_goes_on_after_a_bad_one(folder):
    done = yibiao("check", "in", cwd=folder)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    named = {line.split(":")[0] for line in done.stdout.splitlines()}
    assert f"in{os.sep}7.txt" in named
    assert f"in{os.sep}4.txt" not in named


def on_terminal(*arguments, cwd, **env):
    """Run with standard error on a terminal; return the exit code and what the terminal got."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "yibiao", *arguments],
        cwd=cwd,
        stdout=theirs,
        stderr=theirs,
        env=environment(COLUMNS="90", **env),
    )
    os.close(theirs)
    got = b""
    try:
        while chunk := os.read(ours, 4096):
            got += chunk
    except OSError:  # the terminal is gone when its last process is
        pass
    os.close(ours)
    return process.wait(timeout=60), got.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_bar_is_drawn_on_a_terminal_and_wiped(folder):
    code, got = on_terminal("compile", "in", "-o", "out", cwd=folder)
    assert code == 2
    assert "8/8" in got
    assert "7 个完成，1 个未能读取" in got
    assert got.count("4.txt") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_colour_on_a_terminal_unless_unwanted(folder):
    assert "\x1b[1m" in on_terminal("summary", "in/1.txt", cwd=folder)[1]
    assert "\x1b" not in on_terminal("summary", "in/1.txt", cwd=folder, NO_COLOR="1")[1]
    assert "\x1b" not in on_terminal("summary", "in/1.txt", cwd=folder, TERM="dumb")[1]
