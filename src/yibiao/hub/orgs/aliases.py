"""A unit's other names as one text: ``市工信局；市经信委[~2019-01-14]``, for files of units and for the log."""

import re
from collections.abc import Iterable

from yibiao.core.orgs.pack import Alias

SEPARATOR = "；"
_SPECIAL = re.compile(r"([\\；;\[\]])")
_PARTS = re.compile(r"(?:\\.|[^\\；;])+", re.S)
_ONE = re.compile(r"((?:\\.|[^\\\[\]])*)(?:\[([^~\[\]]*)~([^~\[\]]*)\])?", re.S)


def joined(texts: Iterable[str]) -> str:
    """Return several texts as one; a separator inside is escaped by a backslash."""
    return SEPARATOR.join(_SPECIAL.sub(r"\\\1", text) for text in texts)


def parted(text: str) -> list[str]:
    """Return the texts that `joined` put together; either width of the separator parts."""
    return [_plain(part).strip() for part in _PARTS.findall(text) if part.strip()]


def alias_text(alias: Alias) -> str:
    """Return one name with the days between which it held, where there are any: ``市经信委[~2018]``."""
    days = f"[{alias.since or ''}~{alias.until or ''}]" if alias.since or alias.until else ""
    return _SPECIAL.sub(r"\\\1", alias.name) + days


def aliases_text(aliases: Iterable[Alias]) -> str:
    """Return all names in one text."""
    return SEPARATOR.join(map(alias_text, aliases))


def aliases_of(text: str) -> tuple[Alias, ...]:
    """Return the names of a text; days are taken as they stand. Brackets that close wrongly are a `ValueError`."""
    return tuple(_alias(part.strip()) for part in _PARTS.findall(text) if part.strip())


def _alias(part: str) -> Alias:
    found = _ONE.fullmatch(part)
    if found is None:
        raise ValueError(part)
    name, since, until = found.groups()
    return Alias(_plain(name).strip(), (since or "").strip() or None, (until or "").strip() or None)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.S)
