"""The command line as a user runs it: a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
EXAMPLE = Path(__file__).parents[2] / "examples" / "wuhan-2021-26.txt"


def environment(**changes):
    """Return the environment of a run, without what the caller's own shell says about language and colour."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YIBIAO_", "NO_COLOR"))}
    return {**kept, "PYTHONPATH": os.fspath(SOURCE), "TERM": "xterm", **changes}


def yibiao(*arguments, cwd=None, stdin=b"", **env):
    """Run ``yibiao`` with `arguments`; return the finished process with its bytes decoded."""
    done = subprocess.run(
        [sys.executable, "-m", "yibiao", *map(os.fspath, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        timeout=120,
        env=environment(**env),
        check=False,
    )
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    return done


def one_line(done):
    """Return the one line on standard error of a run that was refused."""
    assert done.returncode == 2, done
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    return lines[0]
