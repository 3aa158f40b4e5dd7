"""亮灯规则: which pack lights a plan from when, its rules in words; another one tried and switched to; kinds of target."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.lights.kinds import KINDS
from yibiao.core.lights.pack import default_pack, light_pack, light_packs
from yibiao.core.lights.values import LightPack
from yibiao.core.standing import Standing
from yibiao.core.times import told_period
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check, may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.commitments.standing import why
from yibiao.hub.lights.choosing import chosen_packs, open_months, set_pack
from yibiao.hub.lights.kinds import confirm_kinds, kinds_of
from yibiao.hub.lights.models import LightsRecord
from yibiao.hub.lights.telling import pack_said, rule_said
from yibiao.hub.lights.trying import Trial, Turned, seen_for, tried
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work.months import usual_month
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import PROBLEMS
from yibiao.web.languages import language_of
from yibiao.web.pages.periods import asked_period
from yibiao.web.pages.viewing import done, edition_in, view
from yibiao.web.templating import page

# What the buttons below the kinds ask for: as typed, or with what is proposed where nothing is chosen.
_OF_KINDS = ("kinds", "proposed")


class Said(NamedTuple):
    """A pack in words: each rule with its light, what it leaves open, where it is from."""

    pack: LightPack
    name: str
    rules: tuple[tuple[str, Standing], ...]
    left_open: tuple[str, ...]
    source: str


class Changed(NamedTuple):
    """A row whose light would change, and why."""

    row: Turned
    reason: str


@view
def lights(request: HttpRequest, plan: int) -> HttpResponse:
    """Show what lights a plan; whoever names its offices may try another pack, switch, and confirm kinds of target."""
    actor = actor_for(request)
    row = one(visible(actor, "plan.read", PlanRecord.objects.select_related("unit", "dispatching")), pk=plan)
    if request.method != "POST":
        return _page(request, actor, row)
    check(actor, "plan.assign", row)
    try:
        return _kinds(request, actor, row) if request.POST.get("what") in _OF_KINDS else _switch(request, actor, row)
    except Refused as error:
        return _page(request, actor, row, say(error.key, language_of(request), **error.slots))


def _switch(request: HttpRequest, actor: Actor, row: PlanRecord) -> HttpResponse:
    made = set_pack(actor, row, request.POST.get("pack", ""), request.POST.get("since") or None, edition=edition_in(request))
    lang = language_of(request)
    pack = pack_said(light_pack(made.pack, made.version), lang)
    return done(request, "lights.switched", reverse("plan-lights", args=[row.pk]), since=told_period(made.since, lang), pack=pack)


def _kinds(request: HttpRequest, actor: Actor, row: PlanRecord) -> HttpResponse:
    typed = _typed(request)
    if request.POST.get("what") == "proposed":
        proposed = {one.target.key: one.proposal.kind for one in kinds_of(row)}
        typed = {key: (kind or proposed.get(key, ""), baseline) for key, (kind, baseline) in typed.items()}
    count = confirm_kinds(actor, row, typed, edition=edition_in(request))
    return done(request, "lights.confirmed", f"{reverse('plan-lights', args=[row.pk])}#kinds", count=count)


def _typed(request: HttpRequest) -> dict[str, tuple[str, str]]:
    """Return kind and baseline of each target as typed, by its key."""
    given = request.POST
    keys = [name.removeprefix("kind-") for name in given if name.startswith("kind-")]
    return {key: (given.get(f"kind-{key}", ""), given.get(f"baseline-{key}", "")) for key in keys}


def _page(request: HttpRequest, actor: Actor, row: PlanRecord, error: str = "") -> HttpResponse:
    lang = language_of(request)
    able = may(actor, "plan.assign", row) and row.state == PlanRecord.PUBLISHED
    month = usual_month([row.pk])
    chosen = chosen_packs([row.pk])[row.pk]
    asked = _asked(request)
    given: dict[str, Any] = {"plan": row, "able": able, "error": error, "trial": None, "form": None, "kinds": [], "others": [], "tried": None}
    given |= {"first": pack_said(default_pack(), lang), "held": _held(row, lang), "now": _said(chosen.at(month), lang), "typed": {}}
    if able:
        months = open_months(row)
        given |= {"others": light_packs(), "choice": asked or chosen.at(month), "months": months, "kinds": kinds_of(row), "all_kinds": KINDS}
        given |= {"since": request.POST.get("since", ""), "typed": _typed(request)}
        given |= _trial(request, actor, row, asked, month)
    return page(request, "plans/lights.html", PROBLEMS["refused"] if error else 200, **given)


def _asked(request: HttpRequest) -> LightPack | None:
    """Return the pack that is to be tried, or was to be switched to."""
    name = request.POST.get("pack") or request.GET.get("try") or ""
    return next((pack for pack in light_packs() if pack.id == name), None)


def _trial(request: HttpRequest, actor: Actor, row: PlanRecord, pack: LightPack | None, usual: int) -> Mapping[str, Any]:
    """Return what a pack would make of a month: the one asked for, else the newest with values."""
    lang = language_of(request)
    seen = seen_for(actor, row, pack)
    ends = seen.ends
    span = months_of(asked_period(request))
    month = span[1] if span else max((end for end in ends if end <= usual), default=usual)
    made = {"periods": [month_name(end) for end in sorted({*ends, month})], "period": month_name(month)}
    if pack is None:
        return made
    trial = tried(seen, pack, month)
    return {**made, "trial": trial, "tried": _said(pack, lang), "changed": _changed(trial, lang)}


def _changed(trial: Trial, lang: str) -> list[Changed]:
    period = month_name(trial.month)
    return [Changed(row, _reason(row.after, period, row.figure.unit, trial.pack, lang)) for row in trial.turned]


def _reason(stands: Standing, period: str, unit: str, pack: LightPack, lang: str) -> str:
    rule = pack.rule(stands.by)
    said = why(stands, told_period(period, lang), unit, lang)
    return say("lights.by-rule", lang, pack=rule_said(rule, lang), rule=said) if rule else said


def _held(row: PlanRecord, lang: str) -> list[tuple[LightsRecord, str]]:
    rows = LightsRecord.objects.filter(plan=row).select_related("by")
    return [(one, pack_said(light_pack(one.pack, one.version), lang)) for one in rows]


def _said(pack: LightPack, lang: str) -> Said:
    rules = tuple((rule_said(rule, lang), Standing(rule.status, rule.light)) for rule in pack.rules)
    return Said(pack, pack_said(pack, lang), rules, tuple(one[lang] for one in pack.left_open), pack.source[lang])
