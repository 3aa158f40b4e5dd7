"""An entry has one line, a line has one entry, and personal data can go without the line changing."""

import enum
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_logs import entry, salt
from yibiao.core.audit.entries import (
    DEEPEST,
    LARGEST,
    MOST_BYTES,
    Entry,
    NotCanonical,
    Personal,
    canonical,
    digests,
    is_bound,
    leaf,
    line_of,
    parse,
    parse_personal,
    personal_line,
    seal,
    sealed,
)
from yibiao.core.audit.merkle import leaf_hash
from yibiao.packs.verifier import yibiao_verify as second

steady = settings(deadline=None)

texts = st.text(st.characters(codec="utf-8"), max_size=12)
numbers = st.integers(-LARGEST, LARGEST)
names = texts.filter(lambda name: name != "sealed")
values = st.recursive(
    st.none() | st.booleans() | numbers | texts | st.binary(min_size=16, max_size=16).map(lambda one: sealed("甲", one)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
moments = st.datetimes().map(lambda at: f"{at.replace(microsecond=0).isoformat()}.{at.microsecond:06}Z")
entries = st.builds(
    Entry,
    st.integers(0, LARGEST),
    moments,
    texts.filter(bool),
    texts,
    texts,
    texts.filter(bool),
    texts,
    texts,
    st.lists(st.tuples(texts, values, values), max_size=3).map(tuple),
    texts,
    texts,
)

WHOLE = Entry(
    7,
    "2026-01-31T08:00:00.000001Z",
    "person:12",
    "person:3",
    "汉阳区",
    "plan.publish",
    "plan:5",
    "5",
    (("title", None, "方案\n\"甲\"\x01\u2028"), ("size", -1, {"b": [True], "a": LARGEST})),
    "经批准",
    "0f6d",
)
LINE = (
    '{"seq":7,"at":"2026-01-31T08:00:00.000001Z","actor":"person:12","acting_for":"person:3","unit":"汉阳区"'
    ',"action":"plan.publish","object":"plan:5","plan":"5"'
    ',"changes":[["title",null,"方案\\n\\"甲\\"\\u0001\u2028"],["size",-1,{"a":9223372036854775807,"b":[true]}]]'
    ',"reason":"经批准","request":"0f6d"}'
).encode()


def test_the_line_of_an_entry_byte_for_byte():
    assert canonical(WHOLE) == LINE
    assert parse(LINE) == WHOLE
    assert leaf(WHOLE) == leaf_hash(LINE)
    assert leaf(WHOLE).hex() == "5017963c4eba76bcbc03255c0fbd24a45a2ffc475c43668dc4d2133fb32f6ffa"


@given(entries)
@steady
def test_any_entry_is_read_back_from_one_line(made):
    line = canonical(made)
    assert b"\n" not in line
    assert parse(line) == made
    assert json.loads(line)["seq"] == made.seq
    found: set[str] = set()
    assert second.read_entry(line, found) == made.seq
    assert found == set(digests(made))


@given(entries, st.data())
@steady
def test_any_change_of_bytes_gives_another_entry_or_none(made, data):
    line = canonical(made)
    at = data.draw(st.integers(0, len(line) - 1))
    with_byte = line[:at] + bytes([data.draw(st.integers(0, 255))]) + line[at + data.draw(st.integers(0, 1)) :]
    if with_byte != line:
        assert told(with_byte) in ("none", "not canonical") or parse(with_byte) != made
        assert told(with_byte) == told_by_second(with_byte)


def told(line):
    try:
        return parse(line).seq
    except NotCanonical:
        return "not canonical"
    except ValueError:
        return "none"


def told_by_second(line):
    try:
        seq = second.read_entry(line, set())
    except (ValueError, RecursionError):
        return "none"
    return "not canonical" if seq < 0 else seq


OTHER_BYTES = [
    LINE.replace(b'{"seq"', b'{ "seq"'),
    LINE + b" ",
    LINE.replace(b'"reason":"\xe7\xbb\x8f', b'"reason":"\\u7ecf'),
    LINE.replace(b"\\n", b"\\u000a"),
    LINE.replace(b'"seq":7,', b'"seq":8,"seq":7,'),
    LINE.replace(b'"plan":"5",', b"").replace(b'"seq":7', b'"plan":"5","seq":7'),
    LINE.replace(b'"a":9223372036854775807,"b":[true]', b'"b":[true],"a":9223372036854775807'),
    LINE.replace(b"-1,", b"-1 ,"),
]


@pytest.mark.parametrize("line", OTHER_BYTES)
def test_the_same_entry_in_other_bytes(line):
    assert line != LINE
    assert told(line) == told_by_second(line) == "not canonical"


NO_LINES = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b"7",
    LINE[:-1],
    LINE.replace(b"-1,", b"-1.0,"),
    LINE.replace(b"-1,", b"NaN,"),
    LINE.replace(b"-1,", b"-1e3,"),
    LINE.replace(b"-1,", b"9223372036854775808,"),
    LINE.replace(b"-1,", b"9" * 30 + b","),
    LINE.replace(b"-1,", b"9" * 100_000 + b","),
    LINE.replace(b'"seq":7', b'"seq":-7'),
    LINE.replace(b'"seq":7', b'"seq":"7"'),
    LINE.replace(b'"seq":7', b'"seq":true'),
    LINE.replace(b'"seq":7', b'"seq":9223372036854775808'),
    LINE.replace(b".000001Z", b"Z"),
    LINE.replace(b".000001Z", b".000001+00:00"),
    LINE.replace(b"01-31T", b"02-30T"),
    LINE.replace(b"T08", b"T24"),
    LINE.replace(b'"person:12"', b'""'),
    LINE.replace(b'"plan.publish"', b'""'),
    LINE.replace(b'"plan.publish"', b"5"),
    LINE.replace(b',"reason"', b',"further":"","reason"'),
    LINE.replace(b',"request":"0f6d"', b""),
    LINE.replace(b'["size",-1,', b'["size",'),
    LINE.replace(b'["size",-1,', b'["size",-1,-1,'),
    LINE.replace(b'["size",-1,', b"[7,-1,"),
    LINE.replace(b'["size"', b'"abc",["size"'),
    LINE.replace(b"-1,", b'{"sealed":"00"},'),
    LINE.replace(b"-1,", b'{"sealed":"' + b"0" * 64 + b'","a":1},'),
    LINE.replace(b"-1,", b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1) + b","),
    LINE.replace(b"-1,", b"[" * 100_000 + b"]" * 100_000 + b","),
    LINE.replace(b"0f6d", b"\\ud800"),
    LINE.replace(b"0f6d", b"\xff"),
    LINE.decode().encode("utf-16"),
    b"\xef\xbb\xbf" + LINE,
    LINE.replace(b"0f6d", b"0" * MOST_BYTES),
]


