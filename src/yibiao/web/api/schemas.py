"""Types that several endpoints share."""

import re
from functools import cache
from typing import Annotated, Any

from ninja import Query, Schema
from pydantic import AfterValidator, Field, create_model, model_validator

from yibiao.core.orgs.pack import UnitKind


def _without_nul(text: str) -> str:
    """Refuse what no database keeps: a NUL, half of a surrogate pair."""
    if "\x00" in text:
        raise ValueError("a NUL character")
    text.encode()
    return text


_UNSOUND = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def is_sound(text: str) -> bool:
    """Return whether a text can be kept and printed: no control characters but tab and line ends, no half pairs."""
    return _UNSOUND.search(text) is None


def _sound_within(body: dict[str, Any]) -> dict[str, Any]:
    """Refuse a body with such a text anywhere in it."""
    left: list[Any] = [body]
    while left:
        match left.pop():
            case str() as text if not is_sound(text):
                raise ValueError("a control character")
            case dict() as parts:
                left += [*parts, *parts.values()]
            case list() as parts:
                left += parts
    return body


def Text(**limits: Any) -> Any:  # noqa: N802  stands where pydantic's Field does
    """Return the limits of a text; control characters that no database keeps are refused."""
    return Field(**limits)


Sound = AfterValidator(_without_nul)
Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9_-]*$", description="code of a unit")]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]+$"), Sound]
Short = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$"), Sound]
Long = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$"), Sound]
Reason = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$", description="why; kept in the audit log"), Sound]
Body = Annotated[dict[str, Any], AfterValidator(_sound_within)]
Kind = UnitKind


Period = Annotated[
    str | None,
    Query(pattern="^20[0-9]{2}(-(0[1-9]|1[0-2]|Q[1-4]))?$", description="what it is handed out for; without it the month that is reported now"),
]


class Why(Schema):
    """A reason."""

    reason: Reason = ""

    @model_validator(mode="before")
    @classmethod
    def _an_object(cls, given: Any) -> Any:
        """Refuse what is no object: with nothing required, a list would pass for an empty one."""
        inner = getattr(given, "_obj", given)  # ninja wraps what it was sent
        if not isinstance(inner, dict | cls):
            raise ValueError("an object")
        return given


class Problem(Schema):
    """An error (RFC 9457); `code` is stable."""

    type: str
    title: str
    status: int
    code: str
    detail: str


@cache
def Listed(row: type[Schema]) -> type[Schema]:  # noqa: N802  makes a type
    """Return the type of a page of rows."""
    return create_model(
        f"{row.__name__}Page",
        __base__=Schema,
        items=(list[row], ...),  # type: ignore[valid-type]
        next=(str | None, Field(None, description="`after` of the next page; null on the last")),
    )
