"""Texts that would like to be code stand on every page as text: in titles, names, comments, values, reasons."""

import os
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import cycle
from typing import Any

import pytest
from django.test import Client

from made_site import DISTRICT, OPERATOR, Site, make_site
from site_addresses import addresses, filled_in
from yibiao.hub.access.models import TokenRecord
from yibiao.hub.clock import now
from yibiao.hub.commitments.models import CommitmentRecord, SplitCommentRecord, ValueRecord
from yibiao.hub.orgs.models import GroupRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.orgs.people import edit_person
from yibiao.hub.outbox.models import WebhookRecord
from yibiao.hub.plans.models import CorrectionRecord, DocumentRecord, PlanRecord

MARK = "hacked"
_RUN = f"window.{MARK}=1"
PAYLOADS = (
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"<SCRIPT>{_RUN}</SCRIPT>",
    f"<scr<script>ipt>{_RUN}</script>",
    f"<script/x>{_RUN}</script>",
    f"<script\n>{_RUN}</script>",
    "<script src=//evil.example/x.js></script>",
    "<script src=data:text/javascript,window.hacked=1></script>",
    f"<img src=x onerror={_RUN}>",
    f'"><img src=x onerror={_RUN}>',
    f"'><img src=x onerror={_RUN}>",
    f"<img src=x onerror='{_RUN}'",
    f"<img/src=x/onerror={_RUN}>",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<body onload={_RUN}>",
    f"<iframe srcdoc='<script>parent.{MARK}=1</script>'></iframe>",
    f"<iframe src=javascript:parent.{MARK}=1></iframe>",
    f"<object data=javascript:{_RUN}></object>",
    "<embed src=//evil.example/x.swf>",
    f"<a href=javascript:{_RUN}>x</a>",
    f"javascript:{_RUN}",
    f"JaVaScRiPt:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
    f'" onmouseover="{_RUN}',
    f"' onmouseover='{_RUN}",
    f'" autofocus onfocus="{_RUN}',
    f"' autofocus onfocus='{_RUN}",
    f"x onfocus={_RUN} autofocus",
    f'"style="animation-name:x" onanimationstart="{_RUN}',
    f"<input autofocus onfocus={_RUN}>",
    f"<select autofocus onfocus={_RUN}>",
    f"<textarea autofocus onfocus={_RUN}>",
    f"</textarea><script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>",
    f"</option></select><script>{_RUN}</script>",
    f"</td></tr></table><script>{_RUN}</script>",
    f"<details open ontoggle={_RUN}>",
    f"<video><source onerror={_RUN}></video>",
    f"<audio src=x onerror={_RUN}>",
    f"<marquee onstart={_RUN}>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={_RUN}>",
    f"<template><script>{_RUN}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={_RUN}>'>",
    f"<!--><script>{_RUN}</script>-->",
    f"--><script>{_RUN}</script>",
    f"]]><script>{_RUN}</script>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>body{display:none}</style>",
    "<form action=//evil.example><button>x",
    f"{{{{{_RUN}}}}}",
    "{{ 7*7 }}{{ config }}{% include 'x' %}",
    f"${{{_RUN}}}",
    f"＜script＞{_RUN}＜/script＞",
    f"\u2028<script>{_RUN}</script>",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    f"&#60;script&#62;{_RUN}&#60;/script&#62;",
    f"%3Cscript%3E{_RUN}%3C/script%3E",
    f"\\u003cscript\\u003e{_RUN}\\u003c/script\\u003e",
    f"<x onclick={_RUN}>",
    f"`-{_RUN}-`",
    f"\u202e<script>{_RUN}</script>",
)
PEOPLE = ("diaodu", "tianbao", "lingdao", "xitong", "anquan", "shenji")


