"""Audit logs made for tests: small, signed with real keys, with rotations and personal data."""

from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yibiao.core.audit.entries import Entry, canonical, personal_line, seal, sealed
from yibiao.core.audit.heads import Head, message, next_head, parse, signed
from yibiao.core.audit.heads import canonical as head_line
from yibiao.core.audit.merkle import leaf_hash, root_of
from yibiao.core.audit.verify import Stored
from yibiao.files.auditlog.signatures import signature_check

# The same signatures are checked thousands of times in a test that changes one line at a time.
check = lru_cache(maxsize=100_000)(signature_check())


class Log(NamedTuple):
    """A log as somebody hands it over; `first` is the number of its first key."""

    entries: tuple[bytes, ...]
    heads: tuple[bytes, ...]
    personal: tuple[bytes, ...] = ()
    first: int = 0

    @property
    def stored(self) -> tuple[Stored, ...]:
        """The entries with their leaf hashes beside them."""
        return tuple(Stored(line, leaf_hash(line).hex()) for line in self.entries)

    @property
    def key(self) -> bytes:
        return public(self.first)


@lru_cache
def private(number: int) -> Ed25519PrivateKey:
    """Return the key of this number, the same every time."""
    return Ed25519PrivateKey.from_private_bytes(sha256(b"key %d" % number).digest())


@lru_cache
def public(number: int) -> bytes:
    """Return the public half of the key of this number."""
    return private(number).public_key().public_bytes_raw()


def moment(number: int) -> str:
    """Return a moment, each some seconds after the one before."""
    return f"2026-01-{1 + number // 86400:02}T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}.000000Z"


def salt(number: int) -> bytes:
    return sha256(b"salt %d" % number).digest()[:16]


def entry(seq: int, **changed) -> Entry:
    """Return an entry; every fifth speaks of personal data."""
    changes = (("进展", f"完成{seq}%", f"完成{seq + 1}%"), ("value", seq * 1000, None), ("done", False, ["甲", {"b": 1, "a": 2}]))
    if seq % 5 == 0:
        changes = (("phone", None, sealed(phone(seq), salt(seq))), *changes)
    made = Entry(
        seq, moment(seq), f"person:{seq % 7}", "", "汉阳区", "report.save", f"report:{seq % 4}", "5", changes, "", f"r{seq}"
    )
    return made._replace(**changed)


def phone(seq: int) -> str:
    return f"1380000{seq:04}"


def sign(head: Head, number: int) -> bytes:
    """Return the line of a head signed with the key of this number."""
    return head_line(signed(head, private(number).sign(message(head))))


def make_log(sizes=(3, 7, 12, 20), rotate_at=(), first=0, lines=None) -> Log:
    """Return a log with a head at each of `sizes`, which changes its key after the heads at the places `rotate_at`."""
    entries = lines or tuple(canonical(entry(seq)) for seq in range(sizes[-1] if sizes else 0))
    heads: list[bytes] = []
    key = first
    for place, size in enumerate(sizes):
        heads.append(sign(following(heads, entries, size, key), key))
        if place in rotate_at:
            heads.append(sign(following(heads, entries, size, key, key + 1), key))
            key += 1
    personal = tuple(personal_line(seal(phone(seq), salt(seq))) for seq in range(0, len(entries), 5))
    return Log(entries, tuple(heads), personal, first)


def following(heads, entries, size, key, next_key=None) -> Head:
    """Return the head over the first `size` entries that follows these lines, not signed yet."""
    leaves = map(leaf_hash, entries[:size])
    at = moment(1000 + len(heads))
    after = None if next_key is None else public(next_key)
    last = parse(heads[-1]) if heads else None
    return next_head(last, size, root_of(leaves), at, public(key), next_key=after)
