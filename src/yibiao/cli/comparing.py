"""``yibiao diff OLD NEW``: what a revision changes, one line a change, its sentences indented below."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from yibiao.cli import DONE
from yibiao.cli.arguments import UsageFault
from yibiao.cli.inputs import read_input, run_one
from yibiao.cli.jobs import changes
from yibiao.cli.output import one_line, write_line
from yibiao.cli.wording import plain_figure
from yibiao.core.diff import Change
from yibiao.core.emit import dumps_json
from yibiao.core.plan import ROLES
from yibiao.messages import say


def run(options: Namespace) -> int:
    """Say what changed; return the exit code."""
    if options.old == options.new == "-":
        raise UsageFault(say("cli.stdin-twice", options.lang))
    old, new = read_input(options.old), read_input(options.new)
    found = run_one(changes, old, new, options.ocr, name=options.new)
    if options.format == "json":
        write_line(dumps_json([change._asdict() for change in found]))
        return DONE
    for change in found:
        for line in describe(change, options.lang):
            write_line(line)
    write_line(say("diff.counts" if found else "diff.none", options.lang, count=len(found)))
    return DONE


def describe(change: Change, lang: str) -> Iterator[str]:
    """Yield the line of a change, and below it what it is about."""
    about = say(f"diff.{change.subject}", lang, id=change.id or change.old_id or "", title=change.title)
    field = say(f"diff.field-{change.field}", lang) if _has_name(change) else ""
    old, new = _value(change.old, lang), _value(change.new, lang)
    value = f" {new if change.kind == 'added' else old}" if change.field else ""
    said = say(f"diff.{change.kind}", lang, field=field, old=old, new=new, value=value)
    yield one_line(f"{about.strip()}: {said}")
    if change.kind == "reworded":
        yield from (f"  - {one_line(text)}" for text in change.old)
        yield from (f"  + {one_line(text)}" for text in change.new)
    elif change.subject == "task" and change.kind in ("added", "removed"):
        yield from _roles(change.new or change.old or {}, lang)


def _has_name(change: Change) -> bool:
    return change.kind in ("changed", "units-added", "units-removed")


def _roles(outline: dict[str, Any], lang: str) -> Iterator[str]:
    for name in (*ROLES, "deadline"):
        if name in outline:
            yield f"    {say(f'diff.field-{name}', lang)} {_value(outline[name], lang)}"


def _value(value: Any, lang: str) -> str:
    """Return a value before or after a change in words."""
    if value is None or value in ([], {}, ""):
        return say("diff.nothing", lang)
    if isinstance(value, bool):
        return say(f"diff.{str(value).lower()}", lang)
    if isinstance(value, dict):
        return _fields(value, lang)
    if isinstance(value, list):
        return say("diff.separator", lang).join(_value(item, lang) for item in value)
    return str(value)


def _fields(value: dict[str, Any], lang: str) -> str:
    if "comparator" in value:
        return plain_figure(value)
    if value.keys() <= {"year", "value"}:
        return " ".join(str(item) for item in value.values())
    words = {True: "cli.present", False: "cli.missing"}
    parts = [f"{name} ({say(words[item], lang)})" for name, item in value.items()]
    return say("diff.separator", lang).join(parts)