class Shape(HTMLParser):
    """What a page is made of: its elements in order with the names of their attributes, and where they lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        leads = [value or "" for name, value in attrs if name in {"href", "src", "action"}]
        assert not [value for value in leads if not value.startswith(("/", "?", "#"))], (tag, leads)
        self.found.append((tag, *(name for name, _ in attrs)))


def put(site: Site, texts: Iterator[str]) -> None:
    """Put a text into every place that people fill in, past what the forms would have refused."""

    def short(length: int) -> str:
        return next(texts)[:length]

    def line() -> str:
        """A sheet has a paragraph for each line."""
        return " ".join(next(texts).split())

    PlanRecord.objects.filter(pk=site.plan.pk).update(title=short(300), number=short(80))
    for plan in (site.plan, site.draft, site.revision):
        plan.refresh_from_db()
        for task in plan.effective["tasks"]:
            task["title"], task["deadline"] = next(texts), next(texts)
            for unit in task.get("lead", ()):
                unit["name"] = next(texts)
        for target in plan.effective["targets"]:
            target["text"], target["unit"] = next(texts), next(texts)
        plan.save(update_fields=["effective"])
    PlanRecord.objects.filter(pk__in=[site.draft.pk, site.revision.pk]).update(title=short(300))
    DocumentRecord.objects.update(name=short(200), title=short(300), number=short(80))
    for unit in UnitRecord.objects.filter(code__in=("keji", "shangwu", "fagai", "renshe", DISTRICT)):
        # As a person's: where both have one name, the history tells it once.
        unit.name = line()[:60]
        unit.save(update_fields=["name"])
    for person in PersonRecord.objects.all():
        person.name, person.email = line()[:60], short(200)
        person.save(update_fields=["name", "email"])
    PostRecord.objects.update(title=short(60))
    for row in CommitmentRecord.objects.filter(unit__code=DISTRICT):
        row.text, row.task_title, row.measure_unit = next(texts), short(300), short(40)
        row.save(update_fields=["text", "task_title", "measure_unit"])
        ValueRecord.objects.update_or_create(
            commitment=row, period="2026-03", field="progress", defaults={"value": next(texts), "edition": 1, "at": now()}
        )
    SplitCommentRecord.objects.all().delete()
    SplitCommentRecord.objects.create(
        split=site.split, unit=site.units[DISTRICT], text=next(texts), asked=short(40), answer=next(texts), at=now()
    )
    given = CorrectionRecord.objects.get(plan=site.draft)
    given.body["reason"] = next(texts)
    given.body["fields"] = {"title": next(texts)}
    given.save(update_fields=["body"])
    WebhookRecord.objects.update(name=short(80))
    TokenRecord.objects.update(name=short(80))
    GroupRecord.objects.update(names=[next(texts)])
    handed = site.handover
    handed.sheet["unit_name"], handed.sheet["title"] = line(), line()
    for row in handed.sheet["commitments"]:
        row["title"], row["task"] = line(), line()
    handed.save(update_fields=["sheet"])
    edit_person(OPERATOR, site.people["shenji"], phone="1", reason=next(texts))


# Each payload in one page of three, each page with one payload of three; `make soak ONLY=rights` takes all.
SHARE = 1 if os.environ.get("YIBIAO_MATRIX") == "full" else 3


def pages() -> list[str]:
    return [route for _, route in addresses() if not route.startswith("api/") and not route.endswith(("/file", "/pages/<int:number>", ">.<str:fmt>", ".xlsx", ".docx", ".zip"))]


def openers(site: Site, browsers: dict[str, Client]) -> dict[str, str]:
    found: dict[str, str] = {}
    for route in pages():
        for login, browser in browsers.items():
            if browser.get(filled_in(route, site)).status_code == 200:
                found[route] = login
                break
    return found


@pytest.mark.django_db
def test_no_text_changes_the_shape_of_a_page() -> None:
    """Each payload alone in every place: the page has the very elements and attributes that it has with plain text."""
    site = make_site(6)
    site.token("diaodu")
    browsers = {login: site.client(login) for login in PEOPLE}
    put(site, cycle(["文字"]))
    opened = openers(site, browsers)
    assert len(opened) >= 20
    plain = {route: Shape(browsers[login].get(filled_in(route, site)).content.decode()).found for route, login in opened.items()}
    assert len(set(PAYLOADS)) >= 50
    # The log grows with every change, a measure word decides how a total is shared, and a brief says what has changed: there,
    # only where links lead.
    desk = {"plans/<int:plan>/splits", "splits/<int:split>", "plans/<int:plan>/targets/<str:target>/split"}
    moving = {"audit/", "webhooks/<int:hook>", "briefs/<int:brief>", *desk}
    shown = 0
    for turn, payload in enumerate(PAYLOADS):
        put(site, cycle([payload]))
        for place, (route, login) in enumerate(opened.items()):
            if (turn + place) % SHARE:
                continue
            text = browsers[login].get(filled_in(route, site)).content.decode()
            found = Shape(text).found
            assert route in moving or found == plain[route], (payload, route)
            assert "<" not in payload or payload not in text, (payload, route)
            shown += payload[:20].replace("<", "&lt;") in text
    assert shown > len(PAYLOADS) * 5 / SHARE


@pytest.mark.django_db(transaction=True)
def test_no_text_takes_effect_in_a_browser(site: Site, tab_of: Callable[[str], Any]) -> None:
    site.token("diaodu")
    browsers = {login: site.client(login) for login in PEOPLE}
    opened = openers(site, browsers)
    put(site, cycle(PAYLOADS))
    for login in PEOPLE:
        tab = tab_of(login)
        asked: list[str] = []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        for route in (route for route, who in opened.items() if who == login):
            tab.goto(filled_in(route, site))
            assert tab.evaluate(f"window.{MARK}") is None, route
            tab.mouse.move(400, 300)
        assert not [address for address in asked if "evil" in address or not address.startswith("http://localhost")]
