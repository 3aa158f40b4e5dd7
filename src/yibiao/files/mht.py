"""A web archive (.mht, "single file" of the browser): a page in a mail envelope."""

import email
import email.policy

from yibiao.core.source import SourceText
from yibiao.files.errors import UnusableInput
from yibiao.files.html import read_html


def read_mht(data: bytes, name: str = "-") -> SourceText:
    """Return the text of the first page in the archive; raise `UnusableInput` where there is none."""
    page, charset = page_of(data, name)
    return read_html(page, name, declared=charset)


def page_of(data: bytes, name: str = "-") -> tuple[bytes, str | None]:
    """Return the first page in the archive and the charset it came with."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
        page = parts[0].get_payload(decode=True) if parts else None
        charset = parts[0].get_content_charset() if parts else None
    except (LookupError, RecursionError, TypeError, ValueError) as error:
        raise UnusableInput("errors.truncated", name, kind="MHT", reason=type(error).__name__) from error
    if not isinstance(page, bytes):
        raise UnusableInput("errors.truncated", name, kind="MHT", reason="no text/html part")
    return page, charset
