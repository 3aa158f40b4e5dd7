"""A search over a thousand documents of some thousand characters, beside a naive scan of the same texts with LIKE."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree

from hub_servers import PostgreSQL
from measure import Row

DOCUMENTS, CHARACTERS = 1000, 4000
DATABASES = ("postgresql", "sqlite")
_HERE = Path(__file__).resolve()


def hub_search(runs: int) -> Iterator[Row]:
    """Yield the 95th percentile of a page of results in milliseconds, for each database."""
    for database in DATABASES:
        with ExitStack() as stack:
            folder = Path(tempfile.mkdtemp(prefix="yibiao-bench-"))
            stack.callback(rmtree, folder, ignore_errors=True)
            server = stack.enter_context(PostgreSQL(folder / "pg")) if database == "postgresql" else None
            told = _measured(folder / "home", server.create("search") if server else "", runs)
        yield Row(
            f"hub-search-{database}",
            told["search"],
            f"ms p95, {DOCUMENTS} documents",
            better="lower",
            goal=100.0,
            others=(
                ("LIKE scan ms p95", told["scan"]),
                ("median ms", told["median"]),
                ("index MB", told["index"]),
                ("texts MB", told["texts"]),
                ("index ms/document", told["each"]),
            ),
        )


def _measured(home: Path, address: str, runs: int) -> dict[str, float]:
    """Measure in a process of its own: Django is set up once in each."""
    environment = {**os.environ, "YIBIAO_HOME": str(home), "YIBIAO_DATABASE": address}
    environment["DJANGO_SETTINGS_MODULE"] = "hub_settings"
    done = subprocess.run([sys.executable, str(_HERE), str(DOCUMENTS), str(runs)], env=environment, capture_output=True, text=True, check=True)
    made: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return made


def main(documents: int, runs: int) -> None:
    """Fill an empty hub with documents, search, and print what was measured as JSON."""
    sys.path[:0] = [str(_HERE.parents[1] / "tests")]
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from hub_search_work import measure  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    print(json.dumps(measure(documents, CHARACTERS, runs)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
