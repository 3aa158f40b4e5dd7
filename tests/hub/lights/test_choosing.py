"""Which pack lights which months of a plan: chosen for months to come, carried over, told in the log, never for the past."""

import datetime
import json
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from made_site import OPERATOR, Site, make_site
from yibiao.core.commitments.horizon import months_of
from yibiao.core.lights.pack import light_pack
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Act, Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.models import CommitmentRecord, DecisionRecord, ValueRecord
from yibiao.hub.commitments.standing import counted
from yibiao.hub.commitments.unittable import unit_table
from yibiao.hub.lights.choosing import carry_lights, chosen_packs, open_months, set_pack
from yibiao.hub.lights.kinds import confirm_kinds, kinds_of
from yibiao.hub.lights.lighting import lighting
from yibiao.hub.lights.models import LightsRecord
from yibiao.hub.lights.trying import seen_for, tried
from yibiao.hub.overview.loading import overview
from yibiao.hub.plans.models import PlanRecord

pytestmark = pytest.mark.django_db
SEPTEMBER = datetime.datetime(2021, 9, 20, 2, tzinfo=datetime.UTC)


@pytest.fixture
def site(db: None) -> Iterator[Site]:
    made = make_site(12)
    with time_machine.travel(SEPTEMBER, tick=False):
        yield made


def month(period: str) -> int:
    return (months_of(period) or (0, 0))[1]


def mark_of(plan: PlanRecord, period: str) -> str:
    return chosen_packs([plan.pk])[plan.pk].at(month(period)).mark


def say(row: CommitmentRecord, period: str, value: str) -> None:
    ValueRecord.objects.update_or_create(commitment=row, period=period, field="total", defaults={"value": value, "counted": value, "at": SEPTEMBER})


def figured(plan: PlanRecord) -> CommitmentRecord:
    """Return a row with a figure and a path that has begun by June."""
    rows = CommitmentRecord.objects.filter(plan=plan, holding="own", closed_at=None).exclude(target="").order_by("id")
    return next(row for row in rows if counted(row)[1].points and counted(row)[0] is not None)


def planned(row: CommitmentRecord, period: str) -> int:
    return int(lighting([row.plan_id]).stands(row, period, "0").planned or 0)


def test_the_default_holds_until_the_office_chooses_and_the_past_keeps_it(site: Site) -> None:
    assert mark_of(site.plan, "2021-06") == "default/1"
    assert open_months(site.plan) == ["2021-09", "2021-10", "2021-11", "2021-12"]
    row = set_pack(site.actor("diaodu"), site.plan, "yinchuan-2025", "2021-10")
    assert (row.since, row.pack, row.version) == ("2021-10", "yinchuan-2025", 1)
    assert [mark_of(site.plan, period) for period in ("2021-06", "2021-09", "2021-10", "2021-12")] == [
        "default/1", "default/1", "yinchuan-2025/1", "yinchuan-2025/1",
    ]  # fmt: skip
    entry = EntryRecord.objects.latest("seq")
    assert (entry.action, json.loads(entry.line)["changes"]) == ("lights.set", [["lights:2021-10", "default/1", "yinchuan-2025/1"]])


def test_past_lights_keep_the_pack_that_lit_them(site: Site) -> None:
    one = figured(site.plan)
    say(one, "2021-08", "0")
    before = lighting([site.plan.pk]).stands(one, "2021-08", "0")
    set_pack(site.actor("diaodu"), site.plan, "deadline")
    assert lighting([site.plan.pk]).stands(one, "2021-08", "0") == before
    assert lighting([site.plan.pk]).stands(one, "2021-09", "0").rule == "deadline/1"
    seen = overview(site.actor("diaodu"), site.plan)
    row = next(row for row in seen.rows if row.commitment.pk == one.pk)
    assert (row.stands(month("2021-08")).rule, row.stands(month("2021-09")).rule) == ("default/1", "deadline/1")


