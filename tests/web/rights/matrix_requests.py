"""A valid request for every endpoint: what its sender would send who may, for each object it can be about.

What is not listed here needs nothing but its address. A request is made for one asker: a unit comments for
itself, a person revokes a token of their own.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from matrix_map import Endpoint
from matrix_world import DAY, NOBODY, Thing, World

from made_evidence import picture
from yibiao.core.cycle.timetable import STEPS
from yibiao.hub.clock import today
from yibiao.hub.commitments.handsum import handed_of
from yibiao.hub.orgs.models import HoldingRecord

# How the address calls the object of a kind, and which field of its row stands there.
NAMES = {
    "revision": ("plan", "pk"), "unit": ("code", "code"), "office": ("code", "code"), "spare": ("code", "code"), "vacant": ("post", "pk"), "webhook": ("hook", "pk"),
    "form": ("number", "pk"), "request": ("number", "pk"), "entry": ("seq", "pk"),
}  # fmt: skip


class Asked(NamedTuple):
    """A request: further parts of the address, its query, its body (JSON below /api/, else a form), its headers."""

    names: Mapping[str, Any] = {}
    query: str = ""
    body: dict[str, Any] | None = None
    headers: Mapping[str, str] = {}


TIMETABLE = {f"{step}-{part}": typed for step in (*STEPS, "review") for part, typed in (("how", "end"), ("number", "9"))}

Maker = Callable[[World, str, Any], Asked]


def thing_of(world: World, kind: str, state: str, asker: str) -> Thing | None:
    """Return the object that a request is about; what is one's own differs with who asks. None: there is none."""
    found = world.things.get(kind, {}).get(state)
    if found is not None or state != "self":
        return found or _others(world, kind)
    mine: dict[str, Any] = {
        "person": world.people.get(asker),
        "token": world.tokens.get(asker),
        "form": world.forms.get(asker),
        "notice": world.notices.get(asker),
        "post": world.posts.get(asker),
        "holding": HoldingRecord.objects.filter(person__login=asker).first(),
    }
    return Thing(mine[kind], "") if mine.get(kind) else None


def _others(world: World, kind: str) -> Thing:
    row: Model = {"token": world.tokens["target"], "form": world.forms["target"], "notice": world.notices["target"]}[kind]
    return Thing(row, "")


def address_names(kind: str, thing: Thing) -> dict[str, Any]:
    """Return the object as it stands in an address."""
    if kind == "report":
        return {"plan": thing.row.plan_id, "code": thing.row.unit.code, "period": thing.row.period}
    name, field = NAMES.get(kind, (kind, "pk"))
    return {name: getattr(thing.row, field)}


def arguments(endpoint: Endpoint, asked: Asked) -> dict[str, Any]:
    """Return a request as the test client takes it, its address aside."""
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in asked.headers.items()}
    if asked.body is None:
        return {"QUERY_STRING": asked.query, "data": b"", **headers}
    files = any(isinstance(value, SimpleUploadedFile) for value in asked.body.values())
    if endpoint.is_api and not files:
        return {"data": json.dumps(asked.body), "content_type": "application/json", **headers}
    return {"data": encode_multipart(BOUNDARY, asked.body), "content_type": MULTIPART_CONTENT, **headers}


ANY_EDITION = {"If-Match": "*"}
TEXT = "云汀市人民政府办公室关于印发新方案的通知\n云政办〔2025〕7号\n云汀市新工作方案\n一、重点任务\n（一）建库。建设项目库1个。（牵头单位：市科技局）\n"


def _form(**body: Any) -> Maker:
    return lambda _world, _asker, _row: Asked(body=body)


def _json(**body: Any) -> Maker:
    return lambda _world, _asker, _row: Asked(body=body, headers=ANY_EDITION)


