"""Tokens and webhooks in a browser: listed, added, tried, delivered, revoked, removed."""

from collections.abc import Callable
from typing import Any

import pytest

from made_site import Site
from yibiao.hub.access.models import TokenRecord
from yibiao.hub.outbox import hooks
from yibiao.hub.outbox.models import DeliveryRecord, WebhookRecord
from yibiao.hub.outbox.sending import Answer

pytestmark = pytest.mark.django_db(transaction=True)
TabOf = Callable[[str], Any]


def said(tab: Any) -> str:
    return str(tab.inner_text("main [role=status]"))


def test_a_security_administrator_revokes_anybodys_token(site: Site, tab_of: TabOf) -> None:
    site.token("tianbao", "read")
    site.token("diaodu", "plans")
    own = tab_of("tianbao")
    own.goto("/tokens/")
    assert own.locator("tbody tr").count() == 1
    guard = tab_of("anquan")
    guard.goto("/tokens/")
    row = guard.locator("tbody tr", has_text="张tianbao")
    assert "未使用" in row.inner_text()
    row.locator("summary").click()
    row.locator("button").click()
    assert said(guard) == "令牌已吊销"
    assert TokenRecord.objects.get(person=site.people["tianbao"]).revoked_at
    assert guard.locator("tbody tr", has_text="张tianbao").count() == 0


def test_a_webhook_is_added_tried_and_delivered(site: Site, tab_of: TabOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "check_address", lambda url: "93.184.216.34")
    tab = tab_of("xitong")
    tab.goto("/webhooks/")
    tab.fill("#name", "督查平台")
    tab.fill("#address", "https://ducha.example.cn/hook")
    tab.fill("#events", "plan.publish，split.*")
    tab.click("main button:has-text('新增推送')")
    assert "签名密钥只显示这一次" in said(tab)
    hook = WebhookRecord.objects.get(name="督查平台")
    assert tab.inner_text("#secret") == hook.secret
    assert hook.events == ["plan.publish", "split.*"]
    tab.click("text=去试发")
    assert hook.secret not in tab.content()
    tab.click("button:has-text('试发一次')")
    assert "已排入试发" in said(tab)
    assert "待送达" in tab.inner_text("#deliveries")
    monkeypatch.setattr(hooks, "send", lambda url, body, headers: Answer(True, "HTTP 200"))
    hooks.deliver_due()
    tab.wait_for_selector("#deliveries :text('已送达')", timeout=10_000)
    assert "HTTP 200" in tab.inner_text("#deliveries")
    assert DeliveryRecord.objects.get(webhook=hook).event == "webhook.test"


def test_what_is_wrong_with_a_webhook_is_said(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/webhooks/")
    tab.fill("#name", "本机")
    tab.fill("#address", "http://127.0.0.1/hook")
    tab.click("main button:has-text('新增推送')")
    assert "在内部网络中" in said(tab)
    tab.fill("#name", "本机")
    tab.fill("#address", "http://127.0.0.1/hook")
    tab.fill("#events", "发布")
    tab.click("main button:has-text('新增推送')")
    assert "不是事件" in said(tab)
    assert WebhookRecord.objects.count() == 1


def test_a_webhook_is_switched_off_and_removed(site: Site, tab_of: TabOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "check_address", lambda url: "93.184.216.34")
    tab = tab_of("xitong")
    tab.goto(f"/webhooks/{site.hook.pk}")
    tab.uncheck("input[name=active]")
    tab.click("main button:has-text('保存')")
    assert not WebhookRecord.objects.get(pk=site.hook.pk).active
    assert tab.locator("button:has-text('试发一次')").is_disabled()
    tab.click("summary:has-text('删除推送')")
    tab.click("details[open] button:has-text('删除推送')")
    assert "已删除" in said(tab)
    assert not WebhookRecord.objects.exists()


def test_no_others_see_webhooks(site: Site) -> None:
    assert site.client("anquan").get("/webhooks/").status_code == 403
    assert site.client("diaodu").get(f"/webhooks/{site.hook.pk}").status_code == 403


def test_in_english(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/webhooks/?lang=en")
    assert tab.inner_text("h1") == "Webhooks"
    assert "on" in tab.inner_text("tbody")
