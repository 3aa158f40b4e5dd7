"""The page for everyone: keyboard alone, small screens, paper, and what axe has to say."""

from pathlib import Path

import pytest
from show_browser import LAPTOP, PHONE, Open, figure, in_view

FOCUSED = """() => {
  const e = document.activeElement;
  return `${e.className} ${e.id || e.getAttribute("role") || e.tagName}`;
}"""


def test_the_keyboard_reaches_everything(visit: Open) -> None:
    page = visit()
    seen = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        seen.add(page.evaluate(FOCUSED))
    joined = "\n".join(seen)
    for wanted in (
        "query",
        "language",
        "tab-tasks",
        "SELECT",
        "figure",
        "unit",
        "title",
        "SUMMARY",
        "paper",
        "seg",
    ):
        assert wanted in joined, wanted
    page.locator('.paper .seg[tabindex="0"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator(".panel").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.panel') !== null")


def test_single_keys_can_be_turned_off(visit: Open) -> None:
    page = visit()
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.locator("dialog input").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "query"


WIDER = """Array.from(document.querySelectorAll("html, .plan, .paper, .panel"))
  .filter(e => e.scrollWidth > e.clientWidth).map(e => e.className)"""


@pytest.mark.parametrize(
    "viewport", [LAPTOP, PHONE, {"width": 320, "height": 640}, {"width": 1024, "height": 700}]
)
def test_nothing_scrolls_sideways(visit: Open, viewport: dict[str, int]) -> None:
    page = visit(viewport=viewport, fact="target-2.1.1-t1")
    for view in ("tasks", "targets", "units", "findings"):
        page.evaluate(f"document.getElementById('tab-{view}').click()")
        assert page.evaluate(WIDER) == []


def test_a_phone_shows_one_half_at_a_time(visit: Open) -> None:
    page = visit(viewport=PHONE)
    assert page.locator(".paper").is_hidden()
    figure(page, "约 300 家").click()
    page.get_by_role("button", name="在原文中看").click()
    assert page.locator(".plan").is_hidden()
    assert in_view(page, ".paper .seg.lit")


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE, {"width": 1024, "height": 700}])
def test_the_panel_never_covers_what_it_speaks_of(visit: Open, viewport: dict[str, int]) -> None:
    page = visit(viewport=viewport)
    figure(page, "≥ 30 分钟").click()
    for _ in range(8):
        lit = page.locator(".plan .lit").last.bounding_box()
        panel = page.locator(".panel").bounding_box()
        plan_box = page.locator(".plan").bounding_box()
        assert lit["y"] > plan_box["y"]
        assert lit["x"] + lit["width"] <= panel["x"] or lit["y"] + 20 <= panel["y"]
        page.keyboard.press("ArrowUp")


def test_print_shows_everything_plan_first(visit: Open, tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    page = visit()
    page.pdf(path=tmp_path / "page.pdf")
    document = pdfium.PdfDocument(tmp_path / "page.pdf")
    text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    wanted = [
        "夜间经济实施方案",
        "打造示范街区",
        "市统计局",
        "区县结对机制",
        "没有牵头单位",
        "某某文库",
        "每月一调度",
    ]
    places = [text.find(words) for words in wanted]
    assert -1 not in places
    assert places == sorted(places)
    assert "取消筛选" not in text


AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe_source() -> str:
    folder = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    return (Path(folder.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
def test_axe_finds_nothing(visit: Open, scheme: str, viewport: dict[str, int]) -> None:
    page = visit(viewport=viewport, color_scheme=scheme)
    page.evaluate(axe_source())
    found = []
    for pressed in ("html", ".plan .figure", "#tab-findings", "#tab-units", ".switch button:last-child"):
        page.locator(pressed).first.evaluate("element => element.click()")
        result = page.evaluate(f"axe.run({{runOnly: {AXE_RULES}}})")
        found += [(rule["id"], node["html"][:150]) for rule in result["violations"] for node in rule["nodes"]]
    assert found == []
