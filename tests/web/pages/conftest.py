"""A browser for each person, on a live server over the database of the run."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from made_drafts import brought_in, draft_of
from made_hub import signed_in
from made_site import Site, make_site
from yibiao.hub.plans.models import PlanRecord

EXAMPLE = Path(__file__).parents[3] / "examples" / "wuhan-2021-26.txt"
SIZE = {"width": 1366, "height": 768}


@pytest.fixture(autouse=True, scope="session")
def _pages_read_to_their_end() -> Iterator[None]:
    """A click or a key that opens another page returns when that page has been read: Playwright's own return when the
    page begins to come, and what a test counts then depends on the machine's speed."""
    patch = pytest.MonkeyPatch()
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    for kind, name in ((kind, name) for kind in (playwright.Page, playwright.Locator) for name in ("click", "press")):
        patch.setattr(kind, name, settling(getattr(kind, name)))
    yield
    patch.undo()


def settling(act: Callable[..., None]) -> Callable[..., None]:
    def acted(target: Any, *arguments: Any, **named: Any) -> None:
        act(target, *arguments, **named)
        getattr(target, "page", target).wait_for_load_state("domcontentloaded")

    return acted


@pytest.fixture
def site(transactional_db: None) -> Site:
    return make_site(6)


@pytest.fixture(scope="session")
def profiles(chromium: Any, live_server: Any) -> Callable[[int], Any]:
    """Return what gives the first, second, third … browser profile of the run.

    They are used again by every test, as people do: scripts and styles stay in their cache, which is most of what a
    page takes to open. Pages themselves are never kept (`Cache-Control: no-store`).
    """
    made: list[Any] = []

    def profile(place: int) -> Any:
        while len(made) <= place:
            made.append(chromium.new_context(base_url=live_server.url, viewport=SIZE))
        return made[place]

    return profile


def forget(profile: Any, address: str) -> None:
    """Leave nothing of a test in a profile but files in its cache."""
    profile.set_offline(False)
    profile.clear_permissions()
    profile.clear_cookies()
    if profile.pages:
        kinds = {"origin": address, "storageTypes": "local_storage,indexeddb,service_workers,cache_storage"}
        profile.new_cdp_session(profile.pages[0]).send("Storage.clearDataForOrigin", kinds)
    for tab in profile.pages:
        tab.close()


@pytest.fixture
def tab_of(profiles: Callable[[int], Any], live_server: Any) -> Iterator[Callable[[str], Any]]:
    """Return what opens a tab in which somebody has signed in; what the browser complains of fails the test.

    The tab has the cookies of a browser that posted the login page; typing into that page is tests/web/login's.
    """
    used: list[Any] = []
    wrong: list[str] = []

    def note(said: Any) -> None:
        # A refusal that a test asks for is no fault of the page; a warning about the policy is.
        if said.type in {"error", "warning"} and "status of" not in said.text:
            wrong.append(said.text)

    def opened(login: str) -> Any:
        used.append(profiles(len(used)))
        kept = signed_in(login).cookies.values()
        used[-1].add_cookies([{"name": one.key, "value": one.value, "url": live_server.url} for one in kept])
        tab = used[-1].new_page()
        tab.on("console", note)
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("dialog", lambda dialog: (wrong.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        return tab

    yield opened
    for profile in used:
        forget(profile, live_server.url)
    assert wrong == []


@pytest.fixture
def draft(site: Site) -> PlanRecord:
    """Return the example as a draft of the dispatching office."""
    return draft_of(brought_in(site.actor("diaodu"), site.units["keji"], text=EXAMPLE.read_text(encoding="utf-8")))
