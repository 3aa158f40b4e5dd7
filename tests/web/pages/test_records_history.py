"""Histories in a browser: sentences, old and new values, and who sees what of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from made_hub import make_person
from made_site import DISTRICT, OPERATOR, Site
from yibiao.hub.access.actors import actor_of
from yibiao.hub.clock import today
from yibiao.hub.commitments import saving, splits
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.orgs.models import PostRecord
from yibiao.hub.orgs.people import edit_person, erase_person
from yibiao.hub.orgs.posts import hand_over
from yibiao.hub.plans.models import PartyRecord

pytestmark = pytest.mark.django_db(transaction=True)
TabOf = Callable[[str], Any]


@pytest.fixture(autouse=True)
def own_heads(tmp_path: Path, settings: Any) -> None:
    """Give each test heads and keys of its own: the log begins anew."""
    settings.HEADS, settings.KEYS = tmp_path / "heads", tmp_path / "keys"


def test_the_history_of_a_plan_says_who_did_what(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/history/plan/{site.plan.pk}")
    assert tab.inner_text("h1") == "方案的历史"
    text = tab.inner_text("table.told")
    assert f"发布《{site.plan.title}》" in text
    assert "明确" in text
    publish = tab.locator("tr", has_text="发布《").first.inner_text()
    assert "草稿" in publish
    assert "已发布" in publish
    assert tab.locator("a[href^='/audit/']").count() == 0


def test_a_correction_is_told_in_words(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/history/plan/{site.draft.pk}")
    row = tab.locator("tr", has_text="校正《").first.inner_text()
    assert "新标题" in row
    assert "{" not in row


def test_the_history_of_an_item_holds_its_values_alone(site: Site, tab_of: TabOf) -> None:
    rows = list(CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT).order_by("pk")[:2])
    cells = [{"commitment": row.pk, "field": "progress", "value": f"进展{at}", "edition": 0} for at, row in enumerate(rows)]
    saving.save_values(site.actor("tianbao"), site.units[DISTRICT], "2026-03", cells, "k" * 12)
    tab = tab_of("tianbao")
    tab.goto(f"/history/commitment/{rows[0].pk}")
    text = tab.inner_text("table.told")
    assert "填报数据：洪山区" in text
    assert "进展0" in text
    assert "进展1" not in text
    assert "2026-03" in text
    assert site.client("quzhang").get(f"/history/commitment/{rows[0].pk}").status_code == 200


def test_the_history_of_a_document_and_a_split(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/history/document/{site.draft.document_id}")
    assert "上传《" in tab.inner_text("table.told")
    tab.goto(f"/history/split/{site.split.pk}")
    assert "提出分解：《" in tab.inner_text("table.told")
    assert "均分" in tab.inner_text("table.told")


def test_a_person_sees_their_own_and_the_keeper_old_and_new(site: Site, tab_of: TabOf) -> None:
    person = site.people["tianbao"]
    edit_person(OPERATOR, person, phone="88880001")
    keeper = tab_of("xitong")
    keeper.goto(f"/people/{person.pk}")
    keeper.click("text=历史 >> nth=0")
    row = keeper.locator("tr", has_text="修改资料").first
    assert "88880001" in row.inner_text()
    own = tab_of("tianbao")
    own.goto(f"/history/person/{person.pk}")
    assert "登录" in own.inner_text("table.told")
    assert site.client("quzhang").get(f"/history/person/{person.pk}").status_code == 403


def test_erased_personal_data_are_said_to_be_erased(site: Site, tab_of: TabOf) -> None:
    person = site.people["tianbao"]
    edit_person(OPERATOR, person, phone="88880001")
    hand_over(OPERATOR, PostRecord.objects.get(unit__code=DISTRICT, kind="clerk"), site.people["shenhe"], today())
    erase_person(OPERATOR, person)
    tab = tab_of("xitong")
    tab.goto(f"/history/person/{person.pk}")
    text = tab.inner_text("main")
    assert "（已抹除）" in text
    assert "88880001" not in text
    assert "张tianbao" not in text


def test_an_auditor_comes_from_a_history_to_the_proof(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("shenji")
    tab.goto(f"/history/plan/{site.plan.pk}")
    tab.click("tr:has-text('发布《') >> text=存证")
    assert "这条记录没有被改动过" in tab.inner_text("main")


def test_in_english(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/history/plan/{site.plan.pk}?lang=en")
    assert tab.inner_text("h1") == "History of the plan"
    assert f"published “{site.plan.title}”" in tab.inner_text("table.told")


def test_long_histories_have_pages(site: Site, tab_of: TabOf) -> None:
    person = site.people["tianbao"]
    for number in range(55):
        edit_person(OPERATOR, person, phone=f"8888{number:04}")
    tab = tab_of("xitong")
    tab.goto(f"/history/person/{person.pk}")
    assert tab.locator("table.told tbody tr").count() == 50
    tab.click("text=更早的")
    assert 0 < tab.locator("table.told tbody tr").count() < 50
    tab.click("text=回到最新")
    assert "88880054" in tab.inner_text("table.told")


def test_who_may_read_the_history_knows_the_officer_others_the_unit(site: Site) -> None:
    """A split, a version, a value: a name for the plan's offices, the unit for those who only owe their part."""
    made = splits.propose(site.actor("diaodu"), site.plan, site.shared(), {"method": "equal"})
    party = PartyRecord.objects.filter(plan=site.plan, owes=True, leads=False, unit__commitments__target=made.target)[0]
    clerk = make_person(party.unit, "clerk", "chengdan")
    row = CommitmentRecord.objects.filter(plan=site.plan, unit=party.unit, target=made.target)[0]
    cell = {"commitment": row.pk, "field": "progress", "value": "进展", "edition": 0}
    saving.save_values(actor_of(clerk), party.unit, "2026-03", [cell], "k" * 12)
    make_person(party.unit, "reviewer", "chakan")
    for address, name, unit in (
        (f"/splits/{made.pk}", str(site.people["diaodu"]), "市科技局"),
        (f"/history/commitment/{row.pk}", str(clerk), party.unit.name),
        (f"/trace/commitments/{row.pk}", str(site.people["diaodu"]), party.unit.name),
    ):
        known = site.client("ducha").get(address).content.decode()
        other = site.client("chakan").get(address).content.decode()
        assert name in known, address
        assert name not in other, address
        assert unit in other
