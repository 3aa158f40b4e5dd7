"""Dashboards in a real Chromium: every number leads to what it is made of, charts are tables too, the meeting room."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from made_site import DISTRICT, OPERATOR, Site, make_site
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.demovalues import report
from yibiao.hub.overview.operators import operators_map

pytestmark = pytest.mark.django_db(transaction=True)

Tabs = Callable[[str], Any]
MOVED = """
window.moved = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.moved += one.value; }).observe({ type: "layout-shift", buffered: true });
"""
# Whether something was drawn: not every pixel of the canvas is the same.
DRAWN = """box => { const seen = box.querySelector('canvas').getContext('2d').getImageData(0, 0, 800, 200).data; return new Set(seen).size > 4; }"""


@pytest.fixture
def site(transactional_db: None) -> Site:
    """A site with tasks of every kind."""
    return make_site(12)


@pytest.fixture
def filled(site: Site) -> Site:
    """The site with its larger totals spread over the units, and half a year of values."""
    shared = CommitmentRecord.objects.filter(plan=site.plan, holding="unset", unit__code="wuchang").exclude(target=site.split.target)
    for number, target in enumerate(shared.order_by("place").values_list("target", flat=True)[:3], start=1):
        split = splits.propose(OPERATOR, site.plan, target, {"method": "equal"})
        splits.approve(OPERATOR, split, f"示例〔2021〕{number}号")
        splits.issue(OPERATOR, split)
    report(OPERATOR, site.plan)
    return site


@pytest.fixture
def tab(filled: Site, tab_of: Tabs) -> Any:
    """The dispatching office at the city's page."""
    opened = tab_of("diaodu")
    opened.set_default_timeout(8000)
    opened.goto("/city/")
    return opened


def rows(tab: Any, within: str = "main tbody tr") -> int:
    """Return the number of rows of the page that was last gone to, once it is there."""
    tab.wait_for_load_state("load")
    return int(tab.locator(within).count())


def waits(tab: Any, condition: str) -> None:
    """Wait until something holds; the policy of the pages forbids what Playwright waits with."""
    for _ in range(80):
        if tab.evaluate(condition):
            return
        tab.wait_for_timeout(100)
    raise AssertionError(condition)


def task_page(site: Site, holding: str = "share") -> str:
    """Return the address of a task with a total that is spread over units."""
    row = CommitmentRecord.objects.filter(plan=site.plan, holding=holding, unit__code="wuchang").order_by("place")[0]
    return f"/city/plans/{site.plan.pk}/tasks/{row.task}"


def counts(tab: Any) -> list[int]:
    return [int(text) for text in tab.locator("ul.figures b").all_inner_texts()]


def test_the_city_counts_its_tasks_and_each_number_opens_its_rows(tab: Any) -> None:
    total, *others = counts(tab)
    assert total == sum(others) > 0
    for place in range(len(others)):
        number = tab.locator("ul.figures li").nth(place + 1)
        said = int(number.locator("b").inner_text())
        number.locator("a").first.click()
        assert rows(tab) == said
        assert f"（{said}）" in tab.inner_text("h1")
        tab.go_back()


def test_the_latest_month_is_shown_and_another_is_a_click_away(tab: Any) -> None:
    assert "2021年9月" in tab.inner_text("p.sub")
    assert tab.locator(".months a.told").count() == 6
    before = tab.inner_text("table.behind")
    tab.click(".months >> text=4月")
    assert "2021年4月" in tab.inner_text("p.sub")
    assert tab.get_attribute(".months a[aria-current]", "href").endswith("period=2021-04")
    assert tab.inner_text("table.behind") != before


def test_a_district_is_a_tile_with_its_light_that_opens_its_table(tab: Any) -> None:
    tile = tab.locator(f'.tile[data-code="{DISTRICT}"]')
    assert "洪山区" in tile.inner_text()
    assert tile.locator("i").inner_text() in {"●", "▲", "■", "✓", "–"}
    assert tab.locator(".tile").count() == 16
    tile.click()
    assert f"/units/{DISTRICT}?period=2021-09" in tab.url


