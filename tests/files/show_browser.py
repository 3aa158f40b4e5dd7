"""Opening a page in Chromium for the tests, and reading what it shows."""

from collections.abc import Callable
from typing import Any

LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}

Open = Callable[..., Any]


def lit_text(page: Any) -> str:
    return "".join(page.locator(".paper .seg.lit").all_text_contents())


def address(page: Any) -> str:
    """Return the fact that the address names; the driver's own notion of the address lags behind."""
    return str(page.evaluate("location.hash")).lstrip("#")


def figure(page: Any, words: str) -> Any:
    return page.locator(".plan .figure", has_text=words)


def in_view(page: Any, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    return bool(box) and 56 <= box["y"] <= page.viewport_size["height"] - 10
