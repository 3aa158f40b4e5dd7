"""Addresses for the tests of signing in: the pages of `web/login`, a form to fill in, and stand-ins for the rest."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import engines
from django.urls import include, path, reverse

from yibiao.web.templating import page

# What the form has taken, in order.
taken: list[dict[str, Any]] = []
_FORM = """{% extends "base.html" %}
{% block title %}填报{% endblock %}
{% block main %}<h1>填报</h1>
<form method="post" action="{{ url('fill') }}" enctype="{{ 'multipart/form-data' if path == '/fill/file' else '' }}">{{ csrf() }}
<label for="done">完成情况</label><textarea id="done" name="done"></textarea>
<label for="count">数量</label><input id="count" name="count">
<input type="checkbox" name="late" id="late"><label for="late">延期</label>
<input type="password" name="seal_password" aria-label="印章口令">
<button>保存</button></form>{% endblock %}"""


def fill(request: HttpRequest) -> HttpResponse:
    """Show a form, and take it from somebody who has signed in."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('login')}?next={request.path}")
    if request.POST.get("count") == "refuse":
        messages.error(request, "这样不行")
        return HttpResponseRedirect(reverse("fill"))
    if request.method == "POST":
        taken.append({name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"})
        return HttpResponseRedirect(reverse("home"))
    template: Any = engines["jinja2"].env.from_string(_FORM)
    return page(request, template)


def home(request: HttpRequest) -> HttpResponse:
    """Say who is here."""
    template: Any = engines["jinja2"].env.from_string(
        '{% extends "base.html" %}{% block title %}x{% endblock %}{% block main %}<h1>home</h1>{{ actor.name }}{% endblock %}'
    )
    return page(request, template)


def program(request: HttpRequest) -> HttpResponse:
    """Answer a program."""
    return JsonResponse({"signed_in": request.user.is_authenticated})


urlpatterns = [
    path("", home, name="home"),
    path("fill", fill, name="fill"),
    path("api/v1/me", program, name="me"),
    *(path(f"{name}/", home, name=name) for name in ("account", "city", "plans", "coordination", "library", "units", "people", "audit", "search", "search-suggest", "notices", "design", "start")),
    path("", include("yibiao.web.login.urls")),
]
