"""The auditor's pages in a browser: the log narrowed, an entry proven, everything checked, taken out and checked elsewhere."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from made_site import OPERATOR, Site
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import today
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.orgs.people import edit_person

pytestmark = pytest.mark.django_db(transaction=True)
TabOf = Callable[[str], Any]


@pytest.fixture(autouse=True)
def own_heads(tmp_path: Path, settings: Any) -> None:
    """Give each test heads and keys of its own: the log begins anew."""
    settings.HEADS, settings.KEYS = tmp_path / "heads", tmp_path / "keys"


def rows(tab: Any) -> list[str]:
    return [str(one) for one in tab.locator("table.told tbody tr").all_inner_texts()]


def test_the_log_is_narrowed_by_who_what_and_when(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("shenji")
    tab.goto("/audit/")
    assert len(rows(tab)) == 50
    tab.select_option("#f-action", label="发布")
    tab.click("button:has-text('查询')")
    assert len(rows(tab)) == 1
    assert "草稿" in rows(tab)[0]
    tab.goto("/audit/?actor=张diaodu")
    assert rows(tab)
    assert all("张diaodu" in row for row in rows(tab))
    tab.goto(f"/audit/?object=person:{site.people['tianbao'].pk}")
    assert all("tianbao" in row or "人员" in row for row in rows(tab))
    tab.goto(f"/audit/?since={today()}&until={today()}&plan={site.plan.pk}")
    assert rows(tab)
    tab.goto("/audit/?until=2001-01-01")
    assert "没有符合条件的记录" in tab.inner_text(".empty")
    tab.goto("/audit/?since=2021-13-45")
    assert rows(tab)


def test_what_is_looked_for_is_chosen_by_its_words(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("shenji")
    tab.goto("/audit/")
    unit = site.units["hongshan"]
    tab.select_option("#f-object", label="洪山区")
    tab.click("button:has-text('查询')")
    assert f"object=unit%3A{unit.pk}" in tab.url
    assert rows(tab)
    assert len(rows(tab)) == EntryRecord.objects.filter(object=f"unit:{unit.pk}").count()
    tab.select_option("#f-object", label="指标分解")
    tab.click("button:has-text('查询')")
    assert len(rows(tab)) == EntryRecord.objects.filter(object__startswith="split:").count() > 0
    assert "split:" not in tab.inner_html(".filters")
    assert "value.save" not in tab.inner_text(".filters")


def test_old_addresses_with_codes_still_narrow(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("shenji")
    tab.goto("/audit/?object=unit:hongshan")
    assert tab.locator("#f-object option:checked").inner_text() == "洪山区"
    tab.goto(f"/audit/?object=split:{site.split.pk}&action=split.propose")
    assert len(rows(tab)) == 1
    assert "指标分解" in tab.locator("#f-object option:checked").inner_text()
    assert tab.locator("#f-action option:checked").inner_text() == "提出分解"
    tab.goto("/audit/?action=no.such")
    assert tab.input_value("#f-action") == "no.such"
    assert rows(tab) == []


def test_one_clock_on_all_pages_of_the_log(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("shenji")
    row = EntryRecord.objects.filter(action="plan.publish")[0]
    for address in ("/audit/", "/audit/heads", "/audit/check", f"/audit/entries/{row.seq}"):
        tab.goto(address)
        assert tab.locator(".clock").all_inner_texts() == ["本页时间均为北京时间（UTC+8）。"]
        assert not re.search(r"\d UTC|T\d\d:\d\d", tab.inner_text("main"))
    tab.goto("/audit/heads")
    cell = tab.locator("tbody tr td.tight").first
    shown, machine = cell.inner_text(), cell.get_attribute("title")
    assert timezone.localtime(datetime.fromisoformat(machine)).strftime("%Y-%m-%d %H:%M") == shown


def test_names_are_for_those_who_may_know_them(site: Site, tab_of: TabOf) -> None:
    edit_person(site.actor("xitong"), site.people["tianbao"], phone="88880001")
    tab = tab_of("shenguan")
    tab.goto("/audit/?action=person.edit")
    assert f"人员 {site.people['xitong'].pk}" in rows(tab)[0]
    assert "88880001" not in tab.inner_text("main")
    assert "无权查看" in rows(tab)[0]
    tab.goto("/audit/?actor=张xitong")
    assert "没有符合条件的记录" in tab.inner_text(".empty")


def test_an_entry_opens_with_values_hash_and_proof(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("shenji")
    row = EntryRecord.objects.filter(action="plan.publish")[0]
    tab.goto(f"/audit/entries/{row.seq}")
    assert tab.inner_text("h1") == f"第 {row.seq} 号记录"
    proof = tab.inner_text(".proof")
    assert "内容与存储的散列值一致" in proof
    assert "只增不改" in proof
    assert "签名有效" in proof
    tab.click("summary:has-text('散列值与签名')")
    assert row.leaf in tab.inner_text("dl.hashes")
    tab.click("summary:has-text('原始记录')")
    assert row.line in tab.inner_text(".line-text")
    tab.click(f"text=第 {row.seq - 1} 号记录")
    assert tab.url.endswith(f"/audit/entries/{row.seq - 1}")


def test_everything_is_checked_with_progress_and_a_verdict(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("shenguan")
    tab.goto("/audit/check")
    assert "还没有核验过" in tab.inner_text(".empty")
    tab.click("button:has-text('立即核验')")
    assert "正在核验" in tab.inner_text("#job")
    run_pending()
    tab.wait_for_selector("#job .verdict-intact", timeout=10_000)
    assert "完好" in tab.inner_text("#job")
    assert "条目" in tab.inner_text("#job")
    tab.goto("/audit/")
    assert "核验完好" in tab.inner_text(".sub")


def test_the_chain_of_heads_and_the_first_key(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("shenguan")
    tab.goto("/audit/heads")
    assert (Path(settings.KEYS) / "first.pub").read_text().strip() in tab.inner_text("dl.hashes")
    assert tab.locator("tbody tr").count() > 5


def test_the_log_is_taken_out_and_checked_by_the_verifier_alone(site: Site, tab_of: TabOf, tmp_path: Path) -> None:
    tab = tab_of("shenguan")
    tab.goto("/audit/check")
    with tab.expect_download() as waiting:
        tab.click("button:has-text('导出日志')")
    waiting.value.save_as(tmp_path / "audit.zip")
    with tab.expect_download() as waiting:
        tab.click("text=下载核验程序")
    waiting.value.save_as(tmp_path / "verify.py")
    done = subprocess.run([sys.executable, "-I", tmp_path / "verify.py", tmp_path / "audit.zip"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert EntryRecord.objects.filter(action="audit.export").count() == 1


def test_others_see_nothing_of_it(site: Site) -> None:
    edit_person(OPERATOR, site.people["tianbao"], phone="88880001")
    for address in ("/audit/", "/audit/entries/1", "/audit/heads", "/audit/check", "/audit/verifier/file"):
        assert site.client("diaodu").get(address).status_code == 403


def test_in_english(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("shenji")
    tab.goto("/audit/?lang=en&action=plan.publish")
    assert "published “" in rows(tab)[0]
    tab.click("text=proof")
    assert "This entry has not been changed." in tab.inner_text("main")
