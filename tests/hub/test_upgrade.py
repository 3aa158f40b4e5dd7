"""A database of every release so far is brought up to date, with all it held and its history intact."""

import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

RELEASES = Path(__file__).parent / "releases"
KEPT = sorted(path.name for path in RELEASES.iterdir() if path.is_dir())


def yibiao(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "YIBIAO_HOME": str(home), "YIBIAO_LANG": "en"}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    env.pop("YIBIAO_DATABASE", None)
    command = [sys.executable, "-m", "yibiao", *arguments]
    return subprocess.run(command, env=env, cwd=home, capture_output=True, text=True, check=False)


@pytest.fixture(params=KEPT)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    kept = RELEASES / request.param
    (tmp_path / "yibiao.sqlite3").write_bytes(gzip.decompress((kept / "yibiao.sqlite3.gz").read_bytes()))
    for folder, name in (("heads", "heads.jsonl"), ("keys", "first.pub")):
        (tmp_path / folder).mkdir()
        shutil.copy(kept / name, tmp_path / folder / name)
    return tmp_path


def ask(home: Path, question: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / "yibiao.sqlite3") as database:
        return database.execute(question).fetchall()


def test_the_first_release_is_kept() -> None:
    assert "0.3.0" in KEPT


def test_it_comes_up_to_date_with_all_it_held(home: Path) -> None:
    done = yibiao(home, "hub", "init")
    assert done.returncode == 0, done.stderr
    assert ask(home, "SELECT state FROM hub_planrecord") == [("published",)]
    assert ask(home, "SELECT COUNT(*) FROM hub_valuerecord WHERE value LIKE '进展%'") == [(5,)]
    assert ask(home, "SELECT COUNT(*) FROM hub_commitmentrecord WHERE closed_at IS NULL")[0][0] > 300
    checked = yibiao(home, "audit", "verify")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.startswith("intact")


def test_what_is_written_once_stays_so(home: Path) -> None:
    assert yibiao(home, "hub", "init").returncode == 0
    with pytest.raises(sqlite3.DatabaseError, match="written once"):
        ask(home, "UPDATE hub_entryrecord SET actor = 'nobody'")


def test_a_second_time_changes_nothing(home: Path) -> None:
    assert yibiao(home, "hub", "init").returncode == 0
    before = ask(home, "SELECT app, name FROM django_migrations ORDER BY id")
    assert yibiao(home, "hub", "init").returncode == 0
    assert ask(home, "SELECT app, name FROM django_migrations ORDER BY id") == before
