"""What a log is checked from, whoever keeps it: an export here, a database on the floor above."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import NamedTuple

from yibiao.core.audit.verify import Stored


class Source(NamedTuple):
    """The lines of a log, each read once and in order, without their line breaks."""

    entries: Iterable[bytes | Stored]
    heads: Iterable[bytes]
    personal: Iterable[bytes]
    first_key: bytes | None  # as the log's keeper names it
    live: bool = False  # entries behind the last head are no fault, for more are being written


class Opener(NamedTuple):
    """One way to come to a log, by a path (a database takes none)."""

    open: Callable[[str], AbstractContextManager[Source]]
    untrusted: bool  # what it opens comes from outside and is read in a child process with limits
