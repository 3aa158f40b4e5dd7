"""How much of a 专报 fits on its one page: heights in points, as brief.css sets them for print (A4, 18 mm above and below).

Nothing is measured in a browser: type is set to fixed lines, and characters are as wide as their script says. The box
for remarks takes what is left.
"""

import unicodedata
from collections.abc import Iterable
from math import ceil

PAGE = 732  # of 740 between the margins
WIDTH = 490  # of a line; the text is 504 wide
LINE, SMALL, ROW = 16.2, 11.7, 14.2
NEXT = 11.5  # a second line of a row
COLUMNS = (118, 48, 108)  # the cells of a row whose texts may take several lines: task, lead, figure
_ROWS = 9.5 / 12
ITEM = 1.5  # between the items of a list
INDENT = 26  # of a list
# Title, line under it, three headings, head of the table, remarks at their least, foot.
FIXED = 28 + 24 + 3 * 22.2 + ROW + 96 + 16
SUBJECT = 18.2  # a line of the subject, 14 point
_WIDE, _NARROW = 12.0, 6.6


def lines(text: str, width: float = WIDTH, scale: float = 1) -> int:
    """Return how many lines of 12-point type a text takes at the most; `scale` is for larger type."""
    wide = sum(unicodedata.east_asian_width(char) in "WFA" for char in text)
    return max(1, ceil((wide * _WIDE + (len(text) - wide) * _NARROW) * scale / width))


def listed(texts: Iterable[str]) -> float:
    """Return the height of a numbered list."""
    return sum(lines(text, WIDTH - INDENT) * LINE + ITEM for text in texts)


def rows_that_fit(above: float, rows: Iterable[tuple[str, str, str]]) -> int:
    """Return how many rows of the table (task, lead, figure) fit below what takes `above` points."""
    left, count = PAGE - above, 0
    for row in rows:
        most = max(lines(text, width, _ROWS) for text, width in zip(row, COLUMNS, strict=True))
        left -= ROW + (most - 1) * NEXT
        if left < 0:
            break
        count += 1
    return count


def above_table(subject: str, standing: str, matters: Iterable[str], notes: int) -> float:
    """Return the height of all but the rows; `notes` are the small lines that say what is left out."""
    head = lines(subject, scale=14 / 12) * SUBJECT + 12 + lines(standing) * LINE
    return FIXED + head + listed(matters) + notes * SMALL
