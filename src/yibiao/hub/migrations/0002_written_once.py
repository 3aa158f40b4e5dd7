"""The log and published versions are written once: the database itself refuses to change or delete a row."""

from typing import Any, ClassVar

from django.db import migrations

WRITTEN_ONCE = ("hub_entryrecord", "hub_planversionrecord")


def refuse_changes(apps: Any, schema_editor: Any) -> None:
    """Set the triggers that refuse."""
    make = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
    for table in WRITTEN_ONCE:
        for statement in make(table):
            schema_editor.execute(statement)


def allow_changes(apps: Any, schema_editor: Any) -> None:
    """Take the triggers away."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in WRITTEN_ONCE:
        for event in ("update", "delete", "truncate"):
            if postgresql or event != "truncate":
                on = f" ON {table}" if postgresql else ""
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{event}{on}")
    if postgresql:
        schema_editor.execute("DROP FUNCTION IF EXISTS hub_written_once()")


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_{event} BEFORE {event.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
        for event in ("update", "delete")
    ]


def _postgresql(table: str) -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION hub_written_once() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%% is written once', TG_TABLE_NAME; END $$"
    )
    rows = [
        f"CREATE TRIGGER {table}_{event} BEFORE {event.upper()} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION hub_written_once()"
        for event in ("update", "delete")
    ]
    whole = (
        f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION hub_written_once()"
    )
    return [function, *rows, whole]


def begin_log(apps: Any, schema_editor: Any) -> None:
    """Make the row of the log's state, so that two first writers have something to take turns at."""
    apps.get_model("hub", "LogRecord").objects.get_or_create(pk=1, defaults={"size": 0, "frontier": "0:"})


class Migration(migrations.Migration):
    """Triggers on the tables that are written once, and the log's first state."""

    dependencies: ClassVar = [("hub", "0001_first")]
    operations: ClassVar = [
        migrations.RunPython(refuse_changes, allow_changes),
        migrations.RunPython(begin_log, migrations.RunPython.noop),
    ]
