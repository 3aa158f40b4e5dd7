"""docs/rights.md tells of every right what packs/rights.yaml says: a table that lies fails."""

import re
from pathlib import Path

from yibiao import packs
from yibiao.hub.orgs.models import POST_KINDS

PAGE = Path(__file__).parents[3] / "docs" / "rights.md"
_ROW = re.compile(r"^\| `([a-z]+\.[a-z]+)` \| (\w+) \| (.*?) \|$", re.M)


def told() -> dict[str, tuple[str, str]]:
    """Return scope and grants of every right as the page has them."""
    return {name: (scope, grants) for name, scope, grants in _ROW.findall(PAGE.read_text(encoding="utf-8"))}


def expected() -> dict[str, tuple[str, str]]:
    found = {}
    for name, entry in packs.load("rights")["rights"].items():
        states = {state: lines for state, lines in entry.items() if state not in ("of", "scope")}
        parts = (
            ("" if state == "any" else f"*{state}*: ") + ", ".join(lines) for state, lines in states.items()
        )
        found[name] = (entry["scope"], "; ".join(parts))
    return found


def test_the_page_has_every_right_as_it_is() -> None:
    assert told() == expected()


def test_the_page_names_every_kind_of_post() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [kind for kind in POST_KINDS if f"`{kind}`" not in page] == []
