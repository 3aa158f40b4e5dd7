"""Documents brought in and compiled by the queue, for the hub's tests."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from yibiao.hub.access.actors import Actor
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.documents import upload
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

TEXT = """云汀市人民政府办公室关于印发云汀市创新工作方案的通知
云政办〔2024〕8号
各区人民政府，市人民政府各部门：
现将《云汀市创新工作方案》印发给你们，请认真组织实施。
云汀市人民政府办公室
2024年3月1日
云汀市创新工作方案
一、重点任务
（一）建设创新平台。新建市级创新平台5个以上。支持企业建设研发机构。（牵头单位：市科技局；责任单位：东城区、西城区）
（二）培育企业。新增高新技术企业30家。（牵头单位：市科技局；责任单位：市财政局、东城区）
（三）加大投入。设立引导基金2亿元。（牵头单位：市财政局）
"""
# A rate and a total that the districts of the example's city owe.
RATE_AND_TOTAL = """武汉市人民政府办公厅关于印发2021年便民工作方案的通知

一、主要任务
1.优化服务。政务服务事项网办率达到95%以上，新增孵化器30家。（牵头单位：市科技局；责任单位：各区人民政府）

武汉市人民政府办公厅
2021年3月1日
"""


def brought_in(actor: Actor, unit: UnitRecord, name: str = "方案.txt", **given: Any) -> JobRecord:
    """Bring in a document (`TEXT` unless something else is given) and do its job."""
    job = upload(actor, unit, name, **(given or {"text": TEXT}))
    run_pending()
    job.refresh_from_db()
    return job


def draft_of(job: JobRecord) -> PlanRecord:
    """Return the draft that a job made."""
    assert job.state == JobRecord.DONE, job.error
    return PlanRecord.objects.get(pk=int(job.result.removeprefix("plan:")))


def document_of(job: JobRecord) -> DocumentRecord:
    """Return the document a job is about."""
    return DocumentRecord.objects.get(pk=int(job.subject.removeprefix("document:")))


def kept_files() -> list[Path]:
    """Return every file below the folder of files."""
    return sorted(path for path in Path(settings.FILES).rglob("*") if path.is_file())


def everything_stored() -> str:
    """Return every value of every row of the database as one text."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)
