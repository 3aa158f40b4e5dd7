"""An entry of the log, its one canonical line, and personal data that stand outside it.

The canonical line is JSON in UTF-8 without spaces or line break: the members in the order of `Entry`, the members
of objects within a value by code point, nothing escaped that JSON does not ask for. Equal entries have equal lines,
and no other line says the same, so that the hash of the line is the hash of the entry.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from yibiao.core.audit.lines import LARGEST, MOST_BYTES, check_moment, check_number, is_hex, read_json
from yibiao.core.audit.merkle import leaf_hash

DEEPEST = 16  # levels of lists and objects within one value
SALT_BYTES = 16
_DIGEST, _SALT = 64, 2 * SALT_BYTES  # hex digits

_PLAIN = frozenset({str, bool, type(None)})
_values = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, check_circular=False, separators=(",", ":")
).encode
_text = encode_basestring


class NotCanonical(ValueError):  # noqa: N818  says what the line is
    """A line that says what an entry says, in other bytes."""


class Entry(NamedTuple):
    """One thing that happened; a part that does not apply is the empty text."""

    seq: int  # the index of its leaf, from 0
    at: str  # UTC, 2026-01-31T08:00:00.000000Z
    actor: str  # an opaque name: person:12, system, command:load
    acting_for: str  # the same, for whom
    unit: str  # the code of the unit it was done for
    action: str  # a dotted name: plan.publish
    object: str  # what it was done to: plan:5
    plan: str  # the id of the plan that the object belongs to
    changes: tuple[tuple[str, Any, Any], ...]  # field, old value, new value: JSON without floats
    reason: str
    request: str  # the id by which a client repeats a request


_FIELDS = list(Entry._fields)


def canonical(entry: Entry) -> bytes:
    """Return the line of an entry; raise `ValueError` if it holds what an entry can't."""
    seq, at, actor, acting_for, unit, action, object_, plan, changes, reason, request = entry
    check_number(seq)
    check_moment(at)
    try:
        _check_changes(changes)
        line = (
            f'{{"seq":{seq},"at":"{at}","actor":{_text(actor)},"acting_for":{_text(acting_for)}'
            f',"unit":{_text(unit)},"action":{_text(action)},"object":{_text(object_)},"plan":{_text(plan)}'
            f',"changes":{_values(changes)},"reason":{_text(reason)},"request":{_text(request)}}}'
        ).encode()
    except TypeError as error:
        raise ValueError(f"not an entry: {error}") from error
    if not actor or not action or len(line) > MOST_BYTES:
        raise ValueError("an entry needs an actor, an action and at most 4 MiB")
    return line


def parse(line: bytes) -> Entry:
    """Return the entry of a line; raise `NotCanonical` for other bytes of one, `ValueError` for anything else."""
    values = read_json(line)
    if type(values) is not dict or values.keys() != set(_FIELDS) or type(values["changes"]) is not list:
        raise ValueError("other members than those of an entry")
    for change in values["changes"]:
        if type(change) is not list or len(change) != 3:
            raise ValueError("a change is a field, an old and a new value")
    entry = Entry(**{**values, "changes": tuple(map(tuple, values["changes"]))})
    if canonical(entry) != line:
        raise NotCanonical("the same entry in other bytes")
    return entry


def leaf(entry: Entry) -> bytes:
    """Return the hash of the leaf that holds an entry."""
    return leaf_hash(canonical(entry))


def line_of(entry: Entry) -> bytes:
    """Return the line of an entry put together from stored columns; for what is no entry, one that can't be read.

    For the check of a database: what somebody wrote into a column is a fault to report and not an exception.
    """
    try:
        return canonical(entry)
    except ValueError:
        return b""


def _check_changes(changes: tuple[tuple[str, Any, Any], ...]) -> None:
    if not isinstance(changes, tuple | list):
        raise TypeError("changes are a tuple")
    for change in changes:
        field, old, new = change
        if not isinstance(field, str) or not isinstance(change, tuple | list):
            raise TypeError("a change is a field, an old and a new value")
        # Nearly every value is plain text, and a form saves fifty of them at a time.
        if type(old) not in _PLAIN:
            _check_value(old, 1)
        if type(new) not in _PLAIN:
            _check_value(new, 1)


def _check_value(value: object, depth: int) -> None:
    if isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise ValueError("more than 64 bits")
    elif isinstance(value, list | tuple):
        _check_depth(depth)
        for item in value:
            _check_value(item, depth + 1)
    elif isinstance(value, dict):
        _check_depth(depth)
        _check_object(value, depth)
    elif value is not None and not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} is no value of the log; write it as text")


def _check_object(value: Mapping[Any, Any], depth: int) -> None:
    if "sealed" in value and (len(value) != 1 or not is_hex(value["sealed"], _DIGEST)):
        raise ValueError("a sealed value is a digest and nothing beside it")
    for name, item in value.items():
        if not isinstance(name, str):
            raise TypeError("names of members are text")
        _check_value(item, depth + 1)


def _check_depth(depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError("nested too deep")


# --- personal data


class Personal(NamedTuple):
    """A personal datum beside the log: entries hold its digest, and it can be erased for good."""

    digest: str  # 64 hex digits
    salt: str  # 32 hex digits, drawn anew for each value
    value: str


def sealed(value: str, salt: bytes) -> dict[str, str]:
    """Return what stands in an entry instead of a personal datum; `salt` is 16 random bytes used for nothing else."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 16 bytes")  # of one length, or two pairs of salt and value could be one
    return {"sealed": sha256(salt + value.encode()).hexdigest()}


def seal(value: str, salt: bytes) -> Personal:
    """Return what stands beside the log for a personal datum sealed with `salt`."""
    return Personal(sealed(value, salt)["sealed"], salt.hex(), value)


def personal_line(datum: Personal) -> bytes:
    """Return the line of a personal datum in an export."""
    return _values(datum._asdict()).encode()


def parse_personal(line: bytes) -> Personal:
    """Return the personal datum of a line; raise `ValueError` for anything else."""
    values = read_json(line)
    if type(values) is not dict or values.keys() != set(Personal._fields):
        raise ValueError("other members than those of a personal datum")
    datum = Personal(**values)
    if not (is_hex(datum.digest, _DIGEST) and is_hex(datum.salt, _SALT)):
        raise ValueError("no digest or no salt")
    if not isinstance(datum.value, str):
        raise ValueError("a personal datum is text")
    datum.value.encode()  # half of a surrogate pair is a ValueError
    return datum


def is_bound(datum: Personal) -> bool:
    """Tell whether a personal datum is the one that its digest was made of."""
    return sealed(datum.value, bytes.fromhex(datum.salt))["sealed"] == datum.digest


def digests(entry: Entry) -> Iterator[str]:
    """Yield the digests of all personal data that an entry speaks of."""
    for _, old, new in entry.changes:
        if type(old) not in _PLAIN:
            yield from _digests(old)
        if type(new) not in _PLAIN:
            yield from _digests(new)


def _digests(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if "sealed" in value:
            yield value["sealed"]
        else:
            for item in value.values():
                yield from _digests(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _digests(item)
