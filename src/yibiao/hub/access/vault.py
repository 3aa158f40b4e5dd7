"""Encryption of what the hub keeps but nobody should read in its database: Fernet under keys from `SECRET_KEY`.

Each purpose has a key of its own (HKDF-SHA256), so that what was sealed for one cannot be passed off as another.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(ValueError):
    """What was sealed cannot be read: damaged, for another purpose, or under a `SECRET_KEY` that is gone."""


def seal(text: str, purpose: str) -> str:
    """Return `text` encrypted and authenticated, in ASCII."""
    return _box(purpose).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str, purpose: str) -> str:
    """Return what `seal` was given for the same purpose; raises `Unreadable`."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable(purpose) from error


def _box(purpose: str) -> MultiFernet:
    """Return the box of a purpose: it seals under `SECRET_KEY` and still opens what its fallbacks have sealed."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_fernet(key, purpose) for key in keys])


@lru_cache(maxsize=32)
def _fernet(key: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=f"yibiao {purpose}".encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
