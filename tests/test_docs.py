"""The documentation is proven: its commands run and print what it shows, its links lead somewhere."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import yibiao

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SHOWN = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
WITH_PYTHON = [*SHOWN, ROOT / "docs" / "api.md"]


class Shown(NamedTuple):
    """A command in a ```console block and the lines shown below it; `…` stands for anything."""

    page: str
    command: str
    output: tuple[str, ...]


def _console(page: Path) -> list[Shown]:
    found: list[Shown] = []
    for block in re.findall(r"^```console\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *output = part.splitlines()
            found.append(Shown(page.name, command, tuple(line for line in output if line.strip())))
    return found


def _python(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder like the repository's own, as far as a reader of the README touches it."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "build").mkdir()
    return tmp_path


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one documented command in `folder`, with this interpreter's `yibiao` as the one in `.venv`."""
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "PYTHONUTF8": "1"}
    shown = ["bash", "-c", command.replace(".venv/bin/", "")]
    return subprocess.run(shown, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _matches(shown: str, printed: str) -> bool:
    """Tell whether a shown line was printed, whatever the width of its columns."""
    pattern = ".*".join(re.sub(r"(\\ )+", r"\\s+", re.escape(part)) for part in shown.strip().split("…"))
    return re.search(rf"^\s*{pattern}\s*$", printed, re.M) is not None


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.name)
def test_documented_commands_run_and_print_what_is_shown(page: Path, desk: Path) -> None:
    """The commands of a page, one after the other as a reader would type them."""
    shown = _console(page)
    assert any("yibiao" in one.command for one in shown)
    for one in shown:
        done = _run(one.command, desk)
        assert done.returncode in {0, 1}, (one.command, done.stderr)
        assert "Traceback" not in done.stderr, one.command
        printed = done.stdout + done.stderr
        assert [line for line in one.output if not _matches(line, printed)] == [], one.command


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.name)
def test_documented_python_runs_and_prints_what_is_shown(page: Path, desk: Path) -> None:
    snippets = _python(page)
    assert snippets
    for snippet in snippets:
        done = subprocess.run(
            [sys.executable, "-c", snippet],
            cwd=desk,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        shown = re.findall(r"#> (.*)", snippet)
        assert [line for line in shown if not _matches(line, done.stdout)] == []


def test_every_public_name_is_documented() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert [name for name in yibiao.__all__ if not re.search(rf"^\|.*`{name}[`(]", page, re.M)] == []


def test_documented_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for page in PAGES:
        used = re.findall(r"(?:^\$ |`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.M)
        assert set(used) <= targets, page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    missing = [
        target
        for target in targets
        if not re.match(r"[a-z]+:|#", target) and not (page.parent / target.split("#")[0]).exists()
    ]
    assert missing == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name for name in records if f"({name})" not in index] == []
    assert [name[:4] for name in records] == [f"{number:04}" for number in range(1, len(records) + 1)]


def test_every_setting_is_documented() -> None:
    """What the environment may say stands in the page for operators, or in the one it points to."""
    asked = re.compile(r"""(?:environment\.)?(?:text|flag|number|words)\(\s*"([A-Z][A-Z_]+)\"""")
    source = ROOT / "src" / "yibiao"
    names = {name for path in source.rglob("*.py") for name in asked.findall(path.read_text(encoding="utf-8"))}
    told = "".join((ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8") for page in ("operating", "login", "backup"))
    assert len(names) > 20
    assert sorted(name for name in names if f"YIBIAO_{name}" not in told) == []
