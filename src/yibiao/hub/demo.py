"""An example city to try things in: units, a login for every role, and a plan published from a document.

The example is the folder `examples` of the repository. People and passwords are invented; the passwords are
drawn anew for each installation and kept beside its data, so that the logins printed stay the same.
"""

import datetime
import json
import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.timezone import get_default_timezone

from yibiao.core.orgs.shipped import shipped_pack
from yibiao.hub.access.actors import Actor, actor_of, command
from yibiao.hub.clock import played, today
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.decisions import choose_members, describe_target
from yibiao.hub.commitments.models import SplitRecord
from yibiao.hub.democoordination import coordinate
from yibiao.hub.demohanding import add_bureaus, hand_some_on
from yibiao.hub.demolibrary import fill_library
from yibiao.hub.demovalues import report
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.orgs.models import PersonRecord, PostRecord, UnitRecord
from yibiao.hub.orgs.packs import load_pack
from yibiao.hub.orgs.people import add_person
from yibiao.hub.orgs.posts import appoint, make_post
from yibiao.hub.orgs.units import edit_unit
from yibiao.hub.plans.assigning import assign_offices, charge
from yibiao.hub.plans.documents import upload
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish
from yibiao.hub.simulation.playing import play
from yibiao.messages import say

PACK = "wuhan-2021"
NAME = "wuhan-2021-26"


# The title of the leader in charge, as plans show it.
LEADER = "分管副市长"

# The document that approves what the file only comments on.
_NUMBER = "示例〔2021〕2号"

# What a split file says of the procedure; here people decide it one after the other.
_DECIDED_HERE = frozenset({"target", "state", "approval", "comments"})


class Role(NamedTuple):
    """A login of the example: `key` names it in the message book `serve`."""

    login: str
    unit: str
    kind: str
    key: str


ROLES = (
    Role("diaodu", "keji", "clerk", "role-dispatching"),
    Role("ducha", "fagai", "reviewer", "role-supervising"),
    Role("kaohe", "renshe", "reviewer", "role-assessing"),
    Role("qiantou", "shangwu", "clerk", "role-lead"),
    Role("tianbao", "hongshan", "clerk", "role-clerk"),
    Role("shenhe", "hongshan", "reviewer", "role-reviewer"),
    Role("quzhang", "hongshan", "head", "role-head"),
    Role("lingdao", "wuhan", "leader", "role-leader"),
    Role("shenji", "wuhan", "auditor", "role-auditor"),
    Role("xitong", "wuhan", "system_admin", "role-system"),
    Role("anquan", "wuhan", "security_admin", "role-security"),
    Role("shenguan", "wuhan", "audit_admin", "role-audit"),
)


class Login(NamedTuple):
    """What to type to be somebody of the example."""

    login: str
    password: str
    key: str

    def role_in(self, lang: str) -> str:
        """Return the role in a language."""
        return say(f"serve.{self.key}", lang)


def logins() -> list[Login]:
    """Return the logins of the example, with passwords that are drawn once per installation."""
    kept = _kept()
    return [Login(role.login, kept[role.login], role.key) for role in ROLES]


def _kept() -> dict[str, str]:
    path = Path(settings.HOME) / "example-logins.json"
    if not path.exists():
        made = {role.login: f"{secrets.token_hex(2)}-{secrets.token_hex(2)}-{role.login[:2].title()}8" for role in ROLES}
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            json.dump(made, file)
    known: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
    return known


def fill(folder: Path, tell: Callable[[str], None], seed: int | None = None) -> None:
    """Fill an empty hub with the example; a hub that holds units is left as it is.

    With a `seed` its months are a whole year simulated from it (`hub.simulation`), else half a year as it was written.
    """
    if UnitRecord.objects.exists():
        return
    # The example lives in the year of its document: what happens in it has its days.
    with played(datetime.datetime(2021, 3, 29, 9, tzinfo=get_default_timezone())):
        _play(folder, tell, seed)


