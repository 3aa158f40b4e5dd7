"""Publishing: an immutable, numbered version; and a revision of the Wuhan example from upload to closed commitments."""

import json
import threading
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from made_commitments import load_units
from made_drafts import TEXT, brought_in, document_of, draft_of
from made_hub import make_actor
from yibiao.core.findings import finding
from yibiao.core.serialise import from_dict
from yibiao.core.spans import Span
from yibiao.hub.access.actors import SYSTEM, Actor
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord
from yibiao.hub.commitments.splits import propose
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans import drafting
from yibiao.hub.plans.assigning import assign_offices, charge
from yibiao.hub.plans.models import ChargeRecord, PartyRecord, PlanRecord, PlanVersionRecord
from yibiao.hub.plans.publishing import digest_of, preview, preview_values, publish
from yibiao.hub.plans.revising import difference, difference_values, start_revision

pytestmark = pytest.mark.django_db
EXAMPLE = (Path(__file__).parents[3] / "examples" / "wuhan-2021-26.txt").read_text(encoding="utf-8")


@pytest.fixture
def wuhan(db: None) -> dict[str, UnitRecord]:
    units = load_units()
    units["keji"].dispatches = True
    units["keji"].save()
    return units


@pytest.fixture
def bureau(wuhan: dict[str, UnitRecord]) -> Actor:
    return make_actor(wuhan["keji"])


@pytest.fixture
def draft(bureau: Actor, wuhan: dict[str, UnitRecord]) -> PlanRecord:
    return draft_of(brought_in(bureau, wuhan["keji"], "武政办26号.txt", text=EXAMPLE))


def task(plan: PlanRecord, title: str) -> dict:
    return next(one for one in plan.effective["tasks"] if title in one["title"])


def test_the_preview_says_what_publishing_does(bureau: Actor, draft: PlanRecord) -> None:
    told = preview(draft)
    version = publish(bureau, draft, "首次发布")
    draft.refresh_from_db()
    rows = CommitmentRecord.objects.filter(plan=draft)
    assert (told.number, told.tasks) == (version.number, len(draft.effective["tasks"])) == (1, told.tasks)
    assert told.commitments == rows.count() > 100
    assert told.units == rows.values("unit").distinct().count()
    assert told.unset == rows.filter(holding="unset").values("target").distinct().count()
    assert (told.carried, told.closing, told.errors) == (0, 0, 0)
    assert preview_values(draft)["tasks"] == told.tasks
    assert PartyRecord.objects.filter(plan=draft, leads=True).exists()


def test_a_version_is_immutable_and_its_digest_can_be_taken_again(bureau: Actor, draft: PlanRecord) -> None:
    drafting.correct(bureau, draft, {"kind": "task.edit", "task": {"key": task(draft, "实验室")["key"]}, "fields": {"title": "建设湖北实验室"}})
    version = PlanVersionRecord.objects.get(pk=publish(bureau, draft, "首次发布").pk)
    assert (version.number, version.note, version.by_id) == (1, "首次发布", bureau.person)
    assert digest_of(version.values) == version.digest
    assert version.values["text"].strip() == EXAMPLE.replace("\r\n", "\n").strip()
    assert "建设湖北实验室" in {one["title"] for one in version.values["tasks"]}
    assert from_dict(version.values).tasks
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        PlanVersionRecord.objects.update(note="x")
    [line] = EntryRecord.objects.filter(action="plan.publish").values_list("line", flat=True)
    changes = {field: new for field, _, new in json.loads(line)["changes"]}
    assert (changes["digest"], changes["state"], changes["version"]) == (version.digest, "published", 1)


def test_a_published_plan_is_published_no_second_time(bureau: Actor, draft: PlanRecord) -> None:
    seen = draft.edition
    publish(bureau, draft, edition=seen)
    with pytest.raises(Stale):
        publish(bureau, draft, edition=seen)
    with pytest.raises(Denied):
        publish(bureau, draft)
    with pytest.raises(Refused, match="not-a-draft"):
        publish(SYSTEM, draft)
    assert PlanVersionRecord.objects.count() == 1


def test_an_open_error_forbids_it(bureau: Actor, draft: PlanRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = finding("no-tasks", Span(0, 1))._replace(severity="error")
    values = drafting.to_dict(from_dict(draft.compiled)._replace(findings=(wrong,)), with_text=True)
    draft.compiled = values
    draft.save()
    assert preview(draft).errors == 1
    with pytest.raises(Refused, match="open-errors") as refused:
        publish(bureau, draft)
    assert refused.value.slots == {"count": 1}
    [found] = drafting.findings_of(draft)
    drafting.correct(bureau, draft, {"kind": "finding.answer", "finding": {"key": found.key}, "answer": "dismissed"})
    assert publish(bureau, draft).number == 1


@pytest.mark.django_db(transaction=True)
def test_published_twice_at_once_there_is_one_version(clerk: Actor, office: UnitRecord) -> None:
    plan = draft_of(brought_in(clerk, office))
    said: list[object] = []
    ready = threading.Barrier(2)

    def one() -> None:
        own = PlanRecord.objects.get(pk=plan.pk)
        ready.wait()
        try:
            said.append(publish(clerk, own))
        except (Denied, Refused) as refused:
            said.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in said) == ["Denied", "PlanVersionRecord"]
    assert PlanVersionRecord.objects.count() == 1


# --- Revisions -----------------------------------------------------------------------------------


def amended() -> str:
    """The example with a figure raised."""
    text = EXAMPLE.replace("\r\n", "\n")
    made = text.replace("新增高新技术企业2000家", "新增高新技术企业2300家").replace("数量新增2000家", "数量新增2300家")
    assert made.count("2300家") == 2  # the goal and the task; else the plan contradicts itself
    return made


