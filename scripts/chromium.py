"""The Chromium of this machine, for pictures and for tests of pages; run as a program it gets one where there is none.

The headless shell is the same engine without the window around it. The whole browser builds that window too, unseen,
and takes several times as much of the machine to open a page.
"""

import shutil
import subprocess
import sys
from typing import Any

from playwright.sync_api import Error

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What it is started with besides: without a screen, as root, in a small /dev/shm.
OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
MISSING = "no Chromium is installed; to have one: sudo apt-get install chromium-headless-shell fonts-noto-cjk"
_SECONDS = 600


class Missing(SystemExit):
    """There is no browser: a program that needs one ends with a line that says what to do."""


def launched(driver: Any) -> Any:
    """Return a running browser: the machine's, else the one that Playwright brought; `Missing` without either."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    try:
        return driver.chromium.launch(executable_path=path, args=OPTIONS)
    except Error as failed:
        if path is None:
            raise Missing(MISSING) from failed
        raise


def main() -> None:
    """Let Playwright bring its own build where the machine has none, or say in one line what is missing."""
    if any(map(shutil.which, _NAMES)):
        return
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode:
        sys.stderr.write(f"tests of the pages skip themselves: {MISSING}\n")


if __name__ == "__main__":
    main()