def _play(folder: Path, tell: Callable[[str], None], seed: int | None) -> None:
    operator = command("example")
    tell("demo-units")
    load_pack(operator, shipped_pack(PACK))
    units = {unit.code: unit for unit in UnitRecord.objects.all()}
    edit_unit(operator, units["keji"], dispatches=True)
    tell("demo-people")
    for role in ROLES:
        _make(operator, role, units[role.unit])
    tell("demo-plan")
    _publish(folder, units)
    tell("demo-values")
    # Hashing passwords is slow on purpose: it goes on beside the months. No document is read meanwhile: where threads run,
    # the child process that reads it can't be forked and starts anew.
    with ThreadPoolExecutor(1) as pool:
        hashed = {login: pool.submit(make_password, password) for login, password in _kept().items()}
        _report(operator, seed)
        add_bureaus(operator, units["hongshan"])
        hand_some_on()
        coordinate(PlanRecord.objects.get())
    for person in PersonRecord.objects.filter(login__in=hashed):
        person.password = hashed[str(person.login)].result()
        person.save(update_fields=["password"])
    fill_library(folder / "library", actor_of(PersonRecord.objects.get(login="diaodu")), units["keji"])


def _report(operator: Actor, seed: int | None) -> None:
    """Let units report: half a year as it was written, or a whole one drawn from a seed."""
    plan = PlanRecord.objects.get()
    if seed is None:
        report(operator, plan)
    else:
        play(operator, plan, seed)


def _make(operator: Actor, role: Role, unit: UnitRecord) -> None:
    person = add_person(operator, role.login, say(f"serve.{role.key}", "zh"))
    post = make_post(operator, unit, role.kind, LEADER if role.kind == "leader" else "")
    appoint(operator, post, person, today())


def _publish(folder: Path, units: dict[str, UnitRecord]) -> None:
    """Bring in the example document as its office would, publish it, and have its splits approved."""
    office, leader = (actor_of(PersonRecord.objects.get(login=login)) for login in ("diaodu", "lingdao"))
    document = folder / f"{NAME}.txt"
    upload(office, units["keji"], document.name, data=document.read_bytes(), text=None)
    run_pending()
    plan = PlanRecord.objects.get()
    assign_offices(office, plan, units["keji"], units["fagai"], units["renshe"])
    charge(office, plan, "", PostRecord.objects.get(kind="leader"), None)
    publish(office, plan, say("serve.demo-note", "zh"))
    _split(folder / f"{NAME}.split.yaml", plan, office, leader)


def _split(path: Path, plan: PlanRecord, office: Actor, leader: Actor) -> None:
    """Decide what the example's split file decides, each thing by whoever may."""
    plan.refresh_from_db()
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    for one in given.get("members", ()):
        choose_members(office, plan, one["group"], one["units"], one.get("task"))
    for one in given.get("targets", ()):
        describe_target(office, plan, one["target"], {key: value for key, value in one.items() if key != "target"})
    for one in given.get("splits", ()):
        body = {key: value for key, value in one.items() if key not in _DECIDED_HERE}
        split = splits.propose(office, plan, one["target"], body)
        for said in one.get("comments", ()):
            _comment(office, split, said)
        # The city is months further than the file: what was commented on is decided, one total is still being asked about.
        if one.get("state") != "proposed":
            splits.approve(leader, split, one["approval"].get("number") or _NUMBER)
            splits.issue(office, split)


def _comment(office: Actor, split: SplitRecord, said: dict[str, Any]) -> None:
    """Say what a unit said to its share, as the operator: the example has nobody in most districts."""
    unit = UnitRecord.objects.get(name=said["unit"])
    asked = said.get("asked", "")
    made = splits.comment(command("example"), split, unit, said["text"], asked, agrees=not asked)
    if "answer" in said:
        splits.answer(office, made, said["answer"])
