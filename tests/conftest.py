"""Fixtures that more than one part of the tests needs."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from chromium import Missing, launched
from hypothesis import settings

# One definition for all: a second one would point Django to a second database in mid-run.
from databases import django_db_modify_db_settings as django_db_modify_db_settings  # noqa: PLC0414
from databases import flushed_for_all_its_triggers as flushed_for_all_its_triggers  # noqa: PLC0414


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run choose the database of the hub tests."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


@pytest.fixture(autouse=True)
def _writer_ended() -> Iterator[None]:
    """End the thread that writes for all requests, with its connection, before the database is cleaned up."""
    yield
    saving = sys.modules.get("yibiao.hub.commitments.saving")
    if saving is not None:
        saving.writer.stop()


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Any]:
    """What drives every browser of the run: there can be only one."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright_driver: Any) -> Iterator[Any]:
    """A running Chromium; skips where there is none (`make test` brings one where it may)."""
    try:
        browser = launched(playwright_driver)
    except Missing as missing:
        pytest.skip(str(missing))
    yield browser
    browser.close()


# The same examples on every run, so that a landing never hangs on chance; `make soak` looks for new ones.
settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")
