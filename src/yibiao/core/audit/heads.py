"""Tree heads: what is signed and kept outside the database, each bound to the one before it.

A head says that the log had this root at this size. Its line is JSON with the members in a fixed order; Ed25519
signs the line without the signature. `prev` is the SHA-256 of the whole line before, so that whoever trusts one
signature trusts every head up to it. A head of kind `rotate` hands over to another key and is signed by the old one.
"""

from hashlib import sha256
from typing import Final, Literal, NamedTuple

from yibiao.core.audit.lines import check_moment, check_number, is_hex, read_json

# Stands first in every head: a signature over it can't be taken for one over something else.
LOG: Final = "yibiao-audit/1"
KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
KINDS: Final = ("head", "rotate")


class Head(NamedTuple):
    """The state of the log at one moment, signed; digests, keys and signatures are in hex."""

    number: int  # from 0
    size: int  # entries covered
    root: str
    at: str  # UTC, 2026-01-31T08:00:00.000000Z
    key: str  # the id of the key that signs
    prev: str = ""  # the digest of the line before; "" for the first
    kind: Literal["head", "rotate"] = "head"
    next_key: str = ""  # for a rotate: the public key that signs from the next head on
    signature: str = ""


def key_id(key: bytes) -> str:
    """Return the id of a raw public key (32 bytes)."""
    return sha256(key).hexdigest()[:16]


def next_head(
    previous: Head | None, size: int, root: bytes, at: str, key: bytes, *, next_key: bytes | None = None
) -> Head:
    """Return the head that follows `previous`, not yet signed; `key` is the public key of who will sign it.

    With `next_key` it is a rotate. Raise `ValueError` where the chain could not go on so.
    """
    number, prev = (0, "") if previous is None else (previous.number + 1, fingerprint(canonical(previous)))
    if previous is not None and size < previous.size:
        raise ValueError("the log can't have shrunk")
    if previous is not None and key_id(key) != successor(previous):
        raise ValueError("this key doesn't sign the next head")
    head = Head(number, size, root.hex(), at, key_id(key), prev)
    if next_key is not None:
        head = head._replace(kind="rotate", next_key=next_key.hex())
    message(head)
    return head


def successor(head: Head) -> str:
    """Return the id of the key that signs the head after this one."""
    return key_id(bytes.fromhex(head.next_key)) if head.kind == "rotate" else head.key


def message(head: Head) -> bytes:
    """Return the bytes that are signed: the line without its signature; raise `ValueError` for what is no head."""
    _check(head)
    return (
        f'{{"log":"{LOG}","number":{head.number},"size":{head.size},"root":"{head.root}","at":"{head.at}"'
        f',"key":"{head.key}","prev":"{head.prev}","kind":"{head.kind}","next_key":"{head.next_key}"}}'
    ).encode("ascii")


def signed(head: Head, signature: bytes) -> Head:
    """Return a head with the signature of its `message`."""
    return head._replace(signature=signature.hex())


def canonical(head: Head) -> bytes:
    """Return the line of a signed head; raise `ValueError` for what is none."""
    if not is_hex(head.signature, 2 * SIGNATURE_BYTES):
        raise ValueError("not signed")
    return message(head)[:-1] + f',"signature":"{head.signature}"}}'.encode("ascii")


def parse(line: bytes) -> Head:
    """Return the head of a line; raise `ValueError` for anything but its canonical bytes."""
    values = read_json(line)
    if type(values) is not dict or values.keys() != {"log", *Head._fields}:
        raise ValueError("other members than those of a head")
    head = Head(**{name: values[name] for name in Head._fields})
    if canonical(head) != line:
        raise ValueError("not in canonical form")
    return head


def fingerprint(line: bytes) -> str:
    """Return the digest of the line of a signed head: the next one's `prev`, and short enough to keep on paper."""
    return sha256(line).hexdigest()


def kept_fingerprint(text: str) -> str:
    """Return the fingerprint of a head that somebody kept: its line, or the fingerprint itself."""
    stripped = text.strip()
    return stripped if is_hex(stripped, 64) else fingerprint(stripped.encode("utf-8", "replace"))


def _check(head: Head) -> None:
    check_number(head.number)
    check_number(head.size)
    check_moment(head.at)
    if not (is_hex(head.root, 64) and is_hex(head.key, 16)):
        raise ValueError("not a root or no key")
    if head.prev != "" and not is_hex(head.prev, 64):
        raise ValueError("not the digest of a head")
    if head.kind not in KINDS:
        raise ValueError("neither a head nor a rotate")
    if head.next_key != "" if head.kind == "head" else not is_hex(head.next_key, 2 * KEY_BYTES):
        raise ValueError("a rotate and nothing else names the next key")
