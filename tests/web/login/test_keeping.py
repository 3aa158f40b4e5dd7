"""In a browser: what was typed survives the end of a session, and nothing breaks the content security policy."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session

import login_pages
from made_hub import make_city, make_person
from yibiao.hub.orgs.models import PersonRecord

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "Kx7-password-for-tests"


@pytest.fixture
def people(transactional_db: None) -> PersonRecord:
    city = make_city()
    make_person(city["west"], "clerk", "chen")
    return make_person(city["east"], "clerk", "li")


@pytest.fixture
def tab(chromium: Any, live_server: Any, people: PersonRecord) -> Iterator[Any]:
    """A tab of a browser; whatever breaks the policy or fails in a script is an error."""
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" and "status of" not in said.text else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def come_in(tab: Any, login: str = "li") -> None:
    tab.fill("#login", login)
    tab.fill("#password", PASSWORD)
    tab.click("main button")


def open_form(tab: Any) -> None:
    tab.goto("/login?next=/fill")
    come_in(tab)
    tab.wait_for_url("**/fill")


def fill(tab: Any) -> None:
    tab.fill("#done", "建成3个平台\n签约12家")
    tab.fill("#count", "12")
    tab.check("#late")
    tab.fill("[name=seal_password]", "geheim")


def shown(tab: Any) -> list[Any]:
    return [tab.input_value("#done"), tab.input_value("#count"), tab.is_checked("#late"), tab.input_value("[name=seal_password]")]


def lie_idle() -> None:
    """Let every session have been idle for ever."""
    for row in Session.objects.all():
        session = row.get_decoded()
        if "seen" in session:
            store = Session.get_session_store_class()(row.session_key)
            store.update({**session, "seen": 0})
            store.save()


BACK = ["建成3个平台\n签约12家", "12", True, ""]


def test_what_was_typed_and_not_sent_comes_back(tab: Any) -> None:
    open_form(tab)
    fill(tab)
    lie_idle()
    tab.reload()
    assert "ended=idle" in tab.url
    come_in(tab)
    tab.wait_for_url("**/fill")
    assert shown(tab) == BACK
    assert "已恢复" in tab.inner_text(".notice")
    tab.click("form:has(#done) button")
    tab.wait_for_selector("text=home")
    assert login_pages.taken[0]["done"] == ["建成3个平台\r\n签约12家"]
    tab.goto("/fill")
    assert shown(tab) == ["", "", False, ""]


def test_what_was_sent_too_late_is_offered_and_then_forgotten_by_the_page(tab: Any) -> None:
    open_form(tab)
    fill(tab)
    lie_idle()
    tab.click("form:has(#done) button")
    come_in(tab)
    tab.wait_for_url("**/resume/*")
    assert "geheim" not in tab.content()
    tab.click("button:has-text('重新提交')")
    tab.wait_for_selector("text=home")
    kept = login_pages.taken[0]
    assert kept["done"][0].split() == ["建成3个平台", "签约12家"]
    assert kept["count"] == ["12"]
    assert "seal_password" not in kept
    tab.goto("/fill")
    assert shown(tab) == ["", "", False, ""]


def test_what_was_sent_after_the_session_was_gone_altogether_comes_back(tab: Any) -> None:
    open_form(tab)
    fill(tab)
    Session.objects.all().delete()
    tab.click("form:has(#done) button")
    come_in(tab)
    tab.wait_for_url("**/fill")
    assert shown(tab) == BACK


def test_what_was_refused_is_still_there(tab: Any) -> None:
    open_form(tab)
    fill(tab)
    tab.fill("#count", "refuse")
    tab.click("form:has(#done) button")
    tab.wait_for_selector("text=这样不行")
    assert shown(tab) == [BACK[0], "refuse", True, ""]


def test_somebody_else_in_the_same_tab_sees_nothing_of_it(tab: Any) -> None:
    open_form(tab)
    fill(tab)
    lie_idle()
    tab.reload()
    come_in(tab, "chen")
    tab.wait_for_url("**/fill")
    assert shown(tab) == ["", "", False, ""]
    assert "12" not in tab.evaluate("JSON.stringify(sessionStorage)")


def test_leaving_forgets_what_was_typed(tab: Any) -> None:
    open_form(tab)
    fill(tab)
    tab.click(".who button")
    tab.wait_for_url("**/signed-out")
    assert tab.evaluate("sessionStorage.length") == 0


def test_what_came_back_can_be_cleared_and_passwords_were_never_kept(tab: Any) -> None:
    open_form(tab)
    fill(tab)
    assert "geheim" not in tab.evaluate("JSON.stringify(sessionStorage)")
    tab.reload()
    assert shown(tab) == BACK
    tab.click(".notice button")
    assert shown(tab) == ["", "", False, ""]
    tab.reload()
    assert shown(tab) == ["", "", False, ""]


def test_without_scripts_a_late_form_comes_back_all_the_same(chromium: Any, live_server: Any, people: PersonRecord) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    tab = context.new_page()
    open_form(tab)
    fill(tab)
    lie_idle()
    tab.click("form:has(#done) button")
    come_in(tab)
    tab.wait_for_url("**/resume/*")
    tab.click("button:has-text('重新提交')")
    tab.wait_for_selector("text=home")
    context.close()
    assert login_pages.taken[0]["count"] == ["12"]


def test_the_square_code_is_drawn_under_the_policy(tab: Any) -> None:
    tab.goto("/login?next=/totp")
    come_in(tab)
    tab.wait_for_url("**/totp")
    assert tab.evaluate("document.querySelector('main img').naturalWidth") > 0
