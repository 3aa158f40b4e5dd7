"""What may stand in a cell to fill, as a workbook checks it while typing and `collect` checks it again."""

from datetime import date

from yibiao.core.tables.values import Column

# Dates and numbers beyond these are slips of the hand.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
MOST = 10**15


def is_percent(column: Column) -> bool:
    """Tell whether a column's heading says that its numbers are percentages: 完成率（%）."""
    return "%" in column.title or "％" in column.title
