"""What is in a leader's charge, how it stands, and what has to be decided: read with as many queries for many tasks as for few."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from made_hub import make_person
from made_reports import report_value
from made_site import DISTRICT, OPERATOR, Site, make_site
from yibiao.core.commitments.horizon import months_of
from yibiao.hub.access.actors import Actor, actor_of
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord
from yibiao.hub.orgs.models import PostRecord
from yibiao.hub.plans.assigning import charge
from yibiao.hub.work.leading import Leading, leading, seen_in_charge

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db: None) -> Site:
    return make_site(6)


def led(actor: Actor, period: str = "2021-09") -> Leading:
    months = months_of(period)
    assert months is not None
    return leading(actor, *seen_in_charge(actor), months[1])


def report(row: CommitmentRecord, value: str, period: str = "2021-09") -> None:
    report_value(row, period, value)


def issue_split(site: Site) -> CommitmentRecord:
    """Approve and issue the split of the site; return the row of the district in it."""
    splits.approve(OPERATOR, site.split, "示例〔2026〕7号")
    splits.issue(OPERATOR, site.split)
    return CommitmentRecord.objects.get(plan=site.plan, target=site.split.target, unit__code=DISTRICT)


def test_the_whole_plan_is_in_charge_but_for_tasks_of_another(site: Site) -> None:
    leader = site.actor("lingdao")
    keys = [task["key"] for task in site.plan.effective["tasks"]]
    assert [one.task.key for one in led(leader).tasks] == keys
    other = actor_of(make_person(site.units["wuhan"], "leader", "other"))
    charge(OPERATOR, site.plan, keys[0], PostRecord.objects.get(pk=other.posts[0].post))
    assert [one.task.key for one in led(leader).tasks] == keys[1:]
    assert [one.task.key for one in led(other).tasks] == keys[:1]


def test_a_coordinator_has_the_task_in_charge_beside_the_leader(site: Site) -> None:
    helper = actor_of(make_person(site.units["wuhan"], "leader", "helper"))
    key = site.plan.effective["tasks"][1]["key"]
    post = PostRecord.objects.get(pk=helper.posts[0].post)
    charge(OPERATOR, site.plan, key, None, post)
    assert [one.task.key for one in led(helper).tasks] == [key]
    assert key in {one.task.key for one in led(site.actor("lingdao")).tasks}, "nobody else is named to lead it"


@pytest.mark.parametrize("login", ["diaodu", "tianbao", "quzhang", "shenji", "xitong"])
def test_nobody_else_has_anything_in_charge(site: Site, login: str) -> None:
    actor = site.actor(login)
    charges, seen = seen_in_charge(actor)
    assert not charges.plans
    assert seen.tasks == ()
    assert seen.figures == ()
    assert leading(actor, charges, seen, None) == Leading(None, (), (), (), ())


def test_units_count_by_their_worst_light(site: Site) -> None:
    row = issue_split(site)
    report(row, "0")
    one = next(one for one in led(site.actor("lingdao")).tasks if one.task.key == row.task)
    assert one.lights["red"] + one.lights.get("yellow", 0) == 1
    report(row, row.figure, "2021-10")
    after = next(one for one in led(site.actor("lingdao"), "2021-10").tasks if one.task.key == row.task)
    assert "red" not in after.lights


def test_what_is_farthest_behind_comes_first(site: Site) -> None:
    row = issue_split(site)
    assert led(site.actor("lingdao")).behind == ()
    shares = CommitmentRecord.objects.filter(plan=site.plan, target=row.target, holding="share").exclude(pk=row.pk)
    near = shares.order_by("unit__place")[0]
    report(row, "0")
    report(near, str((Decimal(near.figure) * 3 / 10).quantize(Decimal("0.1"))))
    lines = [line for line in led(site.actor("lingdao")).behind if line.row is not None]
    assert lines[0].commitment.pk == row.pk
    assert [line.stands.gap or 0 for line in lines] == sorted((line.stands.gap or 0 for line in lines), reverse=True)


def test_totals_nobody_shares_are_told_by_who_leads_them(site: Site) -> None:
    before = led(site.actor("lingdao")).unshared
    totals = [one.target for owed in before for one in owed.totals]
    assert site.split.target not in totals
    assert site.shared() in totals
    assert len({(owed.plan, owed.leads) for owed in before}) == len(before)
    splits.propose(site.actor("diaodu"), site.plan, site.shared(), {"method": "equal"})
    after = led(site.actor("lingdao"))
    assert len([one for owed in after.unshared for one in owed.totals]) == len(totals) - 1
    assert len(after.approve) == SplitRecord.objects.filter(state="proposed").count() == 2
    assert after.to_decide == len(after.approve) + len(after.unshared)


def test_approvals_that_are_ready_come_first(site: Site) -> None:
    key = site.shared()
    ready = splits.propose(site.actor("diaodu"), site.plan, key, {"method": "equal"})
    for row in CommitmentRecord.objects.filter(plan=site.plan, target=key, holding="share").select_related("unit"):
        splits.comment(OPERATOR, ready, row.unit, "", agrees=True)
    approve = led(site.actor("lingdao")).approve
    assert [item.slots["waits"] for item in approve] == ["approve", "comment"]
    assert approve[0].ids == (ready.pk,)


def test_the_number_of_queries_does_not_grow() -> None:
    def asked(tasks: int) -> int:
        with transaction.atomic():
            actor = make_site(tasks).actor("lingdao")
            led(actor)
            with CaptureQueriesContext(connection) as found:
                led(actor)
            transaction.set_rollback(True)
        return len(found)

    assert asked(4) == asked(30) <= 25