@pytest.mark.parametrize("line", NO_LINES, ids=range(len(NO_LINES)))
def test_what_is_no_line_of_an_entry(line):
    assert told(line) == told_by_second(line) == "none"


class Colour(enum.IntEnum):
    RED = 3


class Word(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "changed",
    [
        {"changes": (("x", None, 1.5),)},
        {"changes": (("x", None, [float("nan")]),)},
        {"changes": (("x", None, {"y": 1.0}),)},
        {"changes": (("x", None, Decimal("1.5")),)},
        {"changes": (("x", None, b"raw"),)},
        {"changes": (("x", None, {1: 2}),)},
        {"changes": (("x", None, {1: 2, "a": 3}),)},
        {"changes": (("x", None, LARGEST + 1),)},
        {"changes": (("x", None, "\ud800"),)},
        {"changes": (("x", None),)},
        {"changes": ("abc",)},
        {"changes": 5},
        {"changes": (5,)},
        {"changes": ((None, 1, 2),)},
        {"changes": (("x", None, {"sealed": "clear"}),)},
        {"changes": (("x", "a" * MOST_BYTES, ""),)},
        {"seq": -1},
        {"seq": True},
        {"seq": "1"},
        {"seq": LARGEST + 1},
        {"at": "2026-01-31 08:00:00.000001Z"},
        {"at": "2026-01-31T08:00:00.000001"},
        {"at": None},
        {"actor": ""},
        {"actor": None},
        {"action": ""},
        {"reason": 7},
        {"request": "\udfff"},
    ],
)
def test_what_an_entry_cannot_hold(changed):
    made = WHOLE._replace(**changed)
    with pytest.raises(ValueError):  # noqa: PT011  a programmer's mistake, told in any words
        canonical(made)
    assert line_of(made) == b""


def test_values_that_are_text_or_numbers_by_another_name():
    made = WHOLE._replace(changes=((Word("x"), Word("y"), Colour.RED), ["z", (1, 2), [1, 2]]))
    assert parse(canonical(made)).changes == (("x", "y", 3), ("z", [1, 2], [1, 2]))
    assert line_of(WHOLE) == LINE


def test_the_deepest_value():
    value = json.loads("[" * DEEPEST + "]" * DEEPEST)
    assert told(canonical(WHOLE._replace(changes=(("x", value, None),)))) == 7


# --- personal data


@given(texts, st.binary(min_size=16, max_size=16))
@steady
def test_a_sealed_value_is_bound_to_its_digest(value, drawn):
    datum = seal(value, drawn)
    assert sealed(value, drawn) == {"sealed": datum.digest}
    assert is_bound(datum)
    assert parse_personal(personal_line(datum)) == datum
    assert not is_bound(datum._replace(value=value + "1"))
    assert not is_bound(datum._replace(salt=bytes([drawn[0] ^ 1, *drawn[1:]]).hex()))


def test_a_digest_as_it_was_described():
    """SHA-256 over the salt and then the text in UTF-8."""
    assert sealed("陈某", bytes(range(16))) == {"sealed": "a82df6d7bb1a1c1c512541ff8f6f8052a1e136f60b0a801dbb07257018514d6b"}


def test_digests_are_found_at_any_depth():
    one, two, three = (sealed(name, salt(at)) for at, name in enumerate("甲乙丙"))
    made = entry(1, changes=(("a", one, [{"b": two}]), ("c", "x", {"d": {"e": [three, one]}})))
    assert sorted(digests(made)) == sorted(mark["sealed"] for mark in (one, one, two, three))


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_a_salt_has_one_length(size):
    with pytest.raises(ValueError, match="salt"):
        sealed("陈某", bytes(size))


DATUM = seal("陈某", salt(1))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{}",
        personal_line(DATUM).replace(b"salt", b"SALT"),
        personal_line(DATUM._replace(salt="00")),
        personal_line(DATUM._replace(digest=DATUM.digest.upper())),
        personal_line(Personal(DATUM.digest, DATUM.salt, None)),
        personal_line(DATUM).replace("陈".encode(), b"\\ud800"),
        personal_line(DATUM) + b" " * MOST_BYTES,
    ],
)
def test_what_is_no_personal_datum(line):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_personal(line)
