"""The page under attack and under load: markup in every string, two hundred tasks, a very long line."""

from typing import Any

from show_browser import Open, in_view, lit_text
from show_fixture import plan

PAYLOADS = [
    f"{opening}{tag}"
    for tag in (
        "<script>window.hit=1</script>",
        "<img src=x onerror=window.hit=1>",
        "<svg onload=window.hit=1>",
        "</script><script>window.hit=1</script>",
        "<!--<script>",
        "javascript:window.hit=1",
        "<style>*{display:none}</style>",
        "<iframe srcdoc='<script>parent.hit=1</script>'>",
        "<a href=javascript:window.hit=1>点</a>",
        "{{script}}",
    )
    for opening in ("", '">', "'>", "]]>", "</textarea></title></style>")
]


MADE = """[window.hit, document.scripts.length,
  document.querySelectorAll("#app :is(script, img, svg, iframe, style, a)").length]"""


def poisoned(payload: str) -> dict[str, Any]:
    """Return the plan with the payload in every string that a document can fill."""
    made = plan()
    made["text"] = made["text"].replace("建立区县结对机制", payload)
    shift = len(payload) - len("建立区县结对机制")
    edge = plan()["text"].index("建立区县结对机制")

    def poison(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: poison(inner, name) for name, inner in value.items()}
        if isinstance(value, list) and key != "years" and [type(part) for part in value] == [int, int]:
            return [part + shift if part > edge else part for part in value]
        if isinstance(value, list):
            return [poison(inner, key) for inner in value]
        fixed = key in {"task", "comparator", "change", "force", "direction", "every", "format", "severity"}
        return f"{value}{payload}" if isinstance(value, str) and not fixed else value

    return {**poison({name: part for name, part in made.items() if name != "text"}), "text": made["text"]}


def test_there_are_fifty_payloads() -> None:
    assert len(set(PAYLOADS)) == 50


def test_hostile_text_stays_text(visit: Open) -> None:
    page = None
    for payload in PAYLOADS:
        page and page.context.close()
        page = visit(poisoned(payload))
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        for kind in (
            ".plan .figure",
            ".plan .title",
            ".plan .unit",
            "#tab-units",
            "#tab-findings",
            ".k-measure",
        ):
            page.locator(kind).first.evaluate("element => element.click()")
        page.locator("#language").click()
        assert payload.strip() in page.locator(".paper").text_content()
        assert page.evaluate(MADE) == [None, 2, 0]


def test_two_hundred_tasks_and_a_long_text_stay_usable(visit: Open) -> None:
    big = plan()
    start = len(big["text"])
    lines = [f"{n}.任务{n}。完成项目{n}个以上。（牵头单位：市商务局）" for n in range(1, 201)]
    big["text"] += "\n".join(lines) + "\n" + "填充的文字。" * 400_000  # one line of 2.4 million characters
    for n, line in enumerate(lines, 1):
        span = [start, start + len(line)]
        lead = [{"name": "市商务局", "text": "市商务局", "span": [span[1] - 5, span[1] - 1], "group": False}]
        big["tasks"].append(
            big["tasks"][0]
            | {
                "id": f"4.{n}",
                "title": f"任务{n}",
                "text": line,
                "span": span,
                "lead": lead,
                "responsible": [],
                "data_providers": [],
                "measures": [],
            }
        )
        start += len(line) + 1
    page = visit(big, fact="task-4.150")
    assert lit_text(page) == lines[149]
    assert in_view(page, ".paper .seg.lit")
    assert page.locator("article.task").count() == 202
    assert page.locator(".paper .line").count() < 1200  # the rest waits until it comes into view
    page.evaluate("document.querySelector('.paper').scrollTop = 1e9")
    page.locator(".paper .chunk:last-child .line").first.wait_for(state="attached")
