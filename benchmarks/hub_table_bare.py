"""What a unit's table is measured against: a plain view with a Django template, the same rows and columns, no rights."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines

from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.standing import standing_of
from yibiao.hub.orgs.models import UnitRecord

PERIOD = "2026-09"
_PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ unit.name }}</title></head><body>
<h1>{{ unit.name }}</h1><table><thead><tr><th>任务<th>事项<th>本单位目标<th>职责<th>牵头单位<th>序时<th>累计完成<th>完成率 %<th>进度<th>时限<th>交办<th>方案</tr></thead><tbody>
{% for one in rows %}<tr><td><a href="{% url 'trace-task' one.row.plan_id one.row.task %}">{{ one.row.body.task }}</a></td>
<td><a href="{% url 'trace-commitment' one.row.pk %}">{{ one.row.text }}</a></td><td>{{ one.row.figure }} {{ one.row.measure_unit }}</td>
<td>{% for role in one.row.body.roles %}{{ role }} {% endfor %}</td><td>{% for lead in one.row.leads.all %}{{ lead.unit.name }} {% endfor %}</td>
<td>{{ one.stands.planned }} {{ one.row.measure_unit }}</td><td>{{ one.reached }} {{ one.row.measure_unit }}</td><td>{{ one.stands.rate|floatformat:1 }}</td>
<td>{{ one.stands.light }} {{ one.stands.status }}</td><td>{{ one.row.deadline }}</td>
<td>{% for handed in one.row.handed_on.all %}{{ handed.unit.name }} {{ handed.figure }} {{ handed.due|date:"Y-m-d" }} {% endfor %}</td>
<td><a href="{% url 'plan' one.row.plan_id %}">{{ one.row.plan.title }}</a></td></tr>
{% endfor %}</tbody></table></body></html>"""


def table(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a unit owes."""
    unit = UnitRecord.objects.get(code=code)
    found = CommitmentRecord.objects.filter(unit=unit, closed_at=None).select_related("plan")
    owed = list(found.defer("plan__compiled", "plan__effective").prefetch_related("leads__unit", "handed_on__unit"))
    reached = dict(ValueRecord.objects.filter(commitment__in=owed, field="total", period=PERIOD).values_list("commitment", "value"))
    rows = [
        {"row": row, "reached": reached.get(row.pk, ""), "stands": standing_of(row, PERIOD, reached.get(row.pk, ""))}
        for row in owed
    ]
    return HttpResponse(_template().render({"unit": unit, "rows": rows}, request))


@cache
def _template() -> Any:
    return engines["django"].from_string(_PAGE)
