"""Related documents, comparing two, following a plan, and what the search box finds."""

import pytest

from library_documents import invented, kept
from made_drafts import TEXT, brought_in, document_of, draft_of
from made_hub import make_actor, make_person
from yibiao.hub.access.actors import SYSTEM, Actor, actor_of
from yibiao.hub.access.rights import Denied
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.library.comparing import compare
from yibiao.hub.library.finding import find
from yibiao.hub.library.models import IndexedRecord
from yibiao.hub.library.reading import read
from yibiao.hub.library.related import ALIKE, CITED, CITES, MOST, REVISION, related
from yibiao.hub.library.searching import Asked, search
from yibiao.hub.notices.following import follow, followed, followers_of, unfollow
from yibiao.hub.notices.models import FollowRecord, NoticeRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.assigning import assign_offices
from yibiao.hub.plans.compiling import recompile
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish
from yibiao.hub.plans.revising import start_revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(clerk: Actor, city: dict[str, UnitRecord]) -> PlanRecord:
    made = draft_of(brought_in(clerk, city["office"]))
    assign_offices(SYSTEM, made, city["office"], None, None)
    return publish(clerk, made) and PlanRecord.objects.get(pk=made.pk)


def test_a_document_is_found_as_soon_as_it_is_compiled(clerk: Actor, city: dict[str, UnitRecord]) -> None:
    job = brought_in(clerk, city["office"])
    (row,) = search(clerk, Asked("引导基金")).rows
    assert row.document == document_of(job)
    assert row.year == 2024
    assert [one.pk for one in row.plans] == [draft_of(job).pk]
    recompile(clerk, draft_of(job))
    run_pending()
    assert IndexedRecord.objects.count() == 1


def test_the_text_is_read_with_its_hits(clerk: Actor, city: dict[str, UnitRecord]) -> None:
    document = kept(city["office"], "标题\n\n推进成果转化，成果登记。\n成果")
    made = read(document, ("成果", "成果转化"))
    assert made.hits == 4
    assert [[bit.hit for bit in line.bits if bit.hit] for line in made.lines] == [[], [1, 2], [3]]
    assert "".join(bit.text for bit in made.lines[1].bits) == "推进成果转化，成果登记。"


def test_related_documents_have_a_reason_and_are_seen_by_right(
    clerk: Actor, outsider: Actor, plan: PlanRecord, city: dict[str, UnitRecord]
) -> None:
    office = city["office"]
    start_revision(clerk, plan, "新.txt", text=TEXT.replace("30家", "40家").replace("8号", "18号"))
    run_pending()
    revision = PlanRecord.objects.order_by("-pk")[0].document
    citing = kept(office, "根据《云政办〔2024〕8号》的要求，做好排水工作。", number="云政办〔2024〕30号")
    alike = [kept(office, invented(5, 900)), kept(office, invented(5, 880))]
    far = kept(office, invented(33, 900))
    assert [(one.document, one.why) for one in related(clerk, plan.document)] == [(revision, REVISION), (citing, CITED)]
    assert [(one.document, one.why) for one in related(outsider, plan.document)] == [(citing, CITED)]
    assert (plan.document, CITES) in [(one.document, one.why) for one in related(clerk, citing)]
    found = [(one.document, one.why) for one in related(clerk, alike[0])]
    assert found[0] == (alike[1], ALIKE)
    assert far not in [document for document, _ in found[:1]]


