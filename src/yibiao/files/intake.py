"""Documents that somebody else brings in: looked at for marks of secrecy before anything of them is kept.

Both functions are jobs for `sandbox.Worker`, so that whoever calls them can tell how far they are.
"""

import re
from typing import Any, NamedTuple

from yibiao.core.classified import Mark, mark_in_margins, mark_in_name, mark_in_properties, mark_in_text
from yibiao.core.compiler import compile_source
from yibiao.core.serialise import to_dict
from yibiao.core.source import SourceText
from yibiao.files.documents import COMPILE_SECONDS
from yibiao.files.errors import UnusableInput
from yibiao.files.margins import outside
from yibiao.files.read import load, read_bytes, seconds_for
from yibiao.files.sandbox import grant
from yibiao.files.sniff import sniff

# What databases take in no text; each is one character, so spans stay.
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")
# Notices of a reader that say that pages are pictures: a mark on them may not have been recognised.
_PICTURES = ("recognised-text", "pages-without-text")


class Looked(NamedTuple):
    """A document looked at: its mark and then nothing else, or its text. `scanned`: some pages are pictures."""

    kind: str
    mark: Mark | None = None
    source: SourceText | None = None
    scanned: bool = False


class _Marked(Exception):  # noqa: N818  no error: it ends the reading
    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark


def look_job(path: str, name: str, ocr: bool = True) -> Looked:
    """Read the file at `path`, which its owner calls `name`; raise `UnusableInput`."""
    try:
        data = load(path)
        kind = sniff(data, name).kind
        grant(seconds=seconds_for(len(data)))
        source = read_bytes(data, name, ocr=ocr, look=lambda kind, data: _look_outside(kind, data, name))
    except _Marked as found:
        return Looked(kind, found.mark)
    except UnusableInput as error:
        raise error.named(name) from None
    mark = mark_in_name(name) or mark_in_text(source.text)
    if mark:
        return Looked(kind, mark)
    scanned = any(notice.code in _PICTURES for notice in source.notices)
    return Looked(kind, None, source._replace(text=_NOT_STORABLE.sub("\N{REPLACEMENT CHARACTER}", source.text)), scanned)


def _look_outside(kind: str, data: bytes, name: str) -> None:
    found = outside(kind, data, name)
    mark = mark_in_properties(found.properties) or mark_in_margins(found.margins)
    if mark:
        raise _Marked(mark)


def compile_job(source: SourceText) -> dict[str, Any]:
    """Return the plan file's values of a text, the text with them."""
    grant(seconds=COMPILE_SECONDS)
    return to_dict(compile_source(source), with_text=True)