def test_what_is_behind_says_by_how_much_and_where_from(tab: Any) -> None:
    first = tab.locator("table.behind tbody tr").first
    assert "差" in first.inner_text()
    first.locator("[data-trace]").click()
    tab.wait_for_selector("#panel-body .trace")
    assert "2021-09" in tab.inner_text("#panel-body")
    assert "落后" in tab.inner_text("#panel-body")
    tab.keyboard.press("Escape")
    assert tab.is_hidden("#panel")
    shown = tab.locator("table.behind tbody tr").count()
    tab.click("#behind-title a")
    assert rows(tab) >= shown
    assert tab.locator("main tbody .light-green, main tbody .light-done").count() == 0


def test_a_unit_s_numbers_open_as_many_rows(filled: Site, tab: Any) -> None:
    """What a department leads counts among its figures, on its page as in the list."""
    for code in ("keji", "wuchang"):
        tab.goto(f"/city/units/{code}")
        said = counts(tab)
        assert said[0] == sum(said[1:]) > 0
        for place, count in enumerate(said):
            tab.locator("ul.figures a").nth(place).click()
            assert rows(tab, "main .lines tbody tr") == count, (code, place)
            tab.go_back()


def test_rows_are_narrowed_and_widened(filled: Site, tab: Any) -> None:
    tab.goto(f"/city/list?status=behind&unit={DISTRICT}&period=2021-09")
    narrow = rows(tab)
    tab.click(f'.asked a[href*="unit={DISTRICT}"] >> nth=0')
    assert rows(tab) > narrow
    tab.goto("/city/list?unit=keji&light=late")
    assert "没有符合条件的" in tab.inner_text("main")
    tab.click("main .button")
    assert rows(tab) > 20


def test_a_trajectory_is_drawn_and_says_what_it_shows(filled: Site, tab: Any) -> None:
    tab.goto(task_page(filled))
    chart = tab.locator('.plot[data-plot="path"]').first
    assert "序时" in chart.locator("h3").inner_text()
    chart.locator("canvas").wait_for()
    assert chart.locator(".plot-box").evaluate(DRAWN)
    for kind in ("multiples", "dots", "shares"):
        drawn = tab.locator(f'.plot[data-plot="{kind}"]').first
        drawn.scroll_into_view_if_needed()
        assert drawn.locator(".plot-box").evaluate(DRAWN), kind


def test_a_chart_is_a_table_too_for_eyes_keyboard_and_readers(filled: Site, tab: Any) -> None:
    tab.goto(task_page(filled))
    chart = tab.locator('.plot[data-plot="dots"]').first
    link = chart.locator(".plot-table tbody a").first
    assert link.get_attribute("tabindex") == "-1"
    button = chart.locator("[data-plot-table]")
    button.click()
    assert button.inner_text() == "看图"
    assert link.get_attribute("tabindex") == "0"
    assert chart.locator(".plot-box").is_hidden()
    assert chart.locator(".plot-table table").bounding_box()["width"] > 300
    chart.locator("[data-trace]").first.click()
    tab.wait_for_selector("#panel-body .trace")
    tab.keyboard.press("Escape")
    button.click()
    assert chart.locator(".plot-box").is_visible()


def test_a_point_of_a_chart_opens_where_it_is_from(filled: Site, tab: Any) -> None:
    tab.goto(task_page(filled))
    box = tab.locator('.plot[data-plot="shares"] .plot-box').first
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    # The first bar begins where the names end.
    tab.mouse.click(place["x"] + min(place["width"] * 0.34, 200) + 6, place["y"] + 16)
    tab.wait_for_selector("#panel-body .trace")
    assert "从哪来" in tab.inner_text("#panel")


def test_a_chart_is_a_picture_to_take_along(tab: Any) -> None:
    with tab.expect_download() as taken:
        tab.locator("[data-plot-save]").first.click()
    data = Path(taken.value.path()).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) > 5000
    assert taken.value.suggested_filename.endswith("2021-09.png")


