"""The pages in Chromium 86: nothing newer in their code, and every page opened in that browser itself."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import OPTIONS

import yibiao.web
from made_site import Site
from old_browser import chromium_86, not_known
from site_addresses import filled_in
from web_pages import openers

pytestmark = pytest.mark.django_db(transaction=True)

STATIC = Path(yibiao.web.__file__).parent / "static"
NEWER = {
    "a.css": "a { inset: 0 }\nb:has(c) { color: red }\n.x { aspect-ratio: 1 }\n@layer q {}\ni { color: color-mix(in srgb, red, blue) }",
    "a.js": "const a = [1].at(-1);\nObject.hasOwn({}, 'a');\nstructuredClone(a);\na.toSorted();\ncrypto.randomUUID();",
    "b.js": "class A { static { this.x = 1; } }",
}


def test_the_code_of_the_pages_holds_nothing_newer() -> None:
    files = [path for path in STATIC.rglob("*") if path.suffix in {".css", ".js"}]
    assert {"site.css", "tokens.css", "site.js", "echarts.js", "htmx.js"} <= {path.name for path in files}
    assert not_known(*files) == []


def test_what_is_newer_is_found(tmp_path: Path) -> None:
    for name, text in NEWER.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = not_known(*(tmp_path / name for name in NEWER))
    for name, text in NEWER.items():
        for line in range(1, text.count("\n") + 2):
            assert any(said.startswith(f"{name}:{line}:") for said in found), (name, line)


@pytest.fixture(scope="module")
def old(playwright_driver: Any) -> Iterator[Any]:
    """Chromium 86, driven through its own protocol."""
    browser = playwright_driver.chromium.launch(executable_path=chromium_86(), args=OPTIONS)
    assert browser.version.startswith("86.")
    yield browser
    browser.close()


def signed_in(old: Any, url: str, site: Site, login: str, wrong: list[str]) -> Any:
    """Return a tab of somebody who has signed in; what the browser complains of is added to `wrong`."""
    context = old.new_context(base_url=url, viewport={"width": 1366, "height": 768})
    cookie = site.client(login).cookies["yibiao_session"]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
    tab = context.new_page()
    tab.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    return tab


def test_every_page_is_drawn_and_runs(site: Site, old: Any, live_server: Any) -> None:
    wrong: list[str] = []
    by_login: dict[str, list[str]] = {}
    for route, login in openers(site).items():
        by_login.setdefault(login, []).append(route)
    for login, routes in by_login.items():
        tab = signed_in(old, live_server.url, site, login, wrong)
        for route in routes:
            tab.goto(filled_in(route, site))
            if not tab.evaluate("document.querySelector('h1').getBoundingClientRect().height > 10"):
                wrong.append(f"{route}: nothing is drawn")
            if not tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
                wrong.append(f"{route}: wider than the screen")
        tab.context.close()
    assert wrong == []


def test_the_panel_opens_walks_and_closes(site: Site, old: Any, live_server: Any) -> None:
    wrong: list[str] = []
    tab = signed_in(old, live_server.url, site, "diaodu", wrong)
    tab.goto(f"/plans/{site.plan.pk}")
    tab.evaluate("document.querySelector('main [data-trace]').click()")
    first = quoted(tab, "")
    tab.keyboard.press("ArrowDown")
    assert quoted(tab, first) not in {"", first}
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.querySelector('#panel').hidden")
    assert wrong == []


def quoted(tab: Any, before: str) -> str:
    """Return what the panel quotes, once it is another sentence than `before`."""
    said = before
    until = time.monotonic() + 10
    while said in {"", before} and time.monotonic() < until:
        said = tab.evaluate("(document.querySelector('#panel-body .trace') || { innerText: '' }).innerText")
        tab.wait_for_timeout(50)
    return said
