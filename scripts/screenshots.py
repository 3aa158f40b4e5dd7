"""Make the pictures of the compiler's page and of tables anew: ``make pictures``, with those of `site_pictures.py`.

Runs the real command line on the example, opens the page in Chromium, Word files and workbooks in LibreOffice, and
photographs what is seen (needs playwright, Chromium, LibreOffice and poppler-utils).
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from chromium import launched
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "wuhan-2021-26.txt"
IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1366, "height": 768}

# What is pressed before each picture, if anything.
PICTURES = {
    "show.png": None,
    "show-panel.png": '.plan .targets tr:has-text("各区") .figure',
    "show-units.png": "#tab-units",
}

# Which page of which file of the tables.
TABLES = {
    "table-issued.png": ("印发版/硚口区.pdf", 2),
    "table-issued-docx.png": ("印发版/硚口区.docx", 1),
    "table-dispatch-pdf.png": ("调度版/硚口区.pdf", 1),
    "table-dispatch-docx.png": ("调度版/硚口区.docx", 1),
    "table-dispatch-xlsx.png": ("调度版/硚口区.xlsx", 1),
    "table-overview.png": ("总览.xlsx", 1),
}

# An office has the licensed faces that Word files name; here the free ones stand in for them.
_SERIF = ("方正小标宋简体", "方正小标宋_GBK", "仿宋_GB2312", "仿宋", "FangSong", "楷体_GB2312", "楷体", "宋体", "SimSun")
_SANS = ("黑体", "SimHei")
_FACES = "".join((
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    "<include>/etc/fonts/fonts.conf</include>",
    *(
        f"<alias binding='same'><family>{name}</family><prefer><family>{face}</family></prefer></alias>"
        for names, face in ((_SERIF, "Noto Serif CJK SC"), (_SANS, "Noto Sans CJK SC"))
        for name in names
    ),
    "</fontconfig>",
))  # fmt: skip


def main() -> None:
    """Write every picture, and say which."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    photograph_tables()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        page = compile_example(Path(folder))
        browser = launched(driver)
        for name, pressed in PICTURES.items():
            photograph(browser, page, IMAGES / name, pressed)
        browser.close()


def photograph_tables() -> None:
    """Write a picture of every kind of file that `yibiao tables` makes of the example."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = Path(sys.executable).with_name("yibiao")
        subprocess.run([str(command), "tables", str(EXAMPLE), "-o", name], check=True, stdout=subprocess.DEVNULL)
        for image, (file, page) in TABLES.items():
            path = folder / file
            if path.suffix != ".pdf":
                path = as_pdf(path, folder)
            target = IMAGES / image.removesuffix(".png")
            numbers = ["-f", str(page), "-l", str(page), "-scale-to", "1100"]
            subprocess.run(["pdftoppm", "-png", "-singlefile", *numbers, str(path), str(target)], check=True)


def as_pdf(path: Path, folder: Path) -> Path:
    """Return a Word file or workbook as LibreOffice prints it."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / f"{path.suffix[1:]}-printed"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), str(path)]
    faces = folder / "fonts.conf"
    faces.write_text(_FACES, encoding="utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(faces)}
    subprocess.run(
        convert, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    return out / f"{path.stem}.pdf"


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