def test_a_picture_is_copied_or_else_saved(tab: Any) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = tab.locator("[data-plot-copy]").first
    button.click()
    waits(tab, "document.querySelector('[data-plot-copy]').textContent === '已复制'")
    waits(tab, "document.querySelector('[data-plot-copy]').textContent === '复制图片'")
    tab.evaluate("delete window.ClipboardItem")
    with tab.expect_download():
        button.click()
    waits(tab, "document.querySelector('[data-plot-copy]').textContent === '已改为下载'")


def test_the_sum_of_the_districts_opens_the_districts(filled: Site, tab: Any) -> None:
    tab.goto(task_page(filled))
    tab.locator("ul.figures a[href*='whole=0']").first.click()
    assert "target=" in tab.url
    assert rows(tab) > 3
    assert "全市" not in tab.inner_text("main tbody")


def test_one_plan_shows_tasks_units_and_what_was_reported_when(filled: Site, tab: Any) -> None:
    tab.goto(f"/city/plans/{filled.plan.pk}")
    assert tab.locator(".plot").count() == 2
    row = tab.locator("table.reports tr", has_text="硚口区")
    if row.count():
        assert "0" in row.inner_text()
        row.locator("td a").first.click()
        assert "by=qiaokou" in tab.url
        tab.go_back()
    tab.click("main table >> nth=1 >> tbody tr >> nth=0 >> a >> nth=1")
    assert "/tasks/" in tab.url


def test_a_district_s_clerk_sees_its_own_and_not_the_others(filled: Site, tab_of: Tabs) -> None:
    clerk = tab_of("tianbao")
    clerk.goto(f"/city/units/{DISTRICT}")
    assert "洪山区" in clerk.inner_text("h1")
    assert clerk.locator("main .lines tbody tr").count() > 0
    clerk.goto("/city/units/keji")
    assert "没有您可以查看的" in clerk.inner_text("main") or "没有可以查看" in clerk.inner_text("main")
    clerk.goto("/city/")
    assert clerk.locator(f'.tile[data-code="{DISTRICT}"] .tile-light').inner_text().strip() != "–不在查看范围"


def test_nothing_reported_is_said_and_not_drawn(site: Site, tab_of: Tabs) -> None:
    tab = tab_of("diaodu")
    tab.goto("/city/")
    assert "还没有单位填报" in tab.inner_text("main")
    assert tab.locator(".plot").count() == 0
    assert tab.locator(".tile").count() == 16


def test_without_published_plans_the_page_says_what_to_do_first(site: Site, tab_of: Tabs) -> None:
    type(site.plan).objects.filter(pk=site.plan.pk).update(state="closed")
    tab = tab_of("diaodu")
    tab.goto("/city/")
    assert "还没有发布的方案" in tab.inner_text(".empty")
    assert tab.locator(".empty a.button").count() == 1


# --- the meeting room


def test_the_meeting_room_fills_the_screen_and_walks(tab: Any) -> None:
    tab.keyboard.press("f")
    waits(tab, "document.fullscreenElement !== null")
    assert tab.is_hidden(".top")
    large = tab.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
    assert large > 30
    assert tab.inner_text(".meeting-at").startswith("1 / ")
    tab.keyboard.press("ArrowRight")
    waits(tab, "location.pathname.startsWith('/city/plans/')")
    tab.wait_for_selector(".plot canvas")
    assert tab.evaluate("document.fullscreenElement !== null")
    assert tab.inner_text(".meeting-at").startswith("2 / ")
    tab.keyboard.press("ArrowRight")
    waits(tab, "location.pathname.includes('/tasks/')")
    tab.keyboard.press("ArrowLeft")
    waits(tab, "!location.pathname.includes('/tasks/')")
    # A month is chosen without leaving the screen.
    tab.click(".months >> text=6月")
    waits(tab, "document.querySelector('p.sub').textContent.includes('6月')")
    assert tab.evaluate("document.fullscreenElement !== null")
    tab.keyboard.press("f")
    waits(tab, "document.fullscreenElement === null")
    assert tab.is_visible(".top")


