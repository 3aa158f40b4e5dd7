"""Make the pictures of the site anew, in both languages: ``python scripts/site_pictures.py [name …]`` (`make pictures`).

Starts the server with the example city as `make run` does, signs in as the printed logins, and photographs every
main page at the size of an office's screen into docs/images/site (needs playwright and Chromium).
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from chromium import launched
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images" / "site"
SIZE = {"width": 1366, "height": 768}


class Picture(NamedTuple):
    """A page as somebody of the example city sees it, after pressing something; `{…}` is found out on the way."""

    login: str
    place: str
    pressed: str = ""
    dark: bool = False


PICTURES = {
    "work": Picture("diaodu", "/"),
    "leading": Picture("lingdao", "/leading/"),
    "brief": Picture("lingdao", "/leading/brief"),
    "review": Picture("diaodu", "{draft}"),
    "plan": Picture("diaodu", "/plans/1"),
    "where-from": Picture("diaodu", "/plans/1", "main [data-trace]:has-text('50')"),
    "split": Picture("diaodu", "{split}"),
    "table": Picture("tianbao", "/units/hongshan"),
    "filling": Picture("tianbao", "{values}"),
    "city": Picture("diaodu", "/city/"),
    "city-dark": Picture("diaodu", "/city/", dark=True),
    "city-plan": Picture("diaodu", "/city/plans/1"),
    "library": Picture("diaodu", "/library/?q=成果转化"),
    "revision": Picture("diaodu", "{revision}"),
    "units": Picture("xitong", "/units/"),
    "cycle": Picture("diaodu", "/plans/1/cycle"),
    "calendar": Picture("xitong", "/calendar/?year=2026"),
    "audit": Picture("shenji", "/audit/"),
    "design": Picture("diaodu", "/design"),
}


def main(wanted: list[str]) -> None:
    """Photograph what is asked for, or everything, and say what was written."""
    with example_city() as city, sync_playwright() as driver:
        browser = launched(driver)
        places = prepared(browser, city)
        for name, picture in PICTURES.items():
            if not wanted or name in wanted:
                for lang in ("zh", "en"):
                    photograph(browser, city, picture, places, lang, IMAGES / lang / f"{name}.png")
        browser.close()


class City(NamedTuple):
    """A running server with the example city: its address and its passwords by login."""

    base: str
    passwords: dict[str, str]


@contextmanager
def example_city() -> Iterator[City]:
    """Start the server over a folder of its own, and end it afterwards."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "yibiao", "serve", "--demo", "examples", "--port", "8917"]
        environment = {**os.environ, "YIBIAO_HOME": home, "YIBIAO_LANG": "zh"}
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            said = ""
            for line in server.stdout:
                said += line
                if "http://" in line:
                    break
            yield City("http://127.0.0.1:8917", dict(re.findall(r"^  (\S+)\s+(\S+)\s", said, re.MULTILINE)))
        finally:
            server.terminate()
            server.wait(20)


def signed_in(browser: Browser, city: City, login: str, lang: str = "zh", dark: bool = False) -> Any:
    """Return a tab in which somebody has signed in."""
    scheme: Any = "dark" if dark else "light"
    tab = browser.new_context(viewport=SIZE, base_url=city.base, color_scheme=scheme).new_page()
    tab.goto(f"/login?lang={lang}")
    tab.fill("#login", login)
    tab.fill("#password", city.passwords[login])
    tab.click("main button")
    tab.wait_for_load_state()
    return tab


def prepared(browser: Browser, city: City) -> dict[str, str]:
    """Bring in a revision of the example, and return the addresses that depend on what there is."""
    tab = signed_in(browser, city, "diaodu")
    text = (ROOT / "examples" / "wuhan-2021-26.txt").read_text(encoding="utf-8")
    revised = text.replace("市级以上创新孵化载体50家", "市级以上创新孵化载体60家").replace("服务企业5000家次", "服务企业6000家次")
    tab.goto("/documents/new?revises=1")
    tab.set_input_files("#file", {"name": "修订稿.txt", "mimeType": "text/plain", "buffer": revised.encode()})
    tab.click("form:has(#file) button:not(.quiet)")
    tab.wait_for_selector("main a[href^='/plans/']", timeout=60_000)
    tab.goto("/plans/")
    draft = tab.evaluate("Math.max(...Array.from(document.querySelectorAll('main a[href^=\"/plans/\"]'), (one) => parseInt(one.getAttribute('href').split('/')[2]) || 0))")
    tab.goto("/plans/1/splits")
    split = tab.get_attribute("main tr:has-text('高新技术企业') a[href^='/splits/'] >> nth=0", "href")
    tab.context.close()
    return {"draft": f"/plans/{draft}/review", "revision": f"/plans/{draft}/difference", "split": split or "/", "values": "/units/hongshan/values?plan=1&period=2021-09"}


def photograph(browser: Browser, city: City, picture: Picture, places: dict[str, str], lang: str, image: Path) -> None:
    """Open a page as somebody, press something, and write the picture."""
    tab = signed_in(browser, city, picture.login, lang, picture.dark)
    tab.goto(picture.place.format(**places))
    if picture.pressed:
        tab.locator(picture.pressed).first.click()
    tab.mouse.move(0, 0)
    tab.wait_for_timeout(600)
    image.parent.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=image)
    tab.context.close()
    sys.stdout.write(f"{image.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
