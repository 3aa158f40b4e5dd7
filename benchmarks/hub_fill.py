"""Fill an empty hub with a city to save values in, and values by the million; prints units, tokens, commitments as JSON."""

import json
import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tests")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub_settings")

import django  # noqa: E402  the path above comes first

PERIODS = 10
FIELDS = ("current", "total", "rate", "progress", "issues")
_A_SAVE = 50


def main(offices: int, rows: int, values: int) -> None:
    """Make tables, a city, and about `values` values with an audit entry for fifty of them."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415

    from made_values import make_city  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        serial = "bigserial" if connection.vendor == "postgresql" else "integer"
        cursor.execute(f"CREATE TABLE bare_audit (id {serial} PRIMARY KEY, at text, unit text, line text)")
        city = make_city(offices, rows)
    if values:
        with transaction.atomic():
            _add_values(values // (PERIODS * len(FIELDS)))
    told = [{"unit": one.unit.code, "token": one.token, "commitments": one.commitments} for one in city]
    json.dump(told, sys.stdout)


def _add_values(commitments: int) -> None:
    from django.db import connection  # noqa: PLC0415

    from yibiao.hub.audit import log  # noqa: PLC0415
    from yibiao.hub.clock import now  # noqa: PLC0415

    at = now()
    periods = " UNION ALL ".join(f"SELECT '2025-{month:02}' AS period" for month in range(1, PERIODS + 1))
    fields = " UNION ALL ".join(f"SELECT '{field}' AS field" for field in FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hub_valuerecord (commitment_id, period, field, value, edition, at)"
            f" SELECT c.id, p.period, f.field, '12.5', 1, %s FROM (SELECT id FROM hub_commitmentrecord LIMIT %s) c,"
            f" ({periods}) p, ({fields}) f",
            (connection.ops.adapt_datetimefield_value(at), commitments),
        )
    edge = log.lock()
    changes = [(f"commitment:{number}.2025-01.total", None, "12.5") for number in range(_A_SAVE)]
    for _ in range(commitments * PERIODS * len(FIELDS) // _A_SAVE // 1000):
        edge = log.append(edge, [log.Draft(at, "system", "value.save", "unit:1", changes)] * 1000)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
