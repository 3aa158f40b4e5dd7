"""The shortest way to a file's text with a well-known library: what the readers are measured beside."""

import io

import docx
import pypdfium2
from selectolax.lexbor import LexborHTMLParser


def html_text(data: bytes) -> str:
    """Return the text of the page's body, unsorted and with all its chrome."""
    body = LexborHTMLParser(data).body
    return body.text(separator="\n") if body else ""


def docx_text(data: bytes) -> str:
    """Return the paragraphs of the body, without tables, numbering or text boxes."""
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def pdf_text(data: bytes) -> str:
    """Return the text of the pages as the file holds it, wrapped lines and page numbers included."""
    with pypdfium2.PdfDocument(data) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
