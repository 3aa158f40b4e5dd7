"""The log of this database beside signed heads: whether what it says is what was signed."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from yibiao.core.audit.heads import parse, successor
from yibiao.core.audit.verify import Stored, Verdict, verify
from yibiao.hub.audit import log
from yibiao.hub.audit.anchor import heads_file


class Proof(NamedTuple):
    """What the log is compared with: the file of heads and that of the first public key."""

    heads: Path
    first_key: Path


def proof_here() -> Proof:
    """Return what is kept on this machine."""
    return Proof(heads_file(), Path(settings.KEYS) / "first.pub")


def verdict_on(proof: Proof, *, live: bool = True) -> Verdict:
    """Return what a check of every entry and head finds; with `live`, entries behind the last head are no fault."""
    entries = (Stored(line.encode(), leaf) for line, leaf in log.lines())
    kept = proof.first_key.read_text(encoding="ascii").strip() if proof.first_key.exists() else ""
    return verify(entries, _lines(proof.heads), bytes.fromhex(kept) or None, _is_signed, live=live)


def can_sign() -> bool:
    """Tell whether the key that signs the next head is kept on this machine."""
    last = next(iter(deque(_lines(heads_file()), maxlen=1)), None)
    return last is None or (Path(settings.KEYS) / f"{successor(parse(last))}.key").exists()


def _is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _lines(heads: Path) -> Iterator[bytes]:
    if heads.exists():
        with open(heads, "rb") as file:
            for line in file:
                yield line.rstrip(b"\n")
