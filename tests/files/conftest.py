"""Fixtures of the tests of readers, writers and pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from show_browser import LAPTOP, Open
from show_fixture import plan

from yibiao.files.show import render_page


@pytest.fixture
def visit(chromium: Any, tmp_path: Path) -> Iterator[Open]:
    """Open a plan's page from a file, offline; afterwards nothing was fetched and nothing complained."""
    said: list[str] = []
    fetched: list[str] = []
    contexts: list[Any] = []

    def open_page(
        given: dict[str, Any] | None = None, fact: str = "", lang: str = "zh", **options: Any
    ) -> Any:
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_text(render_page(given or plan(), lang), encoding="utf-8")
        context = chromium.new_context(viewport=options.pop("viewport", LAPTOP), offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: fetched.append(request.url))
        page.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
        page.goto(file.as_uri() + (f"#{fact}" if fact else ""))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in fetched if not url.startswith(("file:", "data:"))] == []
