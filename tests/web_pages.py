"""The pages of the site from its URL map, and who of the made site may open each."""

import re

from django.test import Client

from made_site import Site
from site_addresses import addresses, filled_in

PEOPLE = ("diaodu", "tianbao", "lingdao", "xitong", "anquan", "shenji", "quzhang")
# Pages are what isn't the API, a file, a part of a page, or a place that only takes forms.
NO_PAGE = re.compile(r"^api/|/file$|/tables/|/suggest|/changed$|\.docx$|\.zip$")


def pages() -> list[str]:
    """Return the patterns of all pages."""
    return [route for _, route in addresses() if not NO_PAGE.search(route)]


def openers(site: Site) -> dict[str, str]:
    """Return who may open each page; those that only take forms, or hand out a file, are left out."""
    browsers = {login: site.client(login) for login in PEOPLE}
    found = {route: _opener(filled_in(route, site), browsers) for route in pages()}
    return {route: login for route, login in found.items() if login}


def _opener(address: str, browsers: dict[str, Client]) -> str:
    for login, browser in browsers.items():
        answer = browser.get(address)
        if answer.status_code == 200:
            return login if answer.headers["Content-Type"].startswith("text/html") else ""
        if answer.status_code == 405:
            return ""
    raise AssertionError(address)
