"""Make the pictures of the README anew: ``python scripts/screenshots.py`` (needs playwright and Chromium).

Compiles the example with the real command line, opens the page in Chromium and photographs it.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "wuhan-2021-26.txt"
IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1366, "height": 768}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]

# What is pressed before each picture, if anything.
PICTURES = {
    "show.png": None,
    "show-panel.png": '.plan .targets tr:has-text("各区") .figure',
    "show-units.png": "#tab-units",
}


def main() -> None:
    """Write every picture, and say which."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        sys.exit("no Chromium is installed (Debian: apt-get install chromium fonts-noto-cjk)")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        page = compile_example(Path(folder))
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        for name, pressed in PICTURES.items():
            photograph(browser, page, IMAGES / name, pressed)
        browser.close()


def compile_example(folder: Path) -> Path:
    """Return the page of the example, made by `yibiao show` of this interpreter."""
    page = folder / "show.html"
    command = Path(sys.executable).with_name("yibiao")
    subprocess.run([str(command), "show", str(EXAMPLE), "-o", str(page)], check=True)
    return page


def photograph(browser: Browser, page: Path, image: Path, pressed: str | None) -> None:
    """Open the page at laptop size, press something, and write the picture."""
    tab = browser.new_page(viewport=SIZE)
    tab.goto(page.as_uri())
    if pressed:
        tab.locator(pressed).first.click()
    tab.mouse.move(0, 0)
    tab.wait_for_timeout(200)
    tab.screenshot(path=image)
    tab.close()
    sys.stdout.write(f"{image.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
