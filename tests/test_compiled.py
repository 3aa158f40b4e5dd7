"""The hot modules as machine code (decision 0029): the same plans, and never of another source than the one there."""

import ast
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from yibiao import compiled

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"


def run(code: str, *, source: Path = SOURCE, extra: Path | None = None, **variables: str) -> Any:
    """Run Python code in a process of its own; return what it prints, read as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(source, extra, **variables),
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def environment(source: Path = SOURCE, extra: Path | None = None, **variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != compiled.VARIABLE}
    folders = [str(folder) for folder in (extra, source, ROOT / "tests") if folder]
    return {**kept, "PYTHONPATH": os.pathsep.join(folders), **variables}


@pytest.fixture
def built() -> None:
    """Skips where nothing can be compiled, or the source was edited since; fails where it should have been."""
    if run("import json; from yibiao import compiled; print(json.dumps(compiled.folder()))"):
        return
    ready = [sys.executable, ROOT / "scripts" / "compile-core", "--ready"]
    if subprocess.run(ready, check=False).returncode:
        pytest.skip("no C compiler or no headers of Python here: the source runs")
    there = run("import importlib.util as u, json; print(json.dumps(bool(u.find_spec('yibiao_compiled'))))")
    assert there, "`make setup` could not compile; .venv/compile.log says why"
    pytest.skip("the source was edited after `make setup`, so it runs itself; `make test` compiles it first")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the source, to be edited."""
    shutil.copytree(SOURCE / "yibiao", tmp_path / "yibiao", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


# --- which of the two runs

RUNNING = "import json; from yibiao import compiled; print(json.dumps(compiled.is_running()))"


@pytest.mark.usefixtures("built")
def test_the_source_as_compiled_runs_compiled_wherever_it_lies(copy: Path) -> None:
    assert run(RUNNING, source=copy)
    assert not run(RUNNING, source=copy, YIBIAO_COMPILED="no")


EDIT = "\n\ndef numeral_of_a_test() -> int:\n    return 7\n"


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("module", ["core/compiler.py", "core/plan.py", "core/repair/words.py", "messages.py"])
def test_an_edited_source_runs_itself_until_it_is_compiled_again(copy: Path, module: str) -> None:
    path = copy / "yibiao" / module
    before = path.read_text(encoding="utf-8")
    path.write_text(before + EDIT, encoding="utf-8")
    assert not run(RUNNING, source=copy)
    name = "yibiao." + module.removesuffix(".py").replace("/", ".")
    seven = f"import yibiao.core, importlib as i; print(i.import_module('{name}').numeral_of_a_test())"
    assert run(seven, source=copy) == 7
    path.write_text(before, encoding="utf-8")
    assert run(RUNNING, source=copy)


@pytest.mark.usefixtures("built")
def test_a_module_more_or_less_is_an_edit(copy: Path) -> None:
    (copy / "yibiao" / "core" / "another.py").write_text('"""New."""\n', encoding="utf-8")
    assert not run(RUNNING, source=copy)


FOLDER = "import json; from yibiao import compiled; print(json.dumps(compiled.folder()))"


def stand_in(folder: Path, digest: str) -> Path:
    """Make a package that is compiled by name only; return the folder to look for it in."""
    (folder / "yibiao_compiled").mkdir(parents=True)
    (folder / "yibiao_compiled" / "__init__.py").write_text(f'DIGEST = "{digest}"\n', encoding="utf-8")
    (folder / "yibiao_compiled__mypyc.py").write_text("", encoding="utf-8")
    return folder


def test_only_the_digest_of_this_very_source_counts(tmp_path: Path) -> None:
    right = stand_in(tmp_path / "right", compiled.digest())
    assert run(FOLDER, extra=right) == str(right / "yibiao_compiled")
    assert run(FOLDER, extra=right, YIBIAO_COMPILED="no") is None
    assert run(FOLDER, extra=stand_in(tmp_path / "wrong", "0" * 64)) is None


def test_what_cannot_be_loaded_is_passed_over(tmp_path: Path) -> None:
    folder = stand_in(tmp_path, compiled.digest())
    (folder / "yibiao_compiled__mypyc.py").write_text("raise ImportError('of another system')", encoding="utf-8")
    assert run(FOLDER, extra=folder) is None
    assert run(RUNNING, extra=folder) is False


def imports(path: Path) -> set[str]:
    """Return the modules of Yibiao that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("yibiao"):
            found |= {f"{node.module}.{name.name}" for name in node.names}
            found |= {node.module or ""} - {"yibiao"}  # which only hands on, lazily, what others hold
    return found


def file_of(module: str) -> Path | None:
    path = SOURCE / module.replace(".", "/")
    return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()), None)


def test_the_digest_covers_all_that_is_compiled_and_all_it_imports() -> None:
    waiting = [SOURCE / "yibiao" / "core" / f"{name}.py" for name in compiled.MODULES]
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += filter(None, map(file_of, imports(path)))
    assert len(seen) > len(compiled.MODULES)
    covered = {(SOURCE / "yibiao" / folder).resolve() for folder in compiled._FOLDERS}
    assert {path for path in seen if path.resolve().parent not in covered} == set()


# --- the same answers


def lines(built: str) -> list[Any]:
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "both_builds.py"],
        env=environment(YIBIAO_COMPILED=built),
        capture_output=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


@pytest.mark.usefixtures("built")
def test_both_give_the_same_plans_and_the_same_errors() -> None:
    which, *ours = lines("yes")
    other, *theirs = lines("no")
    assert (which, other) == ({"compiled": True}, {"compiled": False})
    assert [name for name, _ in ours] == [name for name, _ in theirs]
    assert [one[0] for one, two in zip(ours, theirs, strict=True) if one[1] != two[1]] == []
    said = [text for _, text in ours]
    assert sum(text.startswith("{") for text in said) > 60
    assert sum(text.startswith("UnusableInput: ") for text in said) >= 3


# --- what compiled code could do otherwise


PICKLED = """
import json, pickle
from samples import EXAMPLE, text_of
from yibiao import compiled
from yibiao.core.compiler import compile_source
from yibiao.core.source import SourceText
plan = compile_source(SourceText(text_of(EXAMPLE)))
again = pickle.loads(pickle.dumps(plan))
task = plan.tasks[0]
print(json.dumps([compiled.is_running(), again == plan, type(again) is type(plan), isinstance(task, tuple),
    task._replace(title="x").title, list(task._fields) == list(task._asdict())]))
"""


@pytest.mark.usefixtures("built")
def test_values_stay_named_tuples_that_can_be_pickled() -> None:
    assert run(PICKLED) == [True, True, True, True, "x", True]


BROKEN = """
import json, traceback
from yibiao import compiled
from yibiao.core.spans import Edit, apply_edits
try:
    apply_edits("abc", [Edit(1, 2, "x"), Edit(0, 1, "y")])
except ValueError as error:
    last = traceback.extract_tb(error.__traceback__)[-1]
    print(json.dumps([compiled.is_running(), str(error), last.name, last.lineno, last.filename]))
"""


@pytest.mark.usefixtures("built")
def test_a_traceback_names_the_line_of_the_source() -> None:
    running, said, name, line, path = run(BROKEN)
    bare = run(BROKEN, YIBIAO_COMPILED="no")
    assert (running, bare[0]) == (True, False)
    assert [said, name, line] == bare[1:4]
    assert re.search(r"yibiao/core/spans\.py$", path)


# A shell that runs the tests in the background has its children ignore interrupts; Python then does too.
LONG = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from yibiao import compiled
from yibiao.core.compiler import compile_source
from yibiao.core.source import SourceText
assert compiled.is_running()
text = SourceText("一、到2025年，建设科技创新平台20个。（牵头单位：市科技局）\\n" * 3000)
print("begun", flush=True)
while True:
    compile_source(text)
"""


@pytest.mark.usefixtures("built")
def test_it_can_be_interrupted() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", LONG], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert b"KeyboardInterrupt" in said


def functions(tree: ast.Module) -> dict[str, set[str]]:
    """Return what each function of a module calls by its bare name, or on `self`."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            calls = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
            found[node.name] = {call.id for call in calls if isinstance(call, ast.Name)}
    return found


# Each goes a level down for a stretch of one clause or word, whose length is bounded.
BOUNDED = {
    ("figures", "alternation"),
    ("figures", "_endings"),
    ("roles", "_sentence"),
    ("unitnames", "_conjoined"),
    ("unitnames", "_conjoined_names"),
}


def test_compiled_code_calls_itself_only_where_the_depth_is_bounded() -> None:
    """Python stops a runaway recursion with an error; machine code would end the process."""
    deep = set()
    for module in compiled.MODULES:
        calls = functions(ast.parse((SOURCE / "yibiao" / "core" / f"{module}.py").read_text(encoding="utf-8")))
        for name in calls:
            reached, waiting = set(), [name]
            while waiting:
                more = calls.get(waiting.pop(), set()) - reached
                reached |= more
                waiting += more
            deep |= {(module, name)} if name in reached else set()
    assert deep == BOUNDED
