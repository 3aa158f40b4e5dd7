"""From characters on pages to paragraphs and tables, for every format that has only positions.

PDF, OFD and recognised scans give `Page` values; `flow` gives blocks. All lengths are in points of the
page with y growing downwards; an *em* is the size of the type.
"""

from yibiao.files.layout.flow import flow
from yibiao.files.layout.types import Glyph, Page, Ruling

__all__ = ["Glyph", "Page", "Ruling", "flow"]
