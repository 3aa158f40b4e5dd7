"""Every page as it loads: its weight, nothing that moves, no address outside the site; and its colours in the dark."""

import gzip
import time
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from made_site import Site
from site_addresses import filled_in
from web_pages import openers

pytestmark = pytest.mark.django_db(transaction=True)

KB = 1024
LATE = 0.1  # seconds
LIGHT, WITH_CHARTS = 300 * KB, 600 * KB
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
# How far parts of the page moved by themselves since it began to load (Layout Instability API: the part of the screen
# times the part of its height). Less than a ten-thousandth is the rounding of a digit's width.
MOVED = """
window.moved = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    if (!one.hadRecentInput && one.value >= 0.0001) window.moved.push(`${one.value.toFixed(4)} ${one.sources.map((at) => at.node && (at.node.id || at.node.className || at.node.nodeName)).join(" ")}`);
  }
}).observe({ type: "layout-shift", buffered: true });
"""


class Weight:
    """What a page transfers: static files, and large pages, as the server compresses them (HashedFiles, CompressMiddleware)."""

    def __init__(self) -> None:
        self.bytes = 0
        self.charts = False
        self.strange: list[str] = []

    def add(self, answer: Any) -> None:
        """Count one answer."""
        if not answer.url.startswith(self.site):
            self.strange.append(answer.url)
            return
        body = answer.body()
        packed = "/static/" in answer.url or answer.headers.get("content-encoding") == "gzip"
        self.bytes += len(gzip.compress(body)) if packed else len(body)
        self.charts |= "echarts" in answer.url

    def open(self, tab: Any, address: str, site: str) -> None:
        """Open a page with nothing kept from before."""
        self.site = site
        tab.on("response", self.add)
        tab.goto(address, wait_until="load")
        tab.remove_listener("response", self.add)


def faults(tab: Any, address: str, site: str) -> list[str]:
    """Return what is wrong with a page as it loads."""
    weight = Weight()
    weight.open(tab, address, site)
    said = [f"{address}: loads {url}" for url in weight.strange]
    most = WITH_CHARTS if weight.charts else LIGHT
    if weight.bytes > most:
        said.append(f"{address}: {weight.bytes / KB:.0f} KB of {most / KB:.0f}")
    said += [f"{address}: moves by {one}" for one in tab.evaluate("window.moved")]
    found = Axe().run(tab, options=COLOURS)
    return said + ([f"{address}: {found.generate_report()}"] if found.violations_count else [])


def late(route: Any) -> None:
    """Let a script come when the page has been painted, as over a slow line: what it then moves is seen to move."""
    time.sleep(LATE)
    route.continue_()


def test_every_page_is_light_still_and_readable_in_the_dark(
    site: Site, tab_of: Callable[[str], Any], live_server: Any
) -> None:
    said: list[str] = []
    tabs: dict[str, Any] = {}
    for route, login in openers(site).items():
        if login not in tabs:
            tabs[login] = tab_of(login)
            tabs[login].emulate_media(color_scheme="dark")
            tabs[login].add_init_script(MOVED)
            tabs[login].context.new_cdp_session(tabs[login]).send("Network.setCacheDisabled", {"cacheDisabled": True})
            tabs[login].route("**/*.js", late)
        said += faults(tabs[login], filled_in(route, site), live_server.url)
    assert said == [], "\n".join(said)
