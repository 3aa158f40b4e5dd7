"""Fill an empty hub with a unit that owes many rows, with values and bureaus, and people signed in; prints their cookies as JSON."""

import datetime
import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tests")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub_settings")

import django  # noqa: E402  the path above comes first

UNIT = "d000"
MONTHS = 9
TEXT = "推进第{place}号专项，用足培育政策，为企业申报提供指导和专业服务，年内新增高新技术企业{goal}家"


def main(rows: int, people: int) -> None:
    """Make tables, a unit with `rows` rows, and `people` who work for it."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    from made_values import make_city  # noqa: PLC0415
    from yibiao.hub.audit import log  # noqa: PLC0415
    from yibiao.hub.clock import now  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with transaction.atomic():
        office = make_city(1, rows)[0]
        _widen(office.unit)
        log.append(log.lock(), [log.Draft(now(), "system", "example", "system")])
        cookies = [_signed_in(office.unit, number) for number in range(people)]
    json.dump({"unit": UNIT, "cookies": cookies}, sys.stdout)


def _widen(unit: Any) -> None:
    """Give the rows what rows of a published plan have: figures, paths, leads, values by month, bureaus."""
    from yibiao.hub.clock import now  # noqa: PLC0415
    from yibiao.hub.commitments.models import CommitmentRecord, HandOnRecord, LeadRecord, ValueRecord  # noqa: PLC0415
    from yibiao.hub.orgs.models import UnitRecord  # noqa: PLC0415

    leads = [_unit(unit.parent, f"lead{number}", f"市牵头{number}局") for number in range(8)]
    bureau = _unit(unit, "bureau", "示例区科技局")
    owed = list(CommitmentRecord.objects.filter(unit=unit).order_by("place"))
    for row in owed:
        goal = 100 + row.place
        row.text = TEXT.format(place=row.place, goal=goal)
        row.measure_unit = "家"
        figure = {"comparator": ">=", "low": goal, "high": None, "unit": "家"}
        points = [[f"2026-{month:02}", goal * month // 12] for month in range(4, 13)]
        row.body = {
            "task": f"2.{row.place // 20 + 1}.{row.place % 20 + 1}",
            "roles": ["responsible"],
            "figure": figure,
            "city": {**figure, "low": goal * 16},
            "spans": [[0, 9]],
            "leads": [leads[row.place % 8].code],
            "trajectory": {"shape": "line", "points": points},
        }
    CommitmentRecord.objects.bulk_update(owed, ["text", "measure_unit", "body"])
    LeadRecord.objects.bulk_create(LeadRecord(commitment=row, unit=leads[row.place % 8]) for row in owed)
    HandOnRecord.objects.bulk_create(
        HandOnRecord(commitment=row, unit=bureau, figure="20", due=datetime.date(2026, 11, 30), at=now())
        for row in owed
        if row.place % 4 == 0
    )
    ValueRecord.objects.bulk_create(
        ValueRecord(commitment=row, period=f"2026-{month:02}", field="total", value=total, filed=total, counted=total, at=now())
        for row in owed
        for month in range(1, MONTHS + 1)
        for total in [str((100 + row.place) * month // 12)]
        if row.place % 10
    )
    assert UnitRecord.objects.count() == 11


def _unit(parent: Any, code: str, name: str) -> Any:
    from yibiao.hub.orgs.models import UnitRecord  # noqa: PLC0415

    return UnitRecord.objects.create(code=code, name=name, kind="department", parent=parent, path=f"{parent.path}{code}/")


def _signed_in(unit: Any, number: int) -> str:
    """Make somebody who works for the unit and return the cookie of their session, as if through the login page."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from yibiao.hub.clock import now  # noqa: PLC0415
    from yibiao.hub.orgs.models import HoldingRecord, PersonRecord, PostRecord  # noqa: PLC0415

    person = PersonRecord.objects.create(login=f"reader-{number}", name=f"查看人{number}", password="!")
    HoldingRecord.objects.create(post=PostRecord.objects.create(unit=unit, kind="reviewer"), person=person)
    client = Client()
    client.force_login(person, backend="yibiao.hub.access.backends.LocalBackend")
    session = client.session
    session.update({"begun": now().timestamp(), "seen": now().timestamp(), "method": "password", "owes": []})
    session.save()
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
