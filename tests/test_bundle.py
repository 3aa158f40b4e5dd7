"""The bundle for machines without internet: made, unpacked elsewhere, installed from its own files alone."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from yibiao import compiled

ROOT = Path(__file__).resolve().parents[1]
# Nothing but what the bundle brings: no index, no cache, no proxy.
OFFLINE = {"PATH": os.environ["PATH"], "PIP_NO_INDEX": "1", "PIP_NO_CACHE_DIR": "1", "PYTHON": sys.executable}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    made = subprocess.run(
        [ROOT / "scripts" / "bundle"],
        env={**os.environ, "PYTHON": sys.executable, "OUT": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode and "hash" not in made.stderr.lower():
        pytest.skip(f"the libraries could not be fetched: {made.stderr.strip()[-200:]}")
    assert made.returncode == 0, made.stderr
    archive = next(folder.glob("*.tar.gz"))
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return archive.with_name(archive.name.removesuffix(".tar.gz"))


def install(bundle: Path, target: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [bundle / "install", target], env=OFFLINE, capture_output=True, text=True, check=False
    )


def test_it_installs_and_runs_without_a_network(unpacked: Path, tmp_path: Path) -> None:
    done = install(unpacked, tmp_path / "yibiao")
    assert done.returncode == 0, done.stderr
    command = [tmp_path / "yibiao" / "bin" / "yibiao", "hub", "init"]
    env = {"PATH": os.environ["PATH"], "YIBIAO_HOME": str(tmp_path / "data")}
    started = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert started.returncode == 0, started.stderr
    assert (tmp_path / "data" / "yibiao.sqlite3").exists()


def test_it_runs_compiled_where_it_was_made_so(unpacked: Path, tmp_path: Path) -> None:
    assert bool(list(unpacked.glob("wheels/yibiao_compiled-*.whl"))) == (compiled.folder() is not None)
    done = install(unpacked, tmp_path / "yibiao")
    assert done.returncode == 0, done.stderr
    told = "from yibiao import compiled; print(compiled.is_running())"
    command = [tmp_path / "yibiao" / "bin" / "python", "-c", told]
    started = subprocess.run(command, env=OFFLINE, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert started.stdout == f"{compiled.folder() is not None}\n"


def test_a_damaged_bundle_is_refused(unpacked: Path, tmp_path: Path) -> None:
    wheel = next((unpacked / "wheels").glob("yibiao-*.whl"))
    kept = wheel.read_bytes()
    wheel.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    done = install(unpacked, tmp_path / "yibiao")
    wheel.write_bytes(kept)
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert not (tmp_path / "yibiao").exists()
