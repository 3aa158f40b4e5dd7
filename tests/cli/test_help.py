"""Help in both languages, columns on a terminal, and a public interface that costs nothing to import."""

import re
import string
import subprocess
import sys

import pytest
from running import environment, yibiao

import yibiao as package
from yibiao import packs
from yibiao.cli.arguments import COMMANDS, language_of
from yibiao.cli.columns import cut, pad, width


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_in_chinese_and_english(command):
    arguments = [command] if command else []
    chinese = yibiao(*arguments, "--help")
    english = yibiao(*arguments, "--help", "--lang", "en")
    assert chinese.returncode == english.returncode == 0
    assert re.search("[\u4e00-\u9fff]", chinese.stdout)
    assert "show this help" not in chinese.stdout
    assert not re.search("[\u4e00-\u9fff]", english.stdout)
    assert english.stdout.count("usage:") == 1


def test_help_names_every_command_and_no_other():
    listed = re.findall(r"^ {4}(\w+) ", yibiao("--help", "--lang=en").stdout, re.M)
    documents = ["compile", "show", "check", "diff", "summary", "units", "tables", "collect"]
    assert listed == list(COMMANDS) == [*documents, "serve", "work", "tick", "hub", "audit"]


def test_help_loads_no_reader_and_no_compiler():
    code = (
        "import sys; from yibiao.cli import main; main(['--help'])\n"
        "heavy = ('yibiao.core.', 'yibiao.files.', 'lxml', 'opencc')\n"
        "print([name for name in sys.modules if name.startswith(heavy)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), check=True)
    assert done.stdout.decode().splitlines()[-1] == "[]"


def test_importing_the_package_loads_nothing():
    code = "import sys, yibiao; print([name for name in sys.modules if name.startswith('yibiao.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), check=True)
    assert done.stdout.decode().strip() == "[]"


def test_every_public_name_is_there():
    for name in package.__all__:
        assert getattr(package, name) is not None
    assert set(package.__all__) <= set(dir(package))
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = package.nothing_of_the_kind


def test_version():
    assert yibiao("--version").stdout == f"yibiao {package.__version__}\n"


def test_language_is_found_before_parsing(monkeypatch):
    monkeypatch.delenv("YIBIAO_LANG", raising=False)
    assert language_of(["compile", "--lang", "en", "x"]) == "en"
    assert language_of(["--lang=en"]) == "en"
    assert language_of(["--lang"]) == language_of([]) == "zh"
    monkeypatch.setenv("YIBIAO_LANG", "en")
    assert language_of([]) == "en"
    assert language_of(["--lang", "zh"]) == "zh"


@pytest.mark.parametrize("book", ["cli", "diff", "planfile", "validate"])
def test_both_languages_fill_the_same_slots(book):
    for key, sentences in packs.load(f"messages/{book}").items():
        slots = [
            {name for _, name, _, _ in string.Formatter().parse(sentences[lang]) if name}
            for lang in ("zh", "en")
        ]
        assert slots[0] == slots[1], key


def test_columns():
    assert width("一表ab") == 6
    assert width("e\u0301") == 1
    assert cut("一二三四", 5) == "一二…"
    assert cut("abc", 3) == "abc"
    assert pad("一", 4) == "一  "
    assert width(pad("一二三四五", 8)) == 8
