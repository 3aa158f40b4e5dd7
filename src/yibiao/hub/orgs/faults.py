"""What a field of a person can't be, for actions and files alike."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from yibiao.hub.orgs.models import PersonRecord

_LOGIN = re.compile(r"[\w.@+-]+")
_PHONE = re.compile(r"[0-9+()（） ,，、;/#*转-]+")


def person_fault(field: str, value: Any) -> str | None:
    """Return the key of what was expected instead of a value, None where it can be used."""
    if field not in _USABLE:
        return None
    room = PersonRecord._meta.get_field(field).max_length or 0
    if len(value) > room:
        return f"orgs.expect-{field}"
    return None if _USABLE[field](value) else f"orgs.expect-{field}"


def _is_login(value: str) -> bool:
    """Tell whether a text may be a login; an erased person's mark must stay nobody's."""
    return _LOGIN.fullmatch(value) is not None and not value.casefold().startswith("erased-")


def _is_email(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True


_USABLE: Mapping[str, Callable[[str], bool]] = {
    "login": _is_login,
    "name": lambda value: bool(value) and value.isprintable(),
    "phone": lambda value: not value or _PHONE.fullmatch(value) is not None,
    "email": lambda value: not value or _is_email(value),
}
