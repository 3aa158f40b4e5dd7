"""The log in words: every action has a sentence, names and personal data are shown by rights."""

import re
from pathlib import Path

import pytest

import yibiao.hub
from made_drafts import TEXT, brought_in, draft_of
from made_hub import make_actor, make_city, make_person
from yibiao import packs
from yibiao.hub.access.actors import Actor, actor_of, command
from yibiao.hub.access.rights import Denied
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import today
from yibiao.hub.history import finding
from yibiao.hub.history.telling import Told, told
from yibiao.hub.orgs.models import PersonRecord, UnitRecord
from yibiao.hub.orgs.people import add_person, edit_person, erase_person
from yibiao.hub.orgs.posts import appoint, make_post
from yibiao.hub.orgs.units import edit_unit, rename_unit
from yibiao.hub.plans.drafting import correct, undo

OPERATOR = command("test")
HUB = Path(yibiao.hub.__file__).parent
# Where the name of an action is written: `@action("plan.publish"`, `acts.act("people.export")` and the like.
_NAMED = re.compile(r"""(?:@action\(|\bact\(|\bact_of\(|_note\(|run_import\(actor, )\s*"([a-z]+\.[a-z-]+)""")


def actions() -> set[str]:
    found = {name for path in HUB.rglob("*.py") for name in _NAMED.findall(path.read_text(encoding="utf-8"))}
    return found | {"value.save"}


@pytest.fixture
def city(db: None) -> dict[str, UnitRecord]:
    return make_city()


def newest(actor: Actor, count: int = 1, lang: str = "zh", **more: object) -> list[Told]:
    return told(actor, EntryRecord.objects.order_by("-seq")[:count], lang, **more)  # type: ignore[arg-type]


def shown(entry: Told) -> dict[str, tuple[str, str]]:
    return {change.field: (change.old, change.new) for change in entry.changes}


def test_every_action_has_a_sentence_in_both_languages() -> None:
    said = packs.load("messages/history")
    missing = sorted(name for name in actions() if f"action-{name}" not in said)
    assert len(actions()) > 55
    assert missing == []


def test_a_rename_reads_as_a_sentence_with_old_and_new(city: dict[str, UnitRecord]) -> None:
    admin = make_actor(city["city"], "system_admin")
    rename_unit(admin, city["finance"], "市财政金融局", today(), reason="机构改革")
    entry = newest(admin)[0]
    assert entry.said == "更名：市财政金融局"
    assert entry.who == "张city-system_admin"
    assert entry.reason == "机构改革"
    assert shown(entry)["名称"] == ("市财政局", "市财政金融局")
    assert newest(admin, lang="en")[0].said == "renamed 市财政金融局"


def test_words_of_values_stand_for_what_the_log_holds(city: dict[str, UnitRecord]) -> None:
    edit_unit(OPERATOR, city["finance"], dispatches=True, supervision="letter", kind="party")
    found = shown(newest(OPERATOR)[0])
    assert found["督办方式"] == ("督办", "商请函")
    assert found["可发起方案"] == ("否", "是")
    assert found["类别"] == ("政府部门", "党委部门、群团")


def test_personal_data_are_shown_to_those_who_may_see_the_person(city: dict[str, UnitRecord]) -> None:
    person = add_person(OPERATOR, "wang.wu", "王五", phone="88881111")
    edit_person(OPERATOR, person, phone="88882222")
    keeper, auditor = make_actor(city["city"], "system_admin"), make_actor(city["city"], "audit_admin")
    assert shown(newest(keeper)[0])["电话"] == ("88881111", "88882222")
    assert newest(keeper)[0].said == "修改资料：王五"
    seen = newest(auditor)[0]
    assert shown(seen)["电话"] == ("（个人信息，无权查看）", "（个人信息，无权查看）")
    assert seen.said == f"修改资料：人员 {person.pk}"
    assert "王五" not in str(newest(auditor, 9))


