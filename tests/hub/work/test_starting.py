"""The first steps of a new office: ticked by what is there, each with who does it; the sample comes and goes."""

import pytest

from made_commitments import load_units
from made_drafts import TEXT, brought_in, draft_of
from made_hub import make_person
from yibiao import compile_text
from yibiao.hub.access.actors import Actor, actor_of, command
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.commitments.exports import overview_table
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.orgs.models import PersonRecord, UnitRecord
from yibiao.hub.plans.drafting import correct, discard, findings_of
from yibiao.hub.plans.ending import close
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish
from yibiao.hub.work import starting

pytestmark = pytest.mark.django_db

OPERATOR = command("test")


def keys(actor: Actor) -> list[str]:
    return [step.key for step in starting.steps(actor) if step.done]


def following(actor: Actor) -> str:
    return next((step.key for step in starting.steps(actor) if step.next), "")


@pytest.fixture
def units(db: None) -> dict[str, UnitRecord]:
    return load_units()


@pytest.fixture
def office(units: dict[str, UnitRecord]) -> Actor:
    UnitRecord.objects.filter(code="keji").update(dispatches=True)
    units["keji"].refresh_from_db()
    make_person(units["keji"], "clerk", "office")
    return actor_of(PersonRecord.objects.get(login="office"))


def test_an_empty_hub_begins_with_its_units(db: None) -> None:
    system = actor_of(PersonRecord.objects.create_person("xitong", "系统"))
    assert keys(system) == []
    assert following(system) == "units"
    assert [step.key for step in starting.steps(system)] == list(starting.STEPS)


def test_units_count_once_an_office_dispatches(units: dict[str, UnitRecord]) -> None:
    system = actor_of(make_person(units["wuhan"], "system_admin", "system"))
    assert keys(system) == []
    assert starting.steps(system)[0].so_far > 50
    UnitRecord.objects.filter(code="keji").update(dispatches=True)
    assert keys(system) == ["units"]
    assert [step.key for step in starting.steps(system) if step.mine] == ["units", "people"]


def test_the_way_from_a_document_to_tables(units: dict[str, UnitRecord], office: Actor) -> None:
    assert keys(office) == ["units", "people"]
    assert following(office) == "document"
    draft = draft_of(brought_in(office, units["keji"], text=TEXT))
    assert following(office) == "findings"
    step = starting.steps(office)[3]
    assert (step.plan, step.so_far) == (draft.pk, 0)
    for one in findings_of(draft):
        correct(office, draft, {"kind": "finding.answer", "finding": {"key": one.key, "code": one.code}, "answer": "accepted", "text": ""})
    assert following(office) == "publish"
    draft.refresh_from_db()
    publish(office, draft)
    assert starting.is_begun()
    assert following(office) == "tables"
    overview_table(office, PlanRecord.objects.get(pk=draft.pk))
    assert keys(office) == list(starting.STEPS)
    assert following(office) == ""


def test_others_see_the_steps_and_no_draft(units: dict[str, UnitRecord], office: Actor) -> None:
    clerk = actor_of(make_person(units["hongshan"], "clerk", "clerk"))
    brought_in(office, units["keji"], text=TEXT)
    steps = starting.steps(clerk)
    assert [step.key for step in steps if step.mine] == ["tables"]
    assert all(step.plan is None for step in steps)
    assert starting.sample(clerk) == starting.Sample(None, None, None)


def test_the_sample_counts_for_no_step_and_can_be_thrown_away(units: dict[str, UnitRecord], office: Actor) -> None:
    job = starting.bring_sample(office, units["keji"])
    run_pending()
    job.refresh_from_db()
    draft = starting.sample(office).draft
    assert draft is not None
    assert draft.pk == draft_of(job).pk
    assert following(office) == "document", "the sample is not the office's own plan"
    with pytest.raises(Refused):
        starting.bring_sample(office, units["keji"])
    discard(office, draft)
    assert starting.sample(office).draft is None
    starting.bring_sample(office, units["keji"])


def test_a_sample_that_was_published_can_be_taken_out_again(units: dict[str, UnitRecord], office: Actor) -> None:
    """It counts for no step, nor does what is handed out of it; ended, it may be tried anew."""
    starting.bring_sample(office, units["keji"])
    run_pending()
    plan = starting.sample(office).draft
    assert plan is not None
    publish(office, plan)
    overview_table(office, PlanRecord.objects.get(pk=plan.pk))
    assert not starting.is_begun()
    assert keys(office) == ["units", "people"]
    assert starting.sample(office)[:2] == (None, plan)
    assert starting.sample(actor_of(make_person(units["hongshan"], "clerk", "clerk"))).plan is None
    close(office, plan, reason="试用结束")
    assert starting.sample(office)[:2] == (None, None)
    starting.bring_sample(office, units["keji"])


def test_a_step_says_what_it_was_counted_from(units: dict[str, UnitRecord], office: Actor) -> None:
    """A plan published with findings left open has not answered them: they are passed over, not done."""
    draft = draft_of(brought_in(office, units["keji"], text=TEXT))
    assert findings_of(draft)
    publish(office, draft)
    steps = {step.key: step for step in starting.steps(office)}
    assert (steps["findings"].done, steps["findings"].passed, steps["findings"].so_far) == (False, True, 0)
    assert (steps["document"].so_far, steps["publish"].so_far, steps["tables"].so_far) == (1, 1, 0)
    assert (steps["tables"].next, steps["tables"].plan) == (True, draft.pk)
    overview_table(office, PlanRecord.objects.get(pk=draft.pk))
    assert starting.steps(office)[-1].so_far == 1
    district, lead = (starting.steps(actor_of(make_person(units[code], "clerk", code))) for code in ("hongshan", "caizheng"))
    assert (district[3].done, district[3].of) == (True, 0), "how a plan was corrected is not theirs to know"
    assert (district[-1].plan, district[-1].unit) == (None, "")
    assert (lead[-1].plan, lead[-1].unit) == (None, "caizheng")


def test_only_an_office_that_dispatches_may_bring_the_sample(units: dict[str, UnitRecord], office: Actor) -> None:
    clerk = actor_of(make_person(units["hongshan"], "clerk", "clerk"))
    with pytest.raises(Denied):
        starting.bring_sample(clerk, units["hongshan"])


def test_the_sample_has_one_of_everything() -> None:
    made = compile_text(starting.text(), name="sample.txt")
    assert len(made.tasks) == 5
    assert {"2000 套", "300 家", "15 项"} <= {f"{target.low} {target.unit}" for target in made.targets}
    assert any(target.force == "stretch" for target in made.targets)
    assert {"no-lead-unit", "definition-needed"} <= {finding.code for finding in made.findings}
    assert made.document.number == "示政办〔2026〕1号"
