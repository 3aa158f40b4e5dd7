"""Word documents (.docx): zip and lxml, in one pass over the main part.

What Word would show is what is read: automatic numbers are written out, field results stay, deleted and
hidden text goes, merged cells and text boxes are resolved. Headers and footers are left out, for page
numbers and running titles live there; notes come at the end, where they interrupt no sentence.
"""

import hashlib

from yibiao.core.source import SourceText
from yibiao.files.archive import Archive, is_encrypted_ole, is_ole
from yibiao.files.blocks import assemble
from yibiao.files.docx.body import Body
from yibiao.files.docx.clean import clean
from yibiao.files.docx.names import MEDIA_TYPE
from yibiao.files.docx.numbering import Numbering
from yibiao.files.docx.package import load
from yibiao.files.docx.styles import Styles
from yibiao.files.errors import UnusableInput

__all__ = ["read_docx"]


def read_docx(data: bytes, name: str) -> SourceText:
    """Return the text and tables of the Word document `data`; raise `UnusableInput` for anything else."""
    if is_ole(data) and not is_encrypted_ole(data):
        raise UnusableInput("errors.wrong-extension", name, suffix=".docx", kind=" doc (OLE)")
    parts = load(Archive(data, name, "docx"))
    styles = Styles(parts.styles)
    body = Body(styles, Numbering(parts.numbering, styles), name)
    blocks = body.blocks(clean(parts.document, styles))
    blocks += body.notes([clean(root, styles) for root in parts.notes])
    text, tables = assemble(blocks)
    if not text:
        raise UnusableInput("errors.empty", name)
    return SourceText(text, name, hashlib.sha256(data).hexdigest(), MEDIA_TYPE, None, tables)
