"""A browser for each person, on a live server over the database of the run."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from made_site import Site, make_site

PASSWORD = "Kx7-password-for-tests"
SIZE = {"width": 1366, "height": 768}


@pytest.fixture
def site(transactional_db: None) -> Site:
    return make_site(6)


@pytest.fixture
def tab_of(chromium: Any, live_server: Any, site: Site) -> Iterator[Callable[[str], Any]]:
    """Return what opens a tab in which somebody has signed in; what the browser complains of fails the test."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def note(said: Any) -> None:
        # A refusal that a test asks for is no fault of the page; a warning about the policy is.
        if said.type in {"error", "warning"} and "status of" not in said.text:
            wrong.append(said.text)

    def opened(login: str) -> Any:
        context = chromium.new_context(base_url=live_server.url, viewport=SIZE)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", note)
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("dialog", lambda dialog: (wrong.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        tab.goto("/login")
        tab.fill("#login", login)
        tab.fill("#password", PASSWORD)
        tab.click("main button")
        tab.wait_for_url("**/")
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
