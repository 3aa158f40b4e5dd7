"""A worker that is killed is followed by another, as long as the server runs."""

import subprocess
import sys
import threading
from typing import Any

import pytest

from yibiao.cli import serving


def test_a_killed_worker_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[subprocess.Popen[bytes]] = []
    third = threading.Event()
    begin = subprocess.Popen

    def instead(_command: Any, **more: Any) -> Any:
        made = begin([sys.executable, "-c", "import time; time.sleep(60)"], **more)
        begun.append(made)
        if len(begun) < 3:
            made.kill()
        else:
            third.set()
        return made

    monkeypatch.setattr(serving.subprocess, "Popen", instead)
    monkeypatch.setattr(serving, "_LOOKED_AFTER", 0.01)
    over = threading.Event()
    keeper = threading.Thread(target=serving._keep_worker, args=(over,))
    keeper.start()
    try:
        assert third.wait(30)
        assert begun[2].poll() is None
    finally:
        over.set()
        keeper.join(30)
    assert len(begun) == 3
    assert all(one.poll() is not None for one in begun)
