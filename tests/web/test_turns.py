"""Reading requests take turns: few at once, in the order they came, and nobody is kept out for long."""

import threading
import time
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from yibiao.web.middleware import turns
from yibiao.web.middleware.turns import Turns, TurnsMiddleware


def test_no_more_than_agreed_have_a_turn() -> None:
    taken = Turns(2)
    assert [taken.take(0), taken.take(0), taken.take(0)] == [True, True, False]
    taken.give_back()
    assert [taken.take(0), taken.take(0)] == [True, False]


def test_a_turn_goes_to_whoever_has_waited_longest_and_nobody_overtakes() -> None:
    taken, order = Turns(1), list[int]()
    assert taken.take(0)

    def wait(number: int) -> None:
        assert taken.take(10)
        order.append(number)
        taken.give_back()

    waiting = [threading.Thread(target=wait, args=(number,)) for number in range(5)]
    for place, one in enumerate(waiting, start=1):
        one.start()
        while len(taken._waiting) < place:
            time.sleep(0.001)
    taken.give_back()
    for one in waiting:
        one.join(10)
    assert order == [0, 1, 2, 3, 4]
    assert [taken.take(0), taken.take(0)] == [True, False]


def test_turns_are_neither_lost_nor_made_when_patience_ends_as_one_is_handed_over() -> None:
    taken, running, most = Turns(3), list[int](), list[int]()

    def come_and_go() -> None:
        for _ in range(200):
            if taken.take(0.0005):
                running.append(1)
                most.append(len(running))
                time.sleep(0.0004)
                running.pop()
                taken.give_back()

    people = [threading.Thread(target=come_and_go) for _ in range(12)]
    for one in people:
        one.start()
    for one in people:
        one.join(60)
    assert max(most) == 3
    assert [taken.take(0) for _ in range(4)] == [True, True, True, False]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Turns:
    taken = Turns(1)
    monkeypatch.setattr(turns, "_turns", taken)
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    return taken


def test_a_page_is_shown_without_a_turn_after_a_while_and_a_change_needs_none(alone: Turns, rf: RequestFactory) -> None:
    middleware = TurnsMiddleware(lambda request: HttpResponse(request.method))
    assert alone.take(0)
    assert middleware(rf.get("/")).content == b"GET"
    assert middleware(rf.post("/")).content == b"POST"
    assert not alone.take(0)
    alone.give_back()
    assert middleware(rf.get("/")).content == b"GET"
    assert alone.take(0)


def test_a_page_that_fails_gives_its_turn_back(alone: Turns, rf: RequestFactory) -> None:
    def fails(_: Any) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        TurnsMiddleware(fails)(rf.get("/"))
    assert alone.take(0)
