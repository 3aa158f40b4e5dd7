"""Plain values as JSON and YAML text: deterministic, exact in every digit and character, made to be read.

PyYAML's own writer turns `Decimal` into floats, spreads a span over three lines and loses some line breaks
(U+0085) in block scalars. The YAML written here says the same to YAML 1.1 and 1.2 readers: any string that
either could take for something else is quoted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

# A flow collection is written on one line up to this width (columns; a Han character takes two).
_FLOW_WIDTH = 110
# A string of one line longer than this, or of several lines, becomes a block scalar.
_BLOCK_LENGTH = 60

_SURROGATE = re.compile("[\ud800-\udfff]")
# What a YAML stream may not hold bare, and what some readers fold into a line end.
_NOT_BARE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
# A string that is safe without quotes: begins with a Han character, a letter or a CJK mark, and goes on
# without anything that is an indicator anywhere.
_PLAIN = re.compile(
    r"[\u3007-\u9fff（《“〔A-Za-z_][\w\u3000-\u303f（），。、；“”/.·%-]*(?: [\w（）《》“”〔〕/.·%-]+)*"
)
# Words that YAML 1.1 reads as a boolean, a number or nothing.
_WORDS = frozenset(["y", "n", "yes", "no", "true", "false", "on", "off", "null"])

_WIDE = re.compile("[\u2e80-\uffef]")

_KNOWN: dict[Any, str] = {None: "null", True: "true", False: "false"}


def dumps_json(value: Any) -> str:
    """Return `value` as JSON: two spaces a level, lists of numbers on one line, no final line break."""
    return _SURROGATE.sub(_escape, _json(value, "\n"))


def dumps_yaml(value: Mapping[str, Any]) -> str:
    """Return the mapping `value` as YAML: block style, spans and units in one line, long text in blocks."""
    if not value:
        return "{}\n"
    return "".join(f"{line}\n" for line in _yaml_mapping(value, ""))


def number_text(value: int | float | Decimal) -> str:
    """Return a number with exactly its digits, never in scientific notation (1.4, not 14E-1)."""
    if isinstance(value, int):
        return str(value)
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        raise ValueError(f"{value} is no number of a plan")
    return format(exact, "f")


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _atom(value: Any) -> str | None:
    """Return null, a boolean or a number as both notations write it; None for anything else."""
    if value is None or isinstance(value, bool):
        return _KNOWN[value]
    return number_text(value) if isinstance(value, int | float | Decimal) else None


# JSON ------------------------------------------------------------------------------------------------


def _json(value: Any, newline: str) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        return _json_object(value, newline)
    return _json_array(value, newline) if isinstance(value, list | tuple) else _json_atom(value)


def _json_atom(value: Any) -> str:
    text = _atom(value)
    if text is None:
        raise TypeError(f"{type(value).__name__} is no JSON value")
    return text


def _json_object(value: dict[str, Any], newline: str) -> str:
    if not value:
        return "{}"
    inner = newline + "  "
    members = [f"{encode_basestring(key)}: {_json(item, inner)}" for key, item in value.items()]
    return f"{{{inner}{f',{inner}'.join(members)}{newline}}}"


def _json_array(value: Sequence[Any], newline: str) -> str:
    flow = _flow_numbers(value)
    if flow is not None:
        return flow
    inner = newline + "  "
    return f"[{inner}{f',{inner}'.join(_json(item, inner) for item in value)}{newline}]"


# YAML ------------------------------------------------------------------------------------------------


def _yaml_mapping(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, item in value.items():
        yield from _yaml_entry(f"{indent}{_yaml_string(key)}:", item, indent + "  ")


def _yaml_entry(lead: str, value: Any, indent: str) -> Iterator[str]:
    """Yield the lines of `value` behind `lead` (a key or a dash); what follows is indented by `indent`."""
    flow = _flow(value)
    if isinstance(value, str) and _is_block(value):
        yield from _block(lead, value, indent)
    elif flow is not None and _columns(lead + flow) <= _FLOW_WIDTH:
        yield f"{lead} {flow}"
    elif isinstance(value, dict):
        yield from _nested(lead, _yaml_mapping(value, indent), indent)
    elif isinstance(value, list | tuple):
        yield from _nested(lead, _yaml_sequence(value, indent), indent)
    else:
        yield f"{lead} {_yaml_atom(value)}"


def _columns(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _is_block(value: str) -> bool:
    return (len(value) > _BLOCK_LENGTH or "\n" in value) and not _NOT_BARE.search(value)


def _nested(lead: str, lines: Iterator[str], indent: str) -> Iterator[str]:
    """Yield `lines` under a key, or beside a dash."""
    if lead.endswith("-"):
        yield lead + " " + next(lines)[len(indent) :]
    else:
        yield lead
    yield from lines


def _yaml_sequence(value: Sequence[Any], indent: str) -> Iterator[str]:
    for item in value:
        yield from _yaml_entry(f"{indent}-", item, indent + "  ")


def _flow(value: Any) -> str | None:
    """Return a small collection of scalars (or of spans) in flow style, or None where blocks read better."""
    if isinstance(value, dict):
        return _flow_mapping(value)
    if not isinstance(value, list | tuple):
        return None
    if not value:
        return "[]"
    parts = [_flow_numbers(item) if isinstance(item, list | tuple) else _atom(item) for item in value]
    return None if None in parts else f"[{', '.join(map(str, parts))}]"


def _flow_numbers(value: Sequence[Any]) -> str | None:
    """Return a list of null, booleans and numbers on one line, or None for any other."""
    atoms = [text for item in value if (text := _atom(item)) is not None]
    return f"[{', '.join(atoms)}]" if len(atoms) == len(value) else None


def _flow_mapping(value: Mapping[str, Any]) -> str | None:
    parts = []
    for key, item in value.items():
        text = _flow(item) if isinstance(item, list | tuple) else _yaml_scalar(item)
        if text is None:
            return None
        parts.append(f"{_yaml_string(key)}: {text}")
    return f"{{{', '.join(parts)}}}"


def _yaml_scalar(value: Any) -> str | None:
    return None if isinstance(value, dict) else _yaml_atom(value)


def _yaml_atom(value: Any) -> str:
    return _yaml_string(value) if isinstance(value, str) else _json_atom(value)


def _yaml_string(value: str) -> str:
    if len(value) <= _BLOCK_LENGTH and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return _NOT_BARE.sub(_escape, encode_basestring(value))


def _block(lead: str, value: str, indent: str) -> Iterator[str]:
    """Yield a literal block scalar; the header says how it ends and, for leading blanks, its indentation."""
    body = value.rstrip("\n")
    ends = len(value) - len(body)
    if not body or ends > 1:
        yield f"{lead} {_NOT_BARE.sub(_escape, encode_basestring(value))}"
        return
    hint = "2" if body[0] in " \n\t" else ""
    yield f"{lead} |{hint}{'' if ends else '-'}"
    for line in body.split("\n"):
        yield indent + line if line else ""
