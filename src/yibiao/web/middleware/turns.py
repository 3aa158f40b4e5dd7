"""Reading requests take turns: more threads at Python's one lock do no more work, they only hand it around."""

import threading
from collections import deque
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# So many read at once in a process; sixteen that do took a third more processor time for the same pages (decision 0026).
AT_ONCE = 4
# Seconds that one waits for its turn at most: four large exports must not keep everybody else out.
PATIENCE = 0.25


class Turns:
    """So many turns at once, handed to whoever has waited longest: who has just had one doesn't overtake."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()

    def take(self, patience: float) -> bool:
        """Wait for a turn; False where none came within `patience` seconds, and none is to be given back."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=patience):
            return True
        with self._lock:
            if mine not in self._waiting:  # handed over at the last moment
                return True
            self._waiting.remove(mine)
            return False

    def give_back(self) -> None:
        """End a turn: it is the next one's."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


_turns = Turns(AT_ONCE)


class TurnsMiddleware:
    """Lets `AT_ONCE` reading requests run at once; what is written waits for its batch elsewhere (`hub.writer`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request when its turn has come, or has been waited for long enough."""
        if request.method not in ("GET", "HEAD"):
            return self._get_response(request)
        has_turn = _turns.take(PATIENCE)
        try:
            return self._get_response(request)
        finally:
            if has_turn:
                _turns.give_back()
