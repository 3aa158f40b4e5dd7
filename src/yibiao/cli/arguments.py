"""The arguments of every command, with help in Chinese and English."""

import argparse
import re
from argparse import Namespace
from collections.abc import Callable, Sequence
from functools import partial
from gettext import gettext
from importlib import import_module
from itertools import pairwise
from typing import Any, NoReturn

from yibiao import __version__
from yibiao.messages import LANGUAGES, language, say

# Where each command is (its function is `run` unless named); it takes the parsed options and returns the exit code.
COMMANDS = {
    "compile": "yibiao.cli.compiling",
    "show": "yibiao.cli.showing",
    "check": "yibiao.cli.checking",
    "diff": "yibiao.cli.comparing",
    "summary": "yibiao.cli.summary",
    "units": "yibiao.cli.drafting",
    "tables": "yibiao.cli.tables",
    "collect": "yibiao.cli.collecting",
    "serve": "yibiao.cli.serving",
    "work": "yibiao.cli.serving:run_work",
    "tick": "yibiao.cli.serving:run_tick",
    "hub": "yibiao.cli.hubbing",
    "audit": "yibiao.cli.auditing",
}
# Commands that read documents, and so may be told not to recognise scanned pages.
READING = ("compile", "show", "check", "diff", "summary", "units", "tables", "collect")

# argparse words its errors in English only; these are the ones a user can cause.
_CHOICE = "usage-choice"
_FAULTS = (
    (r"the following arguments are required: (?P<name>.+)", "usage-required"),
    (r"unrecognized arguments: (?P<name>.+)", "usage-unrecognized"),
    (r"argument (?P<name>.+?): invalid choice: (?P<found>.+) \(choose from (?P<choices>.+)\)", _CHOICE),
    (r"argument (?P<name>.+?): expected one argument", "usage-one"),
    (r"argument (?P<name>.+?): expected at least one argument", "usage-some"),
    (r"argument (?P<name>.+?): invalid .+ value: (?P<found>.+)", "usage-value"),
    (r"argument (?P<name>.+?): ignored explicit argument (?P<found>.+)", "usage-explicit"),
)


class UsageFault(Exception):  # noqa: N818  what the user typed, not what the program did
    """Arguments that can't be used; `str` is the sentence for the user."""


def language_of(arguments: Sequence[str]) -> str:
    """Return the language to speak before the arguments are parsed: that of the last ``--lang``, if any."""
    asked = None
    for one, two in pairwise((*arguments, "")):
        if one == "--lang":
            asked = two
        elif one.startswith("--lang="):
            asked = one.partition("=")[2]
    return language(asked)


def parse(arguments: Sequence[str], lang: str) -> Namespace:
    """Return the options of a command line; raise `UsageFault`, or `SystemExit` after help and version."""
    options = _parser(lang).parse_args(arguments)
    options.lang = lang
    return options


def command(options: Namespace) -> Callable[[Namespace], int]:
    """Return the function of the command that was asked for."""
    module, _, name = COMMANDS[options.command].partition(":")
    run: Callable[[Namespace], int] = getattr(import_module(module), name or "run")
    return run


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks the user's language and reports faults in one line."""

    def __init__(self, lang: str, **kwargs: Any) -> None:
        formatter: Any = partial(_Formatter, lang)
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=formatter, **kwargs)
        self._lang = lang
        self._positionals.title = say("cli.positionals", lang)
        self._optionals.title = say("cli.options", lang)
        self.add_argument("-h", "--help", action="help", help=say("cli.help-help", lang))
        said = say("cli.help-lang", lang)
        self.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=said)

    def error(self, message: str) -> NoReturn:
        said = _translated(message, self._lang)
        raise UsageFault(say("cli.see-help", self._lang, message=said, command=self.prog))


class _Formatter(argparse.HelpFormatter):
    def __init__(self, lang: str, prog: str) -> None:
        super().__init__(prog, max_help_position=28)
        self._lang = lang

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, say("cli.usage", self._lang) if prefix is None else prefix)


def _translated(message: str, lang: str) -> str:
    if gettext("show this help message and exit") != "show this help message and exit":
        return message  # argparse already speaks another language here
    for pattern, key in _FAULTS:
        found = re.fullmatch(pattern, message, re.S)
        if found:
            return say(f"cli.{key}", lang, **found.groupdict())
    return message


def _parser(lang: str) -> _Parser:
    said, end = say("cli.program", lang), say("cli.program-end", lang)
    parser = _Parser(lang, prog="yibiao", description=said, epilog=end)
    shown = say("cli.help-version", lang)
    parser.add_argument("--version", action="version", version=f"yibiao {__version__}", help=shown)
    title, metavar = say("cli.commands", lang), say("cli.command", lang)
    made_by: Any = partial(_Parser, lang)
    commands = parser.add_subparsers(
        title=title, metavar=metavar, dest="command", required=True, parser_class=made_by
    )
    for name in COMMANDS:
        said = say(f"cli.help-{name}", lang)
        made = commands.add_parser(name, help=said, description=said)
        if name in _VERBS:
            _add_verbs(made, lang, name)
            continue
        _ADD[name](partial(_add, made, lang))
        if name in READING:
            _add(made, lang, "--no-ocr", "no-ocr", dest="ocr", action="store_false")
    return parser


