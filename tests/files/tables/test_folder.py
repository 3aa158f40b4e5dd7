"""The folder of tables: all files or none, a killed run, two runs at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from yibiao.files.tables.folder import LIST, TableFolder

NAMES = ("总览.xlsx", "调度版/甲区.xlsx", "调度版/乙区.xlsx")
# Dies as a killed process does, without a last word, when it has moved two of the files.
KILLED = """
import os, signal, sys
from pathlib import Path
from yibiao.files.tables import folder
real, moved = os.replace, []
def move(source, target):
    real(source, target)
    moved.append(target)
    if len(moved) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
folder.os.replace = move
with folder.TableFolder(Path(sys.argv[1])) as written:
    for name in sys.argv[2:]:
        written.put(name, b"second")
    written.keep()
"""


def write(folder: Path, data: bytes) -> None:
    with TableFolder(folder) as written:
        for name in NAMES:
            written.put(name, data)
        written.keep()


def test_what_was_written_is_known_and_what_was_filled_in_is_not(tmp_path: Path) -> None:
    write(tmp_path, b"first")
    (tmp_path / NAMES[1]).write_bytes(b"filled in")
    (tmp_path / "notes.txt").write_bytes(b"somebody's own")
    assert TableFolder(tmp_path).changed((*NAMES, "notes.txt", "new.xlsx")) == [NAMES[1], "notes.txt"]


def test_a_killed_run_leaves_whole_files_that_are_known_again(tmp_path: Path) -> None:
    write(tmp_path, b"first")
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), *NAMES], check=False)
    assert done.returncode < 0
    assert sorted((tmp_path / name).read_bytes() for name in NAMES) == [b"first", b"second", b"second"]
    assert TableFolder(tmp_path).changed(NAMES) == []
    write(tmp_path, b"third")
    assert {(tmp_path / name).read_bytes() for name in NAMES} == {b"third"}


def test_what_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    written = TableFolder(tmp_path)
    with written:
        written.put(NAMES[0], b"first")
    assert os.listdir(tmp_path) == []
    with pytest.raises(ValueError, match="not being written"):
        TableFolder(tmp_path).put(NAMES[0], b"first")


def test_two_runs_at_once_end_with_one_of_them(tmp_path: Path) -> None:
    with TableFolder(tmp_path) as one, TableFolder(tmp_path) as two:
        for run, data in ((one, b"one"), (two, b"two")):
            for name in NAMES:
                run.put(name, data)
        one.keep()
        two.keep()
    assert {(tmp_path / name).read_bytes() for name in NAMES} == {b"two"}
    assert TableFolder(tmp_path).changed(NAMES) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": []}', '{"files": {"总览.xlsx": 1}}', "\x00"])
def test_a_list_that_cannot_be_read_protects_everything(tmp_path: Path, text: str) -> None:
    write(tmp_path, b"first")
    (tmp_path / LIST).write_text(text, encoding="utf-8")
    assert TableFolder(tmp_path).changed(NAMES) == list(NAMES)
