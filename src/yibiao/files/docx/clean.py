"""Takes out of a part what Word does not show, before any text is read.

Each step works on the whole tree at once, so the walk over the paragraphs need not look for it.
"""

from lxml import etree

from yibiao.files.docx.names import (
    CHOICE,
    FALLBACK,
    P_PR,
    R_PR,
    SDT,
    TR,
    TR_PR,
    TXBX,
    VAL,
    P,
    R,
    is_on,
    w,
)
from yibiao.files.docx.styles import Styles

_DEL, _MOVE_FROM = w("del"), w("moveFrom")
_GONE = (_DEL, _MOVE_FROM, w("rt"), w("commentRangeStart"), w("annotationRef"))
_GALLERY = f"{w('sdtPr')}/{w('docPartObj')}/{w('docPartGallery')}"


def clean(root: etree._Element, styles: Styles) -> etree._Element:
    """Return `root` without deleted, moved-away, hidden and doubled text; text boxes stand as siblings."""
    _drop_fallbacks(root)
    _deleted_marks(root)
    etree.strip_elements(root, *_GONE, with_tail=False)
    _drop_hidden(root, styles)
    _drop_contents(root)
    _lift_text_boxes(root)
    return root


def _detach(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _drop_fallbacks(root: etree._Element) -> None:
    """Keep one branch of mc:AlternateContent: the choice, where there is one."""
    for fallback in list(root.iter(FALLBACK)):
        parent = fallback.getparent()
        if parent is not None and parent.find(CHOICE) is not None:
            parent.remove(fallback)


def _deleted_marks(root: etree._Element) -> None:
    """Remove deleted table rows, and join a paragraph whose end was deleted to the next one."""
    for mark in reversed(list(root.iter(_DEL, _MOVE_FROM))):
        parent = mark.getparent()
        holder = None if parent is None else parent.getparent()
        if parent is None or holder is None:
            continue
        if parent.tag == TR_PR and holder.tag == TR:
            _detach(holder)
        elif parent.tag == R_PR and holder.tag == P_PR:
            _join_next(holder)


def _join_next(properties: etree._Element) -> None:
    paragraph = properties.getparent()
    if paragraph is None or paragraph.tag != P:
        return
    following = paragraph.getnext()
    if following is None or following.tag != P:
        return
    at = 1 if following.find(P_PR) is not None else 0
    following[at:at] = [child for child in paragraph if child.tag != P_PR]
    _detach(paragraph)


def _drop_hidden(root: etree._Element, styles: Styles) -> None:
    for mark in list(root.iter(w("vanish"))):
        if is_on(mark.get(VAL)):
            _drop_run(mark)
    if styles.hidden:
        for mark in list(root.iter(w("rStyle"))):
            if mark.get(VAL) in styles.hidden:
                _drop_run(mark)


def _drop_run(mark: etree._Element) -> None:
    properties = mark.getparent()
    run = None if properties is None else properties.getparent()
    if run is not None and run.tag == R:
        _detach(run)


def _drop_contents(root: etree._Element) -> None:
    """Remove generated tables of contents: they repeat every heading."""
    for block in list(root.iter(SDT)):
        gallery = block.find(_GALLERY)
        if gallery is not None and gallery.get(VAL) == "Table of Contents":
            _detach(block)


def _lift_text_boxes(root: etree._Element) -> None:
    """Put the paragraphs of a text box behind the paragraph it is anchored in."""
    for box in reversed(list(root.iter(TXBX))):
        anchor = next(box.iterancestors(P), None)
        if anchor is not None:
            _detach(box)
            anchor.addnext(box)