def _add_verbs(parser: argparse.ArgumentParser, lang: str, command: str) -> None:
    """Give a command its verbs, each with arguments of its own."""
    made_by: Any = partial(_Parser, lang)
    title, metavar = say("cli.commands", lang), say("cli.command", lang)
    verbs = parser.add_subparsers(title=title, metavar=metavar, dest="verb", required=True, parser_class=made_by)
    for verb, add in _VERBS[command].items():
        said = say(f"cli.help-{command}-{verb}", lang)
        add(partial(_add, verbs.add_parser(verb, help=said, description=said), lang))


def _add(parser: argparse.ArgumentParser, lang: str, flag: str, key: str, *more: str, **kwargs: Any) -> None:
    parser.add_argument(flag, *more, help=say(f"cli.help-{key}", lang), **kwargs)


_Add = Callable[..., None]


def _compile(add: _Add) -> None:
    add("files", "files", nargs="+", metavar="FILE")
    add("-o", "out", "--output", dest="out", metavar="OUT")
    add("--format", "plan-format", choices=("json", "yaml"))
    add("--with-text", "with-text", action="store_true")
    add("--jobs", "jobs", type=int, metavar="N")


def _show(add: _Add) -> None:
    add("file", "file", metavar="FILE")
    add("-o", "page", "--output", dest="out", metavar="PAGE.html", required=True)


def _check(add: _Add) -> None:
    add("files", "files", nargs="+", metavar="FILE")
    add("--format", "line-format", choices=("text", "json"), default="text")
    add("--jobs", "jobs", type=int, metavar="N")


def _diff(add: _Add) -> None:
    add("old", "old", metavar="OLD")
    add("new", "new", metavar="NEW")
    add("--format", "line-format", choices=("text", "json"), default="text")


def _summary(add: _Add) -> None:
    add("file", "file", metavar="FILE")


def _units(add: _Add) -> None:
    add("file", "file", metavar="FILE")
    add("-o", "out", "--output", dest="out", metavar="OUT")


def _tables(add: _Add) -> None:
    add("file", "file", metavar="FILE")
    add("-o", "folder", "--output", dest="out", metavar="DIR", default="tables")
    _decisions(add)
    add("--format", "table-formats", default="xlsx,docx,pdf", metavar="xlsx,docx,pdf")
    add("--columns", "columns", action="append", metavar="FORM.yaml")
    add("--period", "period", metavar="2021-04")
    add("--cut-off", "cut-off", metavar="DATE")
    add("--draft-split", "draft-split", metavar="OUT")
    add("--overwrite", "overwrite", action="store_true")


def _decisions(add: _Add) -> None:
    add("--units", "pack", metavar="PACK")
    add("--split", "split", metavar="FILE")


def _collect(add: _Add) -> None:
    add("file", "plan", metavar="PLAN")
    add("folder", "filled", metavar="DIR")
    add("-o", "returns", "--output", dest="out", metavar="OUT")
    _decisions(add)
    add("--columns", "columns", action="append", metavar="FORM.yaml")
    add("--period", "period", metavar="2021-04")


_ADD: dict[str, Callable[[_Add], None]] = {
    "compile": _compile,
    "show": _show,
    "check": _check,
    "diff": _diff,
    "summary": _summary,
    "units": _units,
    "tables": _tables,
    "collect": _collect,
}


def _serve(add: _Add) -> None:
    add("--host", "host", default="127.0.0.1", metavar="ADDRESS")
    add("--port", "port", type=int, default=8000, metavar="N")
    add("--workers", "workers", type=int, default=1, metavar="N")
    add("--threads", "threads", type=int, default=0, metavar="N")
    add("--demo", "demo", metavar="DIR")
    add("--demo-year", "demo-year", metavar="SEED", type=int)


def _nothing(_add: _Add) -> None:
    """Take no arguments."""


def _init(add: _Add) -> None:
    add("--units", "init-units", metavar="PACK")


def _admin(add: _Add) -> None:
    add("--login", "login", metavar="NAME")
    add("--all", "all-admins", dest="all", action="store_true")
    add("--reset-totp", "reset-totp", action="store_true")
    add("--address", "address", metavar="URL")


def _exchange(add: _Add) -> None:
    add("direction", "direction", choices=("export", "import"))
    add("file", "exchange-file", metavar="FILE")
    add("--dry-run", "dry-run", action="store_true")


def _backup(add: _Add) -> None:
    add("file", "backup-file", metavar="FILE")
    add("--with-keys", "with-keys", action="store_true")


def _restore(add: _Add) -> None:
    add("file", "backup-file", metavar="FILE")


def _audit_verify(add: _Add) -> None:
    add("path", "audit-path", nargs="?", default="", metavar="PATH")
    add("--key", "audit-key", metavar="HEX")
    add("--head", "kept-head", metavar="FILE")
    add("--every", "every", action="store_true")
    add("--format", "line-format", choices=("text", "json"), default="text")


def _audit_export(add: _Add) -> None:
    add("-o", "audit-export-out", "--output", dest="out", metavar="OUT", required=True)
    add("--personal", "audit-personal", action="store_true")


def _audit_verifier(add: _Add) -> None:
    add("-o", "verifier-out", "--output", dest="out", metavar="FILE")


_ADD.update({"serve": _serve, "work": _nothing, "tick": _nothing})
_VERBS: dict[str, dict[str, Callable[[_Add], None]]] = {
    "hub": {
        "init": _init,
        "admin": _admin,
        "units": _exchange,
        "people": _exchange,
        "backup": _backup,
        "restore": _restore,
        "dump": _restore,
        "load": _restore,
        "index": _nothing,
        "rotate-key": _nothing,
    },
    "audit": {"verify": _audit_verify, "export": _audit_export, "verifier": _audit_verifier},
}
