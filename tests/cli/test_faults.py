"""Whatever a user gets wrong is one line on standard error and exit code 2, in the language asked for."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import environment, one_line, yibiao

from made_plans import SMALL
from yibiao.core.serialise import dumps_json, to_dict

SMALL_JSON = dumps_json(to_dict(SMALL))


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "small.json"
    path.write_text(SMALL_JSON, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        ((), "缺少参数", "missing"),
        (("frob",), "frob", "frob"),
        (("compile",), "缺少参数 FILE", "missing FILE"),
        (("compile", "x.txt", "--format", "xml"), "不能是 'xml'", "'xml' is not possible"),
        (("compile", "x.txt", "--jobs", "many"), "'many' 不是有效的值", "'many' is not a valid value"),
        (("compile", "x.txt", "--jobs", "0"), "不小于 1", "from 1 on"),
        (("compile", "x.txt", "-o"), "需要一个值", "expected one value"),
        (("compile", "-", "-"), "只能用一次", "can be used once"),
        (("compile", "x.txt", "--frob"), "不认识的参数", "unrecognized"),
        (("compile", "nowhere.txt"), "找不到这个文件", "there is no such file"),
        (("compile", "a.txt", "b.txt"), "请用 -o 给出输出文件夹", "give one with -o"),
        (("show", "nowhere.txt"), "缺少参数", "missing"),
        (("diff", "a"), "缺少参数", "missing"),
        (("diff", "-", "-"), "只能用一次", "can be used once"),
        (("check", "nowhere.txt"), "找不到这个文件", "there is no such file"),
    ],
)
def test_wrong_arguments(arguments, zh, en, tmp_path):
    assert zh in one_line(yibiao(*arguments, cwd=tmp_path))
    assert en in one_line(yibiao("--lang=en", *arguments, cwd=tmp_path))


def test_unusable_files(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "bad.yaml").write_text("format: yibiao-plan/1\ntasks: >=\n", encoding="utf-8")
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    (tmp_path / "none").mkdir()
    for name, words in (
        ("empty.txt", "空"),
        ("binary.txt", "二进制"),
        ("bad.yaml", "bad.yaml:2: "),
        ("other.json", "不是方案文件"),
        ("none", "没有可读取的文件"),
    ):
        for command in ("compile", "check"):
            assert words in one_line(yibiao(command, name, cwd=tmp_path)), name


def test_a_bad_plan_says_line_and_expectation(plan, tmp_path):
    plan.write_text(SMALL_JSON.replace('">="', '"=>"'), encoding="utf-8")
    line = SMALL_JSON[: SMALL_JSON.index('">="')].count("\n") + 1
    assert f"small.json:{line}: targets[0].comparator: 应为" in one_line(
        yibiao("compile", "small.json", cwd=tmp_path)
    )


def test_outputs_that_cannot_be_written(plan, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "不存在" in one_line(yibiao("compile", plan, "-o", tmp_path / "none" / "x.json"))
    assert "却是文件" in one_line(yibiao("compile", plan, plan, "-o", tmp_path / "file"))
    assert "就是输入文件" in one_line(yibiao("compile", plan, "-o", plan))
    assert "就是输入文件" in one_line(yibiao("compile", plan, "-o", f"{tmp_path}/"))
    assert "是文件夹" in one_line(yibiao("show", plan, "-o", tmp_path))
    assert plan.read_text(encoding="utf-8") == SMALL_JSON


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="this system has no /dev/full to stand for a full disk"
)
def test_full_disk(plan):
    assert "磁盘已满" in one_line(yibiao("compile", plan, "-o", "/dev/full"))
    for command in (("compile", plan), ("summary", plan)):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "yibiao", *map(os.fspath, command)],
                stdout=full,
                stderr=subprocess.PIPE,
                env=environment(),
                check=False,
            )
        assert done.returncode == 2
        assert done.stderr.decode().count("\n") == 1
        assert "磁盘已满" in done.stderr.decode()


@pytest.mark.parametrize("command", ["compile", "summary"])
def test_closed_pipe(plan, command):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "yibiao", command, os.fspath(plan)],
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment(),
        check=False,
    )
    os.close(writer)
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 1


def test_nothing_half_written(plan, tmp_path):
    out = tmp_path / "out.json"
    out.write_text("old", encoding="utf-8")
    plan.write_text(SMALL_JSON[:-20], encoding="utf-8")
    one_line(yibiao("compile", plan, "-o", out))
    assert out.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.json", "small.json"]


def test_a_new_file_has_the_usual_rights_and_an_old_one_keeps_its_own(plan, tmp_path):
    out = tmp_path / "out.json"
    (tmp_path / "probe").touch()
    assert yibiao("compile", plan, "-o", out).returncode == 0
    assert out.stat().st_mode == (tmp_path / "probe").stat().st_mode
    out.chmod(0o640)
    assert yibiao("compile", plan, "-o", out).returncode == 0
    assert out.stat().st_mode & 0o777 == 0o640


# A shell ignores Ctrl-C for a command in the background, and so does all that it starts: this hears it again.
_HEARING = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_ctrl_c_ends_everything_with_130(tmp_path):
    pipe = tmp_path / "never.txt"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [sys.executable, "-c", _HEARING, "-m", "yibiao", "compile", os.fspath(pipe)],
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    writer = os.open(pipe, os.O_WRONLY)  # returns once the child process reads
    time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    out, error = process.communicate(timeout=20)
    os.close(writer)
    assert (out, error.decode(), process.returncode) == (b"", "yibiao: 已中断\n", 130)


def test_a_file_name_that_is_no_text(tmp_path):
    name = os.fsencode(tmp_path) + b"/\xff\xfe.txt"
    try:
        Path(os.fsdecode(name)).write_text("关于印发方案的通知\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system allows text names only")
    done = yibiao("compile", os.fsdecode(name), "--format", "yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert "�" in done.stdout