def test_a_month_can_be_set_again_and_what_cannot_be_is_refused(site: Site) -> None:
    office = site.actor("diaodu")
    set_pack(office, site.plan, "sanya-2022", "2021-11")
    set_pack(office, site.plan, "tianjin-2022", "2021-11")
    assert LightsRecord.objects.get().pack == "tianjin-2022"
    for name, since, key in (
        ("sanya-2022", "2021-08", "too-early"),
        ("sanya-2022", "2022-01", "too-late"),
        ("sanya-2022", "2021-Q4", "no-month"),
        ("sanya-2022", "下个月", "no-month"),
        ("beijing", "2021-11", "no-pack"),
        ("tianjin-2022", "2021-12", "same-pack"),
        ("default", None, "same-pack"),
    ):
        with pytest.raises(Refused) as refused:
            set_pack(office, site.plan, name, since)
        assert refused.value.key == f"lights.{key}"
    with pytest.raises(Refused) as refused:
        set_pack(office, site.draft, "sanya-2022")
    assert refused.value.key == "lights.not-published"
    with time_machine.travel(datetime.datetime(2022, 3, 1, tzinfo=datetime.UTC)), pytest.raises(Refused) as refused:
        set_pack(office, site.plan, "sanya-2022")
    assert refused.value.key == "lights.over"


def test_only_the_dispatching_office_chooses(site: Site) -> None:
    for login in ("tianbao", "qiantou", "lingdao", "shenji"):
        with pytest.raises(Denied):
            set_pack(site.actor(login), site.plan, "sanya-2022")
        with pytest.raises(Denied):
            confirm_kinds(site.actor(login), site.plan, {})


def test_a_revision_is_lit_as_the_plan_it_revises(site: Site) -> None:
    office = site.actor("diaodu")
    set_pack(office, site.plan, "sanya-2022", "2021-10")
    set_pack(office, site.plan, "default", "2021-12")
    carry_lights(Act(OPERATOR, "plan.publish"), site.plan, site.revision)
    for period in ("2021-09", "2021-10", "2021-11", "2021-12"):
        assert mark_of(site.revision, period) == mark_of(site.plan, period)


def test_an_approved_nought_is_no_blank(site: Site) -> None:
    one = figured(site.plan)
    assert lighting([site.plan.pk]).stands(one, "2021-09", "0").status == "not-begun"
    assert lighting([site.plan.pk]).stands(one, "2021-09", "").status == "unreported"


def test_months_in_a_row_are_read_from_what_was_reported(site: Site) -> None:
    one = figured(site.plan)
    set_pack(site.actor("diaodu"), site.plan, "sanya-2022", "2021-09")
    reached = planned(one, "2021-09") - 1
    say(one, "2021-08", str(planned(one, "2021-08")))
    assert lighting([site.plan.pk]).stands(one, "2021-09", str(reached)).light == "yellow"
    say(one, "2021-08", str(planned(one, "2021-08") - 1))
    found = lighting([site.plan.pk]).stands(one, "2021-09", str(reached))
    assert (found.light, found.by) == ("red", "second-month")
    assert overview(site.actor("diaodu"), site.plan).rows
    same = next(row for row in overview(site.actor("diaodu"), site.plan).rows if row.commitment.pk == one.pk)
    say(one, "2021-09", str(reached))
    same = next(row for row in overview(site.actor("diaodu"), site.plan).rows if row.commitment.pk == one.pk)
    assert same.stands(month("2021-09")).by == "second-month"


def test_the_average_is_that_of_all_who_share_whoever_looks(site: Site) -> None:
    one = figured(site.plan)
    same = list(CommitmentRecord.objects.filter(plan=site.plan, target=one.target, holding="own", closed_at=None))
    assert len(same) > 2
    set_pack(site.actor("diaodu"), site.plan, "tianjin-2022", "2021-09")
    goal, enough = int(one.figure), planned(one, "2021-09")
    assert enough < goal
    say(one, "2021-09", str(enough))
    assert lighting([site.plan.pk]).stands(one, "2021-09", str(enough)).by == "plan-alone"  # an average of one is none
    for other in same:
        if other.pk != one.pk:
            say(other, "2021-09", str(goal))
    found = lighting([site.plan.pk]).stands(one, "2021-09", str(enough))
    assert (found.light, found.by) == ("yellow", "below-average")
    own = next(row for row in overview(site.actor("tianbao"), site.plan).rows if row.commitment.target == one.target)
    assert own.stands(month("2021-09")).facts is not None


