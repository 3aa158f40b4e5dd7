"""The environment of the Jinja2 templates: what every page may use."""

import datetime
from functools import cache, lru_cache, partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from yibiao.core.amounts import typed
from yibiao.core.splits.apply import adds_up
from yibiao.core.times import told_period
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import may
from yibiao.hub.clock import today
from yibiao.hub.notices.reading import unread
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.guiding import guide_of
from yibiao.web.languages import language_of


def environment(**options: Any) -> Environment:
    """Return the environment; a name that a page misspells is an error, not an empty place."""
    made = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    made.globals.update(static=static, url=link, menu=menu, nav=nav, frame_part=frame_part, adds_up=adds_up)
    made.filters.update(moment=moment, day=day, amount=typed, period=period, bracketed=bracketed)
    return made


def menu(actor: Actor) -> tuple[str, ...]:
    """Return the names of the pages that an actor's posts lead to."""
    kinds = {post.kind for post in actor.posts}
    business = any(post.working for post in actor.posts) or bool(kinds & {"leader", "auditor"})
    shown = ["home", *(("leading",) if "leader" in kinds else ()), *(("city", "plans", "coordination", "library") if business else ()), "units"]
    if kinds & {"head", "deputy", "liaison", "system_admin", "security_admin"}:
        shown.append("people")
    if may(actor, "audit.read"):
        shown.append("audit")
    return tuple(shown)


def nav(actor: Actor, path: str, lang: str) -> Markup:
    """Return the menu of an actor at an address; the last page that it belongs to is marked."""
    names = menu(actor) if actor.person else ()
    fits = (name for name in reversed(names) if path == link(name) or (name != "home" and path.startswith(link(name))))
    return frame_part("nav", lang, names=names, here=next(fits, ""))


@lru_cache(maxsize=512)
def frame_part(name: str, lang: str, **given: Any) -> Markup:
    """Return a part of the frame that looks alike on all pages: rendered once for each language and what it is given."""
    words = {"say": partial(say, lang=lang), "lang": lang}
    return Markup(engines["jinja2"].env.get_template(f"parts/{name}.html").render({**words, **given}))


@lru_cache(maxsize=4096)
def link(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a page by its name."""
    return reverse(name, args=args, kwargs=kwargs)


def moment(at: datetime.datetime | None) -> str:
    """Return a moment as the office's clock shows it: ``2026-03-28 09:05``."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


@pass_context
def period(context: Context, of: str | None) -> str:
    """Return a period of a plan in the words of the page: 2026年第2季度."""
    return told_period(of, context["lang"]) if of else ""


@pass_context
def bracketed(context: Context, of: object) -> str:
    """Return something in the brackets of the page's language."""
    return say("site.bracketed", context["lang"], of=of)


def day(on: datetime.date | datetime.datetime | None) -> str:
    """Return a day: ``2026-03-28``."""
    on = timezone.localtime(on) if isinstance(on, datetime.datetime) else on
    return on.strftime("%Y-%m-%d") if on else ""


def _other(request: HttpRequest, lang: str) -> str:
    """Return this very address in the other language."""
    asked = request.GET.copy()
    asked["lang"] = "en" if lang == "zh" else "zh"
    return f"{request.path}?{asked.urlencode()}"


def page(request: HttpRequest, template: str, status: int = 200, **values: Any) -> HttpResponse:
    """Render a template with what every page knows: the language, who asks, a field against forged forms.

    A value that has the name of something every page knows is a programmer's mistake (`TypeError`): the frame would show it.
    """
    lang = language_of(request)
    actor = actor_for(request)
    known = {
        "lang": lang,
        "say": partial(say, lang=lang),
        "actor": actor,
        "may": partial(may, actor),
        "told": messages.get_messages(request),
        "me": getattr(request, "user", None),
        "path": request.path,
        "on_day": today,
        "unread": cache(partial(unread, actor)),
        "other": _other(request, lang),
        "guide": guide_of(request),
        "csrf": lambda: Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request)),
        "request_id": getattr(request, "request_id", ""),
    }
    pages = engines["jinja2"].env
    if clash := values.keys() & (known.keys() | pages.globals.keys()):
        raise TypeError(f"{template}: {', '.join(sorted(clash))}")
    text = pages.get_template(template).render({**known, **values})
    return HttpResponse(text, status=status)