def test_followers_are_told_once_and_follow_the_revision(
    clerk: Actor, plan: PlanRecord, city: dict[str, UnitRecord]
) -> None:
    reader, away = make_person(city["finance"], "head"), make_person(city["west"], "head", is_active=False)
    idle = make_actor(city["science"], "head")
    for actor in (actor_of(reader), idle, clerk):
        follow(actor, plan)
        follow(actor, plan)
    FollowRecord.objects.create(person=away, plan=plan, at=plan.at)
    unfollow(idle, plan)
    assert followed(actor_of(reader)) == {plan.pk}
    assert followers_of(plan) == {reader.pk, clerk.person}
    NoticeRecord.objects.all().delete()
    start_revision(clerk, plan, "新.txt", text=TEXT.replace("30家", "40家"))
    run_pending()
    revision = PlanRecord.objects.order_by("-pk")[0]
    assert not NoticeRecord.objects.filter(person=reader).exists()
    publish(clerk, revision)
    told = NoticeRecord.objects.filter(person=reader)
    assert [(one.about, one.to) for one in told] == [(f"plan:{revision.pk}", f"/plans/{revision.pk}")]
    assert not NoticeRecord.objects.filter(person=clerk.person, key__startswith="library.").exists()
    assert followed(actor_of(reader)) == {plan.pk, revision.pk}


def test_what_may_not_be_read_cannot_be_followed(clerk: Actor, outsider: Actor, city: dict[str, UnitRecord]) -> None:
    draft = draft_of(brought_in(clerk, city["office"]))
    with pytest.raises(Denied):
        follow(outsider, draft)
    follow(clerk, draft)
    assert followed(clerk) == {draft.pk}


def test_two_documents_are_compared(clerk: Actor, plan: PlanRecord, city: dict[str, UnitRecord]) -> None:
    text = TEXT.replace("新增高新技术企业30家", "新增高新技术企业40家").replace("支持企业建设研发机构。", "")
    text += "（四）引进人才。引进人才100人。（牵头单位：市科技局）\n"
    other = draft_of(brought_in(clerk, city["office"], text=text))
    made = compare(plan.document, other.document, plan, other)
    assert made.tasks is not None
    assert [one.kind for one in made.tasks].count("new") == 1
    assert made.kept == 1
    assert (made.sentences["changed"], made.sentences["gone"]) == (1, 1)
    changed = [line for stretch in made.texts for line in stretch.lines if line.kind == "changed"]
    assert [piece.text for piece in changed[0].new if piece.lit] == ["40"]
    assert compare(plan.document, other.document, plan, None).tasks is None


def test_the_search_box_finds_each_kind(clerk: Actor, outsider: Actor, plan: PlanRecord, city: dict[str, UnitRecord]) -> None:
    head = make_actor(city["office"], "head")
    groups = {group.kind: group for group in find(head, "创新", 5)}
    assert set(groups) == {"tasks", "plans", "documents"}
    task = groups["tasks"].things[0]
    assert "".join(piece.text for piece in task.title).endswith("建设创新平台")
    assert [piece.text for piece in task.title if piece.lit] == ["创新"]
    assert find(outsider, "城区", 5)[0].kind == "units"
    assert [group.kind for group in find(head, "office-clerk", 5)] == ["people"]
    assert find(outsider, "office-clerk", 5) == ()
    assert find(head, " ，", 5) == ()


def test_the_box_hints_at_nothing_hidden(clerk: Actor, outsider: Actor, city: dict[str, UnitRecord]) -> None:
    brought_in(clerk, city["office"])
    assert {group.kind for group in find(clerk, "创新平台", 5)} == {"tasks", "documents"}
    assert find(outsider, "创新平台", 5) == ()


def test_what_may_not_be_seen_takes_no_place_among_the_related(
    outsider: Actor, clerk: Actor, plan: PlanRecord, city: dict[str, UnitRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = [document_of(brought_in(clerk, city["office"], text=TEXT.replace("8号", f"{at}号"))).pk for at in range(40, 40 + MOST)]
    citing = kept(city["office"], "根据《云政办〔2024〕8号》的要求，做好排水工作。", number="云政办〔2024〕30号")
    monkeypatch.setattr("yibiao.hub.library.related._line", lambda *_: hidden)
    assert [(one.document, one.why) for one in related(outsider, plan.document)] == [(citing, CITED)]
