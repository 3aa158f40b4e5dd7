"""The whole document of the API against the API, by schemathesis: with a token of each kind that matters."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from made_site import make_site
from yibiao.web.api.root import api

pytestmark = pytest.mark.django_db

# One here; `make soak ONLY=pages` asks twenty times, on each database, as more programs.
EXAMPLES = int(os.environ.get("YIBIAO_TEST_EXAMPLES", "1"))
# Whoever has most to do with each part of the API; in soak a leader too, and a program that may only read.
READER = ("diaodu:read",) if EXAMPLES > 1 else ()
BUSINESS = ("diaodu", "tianbao", *(("lingdao",) if EXAMPLES > 1 else ()), *READER)
ADMINISTRATION = ("xitong", "anquan", *READER)
AUDIT = ("shenji", *READER)
PROGRAMS = tuple(dict.fromkeys((*BUSINESS, *ADMINISTRATION, *AUDIT)))

# Every check of schemathesis is on. Two are told of answers that they don't know of themselves:
CONFIG = SchemathesisConfig.from_dict({
    "checks": {
        # a change without the edition that was seen is answered with 428 (RFC 6585); what somebody may not see
        # isn't there for them, whatever headers they send;
        "missing_required_header": {"expected-statuses": [400, 401, 403, 404, 406, 422, 428]},
        # what is well-formed may still not be done as things stand (422 `refused`), or somebody else was first (412);
        # `taken_as_said` below sees to it that nothing well-formed is called `invalid`.
        "positive_data_acceptance": {"expected-statuses": ["2xx", 304, 401, 403, 404, 409, 412, 422]},
    }
})
DOCUMENT = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=CONFIG)
SCHEMA.app = get_wsgi_application()
SCHEMA.location = "/api/v1/openapi.json"

# What no schema can say: which texts are cursors, what no database keeps in values of any shape. (Nor what each
# column of a form takes: `save_values` is left out.)
UNSAYABLE = ("not a cursor", "a control character", "a NUL character")
# A file without a byte may be left out of the form that is sent; one that arrives empty is read (a job says so).
NOT_SENT = {"place": ["file", "file"], "fault": "Field required"}


@pytest.fixture(scope="module")
def tokens(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """Return the texts of tokens by `PROGRAMS`; the site is made once, every request is taken back."""
    # Django's own client does the same: a request must not close the connection that the test's transaction is in.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():
        site = make_site(6)
        yield {name: site.token(login, *filter(None, [only])) for name in PROGRAMS for login, _, only in [name.partition(":")]}
        transaction.set_rollback(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def taken_as_said(_ctx: Any, response: Any, case: Any) -> None:
    """Nothing that fits the document is called `invalid`."""
    made_up = case.meta is not None and not case.meta.generation.mode.is_positive
    if response.status_code != 422 or made_up or case.operation.definition.raw["operationId"] == "save_values":
        return
    told = response.json()
    assert told["code"] != "invalid" or all(one == NOT_SENT or one["fault"].endswith(UNSAYABLE) for one in told["faults"]), told


def checked(case: Any, token: str) -> None:
    """Send one request, look at the answer with every check, take back what it changed."""
    with transaction.atomic():
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, additional_checks=[taken_as_said])
        transaction.set_rollback(True)


few = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
PARTS = {
    "business": ["plans", "documents", "jobs", "commitments", "evidence", "coordination"],
    "administration": ["units", "people", "machines"],
    "audit": ["audit"],
}


@pytest.mark.parametrize("program", BUSINESS)
@SCHEMA.include(tag=PARTS["business"]).parametrize()
@few
def test_plans_and_commitments(case: Any, program: str, tokens: dict[str, str]) -> None:
    checked(case, tokens[program])


@pytest.mark.parametrize("program", ADMINISTRATION)
@SCHEMA.include(tag=PARTS["administration"]).parametrize()
@few
def test_units_people_and_machines(case: Any, program: str, tokens: dict[str, str]) -> None:
    checked(case, tokens[program])


@pytest.mark.parametrize("program", AUDIT)
@SCHEMA.include(tag=PARTS["audit"]).parametrize()
@few
def test_the_audit_log(case: Any, program: str, tokens: dict[str, str]) -> None:
    checked(case, tokens[program])


def test_every_operation_is_in_a_part() -> None:
    parts = {tag for tags in PARTS.values() for tag in tags}
    assert {tag for methods in DOCUMENT["paths"].values() for one in methods.values() for tag in one["tags"]} == parts
