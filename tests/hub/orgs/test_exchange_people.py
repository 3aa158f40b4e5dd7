"""People and their posts out as files and back: all or nothing, idempotent, within the rights of who imports."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from hub.orgs.makers import acting, city, holder, person, post, unit
from yibiao.core.audit.entries import digests, parse
from yibiao.files.sheets import csv_bytes, parse_sheet
from yibiao.hub.access.actors import SYSTEM, actor_of
from yibiao.hub.access.rights import Denied, may
from yibiao.hub.audit.models import EntryRecord, PersonalDatumRecord
from yibiao.hub.clock import today
from yibiao.hub.orgs.exchange import Report, export_people, import_people
from yibiao.hub.orgs.models import HoldingRecord, PersonRecord, PostRecord
from yibiao.hub.orgs.people import edit_person, erase_person
from yibiao.hub.orgs.posts import act_for, appoint, end_holding
from yibiao.hub.orgs.units import add_unit, close_unit

pytestmark = pytest.mark.django_db

Table = list[dict[str, str]]
HEAD = ["登录名", "姓名", "电话", "电子邮箱", "任职单位代码", "岗位", "职务", "起始日期", "截止日期"]


@pytest.fixture(autouse=True)
def _city() -> None:
    city()


def rows_of(*rows: str) -> Table:
    """Return rows written as ``zhang|张伟|||tech|填报人``."""
    return [dict(zip(HEAD, row.split("|"), strict=False)) for row in rows]


def file_of(rows: Table) -> bytes:
    columns = [column for column in HEAD if any(column in row for row in rows)]
    return csv_bytes([columns, *([row.get(column, "") for column in columns] for row in rows)])


def take(*rows: str, **options: Any) -> Report:
    return import_people(SYSTEM, file_of(rows_of(*rows)), "人员.csv", **options)


def told(report: Report) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.key) for fault in report.faults]


def state() -> list[Any]:
    """Return everything an import might change."""
    people = PersonRecord.objects.order_by("pk").values_list("login", "name", "phone", "email", "is_active")
    held = HoldingRecord.objects.order_by("pk").values_list("post", "person", "since", "until")
    counts = [model.objects.count() for model in (PostRecord, EntryRecord, PersonalDatumRecord)]
    return [list(people), list(held), counts]


PEOPLE = (
    "zhang.wei|张伟|027-1234|zhang@example.gov.cn|tech|填报人|综合科科员|2024-01-01|",
    "zhang.wei|张伟|||fund|审核人||2024年2月1日|2025/1/31",
    "li|李四|+86 27 1||city|领导|副市长||",
    "wang|王五|||||||",
    "zhao|赵六|||tech|填报人|综合科科员|2024-01-01|",
)


def test_people_come_in_with_their_posts_and_rights() -> None:
    report = take(*PEOPLE)
    assert report.faults == ()
    assert (report.written, report.count("added"), report.count("changed")) == (True, 4, 0)
    zhang = PersonRecord.objects.get(login="zhang.wei")
    assert (zhang.name, zhang.phone, zhang.email) == ("张伟", "027-1234", "zhang@example.gov.cn")
    assert not zhang.has_usable_password()
    assert [(held.post.kind, held.since, held.until) for held in zhang.holdings.order_by("pk")] == [
        ("clerk", date(2024, 1, 1), None),
        ("reviewer", date(2024, 2, 1), date(2025, 1, 31)),
    ]
    assert may(actor_of(zhang), "unit.read", unit("east"))
    # Two hold a post of the same name at the same time: there are two such posts.
    assert PostRecord.objects.filter(unit=unit("tech"), kind="clerk", title="综合科科员").count() == 2


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_importing_an_export_changes_nothing(fmt: str, lang: str) -> None:
    take(*PEOPLE)
    ended = appoint(SYSTEM, post("east", "clerk"), PersonRecord.objects.get(login="wang"), today())
    end_holding(SYSTEM, ended, today())  # held for less than a day
    erase_person(SYSTEM, person("gone"))
    data = export_people(SYSTEM, fmt, lang)
    before = state()
    report = import_people(SYSTEM, data, f"people.{fmt}")
    assert (report.faults, report.written, report.count("left")) == ((), False, 4)
    assert state() == before
    assert import_people(SYSTEM, data, f"people.{fmt}", dry_run=True).count("left") == 4
    assert "erased" not in str(parse_sheet(data, f"people.{fmt}"))


def test_an_export_fills_an_empty_database() -> None:
    take(*PEOPLE)
    data = export_people(SYSTEM, "xlsx")
    HoldingRecord.objects.all().delete()
    PostRecord.objects.all().delete()
    PersonalDatumRecord.objects.all().delete()
    PersonRecord.objects.all().delete()
    assert import_people(SYSTEM, data, "people.xlsx").count("added") == 4
    assert export_people(SYSTEM, "xlsx") == data


def test_a_file_changes_data_and_ends_holdings_by_their_last_day() -> None:
    take(*PEOPLE)
    rows = (
        "ZHANG.WEI|张卫|||tech|填报人|综合科科员|2024-01-01|2024-12-31",
        "wang|王五|123||tech|填报人|综合科科员|2025-01-01|",
    )
    preview = take(*rows, dry_run=True)
    assert PersonRecord.objects.get(login="zhang.wei").name == "张伟"
    report = take(*rows)
    assert report.changes == preview.changes
    assert [(one.what, one.fields) for one in report.changes] == [
        ("changed", ("fullname", "phone", "email", "until")),
        ("changed", ("phone", "post")),
    ]
    zhang, wang = PersonRecord.objects.get(login="zhang.wei"), PersonRecord.objects.get(login="wang")
    assert (zhang.name, zhang.phone) == ("张卫", "")
    assert zhang.holdings.get(post__kind="clerk").until == date(2024, 12, 31)
    # The post that became free was taken over, none was made for it.
    assert wang.holdings.get().post == zhang.holdings.get(post__kind="clerk").post
    assert zhang.holdings.count() == 2


def test_columns_that_are_missing_leave_what_there_is() -> None:
    take(*PEOPLE)
    before = state()
    assert import_people(SYSTEM, csv_bytes([["login"], ["zhang.wei"]]), "a.csv").count("left") == 1
    assert state() == before


def test_every_person_and_holding_leaves_an_entry_without_personal_data() -> None:
    take(*PEOPLE)
    entries = list(EntryRecord.objects.exclude(action__startswith="unit."))
    actions = [entry.action for entry in entries]
    assert (actions.count("person.create"), actions.count("post.appoint"), actions[-1]) == (
        4,
        4,
        "people.import",
    )
    lines = "\n".join(entry.line for entry in entries)
    for datum in ("zhang.wei", "张伟", "027-1234", "李四"):
        assert datum not in lines
    spoken = {digest for entry in entries for digest in digests(parse(entry.line.encode()))}
    assert spoken == set(PersonalDatumRecord.objects.values_list("digest", flat=True))
    assert set(PersonalDatumRecord.objects.values_list("person__name", flat=True)) == {
        "张伟",
        "李四",
        "王五",
        "赵六",
    }


FAULTS: list[tuple[str, tuple[str, ...], list[tuple[int, str, str]]]] = [
    ("no login", ("|张伟",), [(2, "login", "orgs.expect-login")]),
    ("no name", ("zhang|",), [(2, "fullname", "orgs.expect-name")]),
    ("a login with a space", ("zh ang|张伟",), [(2, "login", "orgs.expect-login")]),
    ("bad mail", ("zhang|张伟||nobody",), [(2, "email", "orgs.expect-email")]),
    ("bad phone", ("zhang|张伟|call me",), [(2, "phone", "orgs.expect-phone")]),
    ("two names", ("zhang|张伟", "zhang|张卫"), [(3, "fullname", "orgs.row-differs")]),
    ("no such unit", ("zhang|张伟|||nowhere|填报人",), [(2, "unit", "orgs.row-unknown-unit")]),
    ("post without unit", ("zhang|张伟||||填报人",), [(2, "unit", "orgs.expect-unit-of-post")]),
    ("unit without post", ("zhang|张伟|||tech|",), [(2, "post", "orgs.expect-choice")]),
    ("no such post", ("zhang|张伟|||tech|知府",), [(2, "post", "orgs.expect-choice")]),
    ("title alone", ("zhang|张伟|||||科员",), [(2, "title", "orgs.post-missing")]),
    ("a long title", (f"zhang|张伟|||tech|填报人|{'长' * 61}",), [(2, "title", "orgs.too-long")]),
    ("half a date", ("zhang|张伟|||tech|填报人||2024-01|",), [(2, "since", "orgs.expect-date")]),
    ("no date", ("zhang|张伟|||tech|填报人|||明天",), [(2, "until", "orgs.expect-partial-date")]),
    ("backwards", ("zhang|张伟|||tech|填报人||2024-02-01|2024-01-01",), [(2, "until", "orgs.backwards")]),
    ("twice", ("zhang|张伟|||tech|填报人", "zhang|张伟|||tech|填报人"), [(3, "login", "orgs.holding-twice")]),
    ("overlapping", ("zhang|张伟|||tech|填报人", "zhang|张伟|||tech|填报人||2024-01-01"), [(3, "since", "orgs.held-since")]),
    ("two administrators", ("zhang|张伟|||city|系统管理员", "zhang|张伟|||city|审计管理员"), [(3, "post", "orgs.separated-three")]),
    ("administrator at work", ("zhang|张伟|||city|系统管理员", "zhang|张伟|||tech|clerk"), [(3, "post", "orgs.separated-work")]),
    ("beside what is held", ("old|老陈|||city|安全管理员",), [(2, "post", "orgs.separated-work")]),
    ("ended unit", ("zhang|张伟|||gone|填报人",), [(2, "unit", "orgs.ended")]),
    ("closed account", ("closed|关闭|||tech|填报人",), [(2, "login", "orgs.closed-account")]),
    ("last guard", ("guard|人guard|||city|安全管理员||2020-01-01|2030-01-01",), [(0, "", "orgs.last-guard")]),
    ("several", ("zhang|张伟||nobody", "li|李四|||xx|填报人", "|", "wang|"), [(2, "email", "orgs.expect-email"), (3, "unit", "orgs.row-unknown-unit"), (5, "fullname", "orgs.expect-name")]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "faults"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_faulty_file_changes_nothing_and_names_every_fault(
    rows: tuple[str, ...], faults: list[tuple[int, str, str]]
) -> None:
    holder("guard", "city", "security_admin")
    old = person("old")
    act_for(SYSTEM, post("tech", "head"), old, today(), today() + timedelta(9))
    edit_person(SYSTEM, old, name="老陈")
    person("closed", is_active=False)
    close_unit(SYSTEM, add_unit(SYSTEM, unit("city"), "gone", "旧局", "department"), date(2024, 1, 1))
    before = state()
    report = take(*rows, "sound|周全|||tech|审核人")
    assert told(report) == faults
    assert not report.written
    assert state() == before
    assert told(take(*rows, dry_run=True)) == faults
    for fault in report.faults:
        for lang in ("zh", "en"):
            assert "{" not in fault.line(lang)


def test_a_fault_says_row_column_what_was_found_and_what_to_do() -> None:
    (fault,) = take("zhang|张伟||nobody").faults
    assert fault.line("zh") == "第 2 行“电子邮箱”填的是“nobody”：电子邮箱应形如 name@example.gov.cn"
    (fault,) = take("zhang|").faults
    assert fault.line("en") == "row 2, Full name is empty: a name is 1 to 60 visible characters"


def test_a_file_may_put_another_guard_in_the_place_of_the_last() -> None:
    holder("guard", "city", "security_admin")
    report = take(
        f"guard|人guard|||city|安全管理员||2020-01-01|{today() - timedelta(1)}",
        f"heir|继任|||city|安全管理员||{today()}|",
    )
    assert (report.faults, report.written) == ((), True)
    assert [held.kind for held in acting(PersonRecord.objects.get(login="heir")).posts] == ["security_admin"]


def test_each_administrator_imports_their_own_columns() -> None:
    keeper, guard = holder("keeper", "city", "system_admin"), holder("guard", "city", "security_admin")
    clerk = holder("clerk", "tech", "clerk")
    whole = file_of(rows_of("zhang|张伟|||tech|填报人||2024-01-01|"))
    accounts = file_of(rows_of("zhang|张伟"))
    for actor, data in ((keeper, whole), (guard, whole), (guard, accounts), (clerk, accounts)):
        with pytest.raises(Denied):
            import_people(acting(actor), data, "a.csv", dry_run=True)
    assert import_people(acting(keeper), accounts, "a.csv").written
    assert import_people(acting(guard), whole, "a.csv").written
    with pytest.raises(Denied):
        import_people(acting(guard), file_of(rows_of("zhang|张卫")), "a.csv")
    assert import_people(acting(keeper), whole, "a.csv").count("left") == 1


def test_an_export_holds_whom_one_may_read_and_stands_in_the_log() -> None:
    take(*PEOPLE)
    head = holder("head", "tech", "head")
    data = export_people(acting(head), "csv")
    logins = {row["登录名"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))}
    assert logins == {"zhang.wei", "zhao", "head"}
    entry = EntryRecord.objects.get(action="people.export")
    assert json.loads(entry.line)["changes"][0] == ["people", None, 3]
    assert entry.actor == f"person:{head.pk}"


def test_text_like_formulas_comes_back_as_it_was() -> None:
    take("zhang|=cmd()|+86 27||tech|填报人|@科员", "-li|-李四")
    for fmt in ("csv", "xlsx"):
        data = export_people(SYSTEM, fmt)
        assert [cells[:3] for cells in parse_sheet(data, f"a.{fmt}")[1:]] == [
            ["-li", "-李四"],
            ["zhang", "=cmd()", "+86 27"],
        ]
        assert import_people(SYSTEM, data, f"a.{fmt}").count("left") == 2
    assert PersonRecord.objects.get(login="zhang").name == "=cmd()"


def many(count: int) -> bytes:
    units = ("east", "west", "tech", "fund")
    rows = (
        f"p{n}|人{n}|{n}|p{n}@example.gov.cn|{units[n % 4]}|填报人|第{n // 8}组|2024-01-01|"
        for n in range(count)
    )
    return file_of(rows_of(*rows))


@pytest.mark.parametrize("again", [False, True], ids=["new", "again"])
def test_queries_do_not_grow_with_the_people(
    again: bool, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    data = many(200)
    if again:
        import_people(SYSTEM, data, "a.csv")
    with django_assert_max_num_queries(30):
        report = import_people(SYSTEM, data, "a.csv")
    assert report.count("left" if again else "added") == 200


def test_five_thousand_people_come_in_at_once() -> None:
    assert import_people(SYSTEM, many(5000), "a.csv").count("added") == 5000
    assert HoldingRecord.objects.count() == 5000


def test_a_holding_that_is_made_longer_meets_nobody_else() -> None:
    take("zhang|张伟|||tech|填报人||2024-01-01|2024-12-31")
    appoint(SYSTEM, HoldingRecord.objects.get().post, person("next"), date(2025, 1, 1))
    report = take("zhang|张伟|||tech|填报人||2024-01-01|2025-01-01")
    assert told(report) == [(2, "until", "orgs.post-taken")]
    holder("keeper", "city", "system_admin")
    holder("other-keeper", "city", "system_admin")
    take(
        "keeper|人keeper|||city|系统管理员||2020-01-01|2024-12-31",
        "keeper|人keeper|||tech|审核人||2025-01-01|",
    )
    report = take("keeper|人keeper|||city|系统管理员||2020-01-01|2025-01-01")
    assert told(report) == [(2, "post", "orgs.separated-work")]
    assert take("keeper|人keeper|||tech|审核人||2025-01-01|2025-06-30").written
