"""Every page as whoever may open it: readable by a screen reader, without a complaint of the browser, in both languages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from made_site import Site
from site_addresses import filled_in
from web_pages import PEOPLE, openers, pages

pytestmark = pytest.mark.django_db(transaction=True)

# What ECharts sets on its canvas and what is around it, by script.
DRAWN = "'[_echarts_instance_][style], [_echarts_instance_] [style]'"
# What a person would see of a sentence that nobody wrote.
UNTRANSLATED = re.compile(r"\b(?:pages|site|states|posts|problems|hubplans|hubcommitments|orgs|login)\.[a-z-]+\b")
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


def faults(tab: Any, address: str) -> list[str]:
    """Return what is wrong with a page as it stands."""
    found = Axe().run(tab, options=RULES)
    said = [f"{address}: {found.generate_report()}"] if found.violations_count else []
    said += [f"{address}: {key}" for key in UNTRANSLATED.findall(tab.inner_text("body"))]
    if not tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
        said.append(f"{address}: wider than the screen")
    if tab.evaluate("document.querySelectorAll('[style], script:not([src]), style').length - document.querySelectorAll(DRAWN).length".replace("DRAWN", DRAWN)):
        said.append(f"{address}: code or looks inside the page")
    return said


def test_every_page_is_accessible_and_quiet(site: Site, tab_of: Callable[[str], Any]) -> None:
    opened = openers(site)
    assert len(opened) >= 20
    said: list[str] = []
    for login in PEOPLE:
        tab = tab_of(login)
        for route in ("", *(route for route, who in opened.items() if who == login and route)):
            address = filled_in(route, site)
            tab.goto(address)
            for details in tab.query_selector_all("details"):
                details.evaluate("one => { one.open = true; }")
            said += faults(tab, address)
    assert said == []


def test_english_is_remembered(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("tianbao")
    tab.goto(f"/units/hongshan/values?plan={site.plan.pk}&period=2026-03")
    tab.click("text=English")
    assert "period=2026-03" in tab.url
    assert tab.inner_text(".top nav a >> nth=0") == "My work"
    tab.goto("/units/")
    assert tab.inner_text("h1") == "Units"
    assert faults(tab, "units in English") == []
    tab.click("text=中文")
    assert tab.inner_text("h1") == "单位"


def test_an_address_that_leads_nowhere(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("diaodu")
    for address in ("/nowhere", "/plans/99999", "/plans/" + "9" * 30, f"/units/hongshan/values?plan={site.plan.pk}&period=x"):
        tab.goto(address)
        assert tab.inner_text("h1")
        assert faults(tab, address) == []


def test_a_form_without_its_token_is_refused(site: Site) -> None:
    browser = site.client("diaodu", enforce_csrf_checks=False)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    routes = [route for route in pages() if "<" not in route or filled_in(route, site)]
    refused = [route for route in routes if strict.post(filled_in(route, site), {"what": "x"}).status_code != 403]
    assert len(routes) > 20
    assert refused == []
    assert strict.get(reverse("home")).status_code == 200