def test_erased_data_are_said_to_be_erased(city: dict[str, UnitRecord]) -> None:
    person = add_person(OPERATOR, "wang.wu", "王五", phone="88881111")
    erase_person(OPERATOR, person)
    keeper = make_actor(city["city"], "system_admin")
    entries = {entry.action: entry for entry in newest(keeper, 2)}
    assert shown(entries["person.create"])["姓名"][1] == "（已抹除）"
    assert entries["person.erase"].said == "抹去个人资料：（已抹除的人员）"
    assert "王五" not in str(entries)


def test_the_history_of_a_person_holds_account_and_posts(city: dict[str, UnitRecord]) -> None:
    person = add_person(OPERATOR, "wang.wu", "王五")
    post = make_post(OPERATOR, city["finance"], "clerk", "科员")
    appoint(OPERATOR, post, person, today())
    other = make_person(city["east"])
    appoint(OPERATOR, make_post(OPERATOR, city["east"], "head"), other, today())
    guard = make_actor(city["city"], "security_admin")
    assert set(finding.of_person(guard, person).values_list("action", flat=True)) == {"person.create", "post.appoint"}
    assert set(finding.of_person(actor_of(person), person).values_list("action", flat=True)) == {"person.create", "post.appoint"}
    with pytest.raises(Denied):
        finding.of_person(actor_of(other), person)
    entries = told(guard, finding.of_post(guard, post), "zh")
    assert [entry.said for entry in entries] == ["设立岗位：市财政局 科员", "任命：市财政局 科员"]
    assert "王五" in str(entries[1].changes)


def test_the_history_of_a_unit_is_its_own_and_for_its_keepers(city: dict[str, UnitRecord]) -> None:
    edit_unit(OPERATOR, city["east"], dispatches=True)
    head, clerk = make_actor(city["east"], "head"), make_actor(city["west"], "clerk")
    assert [row.action for row in finding.of_unit(head, city["east"])] == ["unit.edit"]
    with pytest.raises(Denied):
        finding.of_unit(clerk, city["east"])


def test_corrections_are_told_in_words_and_by_unit_to_whom_no_name_is_shown(city: dict[str, UnitRecord]) -> None:
    clerk = make_actor(city["office"])
    # Corrections are counted plan by plan: one of another plan stands before.
    other_plan = draft_of(brought_in(clerk, city["office"], text=TEXT.replace("8号", "7号")))
    retitled = {"kind": "task.edit", "task": {"key": other_plan.effective["tasks"][0]["key"]}, "fields": {"title": "建好平台"}}
    correct(clerk, other_plan, retitled)
    plan = draft_of(brought_in(clerk, city["office"]))
    target = next(one["key"] for one in plan.effective["targets"])
    fields = {"period": "2026-06", "comparator": ">"}
    correct(clerk, plan, {"kind": "target.edit", "target": {"key": target}, "fields": fields})
    undo(clerk, plan, 1)
    undone, made = newest(clerk, 2, doers=True)
    assert shown(made)["目标 统计期间"][1] == "2026年6月"
    assert shown(made)["目标 比较"][1] == "超过"
    assert "第1号校正 撤销时间" in shown(undone)
    assert made.who == "张office-clerk"
    other = make_actor(city["east"])
    assert newest(other)[0].who == city["office"].name


def test_an_action_without_a_sentence_is_shown_by_its_name(city: dict[str, UnitRecord], monkeypatch: pytest.MonkeyPatch) -> None:
    edit_unit(OPERATOR, city["east"], dispatches=True)
    row = EntryRecord.objects.order_by("-seq")[0]
    row.line = row.line.replace("unit.edit", "unit.paint")
    assert told(OPERATOR, [row], "zh")[0].said == "unit.paint 东城区"


def test_as_many_queries_for_many_entries_as_for_few(
    city: dict[str, UnitRecord], django_assert_max_num_queries: object
) -> None:
    for name in ("甲", "乙", "丙", "丁"):
        person: PersonRecord = add_person(OPERATOR, f"login-{name}", name)
        appoint(OPERATOR, make_post(OPERATOR, city["east"], "clerk", name), person, today())
    rows = list(EntryRecord.objects.order_by("-seq")[:12])
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        told(OPERATOR, rows, "zh")
