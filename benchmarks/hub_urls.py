"""The hub's addresses, and beside them the bare view that saving is measured against."""

import json

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

import hub_table_bare
from yibiao.hub.clock import now
from yibiao.hub.commitments.models import ValueRecord
from yibiao.web.api import values
from yibiao.web.urls import urlpatterns as own


@csrf_exempt
def bare(request: HttpRequest, code: str) -> HttpResponse:
    """Upsert the cells and write one plain audit row: no rights, no editions, no old values, no proof."""
    body = json.loads(request.body)
    at = now()
    rows = [
        ValueRecord(
            commitment_id=cell["commitment"],
            period=body["period"],
            field=cell["field"],
            value=cell["value"],
            edition=cell["edition"] + 1,
            at=at,
        )
        for cell in body["cells"]
    ]
    with transaction.atomic():
        ValueRecord.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["commitment", "period", "field"],
            update_fields=["value", "edition", "at"],
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bare_audit (at, unit, line) VALUES (%s, %s, %s)", (at.isoformat(), code, json.dumps(body))
            )
    return HttpResponse('{"saved":true}', content_type="application/json")


urlpatterns = [
    path("bare/<slug:code>", bare),
    path("bare-table/<slug:code>", hub_table_bare.table),
    path("api/v1/units/<slug:code>/values", values.save),
    *own,
]