def _file(name: str = "新.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, TEXT.encode())


def _first_task(row: Any) -> str:
    return str(row.effective["tasks"][2]["key"])


def _title(row: Any) -> dict[str, Any]:
    return {"kind": "task.edit", "key": _first_task(row), "title": "新题目"}


def _correction(_world: World, _asker: str, row: Any) -> Asked:
    body = {"kind": "task.edit", "task": {"key": _first_task(row)}, "fields": {"title": "新题目"}, "reason": "改"}
    return Asked(body={"body": body}, headers=ANY_EDITION)


def _own_unit(world: World, asker: str) -> str:
    """Return the code of the unit somebody works for; of one who works for none, the district's."""
    post = world.posts.get("east.clerk" if asker == "acting.east" else asker)
    return post.unit.code if post else "east"


def _comment(world: World, asker: str, _row: Any) -> Asked:
    return Asked(body={"unit": _own_unit(world, asker), "text": "请核减", "asked": "3"})


def _cells(world: World, _asker: str, row: Any) -> Asked:
    cell = {"commitment": row.pk, "field": "total", "value": "7", "edition": 0}
    key = {"Idempotency-Key": secrets.token_hex(8)}
    return Asked({"code": row.unit.code}, body={"period": "2024-04", "cells": [cell]}, headers=key)


def _values_form(_world: World, _asker: str, row: Any) -> Asked:
    body = {f"cell-{row.pk}-total": "7", f"edition-{row.pk}-total": "0", "period": "2024-04", "plan": row.plan_id, "key": secrets.token_hex(8)}
    return Asked({"code": row.unit.code}, body=body)


def _values_page(_world: World, _asker: str, row: Any) -> Asked:
    return Asked({"code": row.unit.code}, query=f"plan={row.plan_id}&period=2024-04")


def _table(world: World, _asker: str, _row: Any) -> Asked:
    plan = world.things["plan"]["published"].row.pk
    return Asked({"form": "issued", "fmt": "xlsx"}, query=f"plan={plan}&form=issued&format=xlsx")


def _target(world: World, _asker: str, _row: Any) -> Asked:
    return Asked({"target": world.unsplit})


def _fact(kind: str, **more: Any) -> Maker:
    """Return what names a fact of a plan: the first of its targets, or the first task with a responsible unit."""

    def made(_world: World, _asker: str, row: Any) -> Asked:
        facts = (row.effective or row.compiled)[kind]
        return Asked({"key": next(one["key"] for one in facts if kind == "targets" or one["responsible"]), **more})

    return made


def _proposal(world: World, _asker: str, _row: Any) -> Asked:
    return Asked({"target": world.unsplit}, body={"method": "equal"})


def _split(world: World, _asker: str, _row: Any) -> Asked:
    return Asked(body={"target": world.unsplit, "body": {"method": "equal"}})


def _charge(world: World, _asker: str, _row: Any) -> Asked:
    return Asked(body={"task": "", "leader": world.posts["other-leader"].pk}, headers=ANY_EDITION)


def _successor(world: World, asker: str, row: Any) -> int:
    """Return who takes a post over: an administrator's, somebody without another post."""
    guard = world.things["post"]["guard"].row
    return world.people["gone"].pk if row == guard and world.posts.get(asker) != guard else world.taker.pk


def _person(world: World, asker: str, row: Any) -> Asked:
    return Asked(body={"person": _successor(world, asker, row), "on": f"{today()}"}, headers=ANY_EDITION)


def _acting(world: World, asker: str, row: Any) -> Asked:
    body = {"person": _successor(world, asker, row), "since": f"{today()}", "until": f"{today() + DAY}", "reason": "出差"}
    return Asked(body=body, headers=ANY_EDITION)


def _later(world: World, _asker: str, _row: Any) -> Asked:
    body = {"person": world.taker.pk, "since": f"{today() + 400 * DAY}"}
    return Asked(body=body)


def _hand_over(world: World, _asker: str, row: Any) -> Asked:
    held = HoldingRecord.objects.filter(person=row, until=None).first()
    body = {"what": "handover", "holding": held.pk if held else 0, "taker": world.taker.pk}
    return Asked(body=body)


def _lending(world: World, asker: str, row: Any) -> Asked:
    body = _hand_over(world, asker, row).body or {}
    return Asked(body={**body, "what": "act", "until": f"{today() + DAY}", "reason": "出差"})


def _moving(_world: World, _asker: str, _row: Any) -> Asked:
    return Asked(body={"parent": "west", "on": f"{today()}"}, headers=ANY_EDITION)


def _hook(name: str = "新钩子") -> Maker:
    return _json(name=name, url="https://93.184.216.34/y", events=["plan.publish"], active=True)


def _text_upload(_world: World, _asker: str, row: Any) -> Asked:
    return Asked(body={"unit": row.code, "name": "新.txt", "text": TEXT})


def _upload(_world: World, _asker: str, row: Any) -> Asked:
    return Asked(body={"unit": row.code, "file": _file()})


def _revision(_world: World, _asker: str, row: Any) -> Asked:
    return Asked(body={"name": "改.txt", "text": TEXT.replace("新工作", "改工作")})


def _no_body(_world: World, _asker: str, _row: Any) -> Asked:
    return Asked(body={}, headers=ANY_EDITION)


def _number(number: int, **body: Any) -> Maker:
    return lambda _world, _asker, _row: Asked({"number": number}, body=body, headers=ANY_EDITION)


def _step(what: str, **body: Any) -> Maker:
    return lambda _world, _asker, _row: Asked({"what": what}, body=body)


def _page_comment(world: World, asker: str, row: Any) -> Asked:
    return _comment(world, asker, row)._replace(names={"what": "comment"})


def _signing_in(_world: World, asker: str, _row: Any) -> Asked:
    return Asked(body={"login": asker, "password": "wrong"})


def _body_of(maker: Callable[[Any], dict[str, Any]]) -> Maker:
    return lambda _world, _asker, row: Asked(body=maker(row))


def _narrative(world: World, _asker: str, _row: Any) -> Asked:
    known = world.things["commitment"]["open"].row
    return Asked(body={f"text-{known.task}": "总体平稳。", "period": "2024-04"})


def _answer(_world: World, _asker: str, row: Any) -> Asked:
    said = row.comments.get().pk
    return Asked({"comment": said, "what": "answer"}, body={"comment": said, "text": "已核减"})


def _revoking(world: World, _asker: str, row: Any) -> Asked:
    return Asked(body={"what": "revoke", "token": next(token.pk for token in world.tokens.values() if token.person_id == row.pk)})


def _own_post(_world: World, _asker: str, row: Any) -> Asked:
    return Asked(body={"what": "edit", "phone": "88888888"})


def _picked(_world: World, _asker: str, row: Any) -> Asked:
    return Asked({"code": row.unit.code}, query=f"row={row.pk}")


def _handing_on(_world: World, _asker: str, row: Any) -> Asked:
    seen = {f"edition-{row.pk}": handed_of([row])[row.pk].seen}
    return Asked({"code": row.unit.code}, body={"row": row.pk, "unit": "east-science", "note": "抓紧", **seen})


def _handed(what: str = "", **body: Any) -> Maker:
    return lambda _world, _asker, row: Asked({"code": "east"}, body={"what": what, "edition": row.edition, **body} if what else None)


EVIDENCE = {"address": "https://example.org/公告", "title": "公告"}


def _row_evidence(_world: World, _asker: str, row: Any) -> Asked:
    return Asked({"code": row.unit.code}, query="period=2024-06", body={"what": "link", "period": "2024-06", **EVIDENCE})


def _serving(**more: Any) -> Maker:
    """Return what names a piece of evidence for the district's open row."""

    def made(world: World, _asker: str, row: Any) -> Asked:
        served = world.things["commitment"]["open"].row
        names = {"commitment": served.pk, "code": "east"}
        return Asked(names, body={"evidence": [row.pk], "row": served.pk, "plan": served.plan_id, "period": "2024-07", **more})

    return made


def _image(_world: World, _asker: str, row: Any) -> Asked:
    return Asked({"code": row.code}, body={"file": SimpleUploadedFile("照片.png", picture(colour=9))})


def _raising(_world: World, _asker: str, row: Any) -> Asked:
    body = {"kind": "issue", "title": "请协调", "unit": "trade", "plan": row.pk}
    return Asked(body=body)


DEFAULT: Maker = lambda _world, _asker, _row: Asked()  # noqa: E731
MAKERS: dict[str, Maker] = {
    # Pages
    "POST /documents/new": lambda _w, _a, row: Asked(body={"unit": row.code, "file": _file()}),
    "GET /documents/new": DEFAULT,
    "POST /plans/{plan}/correct": _body_of(_title),
    "POST /plans/{plan}/hints": _form(),
    "POST /plans/{plan}/corrections/{number}/undo": _number(1),
    "POST /plans/{plan}/recompile": _form(),
    "POST /plans/{plan}/discard": _form(),
    "POST /plans/{plan}/close": _form(reason="试用结束"),
    "POST /plans/{plan}/publish": _form(note="定稿"),
    "GET /plans/{plan}/versions/{number}": _number(1),
    "POST /plans/{plan}/offices": _form(dispatching="office", supervising="judge", assessing="watch"),
    "GET /plans/{plan}/targets/{target}/split": _target,
    "GET /trace/plans/{plan}/targets/{key}": _fact("targets"),
    "GET /trace/plans/{plan}/tasks/{key}": _fact("tasks"),
    "GET /city/plans/{plan}/tasks/{key}": _fact("tasks"),
    "GET /trace/plans/{plan}/tasks/{key}/{role}/{place}": _fact("tasks", role="responsible", place=0),
    "POST /plans/{plan}/targets/{target}/split": _proposal,
    "POST /plans/{plan}/targets/{target}/split/spread": _proposal,
    "POST /splits/{split}/edit": _form(method="equal", reserve="2"),
    "POST /splits/{split}/comment": _page_comment,
    "POST /splits/{split}/answer": _answer,
    "POST /splits/{split}/approve": _step("approve", number="会议纪要1号"),
    **{f"POST /splits/{{split}}/{what}": _step(what, reason="重来") for what in ("return", "withdraw")},
    "POST /splits/{split}/issue": _step("issue"),
    "GET /units/{code}/values": _values_page,
    "POST /units/{code}/values": _values_form,
    "GET /units/{code}/hand-on": _picked,
    "POST /units/{code}/hand-on": _handing_on,
    "POST /units/{code}/handed": lambda _w, _a, row: Asked({"code": "east"}, body={"undo": f"{row.pk}"}),
    "GET /units/{code}/handed/{handed}": _handed(),
    "POST /units/{code}/handed/{handed}": _handed("edit", note="抓紧", figure="2"),
    "POST /units/{code}/handed/{handed} withdraw": _handed("withdraw", reason="再议"),
    "POST /units/{code}/handed/{handed} restore": _handed("restore"),
    "POST /api/v1/items/{item}/steps": _json(step="receive"),
    "POST /api/v1/plans/{plan}/items": _json(title="请协调", unit="trade"),
    "POST /api/v1/commitments/{commitment}/handed-on": _json(unit="east-science", note="抓紧"),
    "PUT /api/v1/handed-on/{handed}": _json(figure="2", note="抓紧"),
    "POST /api/v1/handed-on/{handed}/withdraw": _json(reason="再议"),
    "GET /units/{code}/tables/{form}.{fmt}": _table,
    "POST /units/{code}/evidence": _form(what="link", **EVIDENCE),
    "POST /units/{code}/evidence/attach": _serving(),
    "GET /units/{code}/evidence/rows/{commitment}": lambda _w, _a, row: Asked({"code": row.unit.code}, query="period=2024-06"),
    "POST /units/{code}/evidence/rows/{commitment}": _row_evidence,
    "POST /evidence/{evidence}": _form(reason="传错了"),
    "GET /evidence/{evidence}/pages/{number}": lambda _w, _a, _row: Asked({"number": 1}),
    "POST /api/v1/units/{code}/evidence": _image,
    "POST /api/v1/units/{code}/evidence/links": _json(**EVIDENCE),
    "POST /api/v1/evidence/{evidence}/withdraw": _json(reason="传错了"),
    "GET /api/v1/commitments/{commitment}/evidence": lambda _w, _a, _row: Asked(query="period=2024-06"),
    "POST /api/v1/commitments/{commitment}/evidence": _serving(),
    "POST /api/v1/commitments/{commitment}/evidence/detach": _serving(),
    "POST /people/": _form(login="newcomer", name="新来者"),
    "POST /people/{person}": _own_post,
    "POST /people/{person} appoint": _form(what="appoint", unit="west", kind="deputy", title="副职"),
    "POST /people/{person} end": lambda _w, _a, row: Asked(body={"what": "end", "holding": _held(row)}),
    "POST /people/{person} handover": _hand_over,
    "POST /people/{person} act": _lending,
    "POST /people/{person} invite": _form(what="invite"),
    "POST /people/{person} unlock": _form(what="unlock"),
    "POST /people/{person} reset-totp": _form(what="reset-totp"),
    "POST /people/{person} revoke": _revoking,
    "POST /people/{person} close": _form(what="close"),
    "POST /people/{person} erase": _body_of(lambda row: {"what": "erase", "login": row.login}),
    "POST /people/import": lambda _w, _a, _row: Asked(body={"what": "people", "file": SimpleUploadedFile("人员.csv", "登录名\nidler\n".encode())}),
    "POST /people/export": _form(what="people", format="csv"),
    "POST /tree/new": _form(code="new-unit", name="新设单位", kind="department", parent="city"),
    "POST /tree/units/{code}": _form(what="rename", name="东新区"),
    "POST /plans/{plan}/cycle": _form(**TIMETABLE, shift="after"),
    "POST /plans/{plan}/lights": _form(what="switch", pack="sanya-2022"),
    "POST /plans/{plan}/lights kinds": _form(what="kinds"),
    "POST /calendar/": _form(first="2031-01-01", last="2031-01-03", kind="off", name="元旦"),
    "GET /coordination/": lambda _w, _a, _row: Asked(query="tab=all"),
    "GET /coordination/raise": lambda _w, _a, row: Asked(query=f"plan={row.pk}"),
    "POST /coordination/raise": _raising,
    "POST /coordination/items/{item}": _form(step="receive"),
    "POST /coordination/plans/{plan}": _form(what="visit", title="调研", period="2024-Q2", day=f"{today()}"),
    "POST /coordination/meetings/{meeting}": _form(what="begin"),
    "POST /coordination/visits/{visit}": _form(**{"what": "stops", "stop-place": "点位", "stop-unit": "", "stop-time": "", "stop-what": ""}),
    "POST /groups/new": _form(names="示例单位", members=["west", "east"]),
    "POST /groups/{group}": _form(names="示例各区", members=["west", "east"]),
    "POST /tokens/": lambda _w, _a, row: Asked(body={"token": row.pk}),
    "POST /webhooks/": _form(name="新钩子", url="https://93.184.216.34/y", events="plan.publish"),
    "POST /webhooks/{hook}": _form(what="edit", name="改名", url="https://93.184.216.34/y", events="plan.publish", active="1"),
    "POST /webhooks/{hook} test": _form(what="test"),
    "POST /start": _form(what="go", step="units"),
    "POST /start sample": _form(what="sample"),
    "POST /account": _form(name="程序", scopes=["read"], days="30"),
    "POST /account revoke": lambda _w, _a, row: Asked(body={"revoke": row.pk}),
    # Signing in
    "POST /login": _signing_in,
    "POST /password": _form(old_password="x", new_password="y", again_password="y"),
    "GET /invitation/{text}": lambda _w, _a, _row: Asked({"text": "guessed"}),
    "POST /invitation/{text}": lambda _w, _a, _row: Asked({"text": "guessed"}, body={"new_password": "x", "again_password": "x"}),
    "POST /login/code": _form(code="000000"),
    "POST /totp": _form(code="000000"),
    "POST /totp/change": _form(code="000000", what="renew"),
    # The API
    "PUT /api/v1/units/{code}/values": _cells,
    "POST /api/v1/tokens": _json(name="程序", scopes=["read"], days=30),
    "POST /api/v1/webhooks": _hook(),
    "PUT /api/v1/webhooks/{hook}": _hook("改名"),
    "DELETE /api/v1/webhooks/{hook}": lambda _w, _a, _row: Asked(headers=ANY_EDITION),
    "POST /api/v1/plans/{plan}/corrections": _correction,
    "POST /api/v1/plans/{plan}/corrections/{number}/undo": _number(1),
    "POST /api/v1/plans/{plan}/corrections/{number}/redo": _number(2),
    "PUT /api/v1/plans/{plan}/offices": _json(dispatching="office", supervising="judge", assessing="watch"),
    "PUT /api/v1/plans/{plan}/charges": _charge,
    "POST /api/v1/plans/{plan}/publish": _json(note="定稿"),
    "GET /api/v1/plans/{plan}/versions/{number}": _number(1),
    "POST /api/v1/plans/{plan}/recompile": _no_body,
    "DELETE /api/v1/plans/{plan}": lambda _w, _a, _row: Asked(headers=ANY_EDITION),
    "POST /api/v1/plans/{plan}/revisions": _revision,
    "POST /api/v1/documents": _upload,
    "POST /api/v1/documents/text": _text_upload,
    "GET /api/v1/plans/{plan}/targets/{target}/shares": _target,
    "GET /api/v1/commitments closed": lambda _w, _a, _row: Asked(query="closed=true"),
    "POST /splits/{split}/anything": _step("anything"),
    "POST /api/v1/plans/{plan}/splits": _split,
    "PUT /api/v1/splits/{split}": _json(body={"method": "equal", "reserve": 2}),
    "POST /api/v1/splits/{split}/comments": _comment,
    "POST /api/v1/splits/{split}/comments/{comment}/answer": _answer,
    "POST /api/v1/splits/{split}/approve": _json(number="会议纪要1号"),
    **{f"POST /api/v1/splits/{{split}}/{what}": _json(reason="重来") for what in ("return", "withdraw")},
    "POST /api/v1/splits/{split}/issue": _no_body,
    "GET /api/v1/units/{code}/table": _table,
    "POST /api/v1/units": _json(code="new-unit", name="新设单位", kind="department", parent="city"),
    "POST /api/v1/units/{code}/rename": _json(name="东新区", on=f"{today()}"),
    "POST /api/v1/units/{code}/move": _moving,
    "POST /api/v1/units/{code}/close": _json(on=f"{today()}", successor=None),
    "POST /api/v1/groups": _json(names=["示例单位"], members=["west", "east"]),
    "PUT /api/v1/groups/{group}": _json(names=["示例各区"], members=["west", "east"], open=True),
    "POST /api/v1/plans/{plan}/close": _json(reason="试用结束"),
    "GET /api/v1/plans/{plan}/tables": lambda _w, _a, _row: Asked(query="form=issued"),
    "POST /api/v1/people/{person}/invitations": _no_body,
    "POST /api/v1/people/{person}/unlock": _no_body,
    "POST /api/v1/people/{person}/reset-totp": _no_body,
    "GET /api/v1/people": lambda _w, _a, _row: Asked(query="limit=200"),
    "POST /api/v1/people": _json(login="newcomer", name="新来者"),
    "PATCH /api/v1/people/{person}": _json(phone="88888888"),
    "DELETE /api/v1/people/{person}": lambda _w, _a, _row: Asked(headers=ANY_EDITION),
    "POST /api/v1/posts": _json(unit="east", kind="deputy", title="副职"),
    "POST /api/v1/posts/{post}/holdings": _later,
    "POST /api/v1/holdings/{holding}/end": _json(on=f"{today()}"),
    "POST /api/v1/posts/{post}/acting": _acting,
    "POST /api/v1/posts/{post}/handover": _person,
}


REPORT = "/plans/{plan}/reports/{code}/{period}"


def _deed(deed: str, **body: Any) -> Maker:
    return lambda _world, _asker, row: Asked({"deed": deed}, body={"edition": row.edition, **body})


def _of_the_row(deed: str, name: str, said: str, **body: Any) -> Maker:
    """Return the request of a deed about the one row that was reported."""

    def made(world: World, _asker: str, row: Any) -> Asked:
        return Asked({"deed": deed} if deed else {}, body={name: said.format(world.things["commitment"]["open"].row.pk), **body})

    return made


def _offer(world: World, _asker: str, _row: Any) -> Asked:
    known = world.things["commitment"]["open"].row
    return Asked(body={"target": known.target, f"figure-{known.pk}": "3", "period": "2024-04", "cite": "2024年4月认定名单"})


def _answer(_world: World, _asker: str, row: Any) -> Asked:
    return Asked({"code": row.unit.code}, body={"plan": row.plan_id, "period": "2024-04", "row": row.pk})


def _objecting(_world: World, _asker: str, row: Any) -> Asked:
    return Asked({"code": row.unit.code}, query="period=2024-03", body={"period": "2024-03", "reason": "漏了2个"})


MAKERS |= {
    f"POST {REPORT}/{{deed}}": _deed("submit"),
    f"POST {REPORT}/{{deed}} pass": _deed("pass"),
    f"POST {REPORT}/{{deed}} back": _deed("back", reason="数据不符"),
    f"POST {REPORT}/{{deed}} accept": _deed("accept"),
    f"POST {REPORT}/{{deed}} return": _of_the_row("return", "cell", "{}.total", reason="与台账不符"),
    f"POST {REPORT}/{{deed}} carry": _deed("carry"),
    f"POST {REPORT}/{{deed}} anything": _deed("anything"),
    f"POST {REPORT}/ask": _of_the_row("", "commitment", "{}", kind="correct", field="total", value="9", reason="漏报"),
    "POST /plans/{plan}/verify": _of_the_row("", "row", "{}", period="2024-08", method="papers", what="verify"),
    "POST /plans/{plan}/verify official": _of_the_row("", "row", "{}", period="2024-08", source="市统计局月报", what="official"),
    "POST /plans/{plan}/briefs": _form(period="2024-06"),
    "POST /briefs/{brief}": _form(what="refresh"),
    "GET /briefs/{brief}/edit/{block}": lambda _w, _a, _row: Asked({"block": "1.1"}),
    "POST /briefs/{brief}/edit/{block}": lambda _w, _a, _row: Asked({"block": "1.1"}, body={"text": "总体平稳。"}),
    "POST /plans/{plan}/narratives": _narrative,
    "POST /plans/{plan}/offers": _offer,
    "POST /plans/{plan}/offers/same": _form(target="x", other="0", other_target="y"),
    "POST /units/{code}/values/answer": _answer,
    "GET /units/{code}/values/{commitment}/object": _objecting,
    "POST /units/{code}/values/{commitment}/object": _objecting,
    "POST /plans/{plan}/reports/accept": lambda world, _asker, _row: Asked(
        body={"period": "2024-08", "report": world.things["report"]["filed"].row.pk}
    ),
    "POST /requests/{number}": _form(what="approve"),
    "POST /requests/{number} refuse": _form(what="refuse", reason="证据不足"),
    "POST /requests/{number} withdraw": _form(what="withdraw"),
    "POST /units/{code}/chain": _form(step=["sign"], inner="2"),
}


def _held(row: Any) -> int:
    held = HoldingRecord.objects.filter(person=row, until=None).first()
    return held.pk if held else 0


def made(world: World, name: str, asker: str, row: Any) -> Asked:
    """Return the request of `asker` to the endpoint called `name` about `row`."""
    return MAKERS.get(name, DEFAULT)(world, "" if asker == NOBODY else asker, row)
