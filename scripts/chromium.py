"""The Chromium of this machine, for pictures and for tests of pages.

The headless shell is the same engine without the window around it. The whole browser builds that window too, unseen,
and takes several times as much of the machine to open a page.
"""

import shutil

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What it is started with besides: without a screen, as root, in a small /dev/shm.
OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
MISSING = "no Chromium is installed (Debian: apt-get install chromium-headless-shell fonts-noto-cjk)"


def path_of_chromium() -> str | None:
    """Return the path of the program, None where none is installed."""
    return next(filter(None, map(shutil.which, _NAMES)), None)
