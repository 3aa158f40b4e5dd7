"""The keys that sign tree heads: Ed25519, one file each below `HOME/keys`, readable by the server alone.

The first key's public half is what an outsider must know (`keys/first.pub`); each later key is announced in
the heads by a line that the key before it has signed, so one public key proves all.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from yibiao.core.audit.heads import key_id


class SigningKey(NamedTuple):
    """A key: `id` is the first 16 hex digits of the SHA-256 of its public half (32 raw bytes)."""

    id: str
    public: bytes
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """Return the signature, 64 bytes."""
        return self.private.sign(message)


def make_key(folder: Path) -> SigningKey:
    """Make a key and keep it in `folder`; the first one also leaves its public half as ``first.pub``."""
    key = _key(Ed25519PrivateKey.generate())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    raw = key.private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    _write_new(folder / f"{key.id}.key", raw.hex())
    if not (folder / "first.pub").exists():
        _write_new(folder / "first.pub", key.public.hex())
    return key


def load_key(folder: Path, key: str) -> SigningKey:
    """Return the key of an id; raises `FileNotFoundError` where it isn't kept here."""
    return _loaded(str(folder / f"{key}.key"))


def first_public(folder: Path) -> bytes | None:
    """Return the public half of the first key, None before there is one."""
    kept = folder / "first.pub"
    return bytes.fromhex(kept.read_text(encoding="ascii").strip()) if kept.exists() else None


@lru_cache(maxsize=8)
def _loaded(path: str) -> SigningKey:
    return _key(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(Path(path).read_text(encoding="ascii").strip())))


def _key(private: Ed25519PrivateKey) -> SigningKey:
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return SigningKey(key_id(public), public, private)


def _write_new(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