def revised(actor: Actor, plan: PlanRecord, text: str) -> PlanRecord:
    job = start_revision(actor, plan, "武政办26号（修订）.txt", text=text)
    run_pending()
    job.refresh_from_db()
    return draft_of(job)


def test_a_revision_of_the_example_from_upload_to_closed_commitments(
    bureau: Actor, draft: PlanRecord, wuhan: dict[str, UnitRecord]
) -> None:
    lab, parks = task(draft, "实验室"), draft.effective["tasks"][3]
    leader = PostRecord.objects.create(unit=wuhan["wuhan"], kind="leader")
    drafting.correct(bureau, draft, {"kind": "units", "fact": {"key": lab["key"]}, "role": "lead", "units": ["市发展改革委"]})
    assign_offices(bureau, draft, wuhan["keji"], wuhan["jingxin"])
    charge(bureau, draft, lab["key"], leader)
    first = publish(bureau, draft)
    draft.refresh_from_db()
    goal = next(one for one in draft.effective["targets"] if split_total(draft, one))
    split = propose(bureau, draft, goal["key"], {"method": "equal"})
    old_rows = CommitmentRecord.objects.filter(plan=draft)

    changed = without_task(draft.compiled["text"], parks)
    new = revised(bureau, draft, changed)
    assert (new.state, new.revises, new.supervising) == (PlanRecord.DRAFT, draft, draft.supervising)
    assert [unit["name"] for unit in task(new, "实验室")["lead"]] == ["市发展改革委"]
    assert ChargeRecord.objects.get(plan=new).leader == leader
    made = difference(new)
    kinds = {one.title: one.kind for one in made.tasks}
    assert kinds[parks["title"]] == "gone"
    told = preview(new)
    gone = [pair for pair in made.commitments if pair.kind == "gone"]
    assert told.number == 2
    assert told.closing == len(gone) > 0
    assert any(parks["title"] in line for line in difference_values(new, "zh")["lines"])

    version = publish(bureau, new)
    draft.refresh_from_db()
    assert (version.number, version.revision["format"]) == (2, "yibiao-revision/1")
    assert draft.state == PlanRecord.CLOSED
    assert PlanVersionRecord.objects.get(pk=first.pk).digest == first.digest
    new_rows = CommitmentRecord.objects.filter(plan=new)
    assert told.commitments == new_rows.filter(closed_at=None).count()
    assert told.carried == new_rows.exclude(previous=None).count()
    closed = old_rows.filter(closed_reason="task-gone")
    assert closed.count() == old_rows.filter(task=parks["key"]).count() > 0
    assert not closed.filter(closed_at=None).exists()
    carried = SplitRecord.objects.get(plan=new)
    assert (carried.target, carried.state) == (split.target, "proposed")
    assert difference_values(new)["format"] == "yibiao-revision/1"
    with pytest.raises(Denied):
        start_revision(bureau, draft, "再修订.txt", text=amended())


def split_total(plan: PlanRecord, target: dict) -> bool:
    return CommitmentRecord.objects.filter(plan=plan, target=target["key"], holding="unset").count() > 2


def without_task(text: str, one: dict) -> str:
    """Return the text without a task; the numbers of those behind it move up."""
    start, end = one["span"]
    return text[:start] + text[end:]


def test_a_raised_figure_keeps_its_history(bureau: Actor, draft: PlanRecord) -> None:
    publish(bureau, draft)
    before = set(CommitmentRecord.objects.filter(plan=draft).values_list("unit__code", "key"))
    new = revised(bureau, draft, amended())
    made = difference(new)
    changed = [pair for pair in made.commitments if any(change.field in ("figure", "city") for change in pair.changes)]
    assert changed
    assert preview(new).closing == 0
    publish(bureau, new)
    rows = CommitmentRecord.objects.filter(plan=new, closed_at=None)
    assert rows.filter(previous=None).count() == 0
    assert set(rows.values_list("unit__code", "key")) == before


def test_a_revision_that_contradicts_itself_is_not_published(bureau: Actor, draft: PlanRecord) -> None:
    publish(bureau, draft)
    half = draft.compiled["text"].replace("新增高新技术企业2000家", "新增高新技术企业2300家")
    with pytest.raises(Refused, match="open-errors"):
        publish(bureau, revised(bureau, draft, half))
    draft.refresh_from_db()
    assert draft.state == PlanRecord.PUBLISHED


def test_of_two_revisions_the_second_is_refused(bureau: Actor, draft: PlanRecord) -> None:
    publish(bureau, draft)
    one = revised(bureau, draft, amended())
    two = revised(bureau, draft, amended() + "\n（修订二稿）\n")
    publish(bureau, one)
    with pytest.raises(Refused, match="revises-closed"):
        publish(bureau, two)
    assert preview(one).number == 3


def test_the_document_itself_is_no_revision_of_it(bureau: Actor, draft: PlanRecord) -> None:
    publish(bureau, draft)
    with pytest.raises(Refused, match="same-document"):
        start_revision(bureau, draft, "同一份.txt", text=EXAMPLE)


def test_a_classified_revision_leaves_the_plan_as_it_was(bureau: Actor, draft: PlanRecord) -> None:
    publish(bureau, draft)
    job = start_revision(bureau, draft, "修订.txt", data=f"机密★5年\n{amended()}".encode())
    run_pending()
    job.refresh_from_db()
    draft.refresh_from_db()
    assert (job.state, document_of(job).state, draft.state) == (JobRecord.FAILED, "refused", "published")


def test_a_draft_that_revises_nothing_has_no_difference(clerk: Actor, office: UnitRecord) -> None:
    plan = draft_of(brought_in(clerk, office, "方案.txt", text=TEXT))
    with pytest.raises(Refused, match="revises-nothing"):
        difference_values(plan)
