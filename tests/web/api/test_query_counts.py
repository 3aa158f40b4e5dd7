"""No address asks the database more often for a large plan than for one of 10 tasks."""

import os

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from made_hub import make_person
from made_site import DISTRICT, OPERATOR, Site, make_site
from site_addresses import addresses, filled_in
from yibiao.hub.access import invitations, tokens
from yibiao.hub.clock import now
from yibiao.hub.commitments.models import CommitmentRecord, SplitCommentRecord, SplitRecord
from yibiao.hub.coordination.models import ItemRecord, MeetingRecord, VisitRecord
from yibiao.hub.evidence.models import EvidenceLinkRecord, EvidenceRecord
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import GroupRecord, PostRecord
from yibiao.hub.outbox.models import DeliveryRecord, WebhookRecord
from yibiao.hub.plans.models import ChargeRecord, CorrectionRecord, DocumentRecord, PlanRecord
from yibiao.web.middleware import idle

pytestmark = pytest.mark.django_db

# A query for each task shows with sixty as well as with a thousand; `make soak ONLY=queries` asks with a thousand,
# which takes some minutes.
TASKS = int(os.environ.get("YIBIAO_TEST_TASKS", "60"))
PEOPLE = ("diaodu", "lingdao", "tianbao", "xitong", "anquan", "shenji", "quzhang")
# What an address answers when it is opened by GET but only takes forms.
ONLY_FORMS = {405}


def more_of_everything(site: Site) -> None:
    """Put twenty more beside each thing there is one of, so that a query for each of a list shows."""
    moment = now()
    targets = CommitmentRecord.objects.filter(plan=site.plan, holding="unset").exclude(target=site.split.target)
    keys = list(dict.fromkeys(targets.order_by("id").values_list("target", flat=True)))[1:21]
    body = site.split.body
    SplitRecord.objects.bulk_create(SplitRecord(plan=site.plan, target=key, body=body, at=moment) for key in keys)
    district = site.units[DISTRICT]
    SplitCommentRecord.objects.bulk_create(
        SplitCommentRecord(split=site.split, unit=district, text="意见", at=moment) for _ in range(20)
    )
    documents = [DocumentRecord.objects.create(name="d", title="d", unit=site.units["keji"], at=moment) for _ in range(20)]
    plan = {"unit": site.units["keji"], "dispatching": site.units["keji"], "compiled": site.draft.compiled, "at": moment}
    PlanRecord.objects.bulk_create(
        PlanRecord(document=one, title="d", effective=site.draft.effective, **plan) for one in documents
    )
    JobRecord.objects.bulk_create(
        JobRecord(kind="compile", unit=site.units["keji"], state="failed", error={"key": "errors.empty"}, made_at=moment)
        for _ in range(20)
    )
    WebhookRecord.objects.bulk_create(
        WebhookRecord(name="h", url="https://a.example.cn/", events=["*"], secret="s", made_at=moment) for _ in range(20)
    )
    DeliveryRecord.objects.bulk_create(
        DeliveryRecord(webhook=site.hook, event="plan.publish", body="{}", made_at=moment, next_at=moment)
        for _ in range(20)
    )
    item = {"plan": site.plan, "unit": district, "asker": site.units["keji"], "state": "unsigned", "title": "t", "at": moment}
    ItemRecord.objects.bulk_create(ItemRecord(kind=kind, **item) for kind in ("issue", "minutes", "supervision") for _ in range(7))
    told = {"plan": site.plan, "title": "m", "period": "2026-03", "day": moment.date(), "at": moment}
    chair = PostRecord.objects.get(kind="leader")
    MeetingRecord.objects.bulk_create(MeetingRecord(chair=chair, state="drafting", **told) for _ in range(20))
    VisitRecord.objects.bulk_create(VisitRecord(state="planned", **told) for _ in range(20))
    given = CorrectionRecord.objects.get(plan=site.draft)
    CorrectionRecord.objects.bulk_create(
        CorrectionRecord(plan=site.draft, number=number, body=given.body, by=site.people["diaodu"], at=moment, undone_at=moment)
        for number in range(10, 30)
    )
    rows = list(CommitmentRecord.objects.filter(plan=site.plan, unit=district).order_by("pk")[:5])
    for serial in range(2, 22):
        fields = {"kind": "link", "target": f"https://example.org/{serial}", "title": "t", "at": moment}
        made = EvidenceRecord.objects.create(unit=district, year=2026, serial=serial, **fields)
        EvidenceLinkRecord.objects.bulk_create(
            EvidenceLinkRecord(evidence=made, commitment=row, period="2026-03", at=moment) for row in rows
        )
    leader = ChargeRecord.objects.get(plan=site.plan).leader
    keys = [task["key"] for task in site.plan.effective["tasks"]][:20]
    ChargeRecord.objects.bulk_create(ChargeRecord(plan=site.plan, task=key, leader=leader) for key in keys)
    for number in range(20):
        make_person(district, "liaison", f"more-{number}")
        GroupRecord.objects.create(names=[f"g{number}"])
        if number < 8:
            tokens.make_token(site.actor("diaodu"), site.people["diaodu"], f"t{number}", ["read"], 30)
    invitations.invite(OPERATOR, site.people["tianbao"])


def counts(site: Site, openers: dict[str, str]) -> dict[str, int]:
    """Return the number of queries by address; `openers` says who may open it, and is told where it isn't known yet."""
    browsers = {login: site.client(login) for login in PEOPLE}
    for browser in browsers.values():
        browser.get("/")  # what is only written once a minute or a day
    found: dict[str, int] = {}
    for name, route in addresses():
        key = f"{name} {route}"
        address = filled_in(route, site)
        for login in [openers[key]] if key in openers else PEOPLE:
            with CaptureQueriesContext(connection) as asked:
                answer = browsers[login].get(address)
            if answer.status_code < 300:
                found[key] = len(asked)
                openers[key] = login
                break
        else:
            assert answer.status_code in ONLY_FORMS, (key, answer.status_code)
    return found


def of_site(tasks: int, openers: dict[str, str]) -> dict[str, int]:
    """Return the counts of a site that is taken back afterwards."""
    with transaction.atomic():
        site = make_site(tasks)
        # The log names things of each kind with one query a kind: let there be one of every kind.
        tokens.make_token(site.actor("diaodu"), site.people["diaodu"], "first", ["read"], 30)
        if openers:
            more_of_everything(site)
        found = counts(site, openers)
        transaction.set_rollback(True)
    return found


def test_the_number_of_queries_does_not_grow_with_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    # That somebody was here is written once a minute, and a thousand tasks take several.
    monkeypatch.setattr(idle, "_NOTED_EVERY", 24 * 3600)
    openers: dict[str, str] = {}
    few = of_site(10, openers)
    many = of_site(TASKS, openers)
    assert len(few) > 50
    assert {name: (few[name], many.get(name)) for name in few if many.get(name) != few[name]} == {}
