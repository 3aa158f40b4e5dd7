"""Heads: one line each, each bound to the one before, handed over from key to key."""

import hashlib

import pytest

from made_logs import make_log, moment, public, sign
from yibiao.core.audit.heads import (
    Head,
    canonical,
    fingerprint,
    kept_fingerprint,
    key_id,
    message,
    next_head,
    parse,
    signed,
    successor,
)
from yibiao.core.audit.lines import LARGEST, MOST_BYTES
from yibiao.core.audit.merkle import EMPTY_ROOT
from yibiao.packs.verifier import yibiao_verify as second

KEY = public(0)
FIRST = next_head(None, 3, b"\xab" * 32, "2026-01-31T08:00:00.000000Z", KEY)
SIGNED = signed(FIRST, bytes(range(64)))
LINE = (
    '{"log":"yibiao-audit/1","number":0,"size":3,"root":"' + "ab" * 32 + '","at":"2026-01-31T08:00:00.000000Z"'
    ',"key":"' + hashlib.sha256(KEY).hexdigest()[:16] + '","prev":"","kind":"head","next_key":""'
    ',"signature":"' + bytes(range(64)).hex() + '"}'
).encode()


def test_the_line_of_a_head_byte_for_byte():
    assert canonical(SIGNED) == LINE
    assert parse(LINE) == SIGNED
    assert message(SIGNED) == message(FIRST) == LINE[: LINE.index(b',"signature"')] + b"}"
    assert fingerprint(LINE) == hashlib.sha256(LINE).hexdigest()


def test_a_head_follows_the_line_before():
    after = next_head(SIGNED, 5, EMPTY_ROOT, moment(9), KEY)
    assert (after.number, after.size, after.root, after.kind) == (1, 5, EMPTY_ROOT.hex(), "head")
    assert after.prev == hashlib.sha256(LINE).hexdigest()
    assert successor(after) == after.key == key_id(KEY)


def test_a_rotate_hands_over():
    rotate = next_head(SIGNED, 3, b"\xab" * 32, moment(9), KEY, next_key=public(1))
    assert (rotate.kind, rotate.key, rotate.next_key) == ("rotate", key_id(KEY), public(1).hex())
    assert successor(rotate) == key_id(public(1))
    done = parse(sign(rotate, 0))
    with pytest.raises(ValueError, match="key"):
        next_head(done, 3, EMPTY_ROOT, moment(9), KEY)
    assert next_head(done, 3, EMPTY_ROOT, moment(9), public(1)).key == key_id(public(1))


@pytest.mark.parametrize(
    "args",
    [
        (SIGNED, 2, EMPTY_ROOT, moment(9), KEY),
        (SIGNED, 4, EMPTY_ROOT, moment(9), public(1)),
        (SIGNED, 4, b"short", moment(9), KEY),
        (SIGNED, 4, EMPTY_ROOT, "2026-01-31", KEY),
        (FIRST, 4, EMPTY_ROOT, moment(9), KEY),
        (SIGNED._replace(number=LARGEST), 4, EMPTY_ROOT, moment(9), KEY),
    ],
)
def test_where_a_chain_cannot_go_on(args):
    with pytest.raises(ValueError):  # noqa: PT011
        next_head(*args)


def both_refuse(line):
    with pytest.raises(ValueError):  # noqa: PT011
        parse(line)
    with pytest.raises((ValueError, RecursionError)):
        second.read_head(line)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"{", b"{ "),
        (b"yibiao-audit/1", b"yibiao-audit/2"),
        (b'"log":"yibiao-audit/1",', b""),
        (b'"number":0', b'"number":-1'),
        (b'"number":0', b'"number":false'),
        (b'"number":0', b'"number":0.0'),
        (b'"number":0', b'"number":"0"'),
        (b'"size":3', b'"size":9223372036854775808'),
        (b'"size":3', b'"size":3,"size":3'),
        (b"abab", b"ABab"),
        (b'"abab', b'"ab'),
        (b"00.000000Z", b"00Z"),
        (b"08:00", b"25:00"),
        (b'"prev":""', b'"prev":"00"'),
        (b'"prev":""', b'"prev":null'),
        (b'"prev":""', b'"prev":0'),
        (b'"kind":"head"', b'"kind":"rotate"'),
        (b'"kind":"head"', b'"kind":"tail"'),
        (b'"kind":"head"', b'"kind":["head"]'),
        (b'"next_key":""', b'"next_key":"' + b"00" * 32 + b'"'),
        (b'"next_key":""', b'"next_key":null'),
        (b'"signature":"00', b'"signature":"'),
        (b'"signature":"00', b'"signature":"0G'),
        (b'"}', b'","more":1}'),
        (b'"}', b'"}' + b" " * MOST_BYTES),
        (b'"size":3', b'"size":' + b"[" * 100_000),
    ],
)
def test_what_is_no_head(old, new):
    assert old in LINE
    both_refuse(LINE.replace(old, new, 1))


def test_other_bytes_are_no_head():
    for line in (b"", b"[]", b"\xff", LINE.decode().encode("utf-16"), LINE + b"\n", LINE[:-1]):
        both_refuse(line)


def test_an_unsigned_head_has_no_line():
    with pytest.raises(ValueError, match="signed"):
        canonical(FIRST)
    with pytest.raises(ValueError):  # noqa: PT011
        message(Head(0, 0, "", "", ""))


def test_a_kept_head_is_a_line_or_its_fingerprint():
    [line, *_] = make_log().heads
    assert kept_fingerprint(line.decode()) == kept_fingerprint(f" {line.decode()}\r\n") == fingerprint(line)
    assert kept_fingerprint(f"{fingerprint(line)}\r\n") == fingerprint(line)