def test_letters_that_are_typed_stay_letters(tab: Any) -> None:
    tab.focus("#find")
    tab.keyboard.type("f")
    assert tab.input_value("#find") == "f"
    assert not tab.evaluate("document.body.classList.contains('meeting')")


# --- print, no scripts, dark, small


def test_print_shows_tables_in_the_place_of_charts(filled: Site, tab: Any) -> None:
    tab.goto(task_page(filled))
    tab.emulate_media(media="print")
    assert tab.locator(".plot-box").first.is_hidden()
    assert tab.locator(".plot-table table").first.bounding_box()["height"] > 100
    assert tab.locator(".plot-tools").first.is_hidden()


def test_without_scripts_the_tables_stand_there(chromium: Any, live_server: Any, filled: Site, tab: Any) -> None:
    with chromium.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        context.add_cookies(tab.context.cookies())
        plain = context.new_page()
        plain.goto(task_page(filled))
        assert plain.locator(".plot-box").first.is_hidden()
        assert plain.locator(".plot-table table").first.bounding_box()["height"] > 100


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_with_charts_are_readable_still_and_light(filled: Site, tab: Any, scheme: str, live_server: Any) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.add_init_script(MOVED)
    said = []
    for address in ("/city/", f"/city/plans/{filled.plan.pk}", task_page(filled), "/city/units/WH-DH", "/city/list"):
        tab.goto(address, wait_until="networkidle")
        found = Axe().run(tab, "main", options={"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
        said += [f"{address}: {found.generate_report()}"] if found.violations_count else []
        assert tab.evaluate("window.moved") == 0, address
        if scheme == "light":
            tab.locator(".plot [data-plot-table]").evaluate_all("all => all.forEach((one) => one.click())")
            found = Axe().run(tab, "main")
            said += [f"{address} as tables: {found.generate_report()}"] if found.violations_count else []
    assert said == []


def test_a_phone_is_wide_enough(filled: Site, tab: Any) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    for address in ("/city/", f"/city/plans/{filled.plan.pk}", task_page(filled), "/city/units/WH-DH", "/city/list"):
        tab.goto(address)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_the_city_in_english(filled: Site, tab: Any) -> None:
    tab.click("text=English")
    assert tab.inner_text("h1") == "The city"
    assert "September 2021" in tab.inner_text("p.sub")
    assert "tasks" in tab.inner_text("ul.figures")
    tab.goto(task_page(filled))
    assert "plan" in tab.locator(".plot h3").first.inner_text()
    tab.goto("/city/list?status=behind")
    assert tab.inner_text("h1").startswith("Targets")


# --- the operator's map


@pytest.fixture
def with_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return what sets the operator's map to a text."""

    def put(text: str) -> None:
        path = tmp_path / "map.json"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv("YIBIAO_MAP", str(path))
        operators_map.cache_clear()

    yield put
    operators_map.cache_clear()


def square(at: int, code: str) -> dict[str, Any]:
    place = [[at, 30], [at, 31], [at + 1, 31], [at + 1, 30], [at, 30]]
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [place]}}


def test_the_operator_s_own_map_is_drawn_in_the_place_of_tiles(with_map: Callable[[str], None], tab: Any) -> None:
    with_map(json.dumps({"type": "FeatureCollection", "features": [square(114, DISTRICT), square(115, "wuchang")]}))
    tab.reload(wait_until="networkidle")
    place = tab.locator(".city-map canvas").bounding_box()
    assert place["height"] == pytest.approx(420, abs=4)
    assert tab.locator(".tile").first.bounding_box()["height"] < 300
    tab.click("[data-map-tiles]")
    assert tab.is_hidden(".city-map")
    tab.click("[data-map-tiles]")
    tab.mouse.click(place["x"] + place["width"] * 0.4, place["y"] + place["height"] / 2)
    tab.wait_for_url(f"**/units/{DISTRICT}?period=2021-09")


def test_a_map_that_cannot_be_used_leaves_the_tiles(with_map: Callable[[str], None], tab: Any) -> None:
    with_map("no map")
    tab.reload()
    assert tab.locator(".city-map").count() == 0
    assert tab.locator(".tile").count() == 16
    assert operators_map().fault is not None