def test_who_only_cooperates_is_not_lit_by_others(site: Site) -> None:
    none = CommitmentRecord.objects.filter(plan=site.plan, holding__in=("none", "unset"), closed_at=None)
    assert none.exists()
    for other in CommitmentRecord.objects.filter(plan=site.plan, holding="own"):
        say(other, "2021-09", "0")
    for pack in ("default", "yinchuan-2025", "sanya-2022", "tianjin-2022", "deadline"):
        if pack != "default":
            set_pack(site.actor("diaodu"), site.plan, pack, "2021-09")
        lit = lighting([site.plan.pk])
        assert {lit.stands(row, "2021-12").light for row in none} <= {"grey", "late"}


def test_a_trial_counts_and_changes_nothing(site: Site) -> None:
    one = figured(site.plan)
    say(one, "2021-08", "0")
    office = site.actor("diaodu")
    trial = tried(seen_for(office, site.plan, light_pack("deadline")), light_pack("deadline"), month("2021-08"))
    assert trial.total == sum(trial.now.values()) == sum(trial.then.values())
    turned = next(row for row in trial.turned if row.commitment.pk == one.pk)
    assert (turned.before.light, turned.after.light) == ("red", "grey")
    assert not LightsRecord.objects.exists()
    assert tried(seen_for(office, site.plan, light_pack("default")), light_pack("default"), month("2021-08")).turned == ()


def test_kinds_are_proposed_confirmed_and_kept_beside_the_details(site: Site) -> None:
    office = site.actor("diaodu")
    first = kinds_of(site.plan)[0]
    key = first.target.key
    assert first.kind is None
    kept = {"target": key, "definition": "净增"}
    DecisionRecord.objects.create(plan=site.plan, kind="details", about=key, body=kept, at=SEPTEMBER)
    assert confirm_kinds(office, site.plan, {key: ("stock", "10")}) == 1
    assert DecisionRecord.objects.get(about=key).body == {**kept, "kind": "stock", "baseline": 10}
    assert (kinds_of(site.plan)[0].kind, kinds_of(site.plan)[0].baseline) == ("stock", 10)
    assert confirm_kinds(office, site.plan, {key: ("stock", "10")}) == 0
    assert confirm_kinds(office, site.plan, {key: ("", "")}) == 1
    assert DecisionRecord.objects.get(about=key).body == kept
    for given, wrong in (({key: ("weather", "")}, "no-kind"), ({key: ("flow", "many")}, "no-baseline"), ({"x": ("flow", "")}, "no-target")):
        with pytest.raises(Refused) as refused:
            confirm_kinds(office, site.plan, given)
        assert refused.value.key == f"lights.{wrong}"


def test_a_confirmed_kind_is_measured_by_its_formula(site: Site) -> None:
    one = figured(site.plan)
    goal = int(one.figure)
    assert confirm_kinds(site.actor("diaodu"), site.plan, {one.target: ("stock", str(goal - 2))}) == 1
    one.refresh_from_db()
    found = lighting([site.plan.pk]).stands(one, "2021-09", str(goal - 1))
    assert (found.measure.kind, found.rate) == ("stock", 50)


@pytest.mark.parametrize("pack", ["default", "sanya-2022", "tianjin-2022"])
def test_as_many_queries_for_many_rows_as_for_few(pack: str) -> None:
    def queries(tasks: int) -> int:
        site = make_site(tasks)
        with time_machine.travel(SEPTEMBER, tick=False):
            if pack != "default":
                set_pack(site.actor("diaodu"), site.plan, pack)
            actor, unit = site.actor("tianbao"), site.units["hongshan"]
            unit_table(actor, unit, "owes", "2021-09")
            with CaptureQueriesContext(connection) as asked:
                unit_table(actor, unit, "owes", "2021-09")
                seen = overview(actor, site.plan)
                _ = [row.stands(month("2021-09")) for row in seen.rows]
        return len(asked)

    counts = []
    for tasks in (12, 40):
        with transaction.atomic():
            counts.append(queries(tasks))
            transaction.set_rollback(True)
    assert counts[0] == counts[1]
