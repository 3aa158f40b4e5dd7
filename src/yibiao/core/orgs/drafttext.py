"""A drafted unit pack as YAML, with comments that say what the office has to fill in and check."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from yibiao.core.emit import dumps_json, dumps_yaml
from yibiao.core.orgs.book import group_values, unit_values
from yibiao.core.orgs.draft import NO_DATE, Draft
from yibiao.core.orgs.pack import FORMAT, KINDS, Group
from yibiao.messages import say

# An entry wider than this takes a line for each field.
_WIDTH = 110


def draft_text(made: Draft, lang: str | None = None) -> str:
    """Return the YAML file of a draft, its comments in `lang`; it loads without faults."""
    common = _common(made)
    lines = [*_head(made, common, lang), "", *_units(made, common, lang), "", *_groups(made, common, lang)]
    return "\n".join(lines) + "\n"


def _common(made: Draft) -> Mapping[str, str]:
    """Return the source and mark that most entries share; the head says them once for all."""
    often = Counter((unit.source, unit.mark) for unit in made.pack.units)
    (source, mark), _ = often.most_common(1)[0]
    return {"source": source, "mark": mark}


def _own(values: Mapping[str, Any], common: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of an entry that the head has not said."""
    return {name: value for name, value in values.items() if common.get(name) != value}


def _said(lang: str | None, key: str, indent: str = "", **args: object) -> Iterator[str]:
    """Yield a sentence as comment lines."""
    for line in say(f"unitdraft.{key}", lang, **args).splitlines():
        yield f"{indent}# {_harmless(line)}"


def _harmless(text: str) -> str:
    """Return words of a document as a comment can hold them."""
    return "".join(char if char.isprintable() else " " for char in text)


def _head(made: Draft, common: Mapping[str, str], lang: str | None) -> Iterator[str]:
    document = made.document
    yield from _said(lang, "head", title=document.plan_title or document.title or document.source.name)
    if made.known:
        yield from _said(lang, "known", pack=made.known.title)
    yield from _said(lang, "marks")
    pack = made.pack
    yield from _entries({"format": FORMAT, "id": pack.id, "title": pack.title})
    if pack.as_of == NO_DATE:
        yield from _said(lang, "no-date")
    yield from _entries({"as_of": pack.as_of, "region": pack.region})
    yield from _said(lang, "issuers" if pack.issuers else "no-issuers")
    yield f"issuers: {_flow(pack.issuers)}"
    yield from (f"{name}: {_flow(value)}" for name, value in common.items())
    if made.left:
        yield from _said(lang, "left", names="、".join(made.left))


def _entries(values: Mapping[str, Any]) -> Iterator[str]:
    yield from dumps_yaml(values).splitlines()


def _units(made: Draft, common: Mapping[str, str], lang: str | None) -> Iterator[str]:
    yield "units:"
    for kind in KINDS:
        units = [unit for unit in made.pack.units if unit.kind == kind]
        if units or kind in ("district", "zone"):
            yield from _said(lang, f"kind-{kind}", "  ")
        for unit in units:
            yield from _entry(_own(unit_values(unit, made.pack.region), common))


def _groups(made: Draft, common: Mapping[str, str], lang: str | None) -> Iterator[str]:
    yield from _said(lang, "groups")
    if not made.pack.groups:
        yield "groups: []"
        return
    yield "groups:"
    for group in made.pack.groups:
        yield from _group(group, common, lang)


def _group(group: Group, common: Mapping[str, str], lang: str | None) -> Iterator[str]:
    if group.mark == "?":
        key = "open-group" if group.open else "guessed-group"
        yield from _said(lang, key if group.members else "empty-group", "  ")
    yield from _entry(_own(group_values(group), common))


def _entry(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield an entry of a list: on one line where it fits, else a field a line."""
    whole = f"  - {_flow(values)}"
    if _columns(whole) <= _WIDTH:
        yield whole
        return
    for at, (name, value) in enumerate(values.items()):
        yield f"{'    ' if at else '  - '}{name}: {_flow(value)}"


def _flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name}: {_flow(item)}' for name, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flow, value))}]"
    text = _harmless(value) if isinstance(value, str) else value
    plain = dumps_yaml({"x": text}).rstrip("\n")[3:]
    # Long text would become a block, which has no place on a line.
    return dumps_json(text) if "\n" in plain else plain


def _columns(text: str) -> int:
    """Return the width of a line, a Han character being two columns."""
    return sum(1 + (char > "\u2e80") for char in text)
