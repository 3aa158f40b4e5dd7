"""The documentation is proven: its commands run and print what it shows, its links lead somewhere."""

import os
import re
import shlex
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


COMMANDS = [shown for page in SHOWN for shown in _console(page)]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder like the repository's own, as far as a reader of the README touches it."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "build").mkdir()
    return tmp_path


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one documented command with this interpreter's `yibiao` and `python` first on the path."""
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
    }
    words = shlex.split(command.replace(".venv/bin/", ""))
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _matches(shown: str, printed: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in shown.strip().split("…"))
    return re.search(rf"^\s*{pattern}\s*$", printed, re.M) is not None


def _ours() -> list[Shown]:
    return [shown for shown in COMMANDS if re.match(r"(\.venv/bin/)?yibiao ", shown.command)]


@pytest.mark.parametrize("shown", _ours(), ids=lambda shown: f"{shown.page}: {shown.command}")
def test_a_documented_command_prints_what_is_shown(shown: Shown, desk: Path) -> None:
    for earlier in _ours():  # a tour builds on what its earlier commands wrote
        if earlier == shown:
            break
        if earlier.page == shown.page and " -o " in earlier.command:
            _run(earlier.command, desk)
    done = _run(shown.command, desk)
    assert done.returncode in {0, 1}, done.stderr
    assert "Traceback" not in done.stderr
    assert [line for line in shown.output if not _matches(line, done.stdout + done.stderr)] == []


def test_the_readmes_show_commands() -> None:
    assert {"README.md", "README.zh-CN.md"} <= {shown.page for shown in _ours()}


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
