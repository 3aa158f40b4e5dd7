"""Two at once: what one does is seen by the other, whatever the database."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from hub.orgs.makers import city, holder, person, post, unit
from yibiao.hub.access.actors import SYSTEM
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import HoldingRecord
from yibiao.hub.orgs.posts import appoint, end_holding
from yibiao.hub.orgs.queries import tree_on
from yibiao.hub.orgs.separation import guards
from yibiao.hub.orgs.units import move_unit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[str]:
    """Do several things at the same moment; return what became of each, sorted."""
    start, outcomes = threading.Barrier(len(works)), []

    def run(work: Callable[[], Any]) -> None:
        start.wait()
        try:
            work()
        except Refused as refused:
            outcomes.append(refused.key)
        except Exception as error:  # a deadlock, say: the test is to show it
            outcomes.append(repr(error))
        else:
            outcomes.append("done")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_two_guards_who_dismiss_each_other_leave_one() -> None:
    city()
    one, two = (holder(login, "city", "security_admin").holdings.get() for login in ("one", "two"))
    found = at_once(lambda: end_holding(SYSTEM, one, today()), lambda: end_holding(SYSTEM, two, today()))
    assert found == ["done", "orgs.last-guard"]
    assert guards(today()).count() == 1


def test_one_post_is_given_once() -> None:
    city()
    made = post("tech", "clerk")
    people = [person(f"p{n}") for n in range(4)]
    found = at_once(
        *(lambda somebody=somebody: appoint(SYSTEM, made, somebody, today()) for somebody in people)
    )
    assert found == ["done", *["orgs.post-taken"] * 3]
    assert HoldingRecord.objects.count() == 1


def test_one_person_does_not_become_two_administrators() -> None:
    city()
    somebody = person("somebody")
    posts = [post("city", kind) for kind in ("system_admin", "audit_admin", "clerk")]
    found = at_once(*(lambda made=made: appoint(SYSTEM, made, somebody, today()) for made in posts))
    assert found[0] == "done"
    assert found.count("done") == 1


def test_two_moves_make_no_circle() -> None:
    city()
    day = today()
    found = at_once(
        lambda: move_unit(SYSTEM, unit("east"), unit("west"), day),
        lambda: move_unit(SYSTEM, unit("west"), unit("east"), day),
    )
    assert found == ["done", "orgs.below"]
    assert len(tree_on(day)) == 5
